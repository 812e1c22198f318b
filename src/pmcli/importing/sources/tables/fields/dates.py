"""The days and periods of a row."""

from __future__ import annotations

from pmcli.importing.sources.plain_values import day_of, line_of, period_of
from pmcli.importing.sources.tables import columns, days
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.row import LONGEST_TITLE, SourceRow


def read_dates(row: SourceRow) -> None:
    """The days and periods of a row; what is no date, or could be two, is told."""
    for name in columns.DATES:
        _date(row, name, row.first(name))
    _milestone(row, line_of(row.first("milestone")))
    if row.fields.get("status") == "shipped" and "shipped" not in row.fields:
        _date(row, "shipped", row.first("completed"))
    if row.fields.get("status") != "shipped":
        row.fields.pop("shipped", None)


def _milestone(row: SourceRow, name: str) -> None:
    """The release that a milestone is, or the day or period that it is named by."""
    period = period_of(name) or (name if day_of(name) == name else None)
    if period:
        row.fields.setdefault("target", period)
    elif name:
        row.fields.setdefault("release", name[:LONGEST_TITLE])


def _date(row: SourceRow, name: str, cell: str) -> None:
    read = days.when if name in ("target", "not_before") else days.day
    try:
        if cell:
            row.fields[name] = read(cell, day_first=row.context.day_first)
    except Unclear as why:
        row.note_unclear(name, cell, why)
