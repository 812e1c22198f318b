"""Rows of a table into drafts, column by column: what all importers of tables share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from pmcli.importing.sources.importer import Imported, Skipped, Source, spoken
from pmcli.importing.sources.tables.meaning import columns, given
from pmcli.importing.sources.tables.meaning.choosing import choose
from pmcli.importing.sources.tables.meaning.columns_read import columns_told
from pmcli.importing.sources.tables.reading.headers import numbered
from pmcli.importing.sources.tables.reading.readers import read_table
from pmcli.importing.sources.tables.rows.context import Columns, context_of
from pmcli.importing.sources.tables.rows.draft import draft_of
from pmcli.importing.sources.tables.rows.group_rows import Structuring
from pmcli.importing.sources.tables.rows.name_columns import settled_names
from pmcli.importing.sources.tables.rows.names import TableNames
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.rows.tree import put_above
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values import cells, scores
from pmcli.importing.sources.tables.values.guard import PM_ID, unguarded
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted
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
        table = table.each(unguarded)
    said = given.given_meanings(mapping, table.header)
    chosen = choose(table, dialect, said)
    meant, named = settled_names(table, chosen.meanings, {**_unread(table, chosen.meanings, dialect), **said})
    guesses = [*table.guesses, *chosen.notes, *named]
    return _Reading(source, table, meant, said, mapping, dialect, guesses).done()


def _unread(table: SourceTable, meanings: Mapping[str, str], dialect: TableDialect) -> dict[str, str]:
    """The columns that are not read on purpose: a format leaves them out, or their names say nothing."""
    plain = dialect.plain_names(table.header)
    free = [name for name, meaning in meanings.items() if not meaning]
    return {name: "" for name in free if plain.get(name) == "" or dialect.leaves_unread(name)}


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
        statuses = {**dialect.known("statuses"), **given.status_words(mapping)}
        self.structure = Structuring(table, self.places, dialect, mapping, statuses).structured()
        self.tree = put_above(self.structure.rows, self.structure.heads)
        link = slug(mapping.get(":name", PurePosixPath(source.name).stem)) or "import"
        self.context, doubts = context_of(
            dialect, source, dialect.link or link, Columns(table, self.places),
            names=TableNames(self.structure.rows), statuses=statuses,
        )  # fmt: skip
        self.guesses += doubts

    def _settled(self) -> set[str]:
        """The columns for which no other field is offered: what was said, and what the format leaves out."""
        return {*self.said, *filter(self.dialect.leaves_unread, self.table.header)}

    def _repeated(self) -> list[str]:
        """A note on cells that are not read: another column of the same meaning stands before theirs."""
        lost: Counter[tuple[str, int]] = Counter()
        for meaning, places in self.places.items():
            for copy, at in enumerate(places[1:] if columns.is_single(meaning) else (), 2):
                before = places[: copy - 1]
                lost[self.table.header[at], copy] = sum(
                    1
                    for _, row in self.table.rows
                    if row != self.table.header
                    and not cells.says_nothing(row[at])
                    and not all(cells.says_nothing(row[other]) for other in before)
                )
        named = [f'column {copy} of "{name}" ({many:,})' for (name, copy), many in lost.items() if many]
        return [f"not read: {', '.join(named)}"] if named else []

    def done(self) -> Imported:
        drafts = tuple(draft_of(self.context, row) for row in self.structure.rows)
        skipped = (*self.table.skipped, *self.structure.skipped)
        self.guesses += [
            f"{words} ({counted(count, 'row')})" for words, count in self.context.counted.items()
        ]
        self.guesses += [*self.structure.guesses, *self._parts(), *self.context.names.guesses]
        self.guesses += self._repeated()
        findings = scores.gathered(self.context.findings)
        return Imported(
            drafts, tuple(sorted(skipped, key=_in_order)), tuple(findings), tuple(self.guesses),
            len(drafts) + len(skipped), dict(self.meant), self._spoken(),
            columns_told(
                self.table, self.meant, self._settled(), self.context.effort_unit,
                lambda meaning: self.context.measure(meaning).minutes,
            ),
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
