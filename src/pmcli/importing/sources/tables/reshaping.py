"""Tables as tools export them, made plain before they are read: columns of others, names out of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.plain_values import period_of
from pmcli.importing.sources.tables.columns import compact
from pmcli.importing.sources.tables.guard import unguarded
from pmcli.importing.sources.tables.table import SourceTable

_BETWEEN_PEOPLE: Final = re.compile(r"[,;\n]")
_ADDRESS: Final = re.compile(r"\s*(?:<[^<>]*>|\(\d+\)|\[\d+ ?%\])$")
_LAGGED: Final = re.compile(r"(\d{1,9})-(FS|SS|FF|SF)=P?(-?\d{1,6})D")
Changed = Callable[[str], str]


def person(cell: str) -> str:
    """The name of a person, without the address or number behind it: Ann <a@b.example>, Bo (7), Ann[50%]."""
    return _ADDRESS.sub("", cell.strip()) or cell.strip()


def first_person(cell: str) -> str:
    """The first name in a list of people."""
    return person(next(iter(people(cell)), ""))


def people(cell: str) -> list[str]:
    """The names in a list of people, such as [Ann,Bo] or Ann; Bo."""
    bare = cell.strip()
    bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    return [name.strip() for name in _BETWEEN_PEOPLE.split(bare) if name.strip()]


def lines(cell: str) -> str:
    r"""A text in which \n stands for the end of a line."""
    return cell.replace("\\n", "\n")


def predecessors(cell: str) -> str:
    """What a task waits for in the writing of MS Project: 1FS+2 days for 1-FS=P2D."""
    return _LAGGED.sub(
        lambda match: f"{match[1]}{match[2]}" + (f"{int(match[3]):+} days" if int(match[3]) else ""), cell
    )


def below(cell: str) -> str:
    r"""What a path says below its first name: Web / Cart of Shop\Web\Cart, nothing of Shop."""
    return " / ".join(_steps(cell)[1:])


def last(cell: str) -> str:
    r"""The name in a path that is a period, else the last; nothing of one that has a single name."""
    steps = _steps(cell)[1:]
    return next(filter(period_of, steps), steps[-1] if steps else "")


def _steps(cell: str) -> list[str]:
    return [step.strip() for step in cell.split("\\") if step.strip()]


CELLS: Final[Mapping[str, Changed]] = {
    "person": person, "people": first_person, "below": below, "last": last,
    "lines": lines, "predecessors": predecessors,
}  # fmt: skip
"""What a dialect may make of the cells of a column."""


def _places(table: SourceTable) -> dict[str, list[int]]:
    """Where the columns of every name stand."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(table.header):
        places.setdefault(compact(name), []).append(at)
    return places


class Reshaped:
    """A table on its way to a plain one: its columns by name, changed one after the other."""

    def __init__(self, table: SourceTable) -> None:
        self.table, self.places = table, _places(table)

    def places_of(self, name: str) -> list[int]:
        """Where the columns of a name stand."""
        return self.places.get(compact(name), [])

    def unguard(self) -> None:
        """Take away the apostrophes that keep a spreadsheet from running texts as formulas."""
        rows = tuple((place, tuple(map(unguarded, row))) for place, row in self.table.rows)
        self.table = replace(self.table, rows=rows)

    def change(self, changes: Mapping[str, Changed]) -> None:
        """Change the cells of columns, by their names."""
        at = {place: change for name, change in changes.items() for place in self.places_of(name)}
        if not at:
            return
        rows = tuple(
            (place, tuple(at[n](cell) if n in at and cell else cell for n, cell in enumerate(row)))
            for place, row in self.table.rows
        )
        self.table = replace(self.table, rows=rows)

    def tell_others(self, name: str) -> None:
        """Tell in how many rows a column names several people, of whom the first is read."""
        at = self.places_of(name)[:1]
        several = sum(1 for _, row in self.table.rows for place in at if len(people(row[place])) > 1)
        if several:
            words = (
                f'of several in "{name}" the first is the owner ({several:,} row{"s" if several > 1 else ""})'
            )
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

    def take_tags(self, name: str, sign: str) -> None:
        """Take the words that begin with a sign out of a column, into one of their own."""
        found = re.compile(rf"(?:^|\s){re.escape(sign)}(\S+)")
        for at in self.places_of(name)[:1]:
            self.add(f"{name} labels", [", ".join(found.findall(row[at])) for _, row in self.table.rows])
            self.change({name: lambda cell: found.sub("", cell).strip()})

    def translate(self, name: str, values: Mapping[str, str]) -> None:
        """Change the cells of a column that are among these words, small letters or large."""
        meant = {word.casefold(): value for word, value in values.items()}
        self.change({name: lambda cell: meant.get(cell.strip().casefold(), cell)})

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
