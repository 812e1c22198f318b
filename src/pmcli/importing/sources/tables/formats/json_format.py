"""Formats of JSON: told by what their items have, put in order by a function, read as a dialect says.

What an item has to be put in order for is what a table cannot say: relations of several kinds in one list,
names behind ids, texts in a tree. All else is in `json_dialects/NAME.yaml`, which the module `dialect` tells
of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.limits import unfinished
from pmcli.importing.sources.tables.formats.dialect import Dialect, dialect, table_dialect
from pmcli.importing.sources.tables.meaning.columns import compact, is_single
from pmcli.importing.sources.tables.meaning.dotted import plain_names
from pmcli.importing.sources.tables.nested.item_lists import ItemList, Record
from pmcli.importing.sources.tables.nested.records import table_of
from pmcli.importing.sources.tables.reading.json_table import found_in
from pmcli.importing.sources.tables.reading.json_text import is_json, json_in
from pmcli.importing.sources.tables.rows.row import Row, TableDialect
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.model.figure import counted

FOLDER: Final = "json_dialects"
_SURE: Final = 0.96
_SHARE: Final = 0.5
"""The share of entries that must be items of a format."""
Shape = Callable[[Record], Record]


def of_each(shape: Shape) -> Callable[[Record], Shape]:
    """The shaper of items that need nothing of the map at the top."""
    return lambda _document: shape


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A format: `is_item` tells its items, `shaper` makes of the map at the top what puts one in order.

    `words` are the vocabulary of its statuses and types. `leaves_out` says why a row is no feature, where
    the dialect does not. `has_parts`: items hold others, which become rows of their own.
    `lost` are keys, dotted, that say something which is not read. `guesses`: which keys that the dialect does
    not name are guessed, where it guesses at all.
    """

    name: str
    title: str
    is_item: Callable[[Record], bool]
    shaper: Callable[[Record], Shape]
    words: str = "columns"
    leaves_out: Callable[[Row, Mapping[str, str]], str] | None = None
    has_parts: bool = False
    lost: tuple[str, ...] = ()
    guesses: Callable[[str], bool] = lambda _name: True

    def importer(self) -> Importer:
        """The importer of the format."""
        return Importer(self.name, self.title, partial(_recognise, self), partial(_read, self))


def _items(known: JsonFormat, data: bytes) -> list[ItemList]:
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
    count = sum(len(one.entries) for one in items)
    notes = [*text.guesses, unfinished(text.last, count), _told(known.lost, items)]
    table = table_of(shaped, filter(None, notes), text.skipped, has_parts=known.has_parts)
    return imported(source, _merged(table, dialect(known.name, FOLDER)), mapping, _dialect(known))


def _dialect(known: JsonFormat) -> TableDialect:
    read_as = table_dialect(known.name, FOLDER)

    def guesses(name: str) -> bool:
        return read_as.guesses(name) and known.guesses(name)

    return replace(
        read_as, words=known.words, plain_names=plain_names, guesses=guesses,
        leaves_out=known.leaves_out or read_as.leaves_out,
        leaves_unread=lambda name: read_as.leaves_unread(name) or not guesses(name),
    )  # fmt: skip


def _told(lost: Sequence[str], items: Sequence[ItemList]) -> str:
    """A sentence on what is not read of items, with the number of items that have it; "" for nothing."""
    entries = [one for listing in items for _, one in listing.entries]
    many = {name: sum(1 for one in entries if _says(one, name.split("."))) for name in lost}
    told = [f"{name.rpartition('.')[2]} ({counted(count, 'item')})" for name, count in many.items() if count]
    return f"not read: {', '.join(told)}" if told else ""


def _says(value: Any, path: Sequence[str]) -> bool:
    """Whether something stands behind keys: a list with items, also one that its interface wraps."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    lists = [one for one in value.values() if isinstance(one, list)] if isinstance(value, dict) else [value]
    return any(lists)


def _merged(table: SourceTable, known: Dialect) -> SourceTable:
    """The table in which the surest key for a field has the cells of the others, where it has none itself.

    What is left in the others is told as not read; one in which nothing is left is gone.
    """
    at = {compact(name): at for at, name in reversed([*enumerate(table.header)])}
    groups = [
        [at[name] for name in map(compact, names) if name in at]
        for meaning, names in known.columns.items() if is_single(meaning)
    ]  # fmt: skip
    groups = [group for group in groups if len(group) > 1]
    if not groups:
        return table
    rows = [(place, [*row]) for place, row in table.rows]
    for first, *others in groups:
        for _, row in rows:
            for other in others:
                if not row[first] and row[other]:
                    row[first], row[other] = row[other], ""
    behind = {other for _, *others in groups for other in others}
    kept = [at for at in range(len(table.header)) if at not in behind or any(row[at] for _, row in rows)]
    return replace(
        table, header=tuple(table.header[at] for at in kept),
        rows=tuple((place, tuple(row[at] for at in kept)) for place, row in rows),
    )  # fmt: skip


def _shaped(known: JsonFormat, listing: ItemList) -> list[tuple[str, Any]]:
    shape = known.shaper(listing.document)
    return [
        (place, shape(one) if isinstance(one, dict) and known.is_item(one) else one)
        for place, one in listing.entries
    ]
