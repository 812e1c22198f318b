"""How far people are apart, and what counts meanwhile: the words and cells of `pm ratings`."""

from __future__ import annotations

from pmcli.model.figure import figure
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

    A mean that nobody said is told beside: "100..101..10000, mean 6,012,345".
    """
    estimate = rated.estimate
    strays = f", mean {figure(rated.stray)}" if rated.stray is not None else ""
    if len(rated.said) < 2:
        return f"{rated.said[0].text}{strays}"
    if not estimate.is_exact:
        return f"{estimate}{strays}"
    return rated.middle if rated.low == rated.high else f"{rated.middle} ({rated.spread})"


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
    """What the file says, and how far people are from that where they see it differently."""
    if talk.own is None:
        return "nothing"
    doubted = talk.own_number if talk.is_doubted else None
    away = "" if doubted is None else f", {_distance(talk.rated, talk.rated.apart_from(doubted))} away"
    return f"settled: {talk.own}{away}"
