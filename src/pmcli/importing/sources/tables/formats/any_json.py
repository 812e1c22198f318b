"""JSON and JSONL of any kind that holds a list of items: keys are read as columns are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.dotted import plain_names
from pmcli.importing.sources.tables.reading.json_table import items_table
from pmcli.importing.sources.tables.reading.json_text import is_json, json_in
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.sheet import imported

LIKENESS: Final = 0.93
_SUFFIXES: Final = (".json", ".jsonl", ".ndjson")

_DIALECT: Final = TableDialect(guesses=lambda _name: True, plain_names=plain_names)


def _recognise(source: Source) -> float:
    """Whether it is JSON, or a file of such a name that should be."""
    if source.data is None:
        return 0.0
    is_named = source.suffix in _SUFFIXES and b"\x00" not in source.data[:4]
    return LIKENESS if is_named or is_json(source.data) else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    text = json_in(source.data or b"")
    if all(_is_empty(value) for _, value in text.values):
        return Imported((), text.skipped, (), text.guesses, len(text.skipped))
    return imported(source, items_table(source.data or b"", mapping), mapping, _DIALECT)


def _is_empty(value: object) -> bool:
    """Whether a value is a list of nothing, or a map that holds nothing but such lists."""
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list)]
        return (
            not any(lists)
            and (bool(lists) or not value)
            and not any(isinstance(one, dict) for one in value.values())
        )
    return value == []


JSON: Final = Importer("json", "items in JSON or JSONL", _recognise, _read)
