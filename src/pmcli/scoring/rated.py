"""Scores made of what people rated, marked as such: nothing of it is agreed yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmcli.model.rated import Rated
    from pmcli.scoring.model import Model, Score, Term


def marked(score: Score, model: Model, rated: Iterable[Rated]) -> Score:
    """The score with the inputs that it takes from what people rated, told at its terms too."""
    used = tuple(one for one in rated if _takes(score, model, one))
    if not used:
        return score
    return replace(
        score, rated=used,
        value_terms=tuple(_noted(term, used) for term in score.value_terms),
        cost_terms=tuple(_noted(term, used) for term in score.cost_terms),
    )  # fmt: skip


def _takes(score: Score, model: Model, rated: Rated) -> bool:
    """Whether a score depends on an input."""
    outer, _, inner = rated.input.partition(".")
    if outer == "effort":
        names = [term.name for term in score.cost_terms + score.value_terms]
        return outer in names or (bool(inner) and "duration" in score.assumed)
    if outer == "weighted":
        return any(name in (outer, inner) or name.startswith("weighted.") for name in model.inputs)
    return rated.input in model.inputs


def _noted(term: Term, used: tuple[Rated, ...]) -> Term:
    told = note_of(term, used)
    return replace(term, note="; ".join(filter(None, (term.note, told)))) if told else term


def note_of(term: Term, used: Iterable[Rated]) -> str:
    """What a term tells of inputs that people rated, "" where it is of none of them."""
    return "; ".join(filter(None, (_note(term, one) for one in used)))


def _note(term: Term, rated: Rated) -> str:
    """What a term tells of an input: "rated by amelie, ben: 3..8"; "" where it is of another."""
    outer, _, inner = rated.input.partition(".")
    if term.name == "effort" and outer == "effort":
        return f"{inner} {rated.told}".strip()
    is_of = term.name in (rated.input, inner) or (term.name, outer) == ("category", "moscow")
    return rated.told if is_of else ""
