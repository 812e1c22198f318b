"""Scores of classes, as Kano and MoSCoW have them: a class, and inside it the weighted value."""

from __future__ import annotations

from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Score, Term
from pmcli.scoring.weighted import derived_dependencies, mean, ratings


def classed(inputs: Inputs, word: str, number: float) -> Score:
    """The score of a class: its number, and the weighted value as a fraction below the next class."""
    rated = ratings(inputs)
    inner = mean(inputs, rated, nothing=derived_dependencies(rated))
    top = inputs.scoring.weighted.scale + 1
    lacks = f"not rated: {', '.join(rated.missing)}" if inner is None else ""
    return terms.finish(
        inputs,
        number + (inner or 0.0) / top,
        1.0,
        value_sum=f"category + weighted / {terms.literal(top)}",
        cost_sum="1",
        value_terms=(
            Term("category", number, word),
            Term("weighted", inner or 0.0, lacks),
        ),
        label=word,
        assumed=rated.assumed if inner is not None else (),
    )
