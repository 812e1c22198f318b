"""Workbooks (xlsx) into rows of text, with the number of each row as a spreadsheet shows it."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from pmcli.importing.sources.tables.reading.headers import best_header, table_of
from pmcli.importing.sources.tables.reading.sheet_parts import Records
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import MissingExtraError, PmError
from pmcli.model.figure import counted

PACKED: Final = b"PK\x03\x04"
_MOST_UNPACKED: Final = 150 * 1024 * 1024
_MOST_OF_ONE: Final = 100 * 1024 * 1024
"""Bytes of a sheet, or of the texts that sheets share."""
_MOST_COLUMNS: Final = 300
_LAST_ROW: Final = 1_048_576
_SAMPLE: Final = 60
_DEEPEST: Final = 60
"""Blanks before a text at most."""


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
    return tuple(tuple(row) for sheet in _sheets(data, _SAMPLE) for _, row in sheet.records)


def named_sheets(data: bytes) -> list[tuple[str, Records]]:
    """The sheets of a workbook by name, in order, each with its rows and their numbers.

    Raises:
        PmError: it cannot be read.
    """
    return [
        (sheet.name, [(number, [cell.strip() for cell in row]) for number, row in sheet.records])
        for sheet in _sheets(data, None)
    ]


@dataclass(slots=True)
class _Sheet:
    """A sheet: its rows that say something with their numbers, and how many of them are hidden.

    `below` are cells, by row and column, that are one with a cell above, whose text is repeated in them;
    `uncounted` the columns of cells with a formula whose value the file does not have, a cell each.
    """

    name: str
    records: Records = field(default_factory=list)
    hidden: int = 0
    is_hidden: bool = False
    below: set[tuple[int, int]] = field(default_factory=set)
    uncounted: list[int] = field(default_factory=list)
    behind: set[int] = field(default_factory=set)
    """The columns that say something and are not read."""


class _Texts(dict[int, str]):
    """The texts that cells share, by number.

    Raises:
        ValueError: a cell names one that is not there.
    """

    def __missing__(self, number: int) -> str:
        raise ValueError(f"a cell names the shared text {number}, which is not there")


def _sheets(data: bytes, most: int | None) -> list[_Sheet]:
    """The sheets of a workbook in order, each with its first rows.

    Raises:
        PmError: it cannot be read.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtraError("reading a workbook", "xlsx", "save the sheet as CSV") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = [entry.file_size for entry in packed.infolist()]
        size = sum(sizes)
        if size > _MOST_UNPACKED or max(sizes, default=0) > _MOST_OF_ONE:
            raise PmError(f"the workbook unpacks to {size / 1e6:,.0f} MB", "save the sheet as CSV")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and lists of choices, which nobody asks for
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = [_sheet(sheet, most) for sheet in book.worksheets]
            book.close()
    except PmError:
        raise
    except Exception as fault:  # a broken workbook breaks the library in ways of its own
        why = str(fault).splitlines()[0][:100] if str(fault) else type(fault).__name__
        raise PmError(f"the workbook cannot be read: {why}", "save the sheet as CSV") from None
    return sheets


def _sheet(sheet: Any, most: int | None) -> _Sheet:
    """A sheet read as it is stored: rows and cells that are not there cost nothing.

    Raises:
        PmError: it names a row that no sheet has.
    """
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class _Parser(WorkSheetParser):  # type: ignore[misc]
        """A parser that notes formulas whose value is not stored."""

        def parse_cell(self, element: Any) -> Any:
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                found.uncounted.append(cell["column"])
            return cell

    book = sheet.parent
    found = _Sheet(sheet.title, is_hidden=sheet.sheet_state != "visible")
    with sheet._get_source() as stored:  # noqa: SLF001 - iter_rows fills up to the last row
        parser = _Parser(
            stored,
            _Texts(enumerate(sheet._shared_strings)),  # noqa: SLF001 - openpyxl has no public name for it
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001 - likewise
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - likewise
        )
        indents: dict[int, int] = {}
        for number, row in islice(parser.parse(), most):
            if number > _LAST_ROW:
                raise PmError(
                    f'the sheet "{sheet.title}" names a row {number:,}: none has more than {_LAST_ROW:,}',
                    "save the sheet as CSV"
                )  # fmt: skip
            cells = _cells(
                [ReadOnlyCell(sheet, **cell) for cell in row if cell["value"] is not None],
                indents, found.behind,
            )  # fmt: skip
            if cells:
                found.records.append((number, cells))
                found.hidden += parser.row_dimensions.get(str(number), {}).get("hidden") in ("1", "true")
        found.records.sort(key=lambda record: record[0])
        if parser.merged_cells is not None:
            _fill_down(found, [merged.bounds for merged in parser.merged_cells.mergeCell])
    return found


def _fill_down(sheet: _Sheet, merged: list[tuple[int, int, int, int]]) -> None:
    """Repeat the text of cells that are one over several rows in each of these rows that is there."""
    waiting = sorted((top, left, bottom) for left, top, _, bottom in merged if bottom > top)[::-1]
    open_: dict[int, tuple[int, str]] = {}
    for number, cells in sheet.records:
        for column, (bottom, text) in list(open_.items()):
            if number > bottom:
                del open_[column]
            elif not (cells[column] if column < len(cells) else ""):
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
                sheet.below.add((number, column))
        while waiting and waiting[-1][0] <= number:
            top, left, bottom = waiting.pop()
            if top == number and left <= len(cells) and cells[left - 1]:
                open_[left - 1] = (bottom, cells[left - 1])


def _cells(row: Sequence[Any], indents: dict[int, int], behind: set[int]) -> list[str]:
    """The cells of a row up to the last that says something; one that is set in has blanks before it.

    `indents` has the number of blanks by style; columns that are not read are put into `behind`.
    """
    cells: list[str] = []
    for cell in row:
        text = _cell(cell)
        if text and cell.column > _MOST_COLUMNS:
            behind.add(cell.column)
        if not text or cell.column > _MOST_COLUMNS:
            continue
        if isinstance(cell.value, str):
            style = cell._style_id  # noqa: SLF001 - the public one builds the whole style
            if style not in indents:
                indents[style] = min(int(cell.alignment.indent or 0), _DEEPEST)
            text = " " * indents[style] + text
        cells += [""] * (cell.column - len(cells))
        cells[cell.column - 1] = text
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
    names = ", ".join(f'"{sheet.name}"' for sheet in sheets)
    chosen = [sheet for sheet in sheets if not wanted or sheet.name.casefold() == wanted.casefold()]
    if not chosen:
        raise PmError(f'the workbook has no sheet "{wanted}"', f"it has {names}" if names else None)
    sheet = max(chosen, key=lambda sheet: best_header([row for _, row in sheet.records], header)[1])
    guesses = [f'the sheet "{sheet.name}" is read, of {names} (--sheet NAME)'] if len(sheets) > 1 else []
    if sheet.is_hidden:
        guesses.append(f'the sheet "{sheet.name}" is hidden')
    if sheet.hidden:
        guesses.append(f"{counted(sheet.hidden, 'hidden row')} of the sheet came in too")
    if sheet.behind:
        guesses.append(f"columns behind {_MOST_COLUMNS} are not read ({len(sheet.behind):,} with cells)")
    table = table_of(sheet.records, {}, header, guesses, decimal_comma=False)
    table = replace(table, guesses=(*table.guesses, *_uncounted(sheet, table.header)))
    return replace(table, below=frozenset((f"row {number}", column) for number, column in sheet.below))


def _uncounted(sheet: _Sheet, header: Sequence[str]) -> list[str]:
    """Notes on columns with formulas whose values the file does not have, as scripts write it."""
    names = dict(enumerate(header, 1))
    return [
        f'not read: {counted(count, "formula")} in "{names.get(column, f"column {column}")}" without a value '
        "(open the file in a spreadsheet and save it, and they have one)"
        for column, count in sorted(Counter(sheet.uncounted).items())
    ]
