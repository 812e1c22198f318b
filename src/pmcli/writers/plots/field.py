"""Points in a terminal: a field with two axes, a line through the middle of each, and names beside points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.figure import figure
from pmcli.writers.drawings import Line, Span, Words
from pmcli.writers.plots.chart import Axis, Point, Scatter
from pmcli.writers.terminal.gantt import USUAL, merged
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK
from pmcli.writers.terminal.tables import labelled

TONES = ("good", "id", "plain", "bad")
"""The tones of the four fields."""
_WIDEST, _HIGHEST, _LOWEST = 110, 26, 12
_NAMED = 12
"""Features of a field that are named below."""
_APART = 3
"""Cells between a name and the next point, so that it is clear whose name it is."""


def drawn(picture: Scatter, look: Look) -> list[Words]:
    """The field between its axes, and below it which features are where."""
    limit = min(look.limit or USUAL, _WIDEST)
    ticks = [figure(number) for number in (picture.y.high, picture.y.line, picture.y.low)]
    edge = max(map(len, ticks)) + 1
    wide = limit - edge - 1
    high = max(_LOWEST, min(_HIGHEST, wide // 4))
    lines: list[Line] = [[(look.cut(look.clean(picture.y.title), limit), "dim")]]
    lines.append(_names(picture.fields[0], picture.fields[1], TONES[0], TONES[1], edge, wide))
    rows = _rows(picture, wide, high, look)
    at_line = _row_of(picture.y, picture.y.line, high)
    pipe, corner, dash = ("│", "└", "─") if look.unicode else ("|", "+", "-")
    for number, row in enumerate(rows):
        tick = ticks[0] if number == 0 else ticks[2] if number == high - 1 else ""
        tick = ticks[1] if number == at_line else tick
        lines.append([(f"{tick:>{edge - 1}} {pipe}", "dim"), *merged(row)])
    lines.append(_names(picture.fields[2], picture.fields[3], TONES[2], TONES[3], edge, wide))
    lines.append([(" " * edge + corner + dash * wide, "dim")])
    lines.append([(" " * (edge + 1), "plain"), *_ticks(picture.x, wide)])
    title = look.cut(look.clean(picture.x.title), wide)
    lines.append([(look.pad(title, edge + 1 + wide, "right"), "dim")])
    return [*map(Words, lines), BLANK, *_listed(picture, look)]


def _names(left: str, right: str, tone: str, other: str, edge: int, wide: int) -> Line:
    left, right = left[: wide // 2], right[: (wide - 1) // 2]
    gap = wide - len(left) - len(right)
    return [(" " * (edge + 1), "plain"), (left, tone), (" " * gap, "plain"), (right, other)]


def _column_of(axis: Axis, number: float, wide: int) -> int:
    return min(wide - 1, max(0, int(axis.share(number) * wide)))


def _row_of(axis: Axis, number: float, high: int) -> int:
    return min(high - 1, max(0, int((1 - axis.share(number)) * high)))


def _rows(picture: Scatter, wide: int, high: int, look: Look) -> list[list[Span]]:
    """The cells of the field: the lines, the points, and names where there is room."""
    down, across, both, dot = ("┊", "┄", "┼", "●") if look.unicode else (":", "-", "+", "o")
    column, row = _column_of(picture.x, picture.x.line, wide), _row_of(picture.y, picture.y.line, high)
    field: list[list[Span]] = [
        [
            (
                both
                if at == column and number == row
                else down
                if at == column
                else across
                if number == row
                else " ",
                "dim",
            )
            for at in range(wide)
        ]
        for number in range(high)
    ]
    taken: dict[tuple[int, int], int] = {}
    spots = [
        (_row_of(picture.y, point.y, high), _column_of(picture.x, point.x, wide)) for point in picture.points
    ]
    for spot, point in zip(spots, picture.points, strict=True):
        taken[spot] = taken.get(spot, 0) + 1
        count = taken[spot]
        sign = dot if count == 1 else str(count) if count < 10 else "+"
        field[spot[0]][spot[1]] = (sign, TONES[point.field])
    used = set(taken)
    for spot, point in zip(spots, picture.points, strict=True):
        if taken[spot] == 1:
            _name(field, used, spot, point, look)
    return field


def _name(
    field: list[list[Span]], used: set[tuple[int, int]], spot: tuple[int, int], point: Point, look: Look
) -> None:
    """Write the id beside a point, to the right or to the left, where nothing stands yet; no wide letters."""
    text = look.clean(point.id)
    row, column = spot
    wide = len(field[row])
    if look.cells(text) != len(text):
        return
    for start in (column + 2, column - 1 - len(text)):
        room = range(start - _APART, start + len(text) + _APART)
        if start < 0 or start + len(text) > wide or any((row, at) in used and at != column for at in room):
            continue
        field[row][start - 1 if start > column else start + len(text)] = (" ", "plain")
        for at, letter in enumerate(text, start):
            field[row][at] = (letter, TONES[point.field])
            used.add((row, at))
        return


def _ticks(axis: Axis, wide: int) -> Iterator[Span]:
    """The ends of an axis and where its line is, as far as they have room."""
    row = [" "] * wide
    low, line, high = figure(axis.low), figure(axis.line), figure(axis.high)
    row[: len(low)] = low
    row[wide - len(high) :] = high
    start = min(
        max(_column_of(axis, axis.line, wide) - len(line) // 2, len(low) + 1),
        wide - len(high) - 1 - len(line),
    )
    if start > len(low):
        row[start : start + len(line)] = line
    yield "".join(row), "dim"


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
