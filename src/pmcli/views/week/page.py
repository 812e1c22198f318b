"""The week on one screen, as a mail that can be sent, and as records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pmcli.model.figure import measured
from pmcli.views.history import sparkline
from pmcli.views.week.line import Line
from pmcli.views.week.week import Day, Week
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.table import Cell, Column, Table

LINES = 60
"""Lines that a week takes, at most."""
MOST, MOST_OF_ONE = 6, 40
"""Lines of a day, at most: where all days are told, and where few are."""
_POINTS = 3
"""The values that a course has at least to be drawn."""
NOTHING = "nothing to say this week"
Draw = Callable[[Sequence[Block]], str]


def fitting(week: Week, draw: Draw, *, is_mail: bool, only: bool = False, unicode: bool = True) -> str:
    """The week as it is drawn, in `LINES` lines at most: of each day in turn a line more while one fits."""
    whole = MOST_OF_ONE if only else MOST
    counts = [1] * len(week.days)

    def drawn(counts: Sequence[int]) -> str:
        return draw(mail(week, counts) if is_mail else screen(week, counts, unicode=unicode))

    text, growing = drawn(counts), [*range(len(counts))]
    while growing:
        for at in [*growing]:
            more = [count + (place == at) for place, count in enumerate(counts)]
            is_all = more[at] > min(whole, len(week.days[at].lines))
            if is_all or (longer := drawn(more)).count("\n") > LINES:
                growing.remove(at)
            else:
                counts, text = more, longer
    return text


def screen(week: Week, counts: Sequence[int], *, unicode: bool = True) -> list[Block]:
    """The week for a terminal, with so many lines of each day: the day and its topic beside them."""
    rows = tuple(
        (f"{day.name:<9}  {day.topic}", tuple(_on_screen(day, count, unicode=unicode)))
        for day, count in zip(week.days, counts, strict=True)
    )
    return [*_head(week), *([Fields(rows)] if rows else []), *_foot(week)]


def mail(week: Week, counts: Sequence[int]) -> list[Block]:
    """The week for people who run no commands, so many lines of each day: a heading a day, and a list."""
    blocks = _head(week)
    for day, count in zip(week.days, counts, strict=True):
        blocks += [Heading(f"{day.name}: {day.topic}"), Bullets(tuple(_in_mail(day, count)))]
    return [*blocks, *_foot(week)]


def _head(week: Week) -> list[Block]:
    return [Heading(week.title, 1), *([Paragraph(week.lead, "strong")] if week.lead else [])]


def _foot(week: Week) -> list[Block]:
    nothing = [] if week.days else [Paragraph(NOTHING)]
    return [*nothing, *(Paragraph(note, "dim") for note in week.notes)]


def _on_screen(day: Day, most: int, *, unicode: bool) -> Iterator[str]:
    for line in day.lines[:most]:
        command = f" ({line.command})" if line.command else ""
        yield f"{_with_course(line, unicode=unicode)}{command}"
    if (more := len(day.lines) - most) > 0:
        yield f"and {more:,} more: pm week {day.name.casefold()}"


def _in_mail(day: Day, most: int) -> Iterator[str]:
    for line in day.lines[:most]:
        yield _with_course(line, unicode=True)
    if (more := len(day.lines) - most) > 0:
        yield f"and {more:,} more"


def _with_course(line: Line, *, unicode: bool) -> str:
    """The sentence with the course of its measure between both ends, where it has three points at least."""
    if len(line.course) < _POINTS:
        return line.text
    first, last = measured(line.course[0]), measured(line.course[-1])
    return replace(line, says=f"{line.says} ({first} {sparkline(line.course, unicode=unicode)} {last})").text


def table(week: Week) -> Table:
    """A record for every line."""
    columns = (
        Column("day", "Day", kind="id"), Column("topic", "About", kind="id"),
        Column("says", "What", least=20), Column("who", "Who"), Column("act", "What follows"),
        Column("ids", "Ids"),
    )  # fmt: skip
    rows = tuple(_row(day, line) for day in week.days for line in day.lines)
    return Table(columns, rows, notes=week.notes)


def _row(day: Day, line: Line) -> tuple[Cell, ...]:
    return (
        Cell(day.name.casefold()), Cell(day.topic), Cell(line.says), Cell(line.who), Cell(line.act),
        Cell(" ".join(line.ids)),
    )  # fmt: skip
