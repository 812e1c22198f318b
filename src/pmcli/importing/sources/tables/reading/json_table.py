"""JSON and JSONL with a list of items as a table: keys are columns, items are rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pmcli.importing.sources.limits import unfinished
from pmcli.importing.sources.tables.nested.item_lists import (
    ItemList,
    has_title,
    is_titled,
    items_in,
    listings,
)
from pmcli.importing.sources.tables.nested.records import table_of
from pmcli.importing.sources.tables.reading.json_text import JsonText, json_in
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted, listed

_SHOWN: Final = 12
_SAMPLE: Final = 60


@lru_cache(maxsize=1)
def found_in(data: bytes) -> tuple[ItemList, ...]:
    """Every list of maps in a text, none where it is no JSON; the last is kept, for every format asks."""
    try:
        return tuple(listings(json_in(data).values))
    except PmError:
        return ()


def read_table(data: bytes, header: Header, sheet: str = "") -> SourceTable:  # noqa: ARG001 - of readers
    """The items in a text that is JSON.

    Raises:
        PmError: it is no JSON, or holds no items.
    """
    return items_table(data, {})


def first_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The keys and the first items, to tell what it is; none where there are none."""
    some = [replace(one, entries=one.entries[:_SAMPLE]) for one in items_in(found_in(data), has_title)]
    table = table_of(some)
    return (table.header, *(row for _, row in table.rows)) if some else ()


def items_table(data: bytes, mapping: Mapping[str, str]) -> SourceTable:
    """The items in the values of a text; a key that `mapping` says is the title makes items of what has it.

    Raises:
        PmError: it is no JSON, or nothing in it is like an item.
    """
    text = json_in(data)
    found = found_in(data)
    titles = [name for name, meaning in mapping.items() if meaning == "title"]
    items = items_in(found, is_titled(titles))
    if not items:
        raise _unknown(found, text)
    count = sum(len(one.entries) for one in items)
    notes = [*text.guesses, *unread(found, items), unfinished(text.last, count)]
    return table_of(items, filter(None, notes), text.skipped, mapping=mapping)


def _unknown(found: Sequence[ItemList], text: JsonText) -> PmError:
    """That nothing in it is like an item, with the keys that there are."""
    most = max(found, key=lambda one: (not one.is_top, len(one.entries)), default=None)
    if most is None:
        what = "it holds no list of maps" if text.values else "there is nothing in it"
        return PmError(f"JSON of a kind that pm does not know: {what}")
    where = f' in "{".".join(most.path)}"' if most.path else ""
    keys = most.keys()
    count = counted(len(most.entries), "item")
    return PmError(
        f"JSON of a kind that pm does not know: {count}{where} without a title; "
        f"the keys are {listed(keys, _SHOWN)}",
        '--map "KEY=title" says which is the title',
    )


def unread(found: Sequence[ItemList], items: Sequence[ItemList]) -> list[str]:
    """The other lists, which are not read, with their counts."""
    paths = [one.path for one in items]
    others = [
        f'"{".".join(one.path)}" ({len(one.entries):,})' for one in found
        if one.path and not any(_is_along(one.path, path) for path in paths)
    ]  # fmt: skip
    return [f"lists that are not read: {listed(others, _SHOWN)}"] if others else []


def _is_along(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one path leads to the other."""
    return path[: len(other)] == other or other[: len(path)] == path
