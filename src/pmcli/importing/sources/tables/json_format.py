"""Formats of JSON: told by what their items have, put in order by a function, read as a dialect says.

What an item has to be put in order for is what a table cannot say: relations of several kinds in one list,
names behind ids, texts in a tree. All else is in `json_dialects/NAME.yaml`, which the module `dialect` tells
of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.columns import compact
from pmcli.importing.sources.tables.dialect import dialect, table_dialect
from pmcli.importing.sources.tables.json_table import found_in
from pmcli.importing.sources.tables.jsontext import is_json, json_in
from pmcli.importing.sources.tables.listing import Listing, Record
from pmcli.importing.sources.tables.pages import rest_of, stops_at
from pmcli.importing.sources.tables.records import table_of
from pmcli.importing.sources.tables.row import Row
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import SourceTable

FOLDER: Final = "json_dialects"
_SURE: Final = 0.96
_SHARE: Final = 0.5
"""The share of entries that must be items of a format."""
Shape = Callable[[Record], Record]


def _as_it_is(_document: Record) -> Shape:
    return lambda item: item


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A format: `is_item` tells its items, `shaper` makes of the map at the top what puts one in order.

    `words` are the vocabulary of its statuses and types. `leaves_out` says why a row is no feature, where
    the dialect does not. `has_parts`: items hold others, which become rows of their own.
    After as many items as `pages` the tool stops of itself; `more` says how it gives all.
    """

    name: str
    title: str
    is_item: Callable[[Record], bool]
    shaper: Callable[[Record], Shape] = _as_it_is
    words: str = "columns"
    leaves_out: Callable[[Row, Mapping[str, str]], str] | None = None
    has_parts: bool = False
    pages: tuple[int, ...] = ()
    more: str = ""

    def importer(self) -> Importer:
        """The importer of the format."""
        return Importer(self.name, self.title, partial(_recognise, self), partial(_read, self))


def _items(known: JsonFormat, data: bytes) -> list[Listing]:
    """The lists that hold items of a format."""
    listed = [one for one in found_in(data) if one.share(known.is_item) >= _SHARE]
    tops = [one for one in listed if one.is_top]
    return tops or listed


def _recognise(known: JsonFormat, source: Source) -> float:
    if source.data is None or not is_json(source.data):
        return 0.0
    return _SURE if _items(known, source.data) else 0.0


def _read(known: JsonFormat, source: Source, mapping: Mapping[str, str]) -> Imported:
    data = source.data or b""
    text = json_in(data)
    items = _items(known, data) or list(found_in(data)[:1])
    shaped = [replace(one, entries=tuple(_shaped(known, one))) for one in items]
    read_as = table_dialect(known.name, FOLDER)
    count = sum(len(one.entries) for one in items)
    notes = [*text.guesses, rest_of(text.values, count) or stops_at(count, "item", known.pages, known.more)]
    table = table_of(shaped, filter(None, notes), text.skipped, has_parts=known.has_parts)
    return imported(
        source, _ordered(table, known.name), mapping,
        replace(read_as, words=known.words, leaves_out=known.leaves_out or read_as.leaves_out),
    )  # fmt: skip


def _ordered(table: SourceTable, name: str) -> SourceTable:
    """The table with the columns that the dialect names in its order: of two for a field the first counts."""
    order = {
        compact(column): at
        for at, column in enumerate(one for names in dialect(name, FOLDER).columns.values() for one in names)
    }
    at_first = sorted(
        range(len(table.header)), key=lambda at: order.get(compact(table.header[at]), len(order))
    )
    header = tuple(table.header[at] for at in at_first)
    return replace(
        table, header=header,
        rows=tuple((place, tuple(row[at] for at in at_first)) for place, row in table.rows),
    )  # fmt: skip


def _shaped(known: JsonFormat, listing: Listing) -> list[tuple[str, Any]]:
    shape = known.shaper(listing.document)
    return [
        (place, shape(one) if isinstance(one, dict) and known.is_item(one) else one)
        for place, one in listing.entries
    ]
