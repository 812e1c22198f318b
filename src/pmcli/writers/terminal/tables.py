"""A table in a terminal: which columns are shown and how wide, and a line about what has no room.

A thousand rows take Rich a second: whoever asks for a table at a terminal gives as many as somebody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.writers.drawings import Line, Words
from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.terminal import plain
from pmcli.writers.terminal.layout import GAP, Want, fit, needed
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Grid, Shape

BAR = 10
"""Cells of a bar where there is room."""
SHORT_BAR = 4
LONG_WORD = 20
"""Cells of a word: up to this it is not broken."""
ROOM_FOR_POINTS = 2
"""Cells by which a column of numbers may be wider so that their points stand in line."""
LINES = 3
"""Lines that a cell takes at most."""
_BARS = {"bad": "bad", "warn": "warn", "good": "good"}
"""Bars that take the tone of their cell."""
_DECIMAL = re.compile(r"([-−]?[\d,]+)(\.\d+)?")


def render(table: Table, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The table as text that ends in a newline, no line wider than `width` cells.

    `width` None is no terminal: nothing is wrapped, cut or hidden. On a narrow one text wraps first, then
    columns are hidden by priority and a line says which; where not even the needed ones fit, every row is
    written as a small list. Only with `color` there are escape sequences, and only those that set colours.
    """
    look = Look(width, unicode, color)
    if look.is_bare:
        return plain.joined(_bare(table, look))
    return drawn(list(shapes(table, look)), look)


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as text: Rich draws them wherever a width is known or colours are asked for."""
    if look.is_bare:
        return plain.drawn(shapes, look)
    from pmcli.writers.terminal import console

    return console.drawn(shapes, look)


def shapes(table: Table, look: Look, *, chosen: bool = True) -> Iterator[Shape]:
    """The parts of a table; `chosen` where the columns can be chosen by an option."""
    parts: list[list[Shape]] = [
        [Words([(table.title, "strong")])] if table.title else [],
        list(_body(table, look, chosen=chosen)),
        [Words([(str(note), "plain")]) for note in table.notes],
    ]
    for number, part in enumerate(part for part in parts if part):
        yield from [BLANK] if number else []
        yield from part


def _bare(table: Table, look: Look) -> Iterator[str]:
    """The lines where nothing wraps and nothing is coloured: ten thousand of them are read by a pipe."""
    if table.line is not None:
        yield from plain.drawn(list(shapes(table, look)), look).splitlines()
        return
    head = [look.clean(table.title)] if table.title else []
    yield from head
    if table.rows:
        yield from [""] if head else []
        columns = _prepared(table, look)
        gap = " " * GAP
        widths = [column.want.natural for column in columns]
        texts = [column.padded(width, look) for column, width in zip(columns, widths, strict=True)]
        pairs = zip(columns, widths, strict=True)
        yield gap.join(look.pad(column.title, width, column.align) for column, width in pairs)
        yield gap.join(("─" if look.unicode else "-") * width for width in widths)
        yield from map(gap.join, zip(*texts, strict=True))
    yield from [""] if table.notes and (head or table.rows) else []
    yield from (look.clean(str(note)) for note in table.notes)


def _body(table: Table, look: Look, *, chosen: bool) -> Iterator[Shape]:
    if not table.rows:
        return
    columns = _prepared(table, look)
    wants = [column.want for column in columns]
    widths = fit(wants, look.limit)
    if widths is None:
        yield from _stacked(columns, len(table.rows), look)
        return
    shown = [(column, width) for column, width in zip(columns, widths, strict=True) if width is not None]
    rows: list[Sequence[Sequence[Words]] | Words] = [
        [column.cell(row, width, look) for column, width in shown] for row in range(len(table.rows))
    ]
    if table.line is not None and table.line[0] < len(rows):
        rows.insert(table.line[0], _ruled(table.line[1], sum(width + GAP for _, width in shown) - GAP, look))
    yield Grid(
        tuple(width for _, width in shown),
        rows,
        [[Words([(column.title, "dim")])] for column, _ in shown],
        frozenset(at for at, (column, _) in enumerate(shown) if column.align == "right"),
    )
    if hidden := [column.title for column, width in zip(columns, widths, strict=True) if width is None]:
        choice = ", --columns chooses" if chosen else ""
        told = f"not shown, for lack of room: {', '.join(hidden)} (--width {needed(wants)} shows all{choice})"
        yield from (BLANK, Words([(told, "dim")]))


def _prepared(table: Table, look: Look) -> list[_Prepared]:
    return [
        _Prepared.of(column, [row[at] for row in table.rows], look) for at, column in enumerate(table.columns)
    ]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A column with its texts made ready: cleaned, numbers padded so that their points stand in line."""

    column: Column
    title: str
    texts: list[str]
    cells: list[Cell]
    want: Want
    wide: int

    @classmethod
    def of(cls, column: Column, contents: list[Cell], look: Look) -> _Prepared:
        texts = [look.clean(cell.text) for cell in contents]
        if column.kind in ("number", "bar"):
            texts = _pointed(texts, look)
        title = look.clean(column.title)
        wide = max(map(look.cells, texts))
        return cls(column, title, texts, contents, _want(column, title, texts, wide, look), wide)

    @property
    def align(self) -> str:
        return "right" if self.column.kind == "number" else self.column.align

    def padded(self, width: int, look: Look) -> list[str]:
        """All cells as one line each, exactly `width` wide."""
        if self.column.kind != "bar":
            return [look.pad(text, width, self.align) for text in self.texts]
        return [
            look.pad("".join(text for text, _ in self._bar(row, width, look)), width)
            for row in range(len(self.texts))
        ]

    def cell(self, row: int, width: int, look: Look) -> tuple[Words]:
        """What stands in a row."""
        if self.column.kind == "bar":
            return (Words(self._bar(row, width, look)),)
        tone = self.cells[row].tone
        shown = "id" if self.column.kind == "id" and tone == "plain" else tone
        return (Words([(self.texts[row], shown)], most=LINES),)

    def _bar(self, row: int, width: int, look: Look) -> Line:
        """The number, and a small bar of its share."""
        cell, room = self.cells[row], max(0, min(BAR, width - self.wide - 1))
        number = look.pad(self.texts[row], self.wide, "right")
        return [(number, cell.tone), (f" {look.bar(cell.share, room)}", _BARS.get(cell.tone, "bar"))]


def _want(column: Column, title: str, texts: Sequence[str], wide: int, look: Look) -> Want:
    """The cells that a column asks for, and those it needs."""
    head, longest = look.cells(title), max(map(look.cells, title.split(" ")))
    if column.kind == "bar":
        return Want(max(wide + 1 + BAR, head), max(wide + 1 + SHORT_BAR, longest), column.priority)
    natural = max(wide, head)
    if column.kind != "text" or look.limit is None:
        return Want(natural, max(wide, longest), column.priority)
    words = (look.cells(word) for text in texts for word in text.split(" "))
    unbroken = min(LONG_WORD, max(words, default=0))
    return Want(natural, min(natural, max(column.least, longest, unbroken)), column.priority)


def _pointed(texts: Sequence[str], look: Look) -> list[str]:
    """Numbers padded so that, right-aligned, their points stand in line, if that costs little room."""
    matches = [_DECIMAL.fullmatch(text) for text in texts]
    tails = [len(match[2] or "") if match else 0 for match in matches]
    most = max(tails)
    pointed = [text + " " * (most - tail) for text, tail in zip(texts, tails, strict=True)]
    room = max(map(look.cells, texts)) + ROOM_FOR_POINTS
    return pointed if max(map(look.cells, pointed)) <= room else list(texts)


def _ruled(text: str, width: int, look: Look) -> Words:
    """A line across the table with a word in it."""
    rule = "─" if look.unicode else "-"
    word = f"{rule * 2} {look.clean(text)} "
    return Words([(word + rule * max(0, width - look.cells(word)), "warn")])


def _stacked(columns: Sequence[_Prepared], count: int, look: Look) -> Iterator[Shape]:
    """Every row as a list of titles and values, an empty line between rows."""
    label = max(look.cells(column.title) for column in columns) if look.limit else 0
    for row in range(count):
        yield from [BLANK] if row else []
        for column in columns:
            if text := column.texts[row].strip(" "):
                tone = "id" if column.column.kind == "id" else column.cells[row].tone
                yield labelled(column.title, [[(text, tone)]], label, look)[0]


def labelled(title: str, texts: Sequence[Line], label: int, look: Look) -> list[Words]:
    """A title in `label` cells and beside it the texts."""
    titles = [look.pad(title, label + GAP), *[" " * (label + GAP)] * len(texts)]
    return [Words(text, [(before, "dim")]) for before, text in zip(titles, texts, strict=False)]
