"""Kano: what satisfies, and what only dissatisfies where it lacks."""

from __future__ import annotations

from pmcli.model.feature import Feature
from pmcli.model.inputs import ANSWERS, Kano
from pmcli.scoring import terms
from pmcli.scoring.category import classed
from pmcli.scoring.model import Inputs, Model, Score

CLASSES = {"must-be": 3.0, "one-dimensional": 2.0, "attractive": 1.0, "indifferent": 0.0}
_LETTERS = {
    "M": "must-be", "O": "one-dimensional", "A": "attractive",
    "I": "indifferent", "R": "reverse", "Q": "questionable",
}  # fmt: skip
_TABLE = {"like": "QAAAO", "must-be": "RIIIM", "neutral": "RIIIM", "live-with": "RIIIM", "dislike": "RRRRQ"}
"""A row for each functional answer, a letter for each dysfunctional one in the order of `ANSWERS`."""
_COUNTS = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")


def category(kano: Kano) -> str | None:
    """The class of two answers, or the most frequent one of a survey; None where that is not said.

    Of classes equally frequent the first of must-be, one-dimensional, attractive, indifferent, reverse,
    questionable counts.

    Source: C. Berger et al., Kano's methods for understanding customer-defined quality (1993).
    """
    if kano.functional is not None and kano.dysfunctional is not None:
        return _LETTERS[_TABLE[kano.functional][ANSWERS.index(kano.dysfunctional)]]
    counts = [(getattr(kano, name) or 0, -at) for at, name in enumerate(_COUNTS)]
    most, at = max(counts)
    return _COUNTS[-at].replace("_", "-") if most else None


def score(inputs: Inputs) -> Score:
    """The class, then the weighted value."""
    kano = inputs.feature.kano or Kano()
    word = category(kano)
    if word is None:
        unasked = [name for name in ("functional", "dysfunctional") if getattr(kano, name) is None]
        lacks = tuple(unasked) if len(unasked) == 1 else ("kano",)
        return terms.finish(inputs, None, 1.0, lacks=lacks, cost_sum="1")
    if word not in CLASSES:
        return terms.finish(inputs, None, 1.0, cost_sum="1", label=word, fault=f"kano answers are {word}")
    return classed(inputs, word, CLASSES[word])


def wants(feature: Feature) -> bool:
    """Whether there are answers."""
    return feature.kano is not None


KANO = Model(
    name="kano",
    title="Kano categories",
    formula=(
        "must-be 3, one-dimensional 2, attractive 1, indifferent 0, + weighted value / (scale + "
        "1)"
    ),
    about=(
        "Ask how people feel if it is there, and if it is not. Must-be first, then what satisfies "
        "in proportion, then delighters. Classes are an order, not quantities, so nothing is "
        "added up. Good for seeing what must not lack; it misleads where few were asked, and with "
        "time, for what delights today is a must-be tomorrow. Reverse and questionable answers "
        "are not scored."
    ),
    inputs=(
        "kano.functional", "kano.dysfunctional", "kano.must_be", "kano.one_dimensional", "kano.attractive",
        "kano.indifferent", "kano.reverse", "kano.questionable", "weighted",
    ),
    source=(
        "Noriaki Kano et al., Attractive quality and must-be quality, Hinshitsu 14(2) (1984); "
        "Charles Berger et al., Kano's methods for understanding customer-defined quality, Center "
        "for Quality of Management Journal 2(4) (1993): the table, and the order of equal counts"
    ),
    score=score,
    wants=wants,
    is_category=True,
)  # fmt: skip
