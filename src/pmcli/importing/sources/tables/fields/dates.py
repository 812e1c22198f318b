"""The days and periods of a row."""

from __future__ import annotations

from typing import Final

from pmcli.importing.sources.plain_values import day_of, line_of, period_of
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import days, doubts
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.model.period import Period

_ENDS: Final = ("target", "deadline")
"""Fields that hold the end of a time."""


def read_dates(row: SourceRow) -> None:
    """The days and periods of a row; what is no date, or could be two, is told."""
    for name in columns.DATES:
        _date(row, name, row.first(name))
    _milestone(row, line_of(row.first("milestone")))
    if row.fields.get("status") == "shipped" and "shipped" not in row.fields:
        _date(row, "shipped", row.first("completed"))
    if row.fields.get("status") != "shipped" and row.fields.pop("shipped", None):
        row.assume("shipped: a day is left out where the status is another")


def _milestone(row: SourceRow, name: str) -> None:
    """The release that a milestone is, or the day or period that it is named by."""
    period = period_of(name) or (name if day_of(name) == name else None)
    if period:
        row.fields.setdefault("target", period)
    elif name:
        row.fields.setdefault("release", name[:LONGEST_TITLE])


def _date(row: SourceRow, name: str, cell: str) -> None:
    """A day or period of a cell; of one with a start and an end both."""
    if not cell:
        return
    both = days.ends(cell)
    try:
        if both is None:
            row.put(name, _read(row, name, cell))
            return
        start, end = (_read(row, name, part) for part in both)
    except Unclear as why:
        row.note_unclear(name, cell, why)
        return
    row.put(name, start if name == "not_before" else end)
    if name in _ENDS and not row.first("not_before"):
        row.fields.setdefault("not_before", start)
        row.assume(f"{name}: the start of a time from … to … is taken for not_before")
    elif name == "not_before" and not any(row.first(other) for other in _ENDS):
        row.fields.setdefault("target", end)
        row.assume("not_before: the end of a time from … to … is taken for the target")


def _read(row: SourceRow, name: str, cell: str) -> str:
    if number := doubts.quarter_of(cell):
        return _next_quarter(row, name, cell, number)
    found = days.read_when(cell, day_first=row.context.day_first)
    for note in found.notes:
        if note != doubts.FISCAL or not _has_fiscal_years(row):
            row.assume(f"{name}: {note}")
    return found.text


def _has_fiscal_years(row: SourceRow) -> bool:
    """Whether the workspace has fiscal years that begin in another month than January."""
    return row.context.workspace is not None and row.context.workspace.calendar.fiscal_year_starts > 1


def _next_quarter(row: SourceRow, name: str, cell: str, number: int) -> str:
    """The first quarter of this number that the calendar plans, or that comes after.

    Raises:
        Unclear: the calendar does not say when it starts.
    """
    calendar = row.context.workspace.calendar if row.context.workspace else None
    if calendar is None or calendar.start is None:
        raise Unclear("it names no year, and pm.yaml's calendar no start")
    day = calendar.fiscal.first_day(calendar.start) if isinstance(calendar.start, Period) else calendar.start
    first = calendar.fiscal.period_of(day, "quarter")
    found = first + (number - 1 - first.index) % 4
    row.assume(f'{name}: "{line_of(cell)[:20]}" names no year, and is read as {found}')
    return str(found)
