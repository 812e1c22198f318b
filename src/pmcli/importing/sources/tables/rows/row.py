"""One row of a table on its way to a draft: its cells by what they mean, and what is gathered from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources.importer import ImportFinding
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.measures import Measure
from pmcli.importing.sources.tables.rows.names import TableNames
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values import cells
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.workspace import Workspace

LONGEST_TITLE: Final = 200
_NOTHING: Final = Measure()
Row = Mapping[str, tuple[str, ...]]
"""The cells of a row by what they mean, those that say nothing left out."""


@dataclass(frozen=True, slots=True)
class TableDialect:
    """A tabular format, by what tells it from another.

    `link` names the link by which a row is known again; "" for the source's own name. `meanings` says
    what those columns mean that the format has. `words` names the vocabulary with the statuses and types
    that the format has besides the usual ones, `statuses` and `types` are more of them. `leaves_out` says
    why a row is no feature, "" where it is one. `refers_by_title`: rows may name one another by their
    titles. `has_lists`: a program may have written lists in brackets into cells. `has_groups`: a row with
    nothing but a title may be the head of those below it, as in a sheet. `guesses` says of which columns
    the meaning is guessed by name and content, as the format does not have them. `leaves_unread` says
    whether a column of a name is left out on purpose: no field is offered for it. `plain_names` are the
    names by which columns are guessed, where those in the header say more than that.
    """

    link: str = ""
    meanings: Callable[[SourceTable], dict[str, str]] = lambda _table: {}
    header: Callable[[tuple[str, ...]], float] = lambda _row: 0.0
    words: str = "columns"
    leaves_out: Callable[[Row, Mapping[str, str]], str] = lambda _row, _mapping: ""
    refers_by_title: bool = True
    has_lists: bool = True
    has_groups: bool = True
    guesses: Callable[[str], bool] = lambda _name: False
    statuses: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    leaves_unread: Callable[[str], bool] = lambda _name: False
    plain_names: Callable[[Sequence[str]], Mapping[str, str]] = lambda _header: {}

    def known(self, section: str) -> Mapping[str, str]:
        """The words of a section, "statuses" or "types", that the format has besides the usual ones."""
        own = self.statuses if section == "statuses" else self.types
        return {**vocabulary(self.words, section), **own} if own else vocabulary(self.words, section)


@dataclass(frozen=True, slots=True)
class TableContext:
    """The facts that all rows of one table share, and what is gathered while they are read.

    `link` is the name of the link that rows are known again by; `comma` says by meaning whether numbers have
    a decimal comma, `day_first` whether a date such as 5/6/2027 is in June; `top` is what the column of
    confidence calls certain; `columns` has the name of the first column of each meaning, `names` the rows by
    all their names, `statuses` the words of the format and the user for a status. `measures` are what the
    columns count in; `progress_top` is what the column of progress calls done; `workspace` is what it
    comes into, None where that is not known.
    """

    dialect: TableDialect
    effort_unit: str
    link: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]
    comma: Mapping[str, bool]
    day_first: bool | None
    top: float
    names: TableNames
    counted: Counter[str] = field(default_factory=Counter)
    findings: list[ImportFinding] = field(default_factory=list)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    progress_top: float = 1.0
    workspace: Workspace | None = None

    def measure(self, meaning: str) -> Measure:
        """The measure in which the column of a meaning counts."""
        return self.measures.get(meaning, _NOTHING)


class SourceRow:
    """One row: its cells by meaning, and the fields, notes and doubts gathered so far."""

    def __init__(self, context: TableContext, place: str, cells_: Row) -> None:
        self.context, self.place, self.cells = context, place, cells_
        self.notes: list[str] = []
        self.unclear: set[str] = set()
        self.fields: dict[str, object] = {}

    def first(self, meaning: str) -> str:
        """The first cell of a meaning, "" for none."""
        return self.cells[meaning][0] if meaning in self.cells else ""

    def listed(self, meaning: str) -> list[str]:
        """The words of all cells of a meaning, each on one line."""
        split = cells.words if self.context.dialect.has_lists else cells.split
        return [line_of(word) for cell in self.cells.get(meaning, ()) for word in split(cell)]

    def note_unclear(self, meaning: str, cell: str, why: object) -> None:
        """Note a cell that says something which cannot be read: told, and left as it is here."""
        shown = cell if len(cell) <= 40 else cell[:37] + "..."
        name = meaning.split(":")[0]
        self.unclear.add(name)
        self.context.findings.append(
            ImportFinding(self.place, f'{name}: found "{line_of(shown)}": {why}; left out')
        )

    def assume(self, words: str) -> None:
        """Count an assumption, which is told once with its number of rows."""
        self.context.counted[words] += 1

    def put(self, meaning: str, value: object) -> None:
        """A value at a dotted name."""
        first, _, second = meaning.partition(".")
        if second:
            group = self.fields.setdefault(first, {})
            if isinstance(group, dict):
                group[second] = value
        else:
            self.fields[first] = value
