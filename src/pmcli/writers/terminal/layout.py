"""The widths of the columns of a table that has not room for all, and shares of lines. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Want:
    """The cells that a column asks for, and those it needs at least; priority 0 is never dropped."""

    natural: int
    least: int
    priority: int = 0


def fit(wants: Sequence[Want], width: int | None) -> tuple[int | None, ...] | None:
    """The width of each column, None for a hidden one; None altogether where the needed ones have no room.

    With no `width` every column gets what it asks for.
    """
    if width is None:
        return tuple(want.natural for want in wants)
    kept = list(range(len(wants)))
    while needed([wants[at] for at in kept]) > width:
        optional = [at for at in kept if wants[at].priority > 0]
        if not optional or len(kept) == 1:
            return None
        kept.remove(max(optional, key=lambda at: (wants[at].priority, at)))
    shared = _share(wants, kept, width - needed([wants[at] for at in kept]))
    return tuple(shared.get(at) for at in range(len(wants)))


def needed(wants: Sequence[Want]) -> int:
    """The least width in which these columns stand side by side."""
    return sum(want.least for want in wants) + GAP * max(0, len(wants) - 1)


def _share(wants: Sequence[Want], kept: Sequence[int], spare: int) -> dict[int, int]:
    """The width of each column kept: what it needs, and its share of what is left."""
    more = shares([wants[at].natural - wants[at].least for at in kept], spare)
    return {at: wants[at].least + part for at, part in zip(kept, more, strict=True)}


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """The parts of a room: those that want little get it, the others equal parts of the rest."""
    parts = [0] * len(wanted)
    for number, at in enumerate(sorted(range(len(wanted)), key=lambda at: (wanted[at], at))):
        parts[at] = min(wanted[at], room // (len(wanted) - number))
        room -= parts[at]
    return parts
