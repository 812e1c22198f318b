"""Items of JSON or YAML as rows of a table: parts below their whole, groups as what their items are in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import compact, guess_all
from pmcli.importing.sources.tables.meaning.group_heads import Head, cells_of, compacted, is_telling
from pmcli.importing.sources.tables.nested.flattening import flat
from pmcli.importing.sources.tables.nested.item_lists import ItemList, Record, meaning_of, parts_of
from pmcli.importing.sources.tables.nested.titling import titled
from pmcli.importing.sources.tables.table import BREAK, SourceTable
from pmcli.importing.sources.vocabulary import vocabulary

_DEEPEST: Final = 12
"""Parts of parts, after which what is within does not come in."""
_MOST_COLUMNS: Final = 300
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_USUAL: Final = ("master", "main", "default")
"""Names of lists that say nothing of their items."""


@dataclass(slots=True)
class _Entry:
    """An entry on its way to a row: its data, what it is called, and of what it is a part."""

    place: str
    data: Record
    said: dict[str, str] = field(default_factory=dict)
    whole: _Entry | None = None
    listed: str = ""

    @property
    def within(self) -> object:
        """The whole or the list in which it stands with its siblings."""
        return self.listed if self.whole is None else id(self.whole)


def table_of(
    found: Sequence[ItemList], notes: Iterable[str] = (), skipped: Iterable[Skipped] = (),
    *, has_parts: bool = True, mapping: Mapping[str, str] | None = None,
) -> SourceTable:  # fmt: skip
    """The table of the items in lists: parts follow their whole, with its name as `parent`.

    Where the items are of no known format, `mapping` is what keys are said to mean: their titles may stand
    under different keys.
    """
    left = list(skipped)
    entries = list(_entries(found, left, has_parts=has_parts))
    names = _names(entries)
    header: dict[str, None] = {}
    rows: list[tuple[str, dict[str, str]]] = []
    for entry in entries:
        whole = "" if entry.whole is None else names[id(entry.whole)].own
        cells = _cells(entry, names[id(entry)], whole)
        header |= dict.fromkeys(cells)
        rows.append((entry.place, {name: cell for name, cell in cells.items() if cell}))
    titles = [] if mapping is None else titled([cells for _, cells in rows], header, mapping)
    told = [*notes, *titles]
    columns, beyond = _columns(header, rows)
    said = [f"not read: {beyond:,} keys beyond {_MOST_COLUMNS}"] if beyond else []
    return SourceTable(
        columns, tuple((place, tuple(cells.get(name, "") for name in columns)) for place, cells in rows),
        tuple(left), (*told, *said),
    )  # fmt: skip


def _columns(
    header: Iterable[str], rows: Sequence[tuple[str, Mapping[str, str]]]
) -> tuple[tuple[str, ...], int]:
    """The keys that are columns, and how many are too many: those that most rows have go before others.

    A key is none that holds maps in some rows and nothing in all others.
    """
    filled = Counter(name for _, cells in rows for name in cells)
    around = {name[: dot.start()] for name in header for dot in re.finditer(r"\.", name)}
    names = [name for name in header if name in filled or name not in around]
    if len(names) <= _MOST_COLUMNS:
        return tuple(names), 0
    kept = set(sorted(names, key=lambda name: -filled[name])[:_MOST_COLUMNS])
    return tuple(name for name in names if name in kept), len(names) - len(kept)


# --- the entries, parts behind their whole ---


def _entries(found: Sequence[ItemList], left: list[Skipped], *, has_parts: bool) -> Iterator[_Entry]:
    labels = _labels([one.path for one in found])
    for one, label in zip(found, labels, strict=True):
        group = compacted("containers").get(compact(one.name), "")
        said = _said(one.path, label)
        for place, data in one.entries:
            where = f'{place} of "{one.name}"' if len(found) > 1 else place
            yield from _entry(_Entry(where, data, dict(said), None, label), group, left, has_parts=has_parts)


def _entry(entry: _Entry, group: str, left: list[Skipped], *, has_parts: bool) -> Iterator[_Entry]:
    """An entry and its parts; of a group only these, which say what they are in."""
    known = vocabulary("records", "parts")
    waiting = [(entry, group, 0)]
    while waiting:
        one, group, depth = waiting.pop()
        if not isinstance(one.data, dict):
            left.append(Skipped(one.place, "it is no map of keys"))
            continue
        parts = list(parts_of(one.data)) if has_parts else []
        if depth >= _DEEPEST and parts:
            left.append(Skipped(f"{one.place}, {parts[0][0]}", "they stand too deep within others"))
            parts = []
        inner = []
        for key, listed in parts:
            for at, data in enumerate(listed, 1):
                place = f"{one.place}, {_singular(key)} {at}"
                said = dict(one.said)
                if group:
                    said[group] = _title(one.data)
                inner.append((_Entry(place, data, said, None if group else one, one.listed), "", depth + 1))
        if group:
            left.append(Skipped(one.place, f"it is a group: its title is the {group} of its items"))
        else:
            taken = {key for key, _ in parts}
            one.data = {
                key: value for key, value in one.data.items()
                if str(key) not in taken and not (value == [] and compact(str(key)) in known)
            }  # fmt: skip
            yield one
        waiting += reversed(inner)


def _singular(key: str) -> str:
    word = _HUMP.sub(" ", key).casefold()
    return (
        f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s") if word != "children" else "child"
    )


def _title(data: Record) -> str:
    return next((line_of(data[key]) for key in data if meaning_of(str(key)) == "title"), "")


def _labels(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """The key by which each of several lists differs from the others; "" of the only one."""
    if len(paths) < 2:
        return ["" for _ in paths]
    longest = range(max(map(len, paths)))
    at = next((at for at in longest if len({path[at : at + 1] for path in paths}) > 1), 0)
    return [path[at] if at < len(path) else "" for path in paths]


def _said(path: tuple[str, ...], label: str) -> dict[str, str]:
    """The cells that keys above a list give its items: a status, a period; a theme where lists differ."""
    theme = "" if label.casefold() in _USUAL else label
    heads = [Head(_HUMP.sub(" ", key)) for key in path if key == theme or is_telling(_HUMP.sub(" ", key))]
    said = {name.removeprefix("said."): text for name, text in cells_of(heads, "said").items()}
    said.pop("section", None)
    return said


# --- their cells ---


@dataclass(frozen=True, slots=True)
class _Named:
    """What an entry is called, and what its siblings are called where each has the name of the whole too."""

    own: str
    siblings: Mapping[str, str] = field(default_factory=dict)


def _names(entries: Sequence[_Entry]) -> dict[int, _Named]:
    """The names of entries, by their identity: of those whose ids come twice, with what they are in.

    That is the whole of a part, and else the name of the list, but for the first.
    """
    own = {id(entry): _id_of(entry.data) for entry in entries}
    tops = Counter(own[id(entry)] for entry in entries if entry.whole is None and own[id(entry)])
    of_parts = _are_local(entries, own)
    of_lists = any(many > 1 for many in tops.values())
    first = entries[0].listed if entries else ""
    siblings: dict[object, dict[str, str]] = {}
    for entry in entries:  # the whole stands before its parts
        whole, name = entry.whole, own[id(entry)]
        before = ""
        if whole is not None and of_parts and own[id(whole)]:
            before = f"{own[id(whole)]}."
        elif whole is None and of_lists and entry.listed != first:
            before = f"{entry.listed}/"
        if name and before:
            own[id(entry)] = siblings.setdefault(entry.within, {})[name] = f"{before}{name}"
    return {id(entry): _Named(own[id(entry)], siblings.get(entry.within, {})) for entry in entries}


def _are_local(entries: Sequence[_Entry], own: Mapping[int, str]) -> bool:
    """Whether ids of parts count within their whole: they come twice, or count from 1 in one."""
    times = Counter(name for name in own.values() if name)
    of_wholes: dict[object, list[str]] = {}
    for entry in entries:
        if entry.whole is not None and own[id(entry)]:
            of_wholes.setdefault(entry.within, []).append(own[id(entry)])
    return any(
        names == [str(at) for at in range(1, len(names) + 1)] or any(times[name] > 1 for name in names)
        for names in of_wholes.values()
    )


def _id_of(data: Record) -> str:
    key = _id_key(tuple(str(name) for name, value in data.items() if _is_word(value)))
    return line_of(data.get(key)) if key is not None else ""


def _is_word(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value != "" and not value.isspace())


@lru_cache(maxsize=1024)
def _id_key(keys: tuple[str, ...]) -> str | None:
    return next((name for name, meaning in guess_all(keys).items() if meaning == "key"), None)


def _cells(entry: _Entry, named: _Named, whole: str) -> dict[str, str]:
    cells = flat(entry.data)
    key = _id_key(tuple(str(name) for name, value in entry.data.items() if _is_word(value)))
    if key is not None:
        cells[key] = named.own
    for name, text in entry.said.items():
        cells[name] = cells.get(name) or text
    if entry.whole is not None and not cells.get("parent"):
        cells["parent"] = whole or _title(entry.whole.data)
    for name in cells if named.siblings else ():
        if meaning_of(name) in ("depends_on", "blocks", "conflicts_with"):
            texts = cells[name].split(BREAK)
            cells[name] = BREAK.join(named.siblings.get(text, text) for text in texts)
    return cells
