"""Workbooks (xlsx) into rows of text, with the number of each row as a spreadsheet shows it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from pmcli.importing.sources.tables.headers import best_header, table_of
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError

PACKED: Final = b"PK\x03\x04"
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_MOST_COLUMNS: Final = 300
_SAMPLE: Final = 60


def is_workbook(data: bytes) -> bool:
    """Whether it is a workbook (xlsx)."""
    if not data.startswith(PACKED):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def first_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The first rows of every sheet, one behind the other, to tell what it is."""
    return tuple(tuple(row) for _, rows in _sheets(data, _SAMPLE) for row in rows)


def _sheets(data: bytes, most: int | None) -> list[tuple[str, list[list[str]]]]:
    """The sheets of a workbook by name, in order, each with its first rows."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = 'pip install "pmcli[xlsx]", or save the sheet as CSV'
        raise PmError("reading a workbook needs an extra that is not installed", hint) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > _MOST_UNPACKED:
            raise PmError(
                f"the workbook unpacks to {size / 1e6:,.0f} MB", "save the sheet as CSV", exit_code=1
            )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_col=_MOST_COLUMNS)
            sheets.append((sheet.title, [_cells(row) for row in islice(rows, most)]))
        book.close()
    except PmError:
        raise
    except Exception as fault:  # a broken workbook breaks the library in ways of its own
        why = str(fault).splitlines()[0][:100] if str(fault) else type(fault).__name__
        raise PmError(f"the workbook cannot be read: {why}", "save the sheet as CSV", exit_code=1) from None
    return sheets


def _cells(row: Sequence[Any]) -> list[str]:
    """The cells of a row up to the last that says something."""
    cells = [_cell(cell) if cell.value is not None else "" for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(cell: Any) -> str:
    """A cell as people see it: 80% where it is shown so, dates in ISO 8601."""
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if "%" in str(cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def read_table(data: bytes, header: Header, wanted: str) -> SourceTable:
    """The table of the sheet that is wanted, else of the one whose header looks most like one.

    Raises:
        PmError: it cannot be read, or has no such sheet.
    """
    sheets = _sheets(data, None)
    names = ", ".join(f'"{name}"' for name, _ in sheets)
    chosen = [sheet for sheet in sheets if not wanted or sheet[0].casefold() == wanted.casefold()]
    if not chosen:
        raise PmError(f'the workbook has no sheet "{wanted}"', f"it has {names}" if names else None)
    name, rows = max(chosen, key=lambda sheet: best_header(sheet[1], header)[1])
    guesses = [f'the sheet "{name}" is read, of {names} (--sheet NAME)'] if len(sheets) > 1 else []
    return table_of(list(enumerate(rows, 1)), {}, header, guesses, decimal_comma=False)
