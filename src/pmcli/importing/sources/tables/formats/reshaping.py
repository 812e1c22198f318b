"""Tables as tools export them, made plain before they are read: columns of others, names out of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from pmcli.importing.sources.plain_values import period_of, status_of
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values.cells import says_nothing, words
from pmcli.importing.sources.tables.values.guard import unguarded
from pmcli.model.figure import counted

_BETWEEN_PEOPLE: Final = re.compile(r"[,;\n]")
_ADDRESS: Final = re.compile(r"(?:<[^<>]*>|\(\d+\)|\[\d+ ?%\])$")
_LAGGED: Final = re.compile(r"(\d{1,9})-(FS|SS|FF|SF)=P?(-?\d{1,6})D")
_KINDS: Final = {"FD": "FS", "DD": "SS", "DF": "SF", "FC": "FS", "CC": "SS", "CF": "SF"}
"""How a task waits for another in French and Spanish, by what MS Project calls it in English."""
_WAITS: Final = re.compile(rf"(?<=\d)(?:{'|'.join(_KINDS)})(?![^\W\d])")
_ISSUE: Final = re.compile(
    r"https?://(?:github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)|[^/\s]+/([\w./-]+?)/-/(?:issues|work_items|epics))"
    r"/(\d+)"
)
Changed = Callable[[str], str]


def person(cell: str) -> str:
    """The name of a person, without the address or number behind it: Ann <a@b.example>, Bo (7), Ann[50%]."""
    return _ADDRESS.sub("", cell.strip()).rstrip() or cell.strip()


def first_person(cell: str) -> str:
    """The first name in a list of people."""
    return person(next(iter(people(cell)), ""))


def people(cell: str) -> list[str]:
    """The names in a list of people, such as [Ann,Bo] or Ann; Bo."""
    bare = cell.strip()
    bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    return [name.strip() for name in _BETWEEN_PEOPLE.split(bare) if name.strip()]


def first(cell: str) -> str:
    """The first in a list."""
    return next(iter(people(cell)), "")


def lines(cell: str) -> str:
    r"""A text in which \n stands for the end of a line."""
    return cell.replace("\\n", "\n")


def predecessors(cell: str) -> str:
    """The needs of a task in the writing of MS Project: 1FS+2 days for 1-FS=P2D and for 1FD+2 days."""
    plain = _LAGGED.sub(
        lambda match: f"{match[1]}{match[2]}" + (f"{int(match[3]):+} days" if int(match[3]) else ""), cell
    )
    return _WAITS.sub(lambda match: _KINDS[match[0]], plain)


def issue(cell: str) -> str:
    """An issue as others name it, acme/shop#12, by its address on GitHub or GitLab."""
    match = _ISSUE.match(cell.strip())
    return f"{match[1] or match[2]}#{match[3]}" if match else ""


def number(cell: str) -> str:
    """The number of an issue, #12, by its address on GitHub or GitLab."""
    sign, _, digits = issue(cell).rpartition("#")
    return f"#{digits}" if sign else ""


def given_up(cell: str) -> str:
    """The first label that says that nothing will come of it: wontfix, duplicate."""
    return next((label for label in words(cell) if status_of(label) == "declined"), "")


def unnumbered(cell: str) -> str:
    """A title without the number of its issue: Search #12."""
    return re.sub(r"(?<=\S) #\d+$", "", cell.strip())


def below(cell: str) -> str:
    r"""The rest of a path below its first name: Web / Cart of Shop\Web\Cart, nothing of Shop."""
    return " / ".join(_steps(cell)[1:])


def last(cell: str) -> str:
    r"""The name in a path that is a period, else the last; nothing of one that has a single name."""
    steps = _steps(cell)[1:]
    return next(filter(period_of, steps), steps[-1] if steps else "")


def _steps(cell: str) -> list[str]:
    return [step.strip() for step in cell.split("\\") if step.strip()]


CELLS: Final[Mapping[str, Changed]] = {
    "person": person, "people": first_person, "first": first, "below": below, "last": last,
    "lines": lines, "predecessors": predecessors, "issue": issue, "number": number,
    "given up": given_up, "unnumbered": unnumbered,
}  # fmt: skip
"""What a dialect may make of the cells of a column."""


def _places(table: SourceTable) -> dict[str, list[int]]:
    """Where the columns of every name stand."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(table.header):
        places.setdefault(compact(name), []).append(at)
    return places


def _scoped(cell: str, scopes: set[str]) -> str:
    """The word of the first label with one of these scopes."""
    labels = (label.rpartition("::") for label in words(cell))
    return next((word for scope, sign, word in labels if sign and scope.casefold() in scopes), "")


def _unscoped(cell: str, scopes: set[str]) -> str:
    """The labels that have none of these scopes."""
    return ", ".join(label for label in words(cell) if label.rpartition("::")[0].casefold() not in scopes)


def _settled(row: tuple[str, ...], places: frozenset[int], word: str) -> tuple[str, ...]:
    """A row without the cells at these places behind which the word stands."""
    return tuple("" if at in places and row[at + 1] == word else cell for at, cell in enumerate(row))


def _with(row: tuple[str, ...], at: int, cell: str) -> tuple[str, ...]:
    return (*row[:at], cell, *row[at + 1 :])


class Reshaped:
    """A table on its way to a plain one: its columns by name, changed one after the other."""

    def __init__(self, table: SourceTable) -> None:
        self.table, self.places = table, _places(table)

    def places_of(self, name: str) -> list[int]:
        """Where the columns of a name stand."""
        return self.places.get(compact(name), [])

    def unguard(self) -> None:
        """Take away the apostrophes that keep a spreadsheet from running texts as formulas."""
        self.table = self.table.each(unguarded)

    def change(self, name: str, kind: str) -> None:
        """Change the cells of columns in one of the ways of `CELLS`."""
        if kind in ("people", "first"):
            self._tell_others(name)
        self._change(name, CELLS[kind])

    def _change(self, name: str, change: Changed) -> None:
        places = frozenset(self.places_of(name))
        if places:
            rows = tuple(
                (place, tuple(change(cell) if cell and at in places else cell for at, cell in enumerate(row)))
                for place, row in self.table.rows
            )
            self.table = replace(self.table, rows=rows)

    def _tell_others(self, name: str) -> None:
        """Tell in how many rows a column names several, of which the first is read."""
        at = self.places_of(name)[:1]
        several = sum(1 for _, row in self.table.rows for place in at if len(people(row[place])) > 1)
        if several:
            words = f'of several in "{name}" the first is read ({counted(several, "row")})'
            self.table = replace(self.table, guesses=(*self.table.guesses, words))

    def drop(self, places: Sequence[int]) -> None:
        """Take columns away."""
        kept = [at for at in range(len(self.table.header)) if at not in places]
        rows = tuple((place, tuple(row[at] for at in kept)) for place, row in self.table.rows)
        self.table = replace(self.table, header=tuple(self.table.header[at] for at in kept), rows=rows)
        self.places = _places(self.table)

    def add(self, name: str, cells: Sequence[str]) -> None:
        """Put one more column behind the others, a cell for each row."""
        self.places.setdefault(compact(name), []).append(len(self.table.header))
        rows = tuple((place, (*row, cell)) for (place, row), cell in zip(self.table.rows, cells, strict=True))
        self.table = replace(self.table, header=(*self.table.header, name), rows=rows)

    def take_scopes(self, name: str, scopes: Mapping[str, str]) -> None:
        """Move labels with a scope, workflow::in dev, to the columns that their scopes stand for.

        What is there gives way, but for a status that says that it is done.
        """
        labels = self.places_of(name)[:1]
        for column in dict.fromkeys(scopes.values()) if labels else ():
            mine = {scope for scope, other in scopes.items() if other == column}
            told = [_scoped(row[labels[0]], mine) for _, row in self.table.rows]
            if not any(told):
                continue
            if not self.places_of(column):
                self.add(column, [""] * len(told))
            at = self.places_of(column)[0]
            rows = tuple(
                (place, _with(row, at, word) if word and status_of(row[at]) != "shipped" else row)
                for (place, row), word in zip(self.table.rows, told, strict=True)
            )
            self.table = replace(self.table, rows=rows)
            self._change(name, partial(_unscoped, scopes=mine))

    def derive(self, name: str, made_of: Mapping[str, str]) -> None:
        """Add a column that is made of the cells of another, in one of the ways of `CELLS`."""
        for other, kind in made_of.items():
            for at in self.places_of(other)[:1]:
                self.add(name, [CELLS[kind](row[at]) for _, row in self.table.rows])

    def settle(self, name: str, beside: Mapping[str, str]) -> None:
        """Empty the cells of columns behind which, in another, a word stands."""
        for other, word in beside.items():
            behind = self.places_of(other)
            places = frozenset(at for at in self.places_of(name) if at + 1 in behind)
            rows = tuple((place, _settled(row, places, word)) for place, row in self.table.rows)
            self.table = replace(self.table, rows=rows)

    def fill(self, names: Sequence[str]) -> None:
        """Fill the gaps in the first of these columns that says something from those behind it."""
        places = [at for name in names for at in self.places_of(name)[:1]]
        full = [at for at in places if any(not says_nothing(row[at]) for _, row in self.table.rows)]
        if len(full) < 2:
            return
        first, *others = full
        rows = tuple(
            (place, _with(row, first, next((row[at] for at in others if not says_nothing(row[at])), "")))
            if says_nothing(row[first])
            else (place, row)
            for place, row in self.table.rows
        )
        self.table = replace(self.table, rows=rows)

    def take_tags(self, name: str, sign: str) -> None:
        """Take the words that begin with a sign out of a column, into one of their own."""
        found = re.compile(rf"(?:^|\s){re.escape(sign)}(\S+)")
        for at in self.places_of(name)[:1]:
            self.add(f"{name} labels", [", ".join(found.findall(row[at])) for _, row in self.table.rows])
            self._change(name, lambda cell: found.sub("", cell).strip())

    def translate(self, name: str, values: Mapping[str, str]) -> None:
        """Change the cells of a column that are among these words, small letters or large."""
        meant = {word.casefold(): value for word, value in values.items()}
        self._change(name, lambda cell: meant.get(cell.strip().casefold(), cell))

    def flatten(self, titles: Sequence[str]) -> None:
        """Make one title, and how deep it stands in a tree, of titles whose column says that."""
        places = [at for name in titles for at in self.places_of(name)[:1]]
        if not places:
            return
        told = [
            next(((row[at], str(level)) for level, at in enumerate(places, 1) if row[at].strip()), ("", ""))
            for _, row in self.table.rows
        ]
        self.drop(places)
        self.add("Title", [title for title, _ in told])
        self.add("Title level", [level for _, level in told])
