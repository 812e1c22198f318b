"""CSV for spreadsheets and scripts: RFC 4180, except that lines end in one newline.

The first line has the column keys; numbers are exact; a missing value is empty. A text that a spreadsheet
would run as a formula has an apostrophe in front.
"""

from __future__ import annotations

from pmcli.writers.escaping import visible
from pmcli.writers.table import Table, exact, records

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")


def render(table: Table) -> str:
    """The table as CSV; titles and notes are for people and are left out."""
    import csv  # only where somebody asks for it: each command knows all formats
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(column.key) for column in table.columns])
    writer.writerows([[_written(value) for value in record] for record in records(table)])
    return text.getvalue()


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    shown = visible(text, one_line=False)
    formula = text.startswith(_BREAKS) or shown.lstrip().startswith(_FORMULA)
    return "'" + shown if formula else shown


def _written(value: float | str | None) -> str:
    return harmless(value) if isinstance(value, str) else exact(value)
