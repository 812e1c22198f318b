"""The items in plain data, whatever they stand in: a list, or lists behind keys, with lists within items.

Which list it is, is told by what its items have, something like a title, and by the names of lists in
`words/records.yaml`. Works on what JSON and YAML give alike.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pmcli.importing.sources.plain_values import line_of, status_of
from pmcli.importing.sources.tables.meaning.columns import compact, guess
from pmcli.importing.sources.tables.meaning.group_heads import compacted, is_telling
from pmcli.importing.sources.vocabulary import vocabulary

Record = Mapping[str, Any]
_DEEPEST: Final = 6
_MOST_MAPS: Final = 20_000
"""Maps at most that are looked into for lists."""
_SAMPLE: Final = 200
_TITLES: Final = "titles"
"""Stands behind the path of a list of titles, which counts only where there is no list of maps."""


@lru_cache(maxsize=4096)
def meaning_of(key: str) -> str:
    """The meaning that a key alone suggests, "" for none."""
    return guess(key).split(":")[0]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of entries, the keys that lead to it, and the map at the top in which it stands.

    `is_top`: its entries are themselves the values of the file.
    """

    path: tuple[str, ...]
    entries: tuple[tuple[str, Any], ...]
    document: Record = field(default_factory=dict)
    is_top: bool = False

    @property
    def name(self) -> str:
        """The key of the list, "" at the top."""
        return next((key for key in reversed(self.path) if key not in ("nodes", "edges", _TITLES)), "")

    def share(self, is_item: Callable[[Record], bool]) -> float:
        """The share of the first entries that are items."""
        some = self.entries[:_SAMPLE]
        return sum(1 for _, one in some if isinstance(one, dict) and is_item(one)) / max(len(some), 1)

    def keys(self) -> list[str]:
        """The keys that the first entries have."""
        maps = (one for _, one in self.entries[:_SAMPLE] if isinstance(one, dict))
        return list(dict.fromkeys(str(key) for one in maps for key in one))


def unwrapped(value: object) -> list[Any] | None:
    """A list, also one that GraphQL wraps; None for all else."""
    if isinstance(value, dict):
        if isinstance(value.get("nodes"), list):
            return list(value["nodes"])
        if not isinstance(value.get("edges"), list):
            return None
        value = value["edges"]
    if not isinstance(value, list):
        return None
    return [one["node"] if isinstance(one, dict) and "node" in one else one for one in value]


def listings(values: Sequence[tuple[str, Any]]) -> list[ItemList]:
    """Every list of maps in values, with the place of each entry; lists of one path are one list.

    Values that are maps themselves are entries of the first list: JSONL has one a line.
    """
    tops = tuple((place, value) for place, value in values if isinstance(value, dict))
    found: dict[tuple[str, ...], list[tuple[Any, Record]]] = {}
    left = _MOST_MAPS
    for _, value in values:
        waiting: deque[tuple[tuple[str, ...], Any]] = deque([((), value)])
        document: Record = value if isinstance(value, dict) else {}
        while waiting and left:
            left -= 1
            path, inner = waiting.popleft()
            entries = unwrapped(inner)
            if entries is not None:
                pages = [one for one in entries if isinstance(one, list)]
                listed = [one for page in pages for one in page] if pages else entries
                if any(isinstance(one, dict) for one in listed):
                    found.setdefault(path, []).extend((one, document) for one in listed)
                elif path and _are_titles(path[-1], listed):
                    found.setdefault((*path, _TITLES), []).extend(
                        ({"title": one}, document) for one in listed
                    )
                if not path and len(entries) <= _SAMPLE:  # pages, each with a list within
                    waiting += [((), one) for one in entries if isinstance(one, dict)]
            elif isinstance(inner, dict) and len(path) < _DEEPEST:
                waiting += [((*path, str(key)), one) for key, one in inner.items()]
                if keyed := _keyed(inner, is_top=not path):
                    found.setdefault(path, []).extend((one, document) for one in keyed)
    inside = [_listing(path, entries) for path, entries in found.items()]
    return [ItemList((), tops, is_top=True), *inside] if tops else inside


def _listing(path: tuple[str, ...], entries: list[tuple[Any, Record]]) -> ItemList:
    placed = tuple((f"item {at}", one) for at, (one, _) in enumerate(entries, 1))
    return ItemList(path, placed, entries[0][1])


def _keyed(value: Record, *, is_top: bool) -> list[Record]:
    """The maps of a map of nothing else, each with its key as `key`; as its title where none has one."""
    maps: list[Record] = [one for one in value.values() if isinstance(one, dict)]
    if len(maps) != len(value) or len(maps) < 2:
        return []
    name = "key" if any(map(has_title, maps[:_SAMPLE])) else "title"
    shared = set(maps[0]).intersection(*maps[1:_SAMPLE])
    if (is_top or name == "title") and len({meaning_of(str(key)) for key in shared} - {"", "title"}) < 2:
        return []
    return [{name: str(key), **one} for key, one in zip(value, maps, strict=True)]


def _are_titles(name: str, listed: Sequence[Any]) -> bool:
    """Whether a list of texts is one of titles: its name is that of a list of items, or a status."""
    is_known = compact(name) in vocabulary("records", "lists") or status_of(name) is not None
    return is_known and bool(listed) and all(isinstance(one, str) and one.strip() for one in listed)


# --- which list it is ---


def _has(record: Record, key: str) -> bool:
    value = record[key]
    return isinstance(value, (str, int)) and not isinstance(value, bool) and bool(line_of(value))


def has_title(record: Record) -> bool:
    """Whether a map has something like a title, or one of those within it that only wrap its keys."""
    if any(meaning_of(str(key)) == "title" and _has(record, key) for key in record):
        return True
    around = vocabulary("records", "around")
    return any(
        isinstance(value, dict) and compact(str(key)) in around
        and any(meaning_of(str(inner)) == "title" and _has(value, inner) for inner in value)
        for key, value in record.items()
    )  # fmt: skip


def items_in(found: Sequence[ItemList], is_item: Callable[[Record], bool]) -> list[ItemList]:
    """The lists whose entries are items; none where nothing is like one.

    Several values at the top are a list. Else lists behind names that items have go before lists of other
    names, and those before the one value at the top, which may have parts.
    """
    titled = [one for one in found if one.share(is_item) >= 0.5]
    top = [one for one in titled if one.is_top]
    if top and len(top[0].entries) > 1:
        return top
    inside = [one for one in titled if not one.is_top and not _is_within(one, titled)]
    if whole := [one for one in inside if not one.path]:
        return whole
    maps = [one for one in inside if one.path[-1] != _TITLES]
    inside = inside if not (maps or top) else maps
    others = {*vocabulary("records", "others"), *compacted("attributes"), *compacted("containers")}
    named = [one for one in inside if compact(one.name) not in others or _is_group(one)]
    lanes = {one.path[:-1] for one in named if one.path and is_telling(one.name)}
    known = [one for one in named if _is_known(one) or one.path[:-1] in lanes]
    other = [one for one in named if compact(one.name) not in vocabulary("records", "parts")]
    return known or other or top or named or inside[:1]


def is_titled(titles: Iterable[str]) -> Callable[[Record], bool]:
    """Whether a map has something like a title; `titles` are dotted keys that are said to be one."""
    paths = [name.split(".") for name in titles]
    return lambda record: has_title(record) or any(_reaches(record, path) for path in paths)


def _reaches(record: object, path: list[str]) -> bool:
    for key in path:
        if not isinstance(record, dict) or key not in record:
            return False
        record = record[key]
    return True


def _is_known(one: ItemList) -> bool:
    name = compact(one.name)
    return not one.path or name in vocabulary("records", "lists") or _is_group(one)


def _is_within(one: ItemList, others: list[ItemList]) -> bool:
    """Whether a map of maps only holds the lists of others."""
    return bool(one.path) and any(
        other.path[: len(one.path)] == one.path and other is not one for other in others
    )


def _is_group(one: ItemList) -> bool:
    """Whether its entries are groups that hold the items."""
    maps = [entry for _, entry in one.entries[:_SAMPLE] if isinstance(entry, dict)]
    return compact(one.name) in compacted("containers") and any(
        True for entry in maps for _ in parts_of(entry)
    )


def parts_of(record: Record) -> Iterator[tuple[str, list[Any]]]:
    """The lists within an item that hold items, with their keys."""
    for key, value in record.items():
        if compact(str(key)) in vocabulary("records", "parts"):
            entries = unwrapped(value) or []
            maps = [one for one in entries[:_SAMPLE] if isinstance(one, dict)]
            if maps and 2 * sum(map(has_title, maps)) >= len(maps):
                yield str(key), entries
