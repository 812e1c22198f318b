"""A Gantt-like picture: a bar for every feature, through the periods in which it is worked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from pmcli.model.figure import listed
from pmcli.views.roadmap.against import against_agreed
from pmcli.views.roadmap.below import conflicts, remarks, verdict
from pmcli.views.roadmap.labels import SIGNS, first_period, legend, marks_text, signs, work_text
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.quarters import PlacementGroup, groups_of, how_many
from pmcli.writers.blocks import Block, Heading, Picture, TableBlock
from pmcli.writers.table import Cell, Column, Table, Tone
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.text import Line, Look, Span, cells, cut, pad

if TYPE_CHECKING:
    from pmcli.planning.result import Placement
    from pmcli.sharing import AudienceView

_TITLE = 40
_LEAST_TITLE = 18
_NARROW, _WIDEST = 9, 16
"""Cells of a period, where there is little room and at most."""
_SHORT_HINT = 9
_HINTS = 2
"""Most prerequisites named beside a bar."""


@dataclass(frozen=True)
class _Scale:
    """Where periods and days stand, in cells from the left edge of the chart."""

    view: AudienceView
    room: int

    @property
    def count(self) -> int:
        return len(self.view.roadmap.periods)

    @cached_property
    def starts(self) -> frozenset[int]:
        return frozenset(map(self.start, range(self.count)))

    def start(self, number: int) -> int:
        return number * self.room // self.count

    def at(self, day: date) -> int | None:
        """The cell of a day, None where it is not planned."""
        fiscal = self.view.backlog.workspace.calendar.fiscal
        periods = self.view.roadmap.periods
        number = fiscal.period_of(day, periods[0].step).index - periods[0].index
        if not 0 <= number < self.count:
            return None
        first, last = fiscal.first_day(periods[number]), fiscal.last_day(periods[number]) + timedelta(days=1)
        share = (day - first) / (last - first)
        start, end = self.start(number), max(self.start(number) + 1, self.start(number + 1))
        return min(end - 1, start + int(share * (end - start)))


def timeline(view: AudienceView, options: RoadmapOptions) -> list[Block]:
    """A bar for every placement, what it waits for beside it, deadlines where they fall."""
    placements = options.rows(view.roadmap.placements)
    title = Heading(f"{view.backlog.workspace.product}: timeline", 1)
    blocks: list[Block] = [title, how_many(view, len(placements)), *against_agreed(view, options)]
    if placements:
        groups = _groups(view, options, placements)
        blocks.append(Picture(lambda look: _drawn(view, groups, look), tuple(_written(view, groups))))
        blocks.append(Picture(lambda look: _legend(placements, look)))
    blocks += conflicts(view.roadmap)
    return [*blocks, *(remarks(view.roadmap, options) if options.verbose else ()), *verdict(view.roadmap)]


def _groups(
    view: AudienceView, options: RoadmapOptions, placements: Sequence[Placement]
) -> list[PlacementGroup]:
    """By what is asked for; else by parent where most features have one, those without it last."""
    if options.by is not None:
        return groups_of(view, options, options.by)
    features = view.backlog.features
    by_parent: dict[str, list[Placement]] = {}
    for placement in placements:
        parent = features[placement.id].parent
        by_parent.setdefault(parent if parent and parent in features else "", []).append(placement)
    alone = by_parent.pop("", [])
    if len(alone) > len(placements) // 2:
        return [PlacementGroup("", "", tuple(placements))]
    groups = [PlacementGroup(view.title(parent), "", tuple(rows)) for parent, rows in by_parent.items()]
    return [*groups, PlacementGroup("no parent", "", tuple(alone))] if alone else groups


def _drawn(view: AudienceView, groups: Sequence[PlacementGroup], look: Look) -> list[Line]:
    rows = [placement for group in groups for placement in group.placements]
    lead = 1 + max((len(row.marks) for row in rows), default=0)
    longest = max(cells(look.clean(view.title(row.id))) for row in rows)
    count = len(view.roadmap.periods)
    limit = look.limit or 100
    chart = min(count * _NARROW, limit * 3 // 5)
    title = max(min(limit - chart - lead - GAP, longest, _TITLE), min(_LEAST_TITLE, limit // 2))
    scale = _Scale(view, max(count, min(limit - title - lead - GAP, count * _WIDEST)))
    return list(_chart(groups, scale, lead, title, look))


def _chart(
    groups: Sequence[PlacementGroup], scale: _Scale, lead: int, title: int, look: Look
) -> Iterator[Line]:
    yield from _header(scale, lead + title + GAP, look)
    for number, group in enumerate(groups):
        if group.title:
            room, grid = lead + title, tuple(_merged(_ground(scale, look)))
            if number:
                yield [(" " * (room + GAP), "plain"), *grid]
            text = cut(look.clean(group.title), room, look.more)
            yield [(pad(text, room + GAP), "strong"), *grid]
        for placement in group.placements:
            yield _row(placement, scale, lead, title, look)


def _header(scale: _Scale, start: int, look: Look) -> Iterator[Line]:
    """The names of the periods, as many as have room, over a ruler."""
    row = [" "] * scale.room
    free = 0
    for number, period in enumerate(scale.view.roadmap.periods):
        at, text = scale.start(number), str(period)
        if at >= free and at + len(text) <= scale.room:
            row[at : at + len(text)] = text
            free = at + len(text) + 1
    yield [(" " * start, "plain"), ("".join(row), "strong")]
    line, fork = ("─", "┬") if look.unicode else ("-", "+")
    rule = "".join(fork if at in scale.starts else line for at in range(scale.room))
    yield [(" " * start, "plain"), (rule, "dim")]


def _ground(scale: _Scale, look: Look) -> list[Span]:
    """The cells of an empty row: a faint line where a period begins."""
    pipe = "│" if look.unicode else "|"
    return [(pipe if at in scale.starts else " ", "dim") for at in range(scale.room)]


def _merged(row: Sequence[Span]) -> Iterator[Span]:
    """Neighbours of one tone as one span."""
    text, tone = "", "plain"
    for letters, own in row:
        if own != tone and text:
            yield text, tone
            text = ""
        text, tone = text + letters, own
    if text:
        yield text, tone


def _row(placement: Placement, scale: _Scale, lead: int, title: int, look: Look) -> Line:
    view = scale.view
    marks = signs(placement.marks, look)
    name = cut(look.clean(view.title(placement.id)), title, look.more)
    row = _ground(scale, look)
    first, last = _span(placement, scale)
    body, end = ("━", "●") if look.unicode else ("=", "o")
    tone = _tone(placement)
    for at in range(first, last + 1):
        row[at] = (body, tone)
    row[last] = (end, tone)
    due = _milestone(placement, scale, row, look)
    _hint(placement, scale, row, (first, last, due), look)
    return [*marks, (" " * (lead - len(marks)), "plain"), (pad(name, title + GAP), "plain"), *_merged(row)]


def _span(placement: Placement, scale: _Scale) -> tuple[int, int]:
    """The first and the last cell of a bar."""
    start = scale.view.roadmap.periods[0].index
    first = min(scale.start(first_period(placement).index - start) + 1, scale.room - 1)
    return first, max(first, scale.start(placement.period.index - start + 1) - 1)


def _tone(placement: Placement) -> Tone | str:
    if "overrun" in placement.marks:
        return "bad"
    return "good" if "in-progress" in placement.marks else "bar"


def _milestone(placement: Placement, scale: _Scale, row: list[Span], look: Look) -> int:
    """Put the deadline where it falls; its cell, or -1."""
    deadline = scale.view.backlog.features[placement.id].deadline
    at = scale.at(deadline.date) if deadline is not None else None
    if at is None:
        return -1
    sign = SIGNS["deadline"]
    row[at] = (sign.sign if look.unicode else sign.ascii, sign.tone)
    return at


def _hint(
    placement: Placement, scale: _Scale, row: list[Span], taken: tuple[int, int, int], look: Look
) -> None:
    """Write what it waits for where there is room beside the bar, after it or else before."""
    names = _after(scale.view, placement)
    if not names:
        return
    text = look.clean(f"after {listed(names, _HINTS)}")
    first, bar, due = taken
    wide = cells(text)
    places = [(bar + 3, due - 1)] if due > bar else []
    places += [(max(bar, due) + 3, scale.room), (first - 2 - wide, first - 2)]
    fitting = [start for start, end in places if start >= 0 and end - start >= wide]
    if fitting:
        at = fitting[0]
    else:
        right = (max(bar, due) + 3, scale.room)
        at, end = max((right, (2, first - 2)), key=lambda place: place[1] - place[0])
        if end - at < _SHORT_HINT:
            return
        text = cut(text, end - at, look.more)
    row[at : at + len(text)] = [(letter, "dim") for letter in text]


def _after(view: AudienceView, placement: Placement) -> list[str]:
    """The planned features that it hard-depends on, the last to land first."""
    placements = view.placements
    needs = [need for need in view.backlog.features[placement.id].prerequisites() if need in placements]
    return sorted(needs, key=lambda name: (-placements[name].period.index, name))


def _legend(placements: Sequence[Placement], look: Look) -> list[Line]:
    used = [mark for placement in placements for mark in placement.marks]
    end = "●" if look.unicode else "o"
    return legend(used, look, [[(end, "bar"), (" delivered by the end of the period", "dim")]])


def _written(view: AudienceView, groups: Sequence[PlacementGroup]) -> Iterator[Block]:
    """The tables for Markdown: when each feature begins and lands, and what it waits for."""
    for group in groups:
        if group.title:
            yield Heading(group.title)
        rows = tuple(
            (
                Cell(view.title(placement.id)), Cell(placement.id),
                Cell(str(first_period(placement))), Cell(str(placement.period)),
                Cell(work_text(placement)), Cell(marks_text(placement.marks)),
                Cell(", ".join(_after(view, placement))),
            )
            for placement in group.placements
        )  # fmt: skip
        columns = (
            Column("title", "feature"), Column("id", "id", kind="id"), Column("from", "from"),
            Column("to", "delivered"), Column("work", view.backlog.workspace.effort_unit),
            Column("marks", "marks"), Column("after", "after"),
        )  # fmt: skip
        yield TableBlock(Table(columns, rows))
