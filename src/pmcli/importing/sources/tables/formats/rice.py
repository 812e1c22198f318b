"""RICE spreadsheets as product managers keep them: columns in any order, cells as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.columns import guess_all
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.sheet import read
from pmcli.importing.sources.tables.table import SourceTable

_INPUTS: Final = frozenset({"rice.reach", "rice.impact", "rice.confidence", "effort"})


def _known(row: tuple[str, ...]) -> int:
    return len({meaning.split(":")[0] for meaning in guess_all(row).values()} & _INPUTS)


def _header(row: tuple[str, ...]) -> float:
    return 3.0 * _known(row) + sum(1 for meaning in guess_all(row).values() if meaning)


def _meanings(table: SourceTable) -> dict[str, str]:
    return guess_all(table.header)


_DIALECT: Final = TableDialect(
    link="", meanings=_meanings, header=_header, words="columns", guesses=lambda _name: True
)


def _recognise(source: Source) -> float:
    rows = first_rows(source.data or b"")
    most = max((_known(row) for row in rows[:20]), default=0)
    return {4: 0.9, 3: 0.7}.get(most, 0.0)


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    return read(source, mapping, _DIALECT)


RICE: Final = Importer("rice", "a RICE spreadsheet (CSV, TSV or xlsx)", _recognise, _read)
