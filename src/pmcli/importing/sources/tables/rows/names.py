"""The names by which the rows of a table speak of one another, and the lists of them in cells.

A row has a key, other names, an address, a number in the tree, a title, and its place below the header. Which
of them references use is told by content: those of a column are looked for first where most of them are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.references import (
    either_of,
    linked,
    names_in,
    ranged,
    related,
    several_in,
    softened,
    wholes_in,
)  # fmt: skip
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.tables.values.cells import says_nothing

REFERENCES: Final = ("parent", "depends_on", "blocks", "conflicts_with", "relations")
"""Meanings of columns that name other rows."""
_KINDS: Final = ("key", "also", "url", "wbs", "title")
_PLACE: Final = "place"
_MOST_JOINED: Final = 8
"""Parts of a list that may be one name, such as a title with commas."""
_NUMBER: Final = re.compile(r"[/#](\d{1,9})$")
_PADDED: Final = re.compile(r"0*(\d{1,15})(?:[.,]0{1,2})?", re.ASCII)
_KEYED: Final = re.compile(r"\[?([^\W\d_]{1,10}[-_.]?\d{1,9})\]?(?:\s*[:–—|-])?\s+\S")
_ARRAY: Final = re.compile(r"\[([^\[\]]*)\]")
_MARKS: Final = re.compile(r"([,;\n])")
_AND: Final = re.compile(r"\s*[&+/]\s*|(?:^|\s+)(?:and|und|et|y|e|en)\s+", re.IGNORECASE)
_FIRST_AND: Final = re.compile(r"^(?:[&+]|(?:and|und|et|y)\b)\s*", re.IGNORECASE)
_ONE: Final = re.compile(r"#?\w+")
"""A text that cannot name more than one row."""
_BLANKS: Final = re.compile(r"\s+")
_LONGEST: Final = 2_000
"""Characters of a cell beyond which no name within it is looked for that has commas."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is a feature: its cells by what they mean, its key and title, and where it stands.

    `above` is the key of the row that it is a part of, by its place in the tree.
    """

    place: str
    cells: dict[str, tuple[str, ...]]
    key: str
    title: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class RowReference:
    """A row named in a cell: `key` is that of the row, else the name as it is written.

    `relation` is what the cell says beside the name, "" for nothing, and `word` how; `lag` and `soft` are
    those of schedules. `several` says that so many rows are called so, `text` is what stands there. `wished`
    is what says that it need not be waited for, `unread` why it cannot be read.
    """

    key: str
    relation: str = ""
    word: str = ""
    lag: str = ""
    soft: str = ""
    several: int = 0
    text: str = ""
    wished: str = ""
    unread: str = ""


@dataclass(slots=True)
class _Names:
    """Keys of rows by names of one kind, in small letters; a name that several have is in `several` too."""

    keys: dict[str, str] = field(default_factory=dict)
    several: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, key: str) -> None:
        folded = _folded(name)
        if folded and self.keys.setdefault(folded, key) != key:
            self.several[folded] = self.several.get(folded, 1) + 1


class TableNames:
    """The rows of a table by every name they have."""

    def __init__(self, rows: Sequence[TableRow]) -> None:
        self.guesses: dict[str, None] = {}
        self.examples: dict[str, str] = {}
        self._resolved: dict[tuple[str, str], RowReference | None] = {}
        self._whole: dict[str, bool] = {}
        self._names = {kind: _Names() for kind in (*_KINDS, _PLACE)}
        self._padded = _Names()
        has_keys = any("key" in row.cells for row in rows)
        for number, row in enumerate(rows, 1):
            for kind in ("key", "also", "url", "wbs"):
                for cell in row.cells.get(kind, ()):
                    bare = cell.strip(" <>").rstrip("./")
                    self._names[kind].add(bare, row.key)
                    if match := _NUMBER.search(bare):
                        self._names[kind].add(f"#{match[1]}", row.key)
                    if "://" in bare:
                        for name in names_in(bare):
                            self._names[kind].add(name, row.key)
                    elif kind != "wbs" and (plain := unpadded(bare)) != bare:
                        self._padded.add(plain, row.key)
            self._names["title"].add(row.title, row.key)
            if not has_keys and (match := _KEYED.match(row.title)):
                self._names["title"].add(match[1], row.key)
            if not has_keys:
                self._names[_PLACE].add(str(number), row.key)
        self._orders = {meaning: self._order(_cells(rows, meaning)) for meaning in REFERENCES}

    def resolved(self, meaning: str, text: str) -> RowReference | None:
        """The row of a name in a column of this meaning; None where no row is called so."""
        if (meaning, text) not in self._resolved:
            self._resolved[meaning, text] = self._find(meaning, text)
        return self._resolved[meaning, text]

    def _find(self, meaning: str, text: str) -> RowReference | None:
        several = 0
        for name in names_in(text):
            folded = _folded(name)
            for kind in self._orders.get(meaning, _KINDS):
                names = self._names[kind]
                if folded in names.several:
                    several = several or names.several[folded]
                elif key := names.keys.get(folded):
                    if kind == _PLACE:
                        self.guesses[f"{meaning}: a number is taken for a row's place below the header"] = (
                            None
                        )
                    return RowReference(key)
        return RowReference(text, several=several) if several else self._as_number(text)

    def _as_number(self, text: str) -> RowReference | None:
        """The row with this number for its key, whatever noughts are around either; None for none."""
        number = unpadded(text.strip())
        if many := self._padded.several.get(number):
            return RowReference(text, several=many)
        found = self._padded.keys.get(number) or (
            self._names["key"].keys.get(number) if number != text else ""
        )
        return RowReference(found) if found else None

    def read(self, meaning: str, cells: Iterable[str]) -> Iterator[RowReference]:
        """The rows that cells name, each with the relation that is said of it there."""
        for cell in cells:
            relation, word = "", ""
            for item in items(cell, self._is_whole):
                if not self._is_whole(item) and (said := related(item))[0]:
                    relation, word, item = said
                for found in self._found(meaning, item):
                    yield replace(found, relation=relation, word=word, text=item)

    def _found(self, meaning: str, item: str) -> Iterable[RowReference]:
        """The rows that one item of a list names: one, or all of a range, each as a reference."""
        if _ONE.fullmatch(item) or self._is_called(item):
            return [self.resolved(meaning, item) or self._linked(meaning, item)]
        name, wished = softened(item)
        if len(either := either_of(name)) > 1 and any(self.resolved(meaning, one) for one in either):
            return [RowReference(name, unread="either will do, which pm cannot say")]
        names = self._ranged(meaning, name) or several_in(name) or [name]
        found = [self.resolved(meaning, one) or self._linked(meaning, one) for one in names]
        return [replace(one, wished=wished) for one in found] if wished else found

    def _ranged(self, meaning: str, text: str) -> list[str]:
        """The names that a range stands for, where a row is called like one of its ends."""
        names = ranged(text)
        if not names or not (self.resolved(meaning, names[0]) or self.resolved(meaning, names[-1])):
            return [text] if names else []
        example = self.examples.setdefault(f"{meaning} range", text)
        said = f'{meaning}: a range such as "{example}" is read as every row from its first to its last'
        self.guesses[said] = None
        return names

    def _is_called(self, text: str) -> bool:
        """Whether a row is called exactly so."""
        folded = _folded(text)
        return any(folded in known.keys for known in self._names.values())

    def _linked(self, meaning: str, item: str) -> RowReference:
        """The row named in the writing of schedules, else the text itself."""
        link = linked(item)
        found = self.resolved(meaning, link.name) if link.name != item else None
        return RowReference(item) if found is None else replace(found, lag=link.lag, soft=link.soft)

    def _is_whole(self, text: str) -> bool:
        """Whether a text is one name of a row, whatever marks are in it."""
        if text not in self._whole:
            self._whole[text] = any(map(self._is_called, wholes_in(text)))
        return self._whole[text]

    def _order(self, cells: list[str]) -> tuple[str, ...]:
        """The kinds of names, that one first by which most of these references are found.

        Numbers alone are the places of rows where they are nothing else.
        """
        texts = list(dict.fromkeys(part for cell in cells for part in self._parts(cell)))
        hits = dict.fromkeys(_KINDS, 0)
        for text in texts:
            names = {_folded(name) for name in names_in(text)}
            for kind in _KINDS:
                known = self._names[kind].keys
                hits[kind] += any(name in known for name in names)
        is_tree = any("." in name for name in self._names["wbs"].keys)
        if is_tree and all(text.isdecimal() for text in texts):
            hits["wbs"] = 0  # numbers of rows, none of the tree
        order = tuple(
            kind for kind in sorted(_KINDS, key=lambda kind: -hits[kind]) if kind != "wbs" or hits[kind]
        )
        numbers = [text for text in texts if text.isdecimal()]
        is_place = all(text in self._names[_PLACE].keys for text in numbers)
        return (*order, _PLACE) if is_place else order

    def _parts(self, cell: str) -> list[str]:
        """The names in a cell without what stands beside them."""
        return [linked(related(part)[2]).name for part in items(cell, self._is_whole)]


def _cells(rows: Sequence[TableRow], meaning: str) -> list[str]:
    return [cell for row in rows for cell in row.cells.get(meaning, ())]


def unpadded(text: str) -> str:
    """A number without what spreadsheets put around it, so that 007, 7 and 7.0 are one."""
    match = _PADDED.fullmatch(text)
    return match[1] if match else text


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def items(cell: str, is_name: Callable[[str], bool]) -> list[str]:
    """The names in a cell, each once: set apart by commas, semicolons or lines, unless they are one name."""
    found = cell.split(BREAK) if BREAK in cell else _listed(cell, is_name)
    listed = (line_of(item) for item in found)
    return list(dict.fromkeys(item for item in listed if not says_nothing(item)))


def _listed(cell: str, is_name: Callable[[str], bool]) -> list[str]:
    """The names in a cell: as many parts of the list at a time as are one name."""
    text = cell.strip()
    if match := _ARRAY.fullmatch(text):
        text = match[1]
    parts = _MARKS.split(text)  # a name, the mark behind it, the next name
    most = _MOST_JOINED if len(text) <= _LONGEST else 1
    found: list[str] = []
    at = 0
    while at < len(parts):
        ends = range(min(len(parts), at + 2 * most - 1), at, -2)
        name, end = next(
            ((name, end) for end in ends if is_name(name := "".join(parts[at:end]).strip().strip('"'))),
            (parts[at].strip().strip('"'), at + 1),
        )
        found += [name] if is_name(name) else _split(name, is_name)
        at = end + 1
    return found


def _split(text: str, is_name: Callable[[str], bool]) -> list[str]:
    """The names in a text that has no marks: set apart by a word such as "and", or by blanks alone."""
    for pattern in (_AND, _BLANKS):
        names = [name for name in pattern.split(text) if name]
        if names and names != [text] and all(map(is_name, names)):
            return names
    return [_FIRST_AND.sub("", text)]
