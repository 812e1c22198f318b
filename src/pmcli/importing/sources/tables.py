"""Tables as they are exported: CSV, TSV and workbooks into rows of text, with the number of each row.

Told from the content: encoding (UTF-8 with or without a mark, UTF-16, else Windows-1252), delimiter, and
where the header stands. Rows are counted as a spreadsheet shows them: the header of a plain file is row 1.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from pmcli.importing.sources.importer import Skipped
from pmcli.model.diagnostic import PmError

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE: Final = 60
_SAMPLE_CHARACTERS: Final = 400_000
_HEADER_WITHIN: Final = 20
_LARGEST_CELL: Final = 2**31 - 1
_RESTARTS: Final = 20
"""Rows at most whose quote is never closed: each is left out, and reading goes on behind its first line."""
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_MOST_COLUMNS: Final = 300
_PACKED: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A header and its rows, each with its number; what is wrong with a row stands in `skipped`.

    Every row has as many cells as the header. `guesses` say how it was read; `sheets` are the others of a
    workbook. `decimal_comma` says that the file is likely to write 1,5 for one and a half.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    skipped: tuple[Skipped, ...] = ()
    guesses: tuple[str, ...] = ()
    decimal_comma: bool = False


Header = Callable[[Sequence[str]], float]
"""The likeness of a row to a header, 0 where there is none."""


def is_workbook(data: bytes) -> bool:
    """Whether it is a workbook (xlsx)."""
    if not data.startswith(_PACKED):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


@lru_cache(maxsize=1)
def first_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The first rows of a table, to tell what it is; none where it is no table of text.

    Every importer asks in turn, so the last answer is kept.
    """
    if is_workbook(data):
        return tuple(tuple(row) for _, rows in _sheets(data, _SAMPLE) for row in rows)
    text = _decoded(data[: 4 * _SAMPLE_CHARACTERS], cut=True)[0]
    if _is_binary(text):
        return ()
    text = text.replace("\x00", "")
    delimiter = _delimiter(text)
    return tuple(tuple(row) for row in _sample(text, delimiter))


def read_table(data: bytes, header: Header, sheet: str = "") -> SourceTable:
    """The table in a file.

    Of a workbook the sheet named, else the one whose header looks most like one, is read.

    Raises:
        PmError: there is no table in it.
    """
    if is_workbook(data):
        return _read_workbook(data, header, sheet)
    if data.startswith(_PACKED):
        raise PmError("the file is packed, and no workbook", "unpack it, or export it as CSV", exit_code=1)
    text, encoding = _decoded(data)
    if _is_binary(text):
        raise PmError("the file is no text and no workbook", "export it as CSV or xlsx", exit_code=1)
    text = text.replace("\x00", "")
    delimiter = _delimiter(text)
    records, broken = _records(text, delimiter)
    guesses = [] if encoding == "UTF-8" else [f"the text is {encoding}"]
    if delimiter != ",":
        guesses.append(f"cells are set apart by {DELIMITERS[delimiter]}")
    return _table(records, broken, header, guesses, decimal_comma=delimiter == ";")


# --- text ---


def _decoded(data: bytes, *, cut: bool = False) -> tuple[str, str]:
    """The text, and what its encoding is called."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    if data[1:4:2] == b"\x00\x00" and data[:1] != b"\x00":
        return data.decode("utf-16-le", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as fault:
        if cut and fault.start > len(data) - 4:  # a character that the sample cuts in two
            return data[: fault.start].decode("utf-8-sig"), "UTF-8"
    return data.decode("cp1252", "replace"), "Windows-1252, not UTF-8"


def _is_binary(text: str) -> bool:
    """Whether it is no text: a stray NUL may stand in any export, many in none."""
    return text.count("\x00") > 1 + len(text) / 100


def _delimiter(text: str) -> str:
    """The delimiter by which the first rows have the most alike numbers of cells."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> float:
    widths = [len(row) for row in _sample(text, delimiter) if any(row)]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    if usual < 2:
        return 0.0
    return widths.count(usual) / len(widths) + min(usual, 50) / 100


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LARGEST_CELL)
    rows = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    return islice(rows, _SAMPLE)


def _records(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], dict[int, str]]:
    """Every record with its number, and those that cannot be read, with the reason.

    A quote that is never closed would take the rest of the file into one cell: its record is left out, and
    reading goes on behind its first line.
    """
    csv.field_size_limit(_LARGEST_CELL)
    lines = io.StringIO(text, newline="").readlines()
    records: list[tuple[int, list[str]]] = []
    broken: dict[int, str] = {}
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:] if start else lines, delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                records.append((len(records) + len(broken) + 1, cells))
                done = reader.line_num
        except csv.Error as fault:
            number = len(records) + len(broken) + 1
            is_open = "end of data" in str(fault)
            why = (
                "a quote is opened and never closed" if is_open else "a quote stands in the middle of a cell"
            )
            broken[number] = f"{why} (line {start + done + 1:,})"
            if len(broken) > _RESTARTS:
                broken[number] += "; nothing behind it was read"
                break
            start += done + 1
            continue
        break
    return records, broken


# --- workbooks ---


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


def _read_workbook(data: bytes, header: Header, wanted: str) -> SourceTable:
    sheets = _sheets(data, None)
    names = ", ".join(f'"{name}"' for name, _ in sheets)
    chosen = [sheet for sheet in sheets if not wanted or sheet[0].casefold() == wanted.casefold()]
    if not chosen:
        raise PmError(f'the workbook has no sheet "{wanted}"', f"it has {names}" if names else None)
    name, rows = max(chosen, key=lambda sheet: _best_header(sheet[1], header)[1])
    guesses = [f'the sheet "{name}" is read, of {names} (--sheet NAME)'] if len(sheets) > 1 else []
    return _table(list(enumerate(rows, 1)), {}, header, guesses, decimal_comma=False)


# --- both ---


def _best_header(rows: Sequence[Sequence[str]], header: Header) -> tuple[int, float]:
    """The index of the header among the first rows, -1 for none, and how much it looks like one."""
    best, likeness = -1, 0.0
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if sum(1 for cell in row if cell.strip()) < 1:
            continue
        score = header(row) + (0.01 if best < 0 else 0.0)
        if score > likeness:
            best, likeness = at, score
    return best, likeness


def _table(
    records: list[tuple[int, list[str]]], broken: dict[int, str], header: Header, guesses: list[str],
    *, decimal_comma: bool,
) -> SourceTable:  # fmt: skip
    at, _ = _best_header([row for _, row in records[:_HEADER_WITHIN]], header)
    if at < 0:
        raise PmError("there is no table in it", "the first row names the columns", exit_code=1)
    number, names = records[at]
    wide = max((n for n, name in enumerate(names, 1) if name.strip()), default=0)
    if at:
        guesses.append(f"row {number} is taken for the header")
    rows: list[tuple[int, tuple[str, ...]]] = []
    skipped = {place: why for place, why in broken.items() if place > number}
    for place, cells in records[at + 1 :]:
        beyond = sum(1 for cell in cells[wide:] if cell.strip())
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if beyond:
            skipped[place] = f"it has {wide + beyond} cells, the header {wide}: is a quote missing?"
        else:
            rows.append((place, (*cells[:wide], *[""] * (wide - len(cells)))))
    return SourceTable(
        tuple(_name(name) for name in names[:wide]), tuple(rows),
        tuple(Skipped(f"row {place}", why) for place, why in sorted(skipped.items())),
        tuple(guesses), decimal_comma,
    )  # fmt: skip


def _name(text: str) -> str:
    """A column's name on one line."""
    return re.sub(r"\s+", " ", text).strip()
