"""Bars through periods in a terminal: a title, and beside it the cells of its bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pmcli.writers.drawings import Gantt, Line, Span, Stretch, Words
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import Cell, Grid

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
    def starts(self) -> frozenset[int]:
        return frozenset(map(self.start, range(len(self.periods))))

    def start(self, number: int) -> int:
        return number * self.room // len(self.periods)

    def at(self, place: float) -> int:
        """The cell of a place within a period."""
        start, end = self.start(int(place)), max(self.start(int(place)) + 1, self.start(int(place) + 1))
        return min(end - 1, start + int(place % 1 * (end - start)))

    def ground(self) -> list[Span]:
        """The cells of an empty row: a faint line where a period begins."""
        pipe = "│" if self.look.unicode else "|"
        return [(pipe if at in self.starts else " ", "dim") for at in range(self.room)]


def rows(gantt: Gantt, look: Look) -> Grid:
    """The names of the periods over a ruler, and below them a row for every bar."""
    stretches = [stretch for _, group in gantt.groups for stretch in group]
    lead = 1 + max((len(stretch.marks) for stretch in stretches), default=0)
    longest = max(look.cells(look.clean(stretch.title)) for stretch in stretches)
    count, limit = len(gantt.periods), look.limit or USUAL
    chart = min(count * _NARROW, limit * 3 // 5)
    title = max(min(limit - chart - lead - GAP, longest, _TITLE), min(_LEAST_TITLE, limit // 2))
    scale = _Scale(gantt.periods, max(count, min(limit - title - lead - GAP, count * _WIDEST)), look)
    width = lead + title
    return Grid((width, scale.room), list(_rows(gantt, scale, lead, title)))


def _rows(gantt: Gantt, scale: _Scale, lead: int, title: int) -> Iterator[Sequence[Cell]]:
    look = scale.look
    yield from ([[], [Words(line)]] for line in _header(scale))
    for number, (name, stretches) in enumerate(gantt.groups):
        if name:
            ground = Words(merged(scale.ground()))
            yield from [[[], [ground]]] if number else []
            yield [Words([(look.cut(look.clean(name), lead + title), "strong")])], [ground]
        for stretch in stretches:
            before = [*stretch.marks, (" " * (lead - len(stretch.marks)), "plain")]
            text = look.cut(look.clean(stretch.title), title)
            yield [Words([(text, "plain")], before)], [Words(_bar(stretch, scale))]


def _header(scale: _Scale) -> Iterator[Line]:
    """The names of the periods, as many as have room, over a ruler."""
    row = [" "] * scale.room
    free = 0
    for number, text in enumerate(scale.periods):
        at = scale.start(number)
        if at >= free and at + len(text) <= scale.room:
            row[at : at + len(text)] = text
            free = at + len(text) + 1
    yield [("".join(row), "strong")]
    line, fork = ("─", "┬") if scale.look.unicode else ("-", "+")
    yield [("".join(fork if at in scale.starts else line for at in range(scale.room)), "dim")]


def _bar(stretch: Stretch, scale: _Scale) -> Line:
    row = scale.ground()
    first = min(scale.start(stretch.first) + 1, scale.room - 1)
    last = max(first, scale.start(stretch.last + 1) - 1)
    due = -1 if stretch.due is None else scale.at(stretch.due)
    if stretch.is_kept:
        last = max(first, min(last, due - 1))
        due = min(max(due, last + 1), scale.room - 1)
    body, end = ("━", "●") if scale.look.unicode else ("=", "o")
    row[first : last + 1] = [(body, stretch.tone)] * (last + 1 - first)
    row[last] = (end, stretch.tone)
    if due >= 0:
        row[due] = stretch.due_mark
    if stretch.hint:
        _write(scale.look.clean(stretch.hint), row, (first, last, due), scale)
    return merged(row)


def _write(text: str, row: list[Span], taken: tuple[int, int, int], scale: _Scale) -> None:
    """Write what it waits for where there is room beside the bar, after it or else before."""
    first, bar, due = taken
    wide = scale.look.cells(text)
    right = (max(bar, due) + 3, scale.room)
    places = [(bar + 3, due - 1)] if due > bar else []
    places += [right, (first - 2 - wide, first - 2)]
    fitting = [start for start, end in places if start >= 0 and end - start >= wide]
    if fitting:
        at = fitting[0]
    else:
        at, end = max((right, (2, first - 2)), key=lambda place: place[1] - place[0])
        if end - at < _SHORT_HINT:
            return
        text = scale.look.cut(text, end - at)
    row[at : at + scale.look.cells(text)] = [(letter, "dim") for letter in text]


def merged(row: Sequence[Span]) -> list[Span]:
    """Neighbours of one tone as one span."""
    found: list[Span] = []
    for text, tone in row:
        if found and found[-1][1] == tone:
            found[-1] = (found[-1][0] + text, tone)
        else:
            found.append((text, tone))
    return found
