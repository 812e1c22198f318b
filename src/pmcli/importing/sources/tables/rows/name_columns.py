"""Which columns name the rows of a table: the key, other names that references use, places in a tree.

By name a column is only likely to be one of these; its cells decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pmcli.importing.sources.references import linked, names_in, related
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.rows import tree
from pmcli.importing.sources.tables.rows.names import REFERENCES, items, unpadded
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values.cells import says_nothing
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.figure import counted

_NAMES: Final = ("key", "also", "url", "wbs", "title")
_FEW: Final = 3
"""Rows at least whose key must repeat, for it to be none."""
_SOME: Final = 50
"""Cells that are looked at to tell whether a column is one of relations."""
_SHARE: Final = 0.9
"""Of the cells of a column that names rows at least so many are different."""


def settled_names(
    table: SourceTable, meant: Mapping[str, str], given: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:  # fmt: skip
    """The meanings of columns after their cells were looked at, and what was found.

    `given` are columns whose meaning was said: they only lose a key that is none.
    """
    naming = _Naming(table, dict(meant), given)
    naming.check_trees()
    naming.check_key()
    naming.find_named()
    naming.find_others()
    return naming.meant, naming.guesses


class _Naming:
    """One look at the columns of a table."""

    def __init__(self, table: SourceTable, meant: dict[str, str], given: Mapping[str, str]) -> None:
        self.table, self.meant, self.given = table, meant, given
        self.guesses: list[str] = []
        self._at = {name: at for at, name in reversed(list(enumerate(table.header)))}
        self._texts: dict[str, list[str]] = {}

    def check_trees(self) -> None:
        """Leave out columns that are called like a place in a tree, and hold none."""
        for name, meaning in list(self.meant.items()):
            is_one = {"level": tree.is_level, "wbs": tree.is_tree}.get(meaning)
            if is_one is not None and name not in self.given and not is_one(self._cells(name)):
                self.meant[name] = ""

    def check_key(self) -> None:
        """A key that repeats in most rows is none; one that only counts the rows gives way to another."""
        key = self._column("key")
        if key is None:
            return
        cells = self._cells(key)
        other = self._better_key(cells) if key not in self.given else None
        if other is not None:
            self.meant[key], self.meant[other] = "also", "key"
            self.guesses.append(f'"{key}" counts the rows: "{other}" is what they are known by')
        elif (rows := self._different(key)) >= _FEW and 2 * len(set(cells)) <= rows:
            self.meant[key] = ""
            values = counted(len(set(cells)), "value")
            self.guesses.append(
                f'"{key}" has {values} in {rows:,} rows: it is no key, and rows are known by their titles'
            )

    def find_named(self) -> None:
        """Take columns for a key or for references whose name has a word for it, where cells bear it out."""
        free = self._unread()
        claims = {name: meaning for name in free if (meaning := _meaning_in(name))}
        if "key" in claims.values() and self._column("key") is None:
            distinct = self._free()
            keys = [name for name, meaning in claims.items() if meaning == "key" and name in distinct]
            key = next((name for name in keys if not _counts(self._cells(name))), None)
            if key is not None:
                self.meant[key] = "key"
        wanted = {name: meaning for name, meaning in claims.items() if meaning in REFERENCES}
        if not wanted:
            return
        naming = [name for name, meaning in self.meant.items() if meaning in _NAMES]
        naming += [name for name in self._free() if name not in wanted]
        known = {text for name in naming for text in self._known_in(name)}
        for name, meaning in wanted.items():
            said = _said_in(self._cells(name))
            found = sum(1 for names in said if not names.isdisjoint(known))
            if meaning == "relations" and not _tells(self._cells(name)):
                continue
            if found and 2 * found >= len(said) and (meaning != "parent" or self._column("parent") is None):
                self.meant[name] = meaning
                self.guesses.append(f'"{name}" names other rows: it is read as {meaning}')

    def find_others(self) -> None:
        """Take a column that nobody knows for another name of the rows, where references use it."""
        lost = self._lost()
        if not lost:
            return
        hits = {name: len(lost & self._known_in(name)) for name in self._free(least=0.0)}
        best = max(hits, key=lambda name: hits[name], default=None)
        if best is not None and hits[best]:
            self.meant[best] = "also"
            using = [f'"{name}"' for name, meaning in self.meant.items() if meaning in REFERENCES]
            self.guesses.append(
                f'"{best}" is taken for another name of each row: {" and ".join(using)} use it'
            )

    def _different(self, key: str) -> int:
        """The number of rows with a key, those that have key and title in common counted once."""
        title = self._column("title")
        at, other = self._at[key], self._at[key if title is None else title]
        return len({(row[at], row[other]) for _, row in self.table.rows if not says_nothing(row[at])})

    def _column(self, meaning: str) -> str | None:
        return next((name for name, other in self.meant.items() if other == meaning), None)

    def _cells(self, name: str) -> list[str]:
        """The cells of a column that say something, looked through once."""
        if name not in self._texts:
            at = self._at[name]
            self._texts[name] = [row[at].strip() for _, row in self.table.rows if not says_nothing(row[at])]
        return self._texts[name]

    def _unread(self) -> list[str]:
        """The columns of which nobody has said what they mean; a key within a part names that part."""
        names = (name for name in self._at if name and "." not in name.rstrip(". "))
        return [name for name in names if not self.meant.get(name) and name not in self.given]

    def _free(self, least: float = 0.5) -> list[str]:
        """The columns without a meaning with different texts, of which at least that part of rows has one."""
        free = self._unread()
        enough = least * len(self.table.rows)
        cells = {name: self._cells(name) for name in free}
        return [
            name for name, said in cells.items()
            if len(said) >= enough and len(set(said)) >= _SHARE * len(said) > 0
        ]  # fmt: skip

    def _better_key(self, cells: Sequence[str]) -> str | None:
        """Another column that is called like a key, where the cells of this one only count the rows."""
        if not _counts(cells):
            return None
        named = (name for name in self._free() if columns.guess(name) == "key")
        return next((name for name in named if self._cells(name) != list(cells)), None)

    def _known_in(self, name: str) -> set[str]:
        return {unpadded(" ".join(cell.split()).casefold()) for cell in self._cells(name)}

    def _lost(self) -> set[str]:
        """The names in references that no row has so far, in small letters."""
        texts = [
            cell
            for name, meaning in self.meant.items()
            if meaning in REFERENCES
            for cell in self._cells(name)
        ]
        if not texts:
            return set()
        known = {
            text for name, meaning in self.meant.items() if meaning in _NAMES for text in self._known_in(name)
        }
        return {name for names in _said_in(texts) if names.isdisjoint(known) for name in names}


def _said_in(cells: Sequence[str]) -> list[set[str]]:
    """For every reference in cells the names that it may mean, in small letters."""
    said = {linked(related(item)[2]).name for cell in set(cells) for item in items(cell, lambda _: False)}
    return [{unpadded(" ".join(name.split()).casefold()) for name in names_in(item)} for item in sorted(said)]


def _tells(cells: Sequence[str]) -> bool:
    """Whether cells tell how a row stands to those they name: `Blocked by #14`."""
    some = [item for cell in cells[:_SOME] for item in items(cell, lambda _: False)]
    return bool(some) and 2 * sum(1 for item in some if related(item)[0]) > len(some)


def _counts(cells: Sequence[str]) -> bool:
    """Whether cells only count the rows."""
    return len(cells) > 1 and all(cell == str(number) for number, cell in enumerate(cells, 1))


def _meaning_in(name: str) -> str:
    """The meaning that a word in a column's name claims; of a key it is the last word, or the first."""
    words = [word for word in re.split(r"[^\w#]+|_|(?=#)", name.casefold()) if word]
    known = vocabulary("rows", "naming")
    meanings = [known[word] for word in words if word in known]
    reference = next((meaning for meaning in meanings if meaning != "key"), "")
    return reference or ("key" if words and "key" in (known.get(words[-1]), known.get(words[0])) else "")
