"""Rows of a table into drafts, column by column: what all importers of tables share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Skipped, Source, spoken
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables import cells, columns, days, scores
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.guard import PM_ID, unguarded
from pmcli.importing.sources.tables.reading import read_table
from pmcli.importing.sources.tables.row import LONGEST_TITLE, TableContext, TableDialect
from pmcli.importing.sources.tables.rows import draft_of
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import slug

_TOTALS: Final = frozenset(
    {"total", "totals", "grand total", "sum", "average", "avg", "mean", "median", "summe", "gesamt", "somme"}
)


def read(source: Source, mapping: Mapping[str, str], dialect: TableDialect) -> Imported:
    """The drafts in a table.

    Raises:
        PmError: there is no table, or its columns cannot be read.
    """
    table = read_table(source.data or b"", lambda row: dialect.header(tuple(row)), mapping.get(":sheet", ""))
    return imported(source, table, mapping, dialect)


def imported(
    source: Source, table: SourceTable, mapping: Mapping[str, str], dialect: TableDialect
) -> Imported:  # fmt: skip
    """The drafts in the rows of a table that has been read.

    Raises:
        PmError: no column could be the title, or two are said to be one field.
    """
    if PM_ID in table.header:  # pm wrote it: what looks like a formula has an apostrophe in front
        rows = tuple((place, tuple(map(unguarded, row))) for place, row in table.rows)
        table = replace(table, rows=rows)
    meant = columns.settled(dialect.meanings(table), columns.given_meanings(mapping, table.header))
    guesses = list(table.guesses)
    if "title" not in meant.values():
        column = _likely_title(table, meant)
        if column is None:
            listed = ", ".join(f'"{name}"' for name in table.header[:12])
            raise PmError("no column looks like a title", f'--map "COLUMN=title"; the columns are {listed}')
        meant[column] = "title"
        guesses.append(f'"{column}" is taken for the title')
    return _Reading(source, table, meant, mapping, dialect, guesses).done()


def _likely_title(table: SourceTable, meant: Mapping[str, str]) -> str | None:
    """The first column whose cells are words, nearly all different."""
    for at, name in enumerate(table.header):
        texts = [row[at] for _, row in table.rows[:200] if row[at].strip()]
        worded = sum(1 for text in texts if re.search(r"[^\W\d_]{2}", text) and len(text) <= LONGEST_TITLE)
        is_free = not meant.get(name) and name
        if is_free and texts and worded > 0.8 * len(texts) and len(set(texts)) > 0.7 * len(texts):
            return name
    return None


def _says(cell: str) -> bool:
    return bool(cell) and not cells.says_nothing(cell)


def _in_order(skipped: Skipped) -> list[tuple[str, int]]:
    """Where it stands, so that row 9 comes before row 10."""
    return [(text, int(number[:9])) for text, number in re.findall(r"(\D*)(\d+)", skipped.place)]


class _Reading:
    """One run over a table, with what is gathered."""

    def __init__(
        self, source: Source, table: SourceTable, meant: dict[str, str], mapping: Mapping[str, str],
        dialect: TableDialect, guesses: list[str],
    ) -> None:  # fmt: skip
        self.table, self.meant, self.mapping, self.dialect = table, meant, mapping, dialect
        self.guesses = guesses
        self.skipped = list(table.skipped)
        self.drafts: list[ImportedFeature] = []
        self.seen: dict[str, str] = {}
        self.places: dict[str, list[int]] = {}
        for at, name in enumerate(table.header):
            if meaning := meant.get(name, ""):
                self.places.setdefault(meaning, []).append(at)
        self.comma = {meaning: self._has_comma(places) for meaning, places in self.places.items()}
        self.context = TableContext(
            dialect, source.effort_unit,
            dialect.link or slug(mapping.get(":name", PurePosixPath(source.name).stem)) or "import",
            {meaning: table.header[places[0]] for meaning, places in self.places.items()},
            {**dialect.known("statuses"), **columns.status_words(mapping)},
            self.comma, days.puts_day_first(self._dated()), self._confidence_top(),
        )  # fmt: skip

    def _column(self, meaning: str) -> list[str]:
        return [row[at] for at in self.places.get(meaning, ()) for _, row in self.table.rows if row[at]]

    def _has_comma(self, places: list[int]) -> bool:
        shown = [row[at] for at in places for _, row in self.table.rows[:5000] if row[at]]
        return cells.writes_decimal_comma(shown, likely=self.table.decimal_comma)

    def _mixed(self) -> list[str]:
        """The columns of numbers in which some have a decimal comma and some a decimal point."""
        places = [
            at for meaning, some in self.places.items()
            if meaning.split(":")[0] in columns.NUMBERS or meaning.startswith("weighted.") for at in some
        ]  # fmt: skip
        return [
            f'"{self.table.header[at]}" has decimal commas and decimal points: each number is read as written'
            for at in places
            if cells.mixes_marks([row[at] for _, row in self.table.rows if row[at]])
        ]

    def _repeated(self) -> list[str]:
        """A note on cells that are not read: another column of the same meaning stands before theirs."""
        lost: Counter[tuple[str, int]] = Counter()
        for meaning, places in self.places.items():
            for copy, at in enumerate(places[1:] if columns.is_single(meaning) else (), 2):
                before = places[: copy - 1]
                says = (row for _, row in self.table.rows if row != self.table.header)
                many = sum(1 for row in says if _says(row[at]) and any(_says(row[other]) for other in before))
                lost[self.table.header[at], copy] = many
        named = [f'column {copy} of "{name}" ({many:,})' for (name, copy), many in lost.items() if many]
        return [f"not read: {', '.join(named)}"] if named else []

    def _dated(self) -> list[str]:
        return [cell for name in (*columns.DATES, "completed", "started") for cell in self._column(name)]

    def _confidence_top(self) -> float:
        """The number that the column of confidence calls certain."""
        comma = self.comma.get("rice.confidence", False)
        bare = []
        for cell in self._column("rice.confidence"):
            try:
                amount = cells.amount(cell, comma=comma)
            except Unclear:
                continue
            if not amount.is_share:
                bare.append(amount.high)
        most = max(bare, default=0.0)
        if most <= 1:
            return 1.0
        if most <= 10:
            top = 5.0 if most <= 5 and all(value == int(value) for value in bare) else 10.0
            self.guesses.append(f"confidence goes up to {most:g}, so {top:g} is taken for 100 %")
            return top
        return 100.0

    def done(self) -> Imported:
        for place, row in self.table.rows:
            reason = self._take(place, row)
            if reason:
                self.skipped.append(Skipped(place, reason))
        self.guesses += [
            f"{words} ({count:,} row{'s' if count > 1 else ''})"
            for words, count in self.context.counted.items()
        ]
        self.guesses += [*self._mixed(), *self._repeated()]
        findings = scores.gathered(self.context.findings)
        return Imported(
            tuple(self.drafts), tuple(sorted(self.skipped, key=_in_order)),
            tuple(findings), tuple(self.guesses), len(self.drafts) + len(self.skipped), dict(self.meant),
            spoken({name: self.meant.get(name, "") for name in self.table.header}),
        )  # fmt: skip

    def _take(self, place: str, row: tuple[str, ...]) -> str:
        """A row made into a draft, or why it is left out."""
        if row == self.table.header:
            return "it is the header again"
        by_meaning: dict[str, tuple[str, ...]] = {}
        for meaning, places in self.places.items():
            texts = [row[at] for at in places if row[at] and not cells.says_nothing(row[at])]
            if texts:
                by_meaning[meaning] = tuple(
                    one for text in texts for one in columns.without_breaks(meaning, text)
                )
        title = line_of(by_meaning.get("title", ("",))[0])
        if not title:
            return "it has no title"
        if title.casefold().strip(":") in _TOTALS and "key" not in by_meaning:
            return f'"{title}" is no feature'
        if reason := self.dialect.leaves_out(by_meaning, self.mapping):
            return reason
        key = line_of(by_meaning["key"][0])[:LONGEST_TITLE] if "key" in by_meaning else ""
        if key and key in self.seen:
            return f"{key} stands in {self.seen[key]} already"
        key = key or self._key_of(title)
        self.seen[key] = place
        self.drafts.append(draft_of(self.context, place, by_meaning, key, title))
        return ""

    def _key_of(self, title: str) -> str:
        """The title as a key; of rows with one title each its own."""
        bare = title[:LONGEST_TITLE]
        copy, key = 1, bare
        while key in self.seen:
            copy += 1
            key = f"{bare} ({copy})"
        return key
