"""Tabular formats that are data: a YAML file in `dialects/` says how a tool's export is told, and read.

Its name and its title for people stand in `DIALECTS`, so that a file is read only when it is asked for.
The names in it are those of columns, or of keys (`assignee.name`) where the rows come from JSON or YAML:

    link: clickup                  # the link by which a row is known again, and the name in imports/
    sure: [Task ID, Task Content, List Name, Space Name]   # names by which it is told
    least: 3                       # how many of them must be there; all where it is left out
    columns:                       # meanings, each with its names, the surest first; "" leaves them out
      key: [Task ID]
      effort:hours: [Time Estimate]
    otherwise: guess               # other columns are read by name as in any table; else they are not read
    statuses: {shipped: [complete]}     # words besides the usual ones
    types: {bug: [defect]}
    left_out:                      # rows that are no features, by what a column says, with the reason
      type: {section: it is a section}
    by_title: true                 # rows name one another by their titles too
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Final

from pydantic import Field

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.columns import compact, guess_all
from pmcli.importing.sources.tables.dotted import guessed
from pmcli.importing.sources.tables.reading import first_rows
from pmcli.importing.sources.tables.row import Row, TableDialect
from pmcli.importing.sources.tables.sheet import read
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.model.record import Record
from pmcli.yaml.read import read as read_yaml

DIALECTS: Final = {
    "linear": "Linear issues (CSV)",
}
"""The dialects there are, with their titles."""
_SURE: Final = 0.94


class Dialect(Record):
    """A file of `dialects/`: see the module."""

    link: str
    sure: tuple[str, ...] = ()
    least: int | None = None
    columns: dict[str, tuple[str, ...]]
    otherwise: str = ""
    statuses: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    types: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    left_out: dict[str, dict[str, str]] = Field(default_factory=dict)
    by_title: bool = False

    def meaning_of(self, name: str) -> str | None:
        """The meaning of a column of this name, None where the format has none of this name."""
        return self._by_name().get(compact(name))

    def _by_name(self) -> Mapping[str, str]:
        return {compact(name): meaning for meaning, names in self.columns.items() for name in names}


@cache
def dialect(name: str, folder: str = "dialects") -> Dialect:
    """The dialect of a name; `json_dialects` has those whose rows come from JSON."""
    path = files("pmcli.importing.sources") / folder / f"{name}.yaml"
    data = read_yaml(path.read_bytes(), f"{name}.yaml").documents[0].data
    return Dialect.model_validate(data)


def importers() -> tuple[Importer, ...]:
    """The importers of all dialects."""
    return tuple(
        Importer(name, title, partial(_recognise, name), partial(_read, name))
        for name, title in DIALECTS.items()
    )


def likeness(known: Dialect, row: tuple[str, ...]) -> float:
    """How surely a row is the header of an export: 0 where too few of its names are there."""
    names = {compact(cell) for cell in row}
    there = sum(1 for name in known.sure if compact(name) in names)
    return _SURE + 0.001 * min(there, 20) if there >= (known.least or len(known.sure)) else 0.0


def _recognise(name: str, source: Source) -> float:
    rows = first_rows(source.data) if source.data is not None else ()
    known = dialect(name)
    return max((likeness(known, row) for row in rows[:20] if row), default=0.0)


def _read(name: str, source: Source, mapping: Mapping[str, str]) -> Imported:
    return read(source, mapping, table_dialect(name))


@cache
def table_dialect(name: str, folder: str = "dialects") -> TableDialect:
    """The dialect as readers of tables take it."""
    known = dialect(name, folder)
    return TableDialect(
        link=known.link,
        meanings=partial(_meanings, known, guess_all if folder == "dialects" else guessed),
        header=partial(_header, known),
        words="columns",
        leaves_out=partial(_leaves_out, known),
        refers_by_title=known.by_title,
        statuses={word.casefold(): meant for meant, words in known.statuses.items() for word in words},
        types={word.casefold(): meant for meant, words in known.types.items() for word in words},
    )


def _header(known: Dialect, row: tuple[str, ...]) -> float:
    return float(sum(1 for name in row if known.meaning_of(name) is not None))


def _meanings(
    known: Dialect, guesses: Callable[[Sequence[str]], dict[str, str]], table: SourceTable
) -> dict[str, str]:
    """The meaning of every column: as the dialect says, else guessed where it says so."""
    said = {name: known.meaning_of(name) for name in table.header}
    taken = {meaning for meaning in said.values() if meaning}
    others = guesses([name for name, meaning in said.items() if meaning is None])
    free = {name: meaning for name, meaning in others.items() if known.otherwise and meaning not in taken}
    return {name: free.get(name, "") if meaning is None else meaning for name, meaning in said.items()}


def _leaves_out(known: Dialect, row: Row, mapping: Mapping[str, str]) -> str:  # noqa: ARG001 - of dialects
    for meaning, words in known.left_out.items():
        said = row.get(meaning, ("",))[0].strip().casefold()
        for word, reason in words.items():
            if word.casefold() == said:
                return reason
    return ""
