"""Whatever holds rows into a table, by a reader for each kind of file, told from the content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pmcli.importing.sources.tables.reading import delimited, json_table, json_text, not_tables, workbook
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError


@dataclass(frozen=True, slots=True)
class TableReader:
    """A kind of file that holds rows.

    `holds` says whether it is one, and never raises. `first_rows` are the header and some rows, to tell what
    it is, and none where it cannot be read. `read` gives the table that a header is looked for in, of a
    workbook of the sheet that is named, and raises PmError where there is none.
    """

    holds: Callable[[bytes], bool]
    first_rows: Callable[[bytes], tuple[tuple[str, ...], ...]]
    read: Callable[[bytes, Header, str], SourceTable]


READERS: Final = (
    TableReader(workbook.is_workbook, workbook.first_rows, workbook.read_table),
    TableReader(json_text.is_json, json_table.first_rows, json_table.read_table),
    TableReader(not_tables.is_prose, lambda _: (), not_tables.no_table),
    TableReader(
        lambda _: True, delimited.first_rows, lambda data, header, _: delimited.read_table(data, header)
    ),
)
"""The readers: the first that holds a file reads it."""


@lru_cache(maxsize=1)
def _reader(data: bytes) -> TableReader:
    return next(reader for reader in READERS if reader.holds(data))


@lru_cache(maxsize=1)
def first_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The first rows of a table, to tell what it is; none where it holds none.

    Every importer asks in turn, so the last answer is kept.
    """
    return _reader(data).first_rows(data)


def check_readable(data: bytes) -> None:
    """Nothing, where a file is a workbook or a text.

    Raises:
        PmError: it is neither.
    """
    _check_packed(data)
    if not data.startswith(workbook.PACKED):
        delimited.check_text(delimited.decoded(data)[0])


def _check_packed(data: bytes) -> None:
    if data.startswith(workbook.PACKED) and not workbook.is_workbook(data):
        why = "the file is packed, and no workbook, or one that is cut off"
        raise PmError(why, "unpack it, or export it as CSV")


def read_table(data: bytes, header: Header, sheet: str = "") -> SourceTable:
    """The table in a file.

    Of a workbook the sheet named, else the one whose header looks most like one, is read.

    Raises:
        PmError: there is no table in it.
    """
    _check_packed(data)
    return _reader(data).read(data, header, sheet)
