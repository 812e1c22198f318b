"""Linear's CSV export: its columns never change their names, and some cells hold lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.rows import Row, TableDialect
from pmcli.importing.sources.sheet import read
from pmcli.importing.sources.tables import SourceTable, first_rows
from pmcli.importing.sources.vocabulary import vocabulary

_SURE: Final = ("ID", "Team", "Title", "Status", "Estimate", "Creator", "Cycle Number", "Parent issue")


def _header(row: tuple[str, ...]) -> float:
    return float(sum(1 for name in row if name.strip() in vocabulary("linear", "columns")))


def _meanings(table: SourceTable) -> dict[str, str]:
    return {name: vocabulary("linear", "columns").get(name, "") for name in table.header}


def _leaves_out(row: Row, mapping: Mapping[str, str]) -> str:  # noqa: ARG001 - the names of a dialect
    return ""


_DIALECT: Final = TableDialect(
    link="linear", meanings=_meanings, header=_header, words="linear", leaves_out=_leaves_out,
    refers_by_title=False,
)  # fmt: skip


def _recognise(source: Source) -> float:
    rows = first_rows(source.data or b"")
    names = {name.strip() for name in rows[0]} if rows else set()
    return 0.97 if sum(1 for name in _SURE if name in names) >= 6 else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    return read(source, mapping, _DIALECT)


LINEAR: Final = Importer("linear", "Linear issues (CSV)", _recognise, _read)
