"""Points in a terminal: a field with two axes, a line through the middle of each, and names beside points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pmcli.model.figure import figure
from pmcli.writers.drawings import Line, Words
from pmcli.writers.plots.chart import Axis, Scatter
from pmcli.writers.terminal.gantt import USUAL
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Strip
from pmcli.writers.terminal.tables import labelled

TONES = ("good", "id", "plain", "bad")
"""The tones of the four fields."""
_WIDEST, _HIGHEST, _LOWEST = 110, 26, 12
_NAMED = 12
"""Features of a field that are named below."""
_APART = 3
"""Cells between a name and the next point, so that it is clear whose name it is."""


def drawn(picture: Scatter, look: Look) -> Iterator[Words]:
    """The field between its axes, and below it which features are where."""
    limit = min(look.limit or USUAL, _WIDEST)
    ticks = [figure(number) for number in (picture.y.high, picture.y.line, picture.y.low)]
    edge = max(map(len, ticks)) + 1
    wide = limit - edge - 1
    high = max(_LOWEST, min(_HIGHEST, wide // 4))
    at_line = _row_of(picture.y, picture.y.line, high)
    beside = {0: ticks[0], high - 1: ticks[2]} | {at_line: ticks[1]}
    pipe, corner = ("│", "└") if look.unicode else ("|", "+")
    space = (" " * (edge + 1), "plain")
    yield Words([(look.cut(look.clean(picture.y.title), limit), "dim")])
    yield Words([space, *_names(picture.fields[:2], TONES[:2], wide)])
    for number, row in enumerate(_rows(picture, wide, high, look)):
        yield Words([(f"{beside.get(number, ''):>{edge - 1}} {pipe}", "dim"), *row.line])
    yield Words([space, *_names(picture.fields[2:], TONES[2:], wide)])
    yield Words([(" " * edge + corner + look.rule * wide, "dim")])
    yield Words([space, *_ticks(picture.x, wide).line])
    title = look.cut(look.clean(picture.x.title), wide)
    yield Words([(look.pad(title, edge + 1 + wide, "right"), "dim")])
    yield BLANK
    yield from _listed(picture, look)


def _names(names: Sequence[str], tones: Sequence[str], wide: int) -> Line:
    left, right = names[0][: wide // 2], names[1][: (wide - 1) // 2]
    return [(left.ljust(wide - len(right)), tones[0]), (right, tones[1])]


def _column_of(axis: Axis, number: float, wide: int) -> int:
    return min(wide - 1, max(0, int(axis.share(number) * wide)))


def _row_of(axis: Axis, number: float, high: int) -> int:
    return min(high - 1, max(0, int((1 - axis.share(number)) * high)))


def _rows(picture: Scatter, wide: int, high: int, look: Look) -> list[Strip]:
    """The cells of the field: the lines, the points, and names where there is room."""
    down, across, both, dot = ("┊", "┄", "┼", "●") if look.unicode else (":", "-", "+", "o")
    column, line = _column_of(picture.x, picture.x.line, wide), _row_of(picture.y, picture.y.line, high)
    field = [Strip((across if number == line else " ") * wide, "dim") for number in range(high)]
    for number, row in enumerate(field):
        row.write(column, both if number == line else down, "dim")
    spots = [
        (_row_of(picture.y, point.y, high), _column_of(picture.x, point.x, wide)) for point in picture.points
    ]
    counts = Counter(spots)
    for spot, point in zip(spots, picture.points, strict=True):
        count = counts[spot]
        sign = dot if count == 1 else str(count) if count < 10 else "+"
        field[spot[0]].write(spot[1], sign, TONES[point.field])
    used = set(spots)
    for spot, point in zip(spots, picture.points, strict=True):
        text = look.clean(point.id)
        if counts[spot] == 1 and look.cells(text) == len(text):
            _name(field[spot[0]], used, spot, text, TONES[point.field])
    return field


def _name(row: Strip, used: set[tuple[int, int]], spot: tuple[int, int], text: str, tone: str) -> None:
    """Write a name beside a point, to the right or to the left, where nothing stands yet."""
    line, column = spot
    for start in (column + 2, column - 1 - len(text)):
        end = start + len(text)
        near = ((line, at) for at in range(start - _APART, end + _APART) if at != column)
        if start >= 0 and end <= len(row.cells) and used.isdisjoint(near):
            row.write(min(start, column + 1), f" {text}" if start > column else f"{text} ", tone)
            used.update((line, at) for at in range(start, end))
            return


def _ticks(axis: Axis, wide: int) -> Strip:
    """The ends of an axis and where its line is, as far as they have room."""
    row = Strip(" " * wide, "dim")
    low, line, high = figure(axis.low), figure(axis.line), figure(axis.high)
    row.write(0, low, "dim")
    row.write(wide - len(high), high, "dim")
    start = max(_column_of(axis, axis.line, wide) - len(line) // 2, len(low) + 1)
    start = min(start, wide - len(high) - 1 - len(line))
    if start > len(low):
        row.write(start, line, "dim")
    return row


def _listed(picture: Scatter, look: Look) -> Iterator[Words]:
    titles = [
        f"{name} ({sum(point.field == at for point in picture.points):,})"
        for at, name in enumerate(picture.fields)
    ]
    wide = max(map(len, titles))
    for at, title in enumerate(titles):
        names = [look.clean(point.id) for point in picture.points if point.field == at]
        yield from labelled(title, [[(_some(names), TONES[at])]], wide, look)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "") if names else "none"
