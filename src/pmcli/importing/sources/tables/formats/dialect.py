"""Tabular formats that are data: a YAML file in `dialects/` says how a tool's export is told, and read.

Its name and its title for people stand in `DIALECTS`. The names in it are those of columns, or of keys
(`assignee.name`) where the rows come from JSON or YAML; capitals, blanks and signs in them do not count:

    link: clickup                  # the link by which a row is known again; "" is the file's name, where rows
                                   # have no keys of their own (see `recognising.TABLES` too)
    sure: [Task ID, Task Content, List Name, Space Name]   # names by which it is told
    least: 3                       # how many of them must be there; all where it is left out
    needs: [Task ID]               # names that must be there besides
    texts: ["https://clickup.example/"]   # one of these must stand in a cell; without `needs` it is enough
    columns:                       # meanings, each with its names, the surest first; "" leaves them out
      key: [Task ID]               # where none of its names is there, the first of `also` is the key
      effort:hours: [Time Estimate]
    otherwise: guess               # other columns are read by name as in any table; else they are not read
    instead: {status: theme}       # what a column is, where its cells are hardly ever statuses
    statuses: {shipped: [complete]}     # words besides the usual ones
    types: {bug: [defect]}
    left_out:                      # rows that are no features, by what a column says, with the reason
      type: {section: it is a section}
    by_title: true                 # rows name one another by their titles too

What is done to the table before, in this order:

    guarded: true                  # an apostrophe stands before what a spreadsheet would run as a formula
    levels: [Title 1, Title 2]     # the column of a title says how deep it is: "Title level"
    added: {Reference: {URL: issue}}   # columns made of others, by one of `reshaping.CELLS`
    scoped: {Labels: {workflow: State}}   # labels such as workflow::in dev go to other columns
    tagged: {Content: "@"}         # words with this sign go into a column "Content labels"
    settled: {Blocker: {Blocker Status: resolved}}   # cells that do not count, by what stands behind them
    values: {Priority: {"1": urgent}}   # what some cells are to say; "" for nothing
    cells: {Assignees: people}     # what is made of cells: see `reshaping.CELLS`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Any, Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.plain_values import line_of, status_like, status_of
from pmcli.importing.sources.tables.formats.reshaping import Reshaped
from pmcli.importing.sources.tables.meaning.columns import MANY, compact
from pmcli.importing.sources.tables.reading.json_text import is_json
from pmcli.importing.sources.tables.reading.readers import first_rows, read_table
from pmcli.importing.sources.tables.rows.row import Row, TableDialect
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.vocabulary import bare
from pmcli.yaml.read import read as read_yaml

DIALECTS: Final = {
    "github-project": "a view of a GitHub project (TSV)",
    "linear": "Linear issues (CSV)",
    "azure-devops": "Azure DevOps work items (CSV)",
    "gitlab": "GitLab issues (CSV)",
    "trello": "a Trello board (CSV)",
    "asana": "an Asana project (CSV)",
    "notion": "a Notion database (CSV)",
    "clickup": "ClickUp tasks (CSV)",
    "pivotal": "Pivotal Tracker stories (CSV)",
    "redmine": "Redmine issues (CSV)",
    "monday": "a monday.com board (xlsx)",
    "ms-project": "Microsoft Project tasks (CSV or xlsx)",
    "planner": "a plan of Microsoft Planner (xlsx or CSV)",
    "ganttproject": "GanttProject tasks (CSV)",
    "todoist": "a Todoist project (CSV)",
    "productboard": "Productboard features (CSV)",
    "aha": "Aha! features or ideas (CSV or xlsx)",
    "youtrack": "YouTrack issues (CSV)",
    "shortcut": "Shortcut stories (CSV)",
}
"""The dialects there are, with their titles."""
_SURE: Final = 0.94
_HEADER_WITHIN: Final = 60
"""Rows among which the header is looked for."""
_FEW_STATUSES: Final = 4
"""A column of statuses in which not more than one word of so many is a status holds something else."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A file of `dialects/`: see the module. Reading all of them costs less than a schema of Pydantic's."""

    link: str
    columns: Mapping[str, Sequence[str]]
    sure: Sequence[str] = ()
    least: str = ""
    needs: Sequence[str] = ()
    texts: Sequence[str] = ()
    otherwise: str = ""
    statuses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left_out: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    by_title: str = ""
    guarded: str = ""
    levels: Sequence[str] = ()
    tagged: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scoped: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settled: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def least_of_sure(self) -> int:
        """The number of names by which it is told must be there."""
        return int(self.least) if self.least else len(self.sure)


@cache
def dialect(name: str, folder: str = "dialects") -> Dialect:
    """The dialect of a name; `json_dialects` has those whose rows come from JSON."""
    path = files("pmcli.importing.sources") / folder / f"{name}.yaml"
    data: Any = read_yaml(path.read_bytes(), f"{name}.yaml").documents[0].data
    return Dialect(**data)


def importers() -> tuple[Importer, ...]:
    """The importers of all dialects."""
    return tuple(
        Importer(name, title, partial(_recognise, name), partial(_read, name))
        for name, title in DIALECTS.items()
    )


def _recognise(name: str, source: Source) -> float:
    return likeness(dialect(name), source.data) if source.data is not None else 0.0


def likeness(known: Dialect, data: bytes) -> float:
    """The certainty that a file is an export of this format: 0 where it is none."""
    rows, texts = _seen(data)
    if known.texts and not (is_said := any(text in texts for text in known.texts)) and known.needs:
        return 0.0
    needed, sure = frozenset(map(compact, known.needs)), frozenset(map(compact, known.sure))
    least = known.least_of_sure
    there = max((len(sure & names) for names in rows if needed <= names), default=0)
    if there >= least:
        return _SURE + 0.0004 * min(there, 20)
    return _SURE if known.texts and not known.needs and is_said else 0.0


@lru_cache(maxsize=1)
def _seen(data: bytes) -> tuple[tuple[frozenset[str], ...], str]:
    """The first rows of a file as names of columns could stand in them, and all of their text.

    Every dialect asks in turn, so the last answer is kept.
    """
    rows = () if is_json(data) else first_rows(data)[:_HEADER_WITHIN]
    names = tuple(frozenset(compact(cell) for cell in row if 0 < len(cell) < 60) for row in rows)
    return names, "\n".join(cell for row in rows for cell in row)


def _read(name: str, source: Source, mapping: Mapping[str, str]) -> Imported:
    known, reader = dialect(name), table_dialect(name)
    table = read_table(source.data or b"", lambda row: reader.header(tuple(row)), mapping.get(":sheet", ""))
    return imported(source, plain(known, table), mapping, reader)


def plain(known: Dialect, table: SourceTable) -> SourceTable:
    """The table of an export, made ready for reading."""
    shape = Reshaped(table)
    if known.guarded:
        shape.unguard()
    shape.flatten(known.levels)
    steps: tuple[tuple[Mapping[str, Any], Callable[[str, Any], None]], ...] = (
        (known.added, shape.derive), (known.scoped, shape.take_scopes), (known.tagged, shape.take_tags),
        (known.settled, shape.settle), (known.values, shape.translate), (known.cells, shape.change),
    )  # fmt: skip
    for said, step in steps:
        for column, how in said.items():
            step(column, how)
    for meaning, names in known.columns.items():
        if meaning and meaning not in MANY and meaning not in known.instead:
            shape.fill(names)
    return shape.table


@cache
def table_dialect(name: str, folder: str = "dialects") -> TableDialect:
    """The dialect as readers of tables take it."""
    known = dialect(name, folder)
    names = frozenset(_by_name(known))
    return TableDialect(
        link=known.link,
        meanings=partial(_meanings, known),
        header=lambda row: float(sum(compact(column) in names for column in row)),
        leaves_out=partial(_leaves_out, known),
        refers_by_title=bool(known.by_title),
        leaves_unread=lambda column: compact(column) in names,
        statuses={word.casefold(): meant for meant, words in known.statuses.items() for word in words},
        types={word.casefold(): meant for meant, words in known.types.items() for word in words},
        guesses=lambda column: bool(known.otherwise) and compact(column) not in names,
    )


def _by_name(known: Dialect) -> dict[str, tuple[str, int]]:
    """Meanings by the compact names of columns, each with its rank among the names of this meaning."""
    return {
        compact(name): (meaning, rank)
        for meaning, names in known.columns.items()
        for rank, name in enumerate(names)
    }


def _meanings(known: Dialect, table: SourceTable) -> dict[str, str]:
    """The meaning of every column that the dialect knows."""
    names = _by_name(known)
    said = {name: names[compact(name)] for name in table.header if compact(name) in names}
    meanings = _surest(said, table, spares_empty=not known.otherwise)
    if "key" not in meanings.values():
        also = [name for name, meaning in meanings.items() if meaning == "also"]
        if also:
            meanings[min(also, key=lambda name: said[name][1])] = "key"
    for column, other in _instead(known, meanings, table).items():
        meaning, meanings[column] = meanings[column], other
        rest = {name: kept for name, kept in said.items() if kept[0] == meaning and name != column}
        meanings |= _surest(rest, table, spares_empty=not known.otherwise)
    return {name: meanings.get(name, "") for name in table.header}


def _instead(known: Dialect, meanings: Mapping[str, str], table: SourceTable) -> dict[str, str]:
    """The column of statuses in which hardly anything is one, with what it is instead."""
    other = known.instead.get("status", "")
    own = {bare(word) for words in known.statuses.values() for word in words}
    for at, name in enumerate(table.header):
        if other and meanings.get(name) == "status":
            said = {line_of(row[at]) for _, row in table.rows if row[at].strip()}
            told = [word for word in said if bare(word) in own or status_of(word) or status_like(word)]
            if said and _FEW_STATUSES * len(told) <= len(said):
                return {name: other}
    return {}


def _surest(
    said: Mapping[str, tuple[str, int]], table: SourceTable, *, spares_empty: bool
) -> dict[str, str]:  # fmt: skip
    """The meanings of columns; of several for one that takes one column the surest which says something.

    Those that are empty leave their field to a column of the user's own, unless they are spared.
    """
    filled = {
        name
        for at, name in enumerate(table.header)
        if name in said and any(row[at].strip() for _, row in table.rows)
    }
    best: dict[str, str] = {}
    for name, (meaning, _) in sorted(said.items(), key=lambda item: (item[0] not in filled, item[1][1])):
        if name in filled or spares_empty or meaning in ("key", "title"):
            best.setdefault(meaning, name)
    return {
        name: meaning if best.get(meaning) == name or (meaning in MANY and name in filled) else ""
        for name, (meaning, _) in said.items()
    }


def _leaves_out(known: Dialect, row: Row, mapping: Mapping[str, str]) -> str:  # noqa: ARG001 - of dialects
    for meaning, words in known.left_out.items():
        said = row.get(meaning, ("",))[0].strip().casefold()
        for word, reason in words.items():
            if word.casefold() == said:
                return reason
    return ""
