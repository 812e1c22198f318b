"""Tables as data, decided once: every format draws the same one.

Imports nothing that draws. Numbers are rounded for people here, by `figure`; a machine format reads the raw
values through `raw` and `exact`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pmcli.model.figure import figure

Align = Literal["left", "right"]
Kind = Literal["text", "id", "number", "bar"]
Tone = Literal["plain", "dim", "good", "warn", "bad", "strong"]
NOTHING = "–"
"""The text for a number that is not there."""
LINES = 3
"""Lines that a cell takes at most, where its column says nothing else."""
_PLAIN_BELOW = 1e15


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key for machines, its title for people, and how it gives way on a narrow terminal.

    Columns of priority 0 are always there; of the others the highest priority goes first. A "text" column is
    wrapped down to `least` cells before any column goes, and its cells are cut after so many `lines`; "id"
    and "number" columns are never wrapped or cut.
    A "bar" column is a number with a small bar for the cell's share.
    """

    key: str
    title: str
    align: Align = "left"
    kind: Kind = "text"
    priority: int = 0
    least: int = 12
    lines: int = LINES


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the text for people, the raw value for machines, a share 0..1 for a bar."""

    text: str
    value: float | int | str | None = None
    share: float | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Rest:
    """A note on how many rows are left out of a table, what else is to be said of them, how to see them."""

    count: int
    remark: str = ""
    hint: str = ""

    def __str__(self) -> str:
        hint, remark = f": {self.hint}" if self.hint else "", f" ({self.remark})" if self.remark else ""
        return f"and {self.count:,} more{hint}{remark}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their columns; `notes` are the lines below.

    `line` is drawn between rows: the number of rows above it, and a word.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str | None = None
    notes: tuple[str | Rest, ...] = ()
    line: tuple[int, str] | None = None

    def first(self, most: int, hint: str) -> Table:
        """The table with so many rows at most; one note says how many are left out, by this or before."""
        cut = len(self.rows) - most
        if cut <= 0:
            return self
        known = [note for note in self.notes if isinstance(note, Rest)]
        rest = replace(known[0], count=known[0].count + cut, hint=hint) if known else Rest(cut, hint=hint)
        others = [rest if isinstance(note, Rest) else note for note in self.notes]
        notes = (*others,) if known else (rest, *others)
        return replace(self, rows=self.rows[:most], notes=notes)


def number(value: float | None, *, share: float | None = None, tone: Tone = "plain") -> Cell:
    """A cell for a number; a dim dash where there is none."""
    return Cell(NOTHING, tone="dim") if value is None else Cell(figure(value), value, share, tone)


def in_full(table: Table) -> Table:
    """The table with every digit of its numbers that `figure` has rounded away."""
    rows = tuple(tuple(replace(cell, text=_full(cell)) for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _full(cell: Cell) -> str:
    """The text of a cell: a number as far as it is known, thousands parted; other texts as they are."""
    value = cell.value
    if not isinstance(value, float) or cell.text != figure(value) or abs(value) >= _PLAIN_BELOW:
        return cell.text
    whole, point, rest = exact(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else exact(value)


def raw(column: Column, cell: Cell) -> float | int | str | None:
    """The value for machines: the text where a text cell has none; None for a missing number."""
    if cell.value is None and column.kind in ("text", "id"):
        return cell.text
    return cell.value


def exact(value: float | str | None) -> str:
    """A value as machines read it: 12 significant digits, a point, nothing between thousands; "" for None."""
    if value is None or isinstance(value, str):
        return value or ""
    if not isinstance(value, float):
        return str(value)
    digits = f"{value:.12g}"
    return f"{Decimal(digits):f}" if abs(value) < _PLAIN_BELOW else digits


def records(table: Table) -> Iterator[tuple[float | int | str | None, ...]]:
    """The raw values of every row, in the order of the columns."""
    for row in table.rows:
        yield tuple(raw(column, cell) for column, cell in zip(table.columns, row, strict=True))
