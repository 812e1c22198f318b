"""Tables of text as they are exported, CSV and TSV, into rows of text, with the number of each row.

Told from the content: encoding (UTF-8 with or without a mark, UTF-16, else Windows-1252), delimiter, and
where the header stands. Rows are counted as a spreadsheet shows them: the header of a plain file is row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from pmcli.importing.sources.tables.reading.headers import table_of
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE: Final = 60
"""Rows that are looked at to tell what a table is."""
_SAMPLE_CHARACTERS: Final = 400_000
_CONTROLS: Final = "".join(map(chr, (*range(1, 9), *range(14, 27))))
"""Signs that no program writes into a text, but those of terminals."""
_LARGEST_CELL: Final = 2**31 - 1
_RESTARTS: Final = 20
"""Rows at most whose quote is never closed: each is left out, and reading goes on behind its first line."""


def first_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The first rows, to tell what it is; none where it is no text."""
    text = decoded(data[: 4 * _SAMPLE_CHARACTERS], cut=True)[0]
    if is_binary(text):
        return ()
    text = text.replace("\x00", "")
    delimiter = _delimiter(text)
    return tuple(tuple(row) for row in _sample(text, delimiter))


def read_table(data: bytes, header: Header) -> SourceTable:
    """The table in a text.

    Raises:
        PmError: there is no table in it.
    """
    text, encoding = decoded(data)
    check_text(text)
    text = text.replace("\x00", "")
    delimiter = _delimiter(text)
    records, broken = _records(text, delimiter)
    guesses = [] if encoding == "UTF-8" else [f"the text is {encoding}"]
    if delimiter != ",":
        guesses.append(f"cells are set apart by {DELIMITERS[delimiter]}")
    return table_of(records, broken, header, guesses, decimal_comma=delimiter == ";")


def check_text(text: str) -> None:
    """Nothing, where what a file says is a text.

    Raises:
        PmError: it is none.
    """
    if is_binary(text):
        raise PmError("the file is no text and no workbook", "export it as CSV or xlsx")


def decoded(data: bytes, *, cut: bool = False) -> tuple[str, str]:
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


def is_binary(text: str) -> bool:
    """Whether it is no text: a stray NUL or other control may stand in any export, many in none."""
    first = text[:_SAMPLE_CHARACTERS]
    controls = sum(map(first.count, _CONTROLS))
    return text.count("\x00") > 1 + len(text) / 100 or controls > 4 + len(first) / 20


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
