"""Columns from which people choose: a name, a title, and a function that makes the cell of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import bare
from pmcli.writers.table import Cell, Column, Table

Row = TypeVar("Row")
_EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class ColumnOf(Generic[Row]):
    """A column of rows of this kind; `usual` ones are shown where none are named."""

    column: Column
    cell: Callable[[Row], Cell]
    usual: bool = False

    @property
    def name(self) -> str:
        """The name on the command line."""
        return self.column.key


def text(value: object) -> Cell:
    """A cell that says this; an empty one for None."""
    return _EMPTY if value is None else Cell(str(value))


def joined(values: Iterable[object]) -> Cell:
    """A cell that says all of these."""
    said = ", ".join(map(str, values))
    return Cell(said) if said else _EMPTY


def chosen(names: Sequence[str] | None, columns: Iterable[ColumnOf[Row]]) -> list[ColumnOf[Row]]:
    """The columns of these names, the usual ones with None; of two of one name the last is meant.

    Case, spaces, hyphens and underscores in a name do not count.

    Raises:
        PmError: there is no such column.
    """
    if names is None:
        return [column for column in columns if column.usual]
    known = {bare(column.name): column for column in columns}
    for name in names:
        if bare(name) not in known:
            there = [column.name for column in known.values()]
            hint = did_you_mean(name, there) or f"columns: {', '.join(there)}"
            raise PmError(f'there is no column "{name}"', hint)
    return [known[bare(name)] for name in names]


def filled(columns: Sequence[ColumnOf[Row]], rows: Iterable[Row]) -> Table:
    """The table of these columns and rows."""
    making = [column.cell for column in columns]
    cells = tuple(tuple([make(row) for make in making]) for row in rows)
    return Table(tuple(column.column for column in columns), cells)
