"""Intervals of differences in a terminal: a bar each, over a scale on which 0 is a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from pmcli.writers.drawings import IntervalBar, Intervals, Words
from pmcli.writers.terminal.gantt import USUAL
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import Cell, Grid, Shape, Strip

_LONGEST, _LEAST = 60, 16
"""Cells of the scale: where there is room, and at least."""
_LEAST_LABEL, _LABEL = 15, 30
"""Cells of a label that are always there, and the hundredths of the width that it may take."""
_TICK = 12
"""Cells from one number of the scale to the next, about."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """The numbers from the left to the right edge of so many cells."""

    low: float
    high: float
    room: int

    def cell(self, number: float) -> int:
        share = (number - self.low) / (self.high - self.low)
        return min(max(floor(share * (self.room - 1) + 0.5), 0), self.room - 1)


def drawn(picture: Intervals, look: Look) -> Iterator[Shape]:
    """The numbers of the scale, a bar for each interval, and what the lines mean; nothing of no width."""
    low, high = picture.ends
    if not low < high:
        return
    limit = look.limit or USUAL
    natural = max(
        look.cells(look.clean(text)) for text in (picture.unit, *(bar.label for bar in picture.bars))
    )
    label = min(natural, max(_LABEL * limit // 100, _LEAST_LABEL), limit - GAP - _LEAST)
    scale = _Scale(low, high, max(_LEAST, min(_LONGEST, limit - label - GAP)))
    rows: list[Sequence[Cell] | Words] = [
        [[Words([(look.clean(picture.unit), "dim")])], [Words(_ticks(picture, scale, look).line)]]
    ]
    for bar in picture.bars:
        name = Words([(look.cut(look.clean(bar.label), label), "plain" if bar.counts else "dim")])
        rows.append([[name], [Words(_bar(bar, picture.near, scale, look).line)]])
    yield Grid((label, scale.room), rows)
    line, dots = _lines(look)
    marked = f"   {dots} {picture.marked}" if picture.near and picture.marked else ""
    yield Words([(look.clean(f"{line} no difference{marked}"), "dim")])


def _lines(look: Look) -> tuple[str, str]:
    """The signs of 0, and of a mark."""
    return ("│", "┆") if look.unicode else ("|", ":")


def _ticks(picture: Intervals, scale: _Scale, look: Look) -> Strip:
    """The numbers of the scale, each over its place; those without room are left out."""
    row = Strip(" " * scale.room, "plain")
    free = 0
    for number, written in picture.ticks(scale.room / _TICK):
        text = look.clean(written)
        at = min(max(scale.cell(number) - len(text) // 2, 0), scale.room - len(text))
        if at >= free:
            row.write(at, text, "dim")
            free = at + len(text) + 1
    return row


def _bar(bar: IntervalBar, marks: Sequence[float], scale: _Scale, look: Look) -> Strip:
    """An interval with its difference, over the lines."""
    row = Strip(" " * scale.room, "plain")
    line, dots = _lines(look)
    for mark in marks:
        row.write(scale.cell(mark), dots, "dim")
    row.write(scale.cell(0.0), line, "strong")
    first, at, last = map(scale.cell, (bar.low, bar.at, bar.high))
    tone = bar.tone if bar.counts else "dim"
    begin, body, end, point, cross = tuple(_signs(look, counts=bar.counts))
    row.write(first, begin + body * (last - first - 1) + end if last > first else "", tone)
    for crossed in map(scale.cell, (*marks, 0.0)):
        if first < crossed < last:
            row.write(crossed, cross, tone)
    row.write(at, point, tone)
    return row


def _signs(look: Look, *, counts: bool) -> str:
    """The signs of an interval: its beginning, body and end, the difference, where a line crosses."""
    if look.unicode:
        return "┣━┫●┿" if counts else "├─┤○┼"
    return "[=]o+" if counts else "<->o+"
