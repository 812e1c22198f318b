"""JSON that holds a roadmap as YAML would: groups such as quarters, releases or themes with items in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.formats.any_json import JSON, LIKENESS
from pmcli.importing.sources.tables.nested.nesting import Nested, nested
from pmcli.importing.sources.tables.reading.json_text import is_json, json_in
from pmcli.importing.sources.text.rows import read_items
from pmcli.importing.sources.text.yaml_file import told
from pmcli.model.diagnostic import PmError

_SURER: Final = LIKENESS + 0.01
"""Above that of any list of items, below that of the formats of trackers."""


@lru_cache(maxsize=1)
def _found(data: bytes) -> Nested:
    """The items below groups in a text that is one map; none in all other texts."""
    try:
        values: list[Any] = [value for _, value in json_in(data).values]
    except PmError:
        return Nested()
    found = nested(values) if len(values) == 1 and isinstance(values[0], dict) else Nested()
    return found if found.groups else Nested()


def _recognise(source: Source) -> float:
    is_grouped = source.data is not None and is_json(source.data) and _found(source.data).items
    return _SURER if is_grouped else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the items below groups."""
    data = source.data or b""
    found, text = _found(data), json_in(data)
    return read_items(
        source, found.items, mapping, "list", text.skipped, (*text.guesses, *told(found)), keeps_ids=False
    )


JSON_ROADMAP: Final = Importer(JSON.name, JSON.title, _recognise, _read)
