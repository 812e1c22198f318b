"""Rows of a table into drafts, column by column: what all importers of tables share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from pmcli.importing.sources.importer import Imported, Skipped, Source, spoken
from pmcli.importing.sources.tables import cells, columns, days, scores
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.guard import PM_ID, unguarded
from pmcli.importing.sources.tables.headers import numbered
from pmcli.importing.sources.tables.names import TableNames
from pmcli.importing.sources.tables.naming import settled_names
from pmcli.importing.sources.tables.reading import read_table
from pmcli.importing.sources.tables.row import LONGEST_TITLE, TableContext, TableDialect
from pmcli.importing.sources.tables.rows import draft_of
from pmcli.importing.sources.tables.structure import Structuring
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.told import columns_told
from pmcli.importing.sources.tables.tree import put_above
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import slug


def read(source: Source, mapping: Mapping[str, str], dialect: TableDialect) -> Imported:
    """The drafts in a table.

    Raises:
        PmError: there is no table, or its columns cannot be read.
    """
    return imported(source, _table(source, mapping, dialect), mapping, dialect)


def _table(source: Source, mapping: Mapping[str, str], dialect: TableDialect) -> SourceTable:
    """The table in a source; its columns have numbers where the mapping says so, and no header does."""
    data, sheet = source.data or b"", mapping.get(":sheet", "")
    wanted = {name.strip() for name in mapping if name.strip().isdecimal()}
    try:
        table = read_table(data, lambda row: dialect.header(tuple(row)), sheet)
    except PmError:
        if not wanted:
            raise
        return read_table(data, numbered, sheet)
    return table if wanted <= set(table.header) else read_table(data, numbered, sheet)


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
    said = columns.given_meanings(mapping, table.header)
    meant, named = settled_names(table, columns.settled(dialect.meanings(table), said), said)
    guesses = [*table.guesses, *named]
    if "title" not in meant.values():
        column = _likely_title(table, meant)
        if column is None:
            listed = ", ".join(f'"{name}"' for name in table.header[:12])
            raise PmError("no column looks like a title", f'--map "COLUMN=title"; the columns are {listed}')
        meant[column] = "title"
        guesses.append(f'"{column}" is taken for the title')
    return _Reading(source, table, meant, said, mapping, dialect, guesses).done()


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
        self, source: Source, table: SourceTable, meant: dict[str, str], said: Mapping[str, str],
        mapping: Mapping[str, str], dialect: TableDialect, guesses: list[str],
    ) -> None:  # fmt: skip
        self.table, self.meant, self.mapping, self.dialect = table, meant, mapping, dialect
        self.said, self.guesses = said, guesses
        self.places: dict[str, list[int]] = {}
        for at, name in enumerate(table.header):
            if meaning := meant.get(name, ""):
                self.places.setdefault(meaning, []).append(at)
        self.comma = {meaning: self._has_comma(places) for meaning, places in self.places.items()}
        self.structure = Structuring(table, self.places, dialect, mapping).structured()
        self.tree = put_above(self.structure.rows, self.structure.heads)
        self.context = TableContext(
            dialect, source.effort_unit,
            dialect.link or slug(mapping.get(":name", PurePosixPath(source.name).stem)) or "import",
            {meaning: table.header[places[0]] for meaning, places in self.places.items()},
            {**dialect.known("statuses"), **columns.status_words(mapping)},
            self.comma, days.puts_day_first(self._dated()), self._confidence_top(),
            TableNames(self.structure.rows),
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
        drafts = tuple(draft_of(self.context, row) for row in self.structure.rows)
        skipped = (*self.table.skipped, *self.structure.skipped)
        self.guesses += [
            f"{words} ({count:,} row{'s' if count > 1 else ''})"
            for words, count in self.context.counted.items()
        ]
        self.guesses += [*self._parts(), *self.context.names.guesses, *self._mixed(), *self._repeated()]
        findings = scores.gathered(self.context.findings)
        return Imported(
            drafts, tuple(sorted(skipped, key=_in_order)), tuple(findings), tuple(self.guesses),
            len(drafts) + len(skipped), dict(self.meant), self._spoken(),
            columns_told(self.table, self.meant, self.said, self.context.effort_unit),
        )  # fmt: skip

    def _parts(self) -> list[str]:
        """A sentence on rows that are parts of others by where they stand."""
        parts = sum(1 for row in self.structure.rows if row.above)
        how = {"wbs": "numbers", "level": "levels", "title": "blanks before titles"}.get(self.tree)
        return (
            [f"{parts:,} row{'s are parts' if parts > 1 else ' is a part'} of others, by {how}"]
            if how
            else []
        )

    def _spoken(self) -> frozenset[str]:
        """The fields that the table speaks of: by its columns, its groups and its tree."""
        by_column = {name: self.meant.get(name, "") for name in self.table.header}
        others = [*self.structure.grouped, *(["parent"] if self.tree else [])]
        return spoken({**by_column, **{f":{meaning}": meaning for meaning in others}})
