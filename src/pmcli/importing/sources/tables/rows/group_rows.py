"""Rows that hold no feature: sums, notes, headers that come again, and heads of the groups below them.

The text of a head goes to the rows of its group, as their status, horizon, release, target or theme. A row
with nothing but a title is a head only where much speaks for it: of many features no more is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import compact, without_breaks
from pmcli.importing.sources.tables.meaning.group_heads import MEANINGS, head_of
from pmcli.importing.sources.tables.rows.names import TableRow
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, TableDialect
from pmcli.importing.sources.tables.rows.tree import bare_title
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values import cells
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.figure import counted

_COUNT: Final = re.compile(r"\s*\(\d[^()]*\)$")
_NOTE: Final = re.compile(r"\*|(?P<word>[^\W\d_]+)\s*:\s*\S")
_HEADED: Final = frozenset(
    {"theme", "team", "release", "status", "horizon", "product", "owner", "moscow", "target"}
)
"""Meanings of columns in which a head may stand."""
_ONCE: Final = ("theme", "parent", "release")
"""Meanings of columns that people fill in once for several rows."""
_PLAIN: Final = 5
"""One row in so many at most may have a title alone and be none of the heads that are told by words."""
_FULL: Final = 3
"""Cells at least of every other row, where rows with a title alone are taken for heads."""
_LONGEST_HEAD: Final = 80


@dataclass(frozen=True, slots=True)
class GroupedRows:
    """The rows that are features, those that are not, and where groups begin among the former."""

    rows: list[TableRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    grouped: dict[str, None] = field(default_factory=dict)
    """The meanings that heads have given to rows."""
    guesses: list[str] = field(default_factory=list)


class Structuring:
    """One run over the rows of a table; `statuses` are the words of the format and the user for a status."""

    def __init__(
        self, table: SourceTable, places: Mapping[str, Sequence[int]], dialect: TableDialect,
        mapping: Mapping[str, str], statuses: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.table, self.places, self.dialect, self.mapping = table, places, dialect, mapping
        self.statuses = statuses
        self.done = GroupedRows()
        self._first = table.header[0].casefold() if table.header else ""
        self._header = tuple(compact(name) for name in table.header)
        self._seen: dict[str, str] = {}
        self._copies: dict[str, int] = {}
        self._headed = {at for meaning, some in places.items() if meaning in _HEADED for at in some}
        self._tail = self._notes_below()
        self._heads = self._lone_heads()
        self._group: dict[str, str] = {}

    def structured(self) -> GroupedRows:
        """The rows, each a feature or told why it is none."""
        for at, (place, row) in enumerate(self.table.rows):
            if reason := self._take(at, place, row):
                self.done.skipped.append(Skipped(place, reason))
        for meaning in _ONCE if not self.dialect.link else ():  # no tracker leaves out what is as above
            self._fill_down(meaning)
        return self.done

    def _fill_down(self, meaning: str) -> None:
        """Give rows the text above them where a column has each text once, at the first row of its group.

        People write so in a column before the titles; behind them an empty cell says nothing.
        """
        rows = self.done.rows
        if min(self.places.get(meaning, [0])) > min(self.places["title"]):
            return
        told = [row.cells[meaning][0] for row in rows if meaning in row.cells]
        names = {name for row in rows for name in (row.key, row.title)}
        is_once = 1 < len(told) == len(set(told)) and 2 * len(told) <= len(rows)
        if (
            meaning in self.done.grouped
            or not is_once
            or meaning not in rows[0].cells
            or not names.isdisjoint(told)
        ):
            return
        above = rows[0].cells[meaning]
        for row in rows:
            above = row.cells.setdefault(meaning, above)
        column = self.table.header[self.places[meaning][0]]
        count = counted(len(rows) - len(told), "row")
        self.done.guesses.append(f'"{column}" holds for the rows below it too, up to the next one ({count})')

    def _take(self, at: int, place: str, row: tuple[str, ...]) -> str:
        """A row taken as a feature, or why it is none."""
        if self._is_header(row):
            return "it is the header again"
        said = self._said(place, row)
        title = line_of(bare_title(said.get("title", ("",))[0]))
        kind = vocabulary("rows", "kinds").get(line_of(said.get("type", ("",))[0]).casefold())
        if kind == "group" or at in self._heads:
            return self._begin(title or self._lone(row), "")
        if kind == "note" or (title and at in self._tail):
            return "it is a note" if kind else f'it is a note: "{title[:60]}"'
        if not title:
            return self._without_title(row)
        if not re.search(r"[^\W\d_]", title) and any(_is_total(cell) for cell in row if cell):
            return "it sums up others"
        if said.get("key", (title,))[0] == title and _is_total(title):
            return f'"{title}" is no feature'
        if reason := self.dialect.leaves_out(said, self.mapping):
            return reason
        key = line_of(said["key"][0])[:LONGEST_TITLE] if "key" in said else ""
        if key and key in self._seen:
            return f"{key} stands in {self._seen[key]} already"
        if not key:
            said.pop("key", None)
        key = key or self._key_of(title)
        self._seen[key] = place
        for meaning, text in self._group.items():
            if meaning not in said:
                said[meaning] = (text,)
                self.done.grouped[meaning] = None
        self.done.rows.append(TableRow(place, said, key, title))
        return ""

    def _said(self, place: str, row: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The cells of a row by what they mean, without those that say nothing.

        A text that stands there for several rows tells where they belong, and nothing else.
        """
        if self.table.below:
            own = {at for at in range(len(row)) if (place, at) not in self.table.below} | self._headed
            row = tuple(cell if at in own else "" for at, cell in enumerate(row))
        said: dict[str, tuple[str, ...]] = {}
        for meaning, places in self.places.items():
            texts = (row[at] for at in places if not cells.says_nothing(row[at]))
            if whole := tuple(one for text in texts for one in without_breaks(meaning, text)):
                said[meaning] = whole
        return said

    def _is_header(self, row: tuple[str, ...]) -> bool:
        if row[0] and row[0].strip().casefold() != self._first:
            return False
        said = [(cell, name) for cell, name in zip(row, self._header, strict=True) if cell]
        return len(said) >= min(2, len(row)) and all(compact(cell) == name for cell, name in said)

    def _without_title(self, row: tuple[str, ...]) -> str:
        if any(_is_total(cell) for cell in row if cell):
            return "it has no title, and sums up others"
        text = self._lone(row)
        if re.search(r"[^\W\d_]", text) is None or not self.dialect.has_groups:
            return "it has no title"
        if len(text) <= _LONGEST_HEAD and not _NOTE.match(text):
            return self._begin(text, self._place_of(row))
        return f'it has no title, but says "{text[:60]}"'

    def _place_of(self, row: tuple[str, ...]) -> str:
        """The meaning of the column that a lone text stands in, where it can be that of the rows below."""
        at = next(number for number, cell in enumerate(row) if not cells.says_nothing(cell))
        meaning = next((meaning for meaning, places in self.places.items() if at in places), "")
        return meaning if meaning in _HEADED or meaning.startswith("x-") else ""

    def _begin(self, text: str, meaning: str) -> str:
        """Begin a group, and say what becomes of its head."""
        text = line_of(_COUNT.sub("", text)).rstrip(":").strip()
        said = self._said_by(text)
        self._group = {meaning: text} if meaning and (meaning != "status" or meaning in said) else said
        self.done.heads.append(len(self.done.rows))
        if not self._group:
            return f'"{text[:60]}" heads a group of rows'
        return f'"{text[:60]}" heads the rows below it: it is their {" and ".join(self._group)}'

    def _said_by(self, text: str) -> dict[str, str]:
        """The cells that a head gives the rows below it that do not say it themselves."""
        said = (("status", text),) if text.casefold() in self.statuses else head_of(text)
        return {MEANINGS[kind]: value for kind, value in said}

    def _key_of(self, title: str) -> str:
        """The title as a key; of rows with one title each its own."""
        bare = title[:LONGEST_TITLE]
        copy = self._copies.get(bare, 0) + 1
        while (key := bare if copy == 1 else f"{bare} ({copy})") in self._seen:
            copy += 1
        self._copies[bare] = copy
        return key

    # --- heads that stand in the column of titles ---

    def _lone(self, row: tuple[str, ...]) -> str:
        """The one text of a row, which may stand in several cells that were one; "" where it has more."""
        found = ""
        for cell in row:
            if cell != found and not cells.says_nothing(cell):
                if found:
                    return ""
                found = cell
        return line_of(found)

    def _lone_heads(self) -> frozenset[int]:
        """The rows with nothing but a title that head a group, where the table as a whole says so."""
        if not self.dialect.has_groups or {"level", "wbs"} & self.places.keys():
            return frozenset()
        column = self.places["title"][0]
        rows = [row for _, row in self.table.rows]
        lone = {at: text for at, row in enumerate(rows) if row[column].strip() and (text := self._lone(row))}
        full = [sum(map(bool, row)) for at, row in enumerate(rows) if at not in lone]
        if not lone or not full:
            return frozenset()
        captions = {at for at in lone if at + 1 < len(rows) and self._is_header(rows[at + 1])}
        telling = {at for at, text in lone.items() if self._is_sure(text)}
        if _PLAIN * (len(lone) - len(telling)) > len(rows):
            telling = set()  # many have a title alone
        sure = telling | captions | ({0} & lone.keys() if captions else set())
        referred = self._referred()
        is_split = all(at + 1 not in lone and at + 1 < len(rows) for at in lone)
        is_grouped = 0 in lone and len(lone) > 1 and min(full) >= _FULL and is_split
        if is_grouped and referred.isdisjoint(lone.values()):
            return frozenset(lone)
        return frozenset(at for at in sure if lone[at] not in referred)

    def _notes_below(self) -> frozenset[int]:
        """The last rows, where they have one text alone that explains the table, and no row above does."""
        rows = [row for _, row in self.table.rows]
        at = len(rows)
        while at and _is_note(self._lone(rows[at - 1])):
            at -= 1
        is_table = at > 0 and not any(cell.startswith("*") for cell in rows[at - 1])
        return frozenset(range(at, len(rows)) if is_table and not self._lone(rows[at - 1]) else ())

    def _is_sure(self, text: str) -> bool:
        """Whether a text that stands alone is hardly a feature."""
        said = self._said_by(line_of(_COUNT.sub("", text)))
        is_named = "theme" in said or ("release" in said and not re.search(r"\d", text))
        return text.endswith(":") or (bool(said) and not is_named)

    def _referred(self) -> set[str]:
        """The names that rows give as their parent, or as what they wait for."""
        places = [at for meaning in ("parent", "depends_on", "blocks") for at in self.places.get(meaning, ())]
        return {line_of(row[at]) for _, row in self.table.rows for at in places if row[at]}


def _is_note(text: str) -> bool:
    """Whether a text explains a table: it has a star in front, or a word such as "Last updated:"."""
    word = text.partition(":")[0].strip().casefold() if ":" in text else ""
    return text.startswith("*") or word in vocabulary("rows", "ends")


def _is_total(text: str) -> bool:
    bare = _COUNT.sub("", text.strip()).casefold().strip(" :=")
    return bare in vocabulary("rows", "totals") or _begins_subtotal(bare)


def _begins_subtotal(text: str) -> bool:
    """Whether a text in small letters is a subtotal of something: "subtotal core"."""
    return text.startswith(_subtotals())


@cache
def _subtotals() -> tuple[str, ...]:
    return tuple(f"{word} " for word in vocabulary("rows", "subtotals"))
