"""Lists of maps within maps, as people keep roadmaps in YAML or JSON, into items with their parents.

A map with something like a title is an item; those in a list within it are its parts. A list that is called
quarters, releases, themes … holds no items but groups of them, and so does a map whose keys say a status or
a period: what the groups are called is a `Head` of the items in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.group_heads import Head, compacted, is_telling
from pmcli.importing.sources.tables.nested.flattening import flat, text_in
from pmcli.importing.sources.vocabulary import vocabulary

_DEEPEST: Final = 20
_OF_FEATURES: Final = frozenset(
    ("status", "description", "effort", "target", "depends_on", "parent", "problem", "type")
)


@dataclass(frozen=True, slots=True)
class NestedItem:
    """A map with a title: where it stands, its cells, the names above it, and the index of its parent."""

    place: str
    cells: dict[str, str]
    heads: tuple[Head, ...] = ()
    parent: int = -1


@dataclass(frozen=True, slots=True)
class Nested:
    """The items of some data, and the keys outside of them that are not read, with their number."""

    items: list[NestedItem] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)


def title_key(record: Mapping[str, object]) -> str:
    """The key of a record that is most like a title, "" where none is."""
    ranks = _title_ranks()
    known = [key for key, value in record.items() if compact(key) in ranks and text_in(value).strip()]
    return min(known, key=lambda key: ranks[compact(key)], default="")


@cache
def _title_ranks() -> Mapping[str, int]:
    """The names of titles with their ranks, the surest first."""
    names = vocabulary("columns", "names")
    return {name: rank for rank, (name, meaning) in enumerate(names.items()) if meaning == "title"}


def _entitled(record: Mapping[str, object], name: str = "") -> dict[str, object]:
    """A record with a title, where only a text that is none by its name says what it is: the first line.

    That is one behind the singular of the `name` of the list that it is in, such as a project of projects.
    """
    if title_key(record):
        return dict(record)
    weak = {*compacted("weak_titles"), compact(name).removesuffix("s")}
    key = next((key for key in record if compact(key) in weak and text_in(record[key]).strip()), "")
    if not key:
        return dict(record)
    first, _, rest = text_in(record[key]).strip().partition("\n")
    others = {name: value for name, value in record.items() if name != key}
    return {"title": first.lstrip("# "), **others, **({key: rest.strip()} if rest.strip() else {})}


def nested(documents: list[Any]) -> Nested:
    """The items in the documents of a file."""
    result = Nested()
    for number, document in enumerate(documents, 1):
        where = f" of document {number}" if len(documents) > 1 else ""
        _Walk(result).walk(document, "", (), -1, where, 0)
    _put_names(result)
    return result


def _put_names(result: Nested) -> None:
    """Take lists of phases, themes … that items name by id for what they are: names, and no items."""
    by_list: dict[str, list[NestedItem]] = {}
    for item in result.items:
        if item.heads and item.parent < 0 and compact(item.heads[-1].name) in compacted("containers"):
            by_list.setdefault(item.heads[-1].name, []).append(item)
    gone: set[int] = set()
    for name, listed in by_list.items():
        kind, own = compacted("containers")[compact(name)], {id(item) for item in listed}
        titles = {
            cell: _title(item)
            for item in listed
            for key, cell in item.cells.items()
            if _meaning(key) == "key"
        }
        named = [
            (item, key) for item in result.items if id(item) not in own for key, cell in item.cells.items()
            if cell in titles and compacted("named_by").get(compact(key)) == kind
        ]  # fmt: skip
        if len({id(item) for item, _ in named}) * 2 > len(result.items) - len(listed) > 0:
            for item, key in named:
                item.cells[key] = titles[item.cells[key]]
            gone |= own
            result.groups[kind] += len(listed)
    _leave(result, gone)


def _title(item: NestedItem) -> str:
    return item.cells.get(title_key(item.cells), "")


def _leave(result: Nested, gone: set[int]) -> None:
    """Leave items out, and keep the others' parents what they are."""
    if not gone:
        return
    kept = [at for at, item in enumerate(result.items) if id(item) not in gone]
    new = {old: at for at, old in enumerate(kept)}
    items = [result.items[at] for at in kept]
    result.items[:] = [replace(item, parent=new.get(item.parent, -1)) for item in items]


def _is_words(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, (dict, list)) for one in value)


class _Walk:
    """One walk through a document."""

    def __init__(self, result: Nested) -> None:
        self.result = result

    def walk(
        self, value: object, key: str, heads: tuple[Head, ...], parent: int, where: str, depth: int
    ) -> None:  # fmt: skip
        """Everything that stands below a key."""
        if depth > _DEEPEST:
            self.result.unread[key] += 1
        elif isinstance(value, list):
            self._list(value, key, heads, parent, where, depth)
        elif isinstance(value, dict) and _is_map_of_items(value, key):
            kind = compacted("containers").get(compact(key), "")
            is_group = kind != "" and any(_inner(record) for record in value.values())
            for name, record in value.items():
                if is_group:
                    titled = record if title_key(record) else {"title": name, **record}
                    self._group(titled, kind, heads, parent, f'"{name}"{where}', depth)
                    continue
                self._item(_named(name, record), f'"{name}"{where}', heads, parent, depth)
        elif isinstance(value, dict):
            self._map(value, heads, parent, where, depth)
        elif key and text_in(value):
            self.result.unread[key] += 1

    def _list(
        self, values: list[Any], key: str, heads: tuple[Head, ...], parent: int, where: str, depth: int
    ) -> None:  # fmt: skip
        name = compact(key)
        if name in compacted("attributes"):
            self.result.unread[key] += 1
            return
        is_group = name in compacted("containers") and any(_inner(one) for one in values)
        within = f' of "{key}"{where}' if key else where
        held = any(isinstance(one, dict) for one in values)
        for number, one in enumerate(values, 1):
            place = f"item {number}{within}"
            if isinstance(one, dict) and (is_group or (_inner(one) and not title_key(one))):
                self._group(one, compacted("containers").get(name, ""), heads, parent, place, depth)
            elif isinstance(one, dict):
                self._item(_entitled(one, key), place, heads, parent, depth)
            elif isinstance(one, list):
                self.walk(one, key, heads, parent, f" of {place}", depth + 1)
            elif text_in(one) and (
                held or any(is_telling(head.name) for head in heads) or is_group or _of_group(heads)
            ):
                self.result.items.append(NestedItem(place, {"title": text_in(one)}, heads, parent))
            elif text_in(one):
                self.result.unread[key] += 1

    def _item(
        self, record: dict[str, Any], place: str, heads: tuple[Head, ...], parent: int, depth: int
    ) -> None:  # fmt: skip
        """An item, and those within it."""
        record = _entitled(record)
        inner = {key: value for key, value in _inner(record).items() if not _is_words(value)}
        own = {key: value for key, value in record.items() if key not in inner}
        self.result.items.append(NestedItem(place, flat(own), heads, parent))
        index = len(self.result.items) - 1
        for key, value in inner.items():
            self.walk(value, key, (), index, f" of {place}", depth + 1)

    def _group(
        self, record: dict[str, Any], kind: str, heads: tuple[Head, ...], parent: int, place: str, depth: int
    ) -> None:  # fmt: skip
        """The items in a map that is none itself, below its name."""
        inner = _inner(record)
        naming = title_key(record)
        if not naming:
            named = [(key, compacted("named_by")[compact(key)]) for key, value in record.items()
                     if compact(key) in compacted("named_by") and text_in(value)]  # fmt: skip
            naming, kind = (
                named[0] if named else (next((key for key in record if key not in inner), ""), kind)
            )
        own = {key: value for key, value in record.items() if key not in inner and key != naming}
        facts = tuple((f"group.{key}", cell) for key, cell in flat(own).items() if cell)
        name = text_in(record.get(naming))
        is_bare = name.isdecimal() and compact(naming) in compacted("named_by") and kind != "target"
        head = Head(f"{naming.capitalize()} {name}" if is_bare else name, kind, facts)
        self.result.groups[kind or "theme"] += 1
        for key, value in inner.items():
            below = (Head(key),) if is_telling(key) else ()
            self.walk(value, key, (*heads, head, *below), parent, f" of {place}", depth + 1)

    def _map(
        self, record: dict[str, Any], heads: tuple[Head, ...], parent: int, where: str, depth: int
    ) -> None:  # fmt: skip
        """A map that is no item: its keys are heads of what stands below them."""
        inner = _inner(record)
        if not inner and title_key(record) and _says_more(record):
            self._item(record, where.removeprefix(" of ") or "the file", heads, parent, depth)
            return
        has_more = any(compact(key) not in compacted("aside") for key in inner)
        for key, value in record.items():
            if key in inner and not (has_more and compact(key) in compacted("aside")):
                self.walk(value, key, (*heads, Head(key)), parent, where, depth + 1)
            elif isinstance(value, (dict, list)) or text_in(value):
                self.result.unread[key] += 1


def _is_map_of_items(value: dict[str, Any], key: str) -> bool:
    """Whether every value is an item, which its key names."""
    records = [one for one in value.values() if isinstance(one, dict)]
    if not records or len(records) < len(value) or compact(key) in compacted("attributes"):
        return False
    if any(is_telling(name) for name in value):
        return False
    titled = sum(1 for one in records if title_key(one))
    is_list = compact(key) in compacted("plain") or compact(key) in compacted("containers")
    has_state = sum(1 for one in records if any(_meaning(name) == "status" for name in one))
    return titled == len(records) or (is_list and has_state == len(records))


def _meaning(name: str) -> str:
    return vocabulary("columns", "names").get(compact(name), "")


def _says_more(record: Mapping[str, object]) -> bool:
    """Whether a map alone in a file says of its title what is said of a feature."""
    return any(_meaning(key) in _OF_FEATURES for key in record)


def _named(name: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record with the key that it stands below: its id where it has a title, else its title."""
    if not title_key(record):
        return {"title": name, **record}
    return record if any(_meaning(key) == "key" for key in record) else {"id": name, **record}


def _of_group(heads: tuple[Head, ...]) -> bool:
    return any(head.kind for head in heads)


def _inner(record: object) -> dict[str, Any]:
    """The values of a record that hold items, however deep, by key."""
    if not isinstance(record, dict):
        return {}
    return {
        key: value for key, value in record.items()
        if compact(key) not in compacted("attributes") and _holds_items(value, key, 0)
    }  # fmt: skip


def _holds_items(value: object, key: str, depth: int) -> bool:
    """Whether items stand in a value: maps with titles in a list, or names in one that is called so."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, list):
        records = [one for one in value if isinstance(one, dict)]
        if records:
            return any(title_key(_entitled(one, key)) or _inner(one) for one in records)
        is_named = is_telling(key) or compact(key) in compacted("plain")
        return is_named and any(isinstance(one, str) and one.strip() for one in value)
    if isinstance(value, dict) and value:
        if _is_map_of_items(value, key):
            return True
        return any(
            compact(name) not in compacted("attributes") and isinstance(one, (dict, list))
            and _holds_items(one, name, depth + 1)
            for name, one in value.items()
        )  # fmt: skip
    return False
