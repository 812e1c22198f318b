"""Bars through periods in a terminal: a title, and beside it the cells of its bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pmcli.writers.drawings import Gantt, Stretch, Words
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import Cell, Grid, Strip

USUAL = 100
"""Cells of a drawing where there is no terminal to keep to."""
_TITLE, _LEAST_TITLE = 40, 18
_NARROW, _WIDEST = 9, 16
"""Cells of a period, where there is little room and at most."""
_SHORT_HINT = 9


@dataclass(frozen=True)
class _Scale:
    """Where periods stand, in cells from the left edge of the chart."""

    periods: tuple[str, ...]
    room: int
    look: Look

    @cached_property
    def starts(self) -> list[int]:
        """Where every period begins, and the right edge."""
        count = len(self.periods)
        return [number * self.room // count for number in range(count + 1)]

    def at(self, place: float) -> int:
        """The cell of a place within a period."""
        start, end = self.starts[int(place) :][:2]
        return start + int(place % 1 * (end - start))

    def row(self, begin: str, rest: str, tone: str = "dim") -> Strip:
        """A row with a sign where a period begins."""
        starts = self.starts[:-1]
        return Strip("".join(begin if at in starts else rest for at in range(self.room)), tone)

    def ground(self) -> Strip:
        """An empty row."""
        return self.row("│" if self.look.unicode else "|", " ")


def rows(gantt: Gantt, look: Look) -> Grid:
    """The names of the periods over a ruler, and below them a row for every bar."""
    stretches = [stretch for _, group in gantt.groups for stretch in group]
    lead = 1 + max((len(stretch.marks) for stretch in stretches), default=0)
    longest = max(look.cells(look.clean(f"{stretch.title} {stretch.tail}".rstrip())) for stretch in stretches)
    count, limit = len(gantt.periods), look.limit or USUAL
    chart = min(count * _NARROW, limit * 3 // 5)
    title = max(min(limit - chart - lead - GAP, longest, _TITLE), min(_LEAST_TITLE, limit // 2))
    scale = _Scale(gantt.periods, max(count, min(limit - title - lead - GAP, count * _WIDEST)), look)
    return Grid((lead + title, scale.room), list(_rows(gantt, scale, lead, title)))


def _rows(gantt: Gantt, scale: _Scale, lead: int, title: int) -> Iterator[Sequence[Cell]]:
    look = scale.look
    ruler = scale.row("┬", "─") if look.unicode else scale.row("+", "-")
    ground = Words(scale.ground().line)
    yield from ([[], [Words(row.line)]] for row in (_names(scale), ruler))
    for number, (name, stretches) in enumerate(gantt.groups):
        if name:
            yield from [[[], [ground]]] if number else []
            yield [Words([(look.cut(look.clean(name), lead + title), "strong")])], [ground]
        for stretch in stretches:
            before = [*stretch.marks, (" " * (lead - len(stretch.marks)), "plain")]
            text = look.cut_before(look.clean(stretch.title), stretch.tail, title)
            yield [Words([(text, "plain")], before)], [Words(_bar(stretch, scale).line)]


def _names(scale: _Scale) -> Strip:
    """The names of the periods, as many as have room."""
    row = scale.row(" ", " ", "strong")
    free = 0
    for at, text in zip(scale.starts, scale.periods, strict=False):
        if free <= at <= scale.room - len(text):
            row.write(at, text, "strong")
            free = at + len(text) + 1
    return row


def _bar(stretch: Stretch, scale: _Scale) -> Strip:
    row = scale.ground()
    first = min(scale.starts[stretch.first] + 1, scale.room - 1)
    last = max(first, scale.starts[stretch.last + 1] - 1)
    due = -1 if stretch.due is None else scale.at(stretch.due)
    if stretch.is_kept:
        last = max(first, min(last, due - 1))
        due = min(max(due, last + 1), scale.room - 1)
    body, end = ("━", "●") if scale.look.unicode else ("=", "o")
    row.write(first, body * (last - first) + end, stretch.tone)
    if due >= 0:
        row.write(due, *stretch.due_mark)
    if stretch.hint:
        _hint(scale.look.clean(stretch.hint), row, (first, last, due), scale)
    return row


def _hint(text: str, row: Strip, taken: tuple[int, int, int], scale: _Scale) -> None:
    """Write what it waits for where there is room beside the bar, after it or else before."""
    first, bar, due = taken
    look, wide = scale.look, scale.look.cells(text)
    right = (max(bar, due) + 3, scale.room)
    places = [(bar + 3, due - 1)] if due > bar else []
    places += [right, (first - 2 - wide, first - 2)]
    fitting = [start for start, end in places if start >= 0 and end - start >= wide]
    at, end = (
        (fitting[0], scale.room)
        if fitting
        else max(right, (2, first - 2), key=lambda place: place[1] - place[0])
    )
    if fitting or end - at >= _SHORT_HINT:
        text = look.cut(text, end - at)
        row.write(at, text, "dim", look.cells(text))
