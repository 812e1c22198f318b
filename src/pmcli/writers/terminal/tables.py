"""A table in a terminal: which columns are shown and how wide, and a line about what has no room.

A thousand rows take Rich a second: whoever asks for a table at a terminal gives as many as somebody reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.writers.drawings import Line, Words
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.terminal import bare
from pmcli.writers.terminal.bare import BAR
from pmcli.writers.terminal.layout import GAP, Want, fit, needed
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Grid, Shape

SHORT_BAR = 4
LONG_WORD = 20
"""Cells of a word: up to this it is not broken."""
FIRST = 3
"""The first column of a band is wrapped rather than to take more than this part of the width."""


def render(table: Table, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The table as text that ends in a newline, no line wider than `width` cells.

    `width` None is no terminal: nothing is wrapped, cut or hidden. On a narrow one text wraps first, then
    columns are hidden by priority and a line says which; where not even the needed ones fit, every row is
    written as a small list. Only with `color` there are escape sequences, and only those that set colours.
    """
    look = Look(width, unicode, color)
    return bare.render(table, look) if look.is_bare else drawn(list(shapes(table, look)), look)


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as text: Rich draws them wherever a width is known or colours are asked for."""
    if look.is_bare:
        from pmcli.writers.terminal import plain as writer
    else:
        from pmcli.writers.terminal import console as writer  # type: ignore[no-redef]
    return writer.drawn(shapes, look)


def shapes(table: Table, look: Look, *, chosen: bool = True, is_banded: bool = False) -> Iterator[Shape]:
    """The parts of a table; `chosen` where the columns can be chosen by an option.

    A banded one has its columns below one another rather than hidden, the first beside each.
    """
    parts: list[list[Shape]] = [
        [Words([(table.title, "strong")])] if table.title else [],
        *(
            list(_fitted(band, table.line, look, chosen=chosen))
            for band in ([] if look.is_bare else _bands(table, look, is_banded=is_banded))
        ),
        [*bare.lines(table, look)] if look.is_bare else [],
        [Words([(str(note), "plain")]) for note in table.notes],
    ]
    for number, part in enumerate(part for part in parts if part):
        yield from [BLANK] if number else []
        yield from part


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A column with its texts made ready: cleaned, numbers padded so that their points stand in line."""

    column: Column
    title: str
    texts: list[str]
    cells: list[Cell]
    wide: int
    want: Want

    @classmethod
    def of(cls, column: Column, cells: list[Cell], look: Look) -> _Prepared:
        texts = bare.cleaned([cell.text for cell in cells], look)
        if column.kind in ("number", "bar"):
            texts = bare.pointed(texts, look)
        title, wide = look.clean(column.title), bare.widest(texts, look)
        return cls(column, title, texts, cells, wide, _want(column, title, texts, wide, look))

    @property
    def align(self) -> str:
        return "right" if self.column.kind == "number" else self.column.align

    def line(self, row: int, width: int, look: Look) -> Line:
        """What stands in a row: a text, or a number and a small bar of its share."""
        cell, text = self.cells[row], self.texts[row]
        if self.column.kind == "bar":
            bar = look.bar(cell.share, min(BAR, width - self.wide - 1))
            tone = cell.tone if cell.tone in ("bad", "warn", "good") else "bar"
            return [(look.pad(text, self.wide, "right"), cell.tone), (f" {bar}", tone)]
        return [(text, "id" if self.column.kind == "id" and cell.tone == "plain" else cell.tone)]


def _want(column: Column, title: str, texts: Sequence[str], wide: int, look: Look) -> Want:
    """The cells that a column asks for, and those it needs."""
    head, longest = look.cells(title), max(map(look.cells, title.split(" ")))
    if column.kind == "bar":
        return Want(max(wide + 1 + BAR, head), max(wide + 1 + SHORT_BAR, longest), column.priority)
    natural, least = max(wide, head), max(wide, longest)
    if column.kind == "text" and look.limit is not None:
        words = (look.cells(word) for text in texts for word in text.split(" "))
        unbroken = min(LONG_WORD, max(words, default=0))
        least = min(natural, max(column.least, longest, unbroken))
    return Want(natural, least, column.priority)


def _bands(table: Table, look: Look, *, is_banded: bool) -> Iterator[Sequence[_Prepared]]:
    """The columns; of a banded table as many at once as have room, the first beside each."""
    if not table.rows:
        return
    columns = [
        _Prepared.of(column, [row[at] for row in table.rows], look) for at, column in enumerate(table.columns)
    ]
    if not is_banded or look.limit is None:
        yield columns
        return
    first, *others = columns
    room = look.limit - max(first.want.least, min(first.want.natural, look.limit // FIRST))
    ways = [
        [others[start : start + each] for start in range(0, len(others), each)]
        for each in range(1, len(others) + 1)
    ]
    fitting = [bands for bands in ways if max(map(_breadth, bands)) <= room] or ways[:1]
    for band in min(fitting, key=len):  # of as few bands those that are most alike
        yield [first, *band]


def _breadth(band: Sequence[_Prepared]) -> int:
    """The cells of these columns beside another one: what they ask for, of prose what it needs."""
    wants = [(column.column.kind == "text", column.want) for column in band]
    return sum(GAP + (want.least if is_prose else want.natural) for is_prose, want in wants)


def _fitted(
    columns: Sequence[_Prepared], line: tuple[int, str] | None, look: Look, *, chosen: bool
) -> Iterator[Shape]:
    """The columns that have room side by side, and which have none; rows as lists where hardly any has."""
    wants = [column.want for column in columns]
    widths = fit(wants, look.limit)
    if widths is None:
        yield from _stacked(columns, look)
        return
    shown = [(column, width) for column, width in zip(columns, widths, strict=True) if width is not None]
    across = sum(width + GAP for _, width in shown) - GAP
    rows = [
        [[Words(column.line(row, width, look), most=column.column.lines)] for column, width in shown]
        for row in range(len(columns[0].texts))
    ]
    right = frozenset(at for at, (column, _) in enumerate(shown) if column.align == "right")
    yield Grid(
        tuple(width for _, width in shown),
        _lined(rows, line, across, look),
        [column.title for column, _ in shown],
        right,
    )
    if hidden := [column.title for column, width in zip(columns, widths, strict=True) if width is None]:
        choice = ", --columns chooses" if chosen else ""
        told = f"not shown, for lack of room: {', '.join(hidden)} (--width {needed(wants)} shows all{choice})"
        yield from (BLANK, Words([(told, "dim")]))


def _lined(
    rows: Sequence[Sequence[Sequence[Words]]], line: tuple[int, str] | None, width: int, look: Look
) -> list[Sequence[Sequence[Words]] | Words]:
    """The rows with a line across them that has a word in it."""
    if line is None or line[0] >= len(rows):
        return [*rows]
    at, text = line[0], f"{look.rule * 2} {look.clean(line[1])} ".ljust(width, look.rule)
    return [*rows[:at], Words([(text, "warn")]), *rows[at:]]


def _stacked(columns: Sequence[_Prepared], look: Look) -> Iterator[Words]:
    """Every row as a list of titles and values, an empty line between rows."""
    label = max(look.cells(column.title) for column in columns)
    for row in range(len(columns[0].texts)):
        yield from [BLANK] if row else []
        for column in columns:
            if text := column.texts[row].strip(" "):
                tone = "id" if column.column.kind == "id" else column.cells[row].tone
                yield from labelled(column.title, [[(text, tone)]], label, look)


def labelled(title: str, texts: Sequence[Line], label: int, look: Look) -> Iterator[Words]:
    """A title in `label` cells and beside it the texts."""
    for number, text in enumerate(texts):
        yield Words(text, [(look.pad("" if number else title, label + GAP), "dim")])
