"""How far people are apart, and what counts meanwhile: the words and cells of `pm ratings`."""

from __future__ import annotations

from pmcli.model.figure import figure, mean_of
from pmcli.model.rated import Rated
from pmcli.ranking.talks import Talk
from pmcli.writers.table import Cell

DISAGREE = "two points of a scale, or a factor of 2"
APART = "middles apart"
"""The title of how far people are apart: the middles of their ranges are."""


def apart(rated: Rated) -> str:
    """How far people are apart: "3 points", "×3.3"; "one voice" where there is but one."""
    return "one voice" if len(rated.said) < 2 else _distance(rated, rated.apart)


def _distance(rated: Rated, apart: float) -> str:
    if rated.is_scale:
        return f"{figure(apart)} point{'' if apart == 1 else 's'}"
    return "the same" if apart == 1 else f"×{figure(apart)}"


def together(rated: Rated) -> str:
    """What counts meanwhile, never without the spread: "1500..3200..8000", "1.25 (0.5..2)".

    A mean that nobody said is told and marked: "2..7.7..16, mean 8.21, said by none".
    """
    estimate, stray = rated.estimate, rated.stray
    if len(rated.said) < 2:
        told = rated.said[0].text
    elif not estimate.is_exact:
        told = str(estimate)
    else:
        told = rated.middle if rated.low == rated.high else f"{rated.middle} ({rated.spread})"
    mean = "" if estimate.is_exact or stray is None else f", mean {mean_of(rated.input, stray)}"
    return told if stray is None else f"{told}{mean}, said by none"


def judged(talk: Talk) -> tuple[Cell, ...]:
    """The spread, how far people are apart, and what counts: what asks for a talk in another colour."""
    rated = talk.rated
    is_apart = talk.counts and rated.is_disputed
    is_odd = talk.is_doubted or (talk.counts and rated.stray is not None)
    counts = together(rated) if talk.counts else settled_as(talk)
    return (
        Cell(rated.spread), Cell(apart(rated), tone="warn" if is_apart else "dim"),
        Cell(counts, tone="warn" if is_odd else "plain" if talk.counts else "dim"),
    )  # fmt: skip


def settled_as(talk: Talk) -> str:
    """What the file says, and who is farthest from it where people differ: "settled: 2, Ben ×3.16 away"."""
    if talk.own is None:
        return "nothing"
    if talk.own_number is None or not talk.is_doubted:
        return f"settled: {talk.own}"
    who, away = talk.rated.farthest_from(talk.own_number)
    return f"settled: {talk.own}, {who.rater} {_distance(talk.rated, away)} away"
