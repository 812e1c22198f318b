"""Any other table: a mapping that is guessed, shown, and the user's to change. Productboard, Aha!, Trello."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.columns import guess_all
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.sheet import read
from pmcli.importing.sources.tables.table import SourceTable


def _header(row: tuple[str, ...]) -> float:
    header = set(guess_all(row).values()) - {""}
    return len(header) + 3.0 * ("title" in header)


def _meanings(table: SourceTable) -> dict[str, str]:
    return guess_all(table.header)


_DIALECT: Final = TableDialect(
    link="", meanings=_meanings, header=_header, words="columns", guesses=lambda _name: True
)


def _recognise(source: Source) -> float:
    rows = first_rows(source.data or b"")
    best = max((_header(row) for row in rows[:20] if len(row) > 1), default=0.0)
    if best >= 4:
        return 0.4
    return 0.15 if len(rows) > 1 and len(rows[0]) > 1 else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    return read(source, mapping, _DIALECT)


SPREADSHEET: Final = Importer("spreadsheet", "a table (CSV, TSV or xlsx)", _recognise, _read)
