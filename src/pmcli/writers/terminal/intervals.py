"""Intervals of differences in a terminal: a bar each, over a scale on which 0 is a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

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
_FAR = 2.0
"""A mark at more than so many times the reach of all intervals is not drawn."""
_STEPS = (1, 2, 5, 10)
_AIR = 0.04


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
    marks, low, high = _reach(picture)
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
        rows.append([[name], [Words(_bar(bar, marks, scale, look).line)]])
    yield Grid((label, scale.room), rows)
    line, dots = _lines(look)
    said = [f"{line} no difference", *([f"{dots} {picture.marked}"] if marks and picture.marked else [])]
    yield Words([(look.clean("   ".join(said)), "dim")])


def _reach(picture: Intervals) -> tuple[tuple[float, ...], float, float]:
    """The marks that are drawn, and the ends of the scale."""
    ends = [0.0, *(end for bar in picture.bars for end in (bar.low, bar.at, bar.high))]
    far = _FAR * max(map(abs, ends))
    marks = tuple(mark for mark in picture.marks if abs(mark) <= far)
    low, high = min(*ends, *marks), max(*ends, *marks)
    air = (high - low) * _AIR
    return marks, low - air, high + air


def _lines(look: Look) -> tuple[str, str]:
    """The signs of 0, and of a mark."""
    return ("│", "┆") if look.unicode else ("|", ":")


def _ticks(picture: Intervals, scale: _Scale, look: Look) -> Strip:
    """The numbers of the scale, 0 among them, each over its place; those without room are left out."""
    row = Strip(" " * scale.room, "plain")
    low, high = scale.low * picture.factor, scale.high * picture.factor
    step = _step((high - low) * _TICK / scale.room)
    numbers = [count * step for count in range(ceil(low / step), floor(high / step) + 1)]
    free = 0
    for number in sorted(numbers):
        text = look.clean(_number(number, step))
        at = min(max(scale.cell(number / picture.factor) - len(text) // 2, 0), scale.room - len(text))
        if at >= free:
            row.write(at, text, "dim")
            free = at + len(text) + 1
    return row


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 … from `least` on."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def _number(number: float, step: float) -> str:
    decimals = max(0, -floor(log10(step) + 1e-9))
    text = f"{abs(number):,.{decimals}f}"
    return f"−{text}" if number < 0 and text.strip("0.,") else text


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
