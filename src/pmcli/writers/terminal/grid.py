"""A table as lines of a terminal: columns fitted to its width, bars, and a line about what has no room.

Rich measures the characters (through `terminal`); the rest is done here, because a Rich table of a thousand
rows takes a second, and one that is too narrow loses its columns without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.terminal.layout import GAP, Want, fit, needed
from pmcli.writers.terminal.text import Line, Look, Span, cells, labelled, pad, paint, wrap

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
_EIGHTHS = " ▏▎▍▌▋▊▉"
_DECIMAL = re.compile(r"([-−]?[\d,]+)(\.\d+)?")


def render(table: Table, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The table as text that ends in a newline, no line wider than `width` cells.

    `width` None is no terminal: nothing is wrapped, cut or hidden. On a narrow one text wraps first, then
    columns are hidden by priority and a line says which; where not even the needed ones fit, every row is
    written as a small list. Only with `color` there are escape sequences, and only those that set colours.
    """
    return paint(draw(table, Look(width, unicode, color)), color=color)


def draw(table: Table, look: Look, *, chosen: bool = True) -> list[Line]:
    """The lines of a table, not yet painted; `chosen` where the columns can be chosen by an option."""
    top: list[Line] = (
        [[(line, "strong")] for line in wrap(look.clean(table.title), look.limit)] if table.title else []
    )
    body = _body(table, look, chosen=chosen)
    notes: list[Line] = [
        [(line, "plain")] for note in table.notes for line in wrap(look.clean(note), look.limit)
    ]
    parts = [part for part in (top, body, notes) if part]
    return [line for number, part in enumerate(parts) for line in ([[], *part] if number else part)]


def _body(table: Table, look: Look, *, chosen: bool) -> list[Line]:
    if not table.rows:
        return []
    columns = [
        _Drawn.of(column, [row[at] for row in table.rows], look) for at, column in enumerate(table.columns)
    ]
    wants = [column.want for column in columns]
    widths = fit(wants, look.limit)
    if widths is None:
        return _stacked(columns, len(table.rows), look)
    shown = [(column, width) for column, width in zip(columns, widths, strict=True) if width is not None]
    rows = list(_rows(shown, len(table.rows), look, table.line))
    lines = [*_head(shown, look), *rows]
    hidden = [column for column, width in zip(columns, widths, strict=True) if width is None]
    return [*lines, *_hidden(hidden, needed(wants), look, chosen=chosen)]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A column with its texts made ready: cleaned, numbers padded so that their points stand in line."""

    column: Column
    title: str
    texts: list[str]
    cells: list[Cell]
    wide: int
    limited: bool

    @classmethod
    def of(cls, column: Column, contents: list[Cell], look: Look) -> _Drawn:
        texts = [look.clean(cell.text) for cell in contents]
        if column.kind in ("number", "bar"):
            texts = _pointed(texts)
        return cls(
            column, look.clean(column.title), texts, contents, max(map(cells, texts)), look.limit is not None
        )

    @property
    def want(self) -> Want:
        kind, head = self.column.kind, self.title
        longest_word = max(map(cells, head.split(" ")))
        if kind == "bar":
            wide = self.wide + 1
            return Want(
                max(wide + BAR, cells(head)), max(wide + SHORT_BAR, longest_word), self.column.priority
            )
        natural = max(self.wide, cells(head))
        if kind != "text" or not self.limited:
            return Want(natural, max(self.wide, longest_word), self.column.priority)
        unbroken = min(
            LONG_WORD, max((cells(word) for text in self.texts for word in text.split(" ")), default=0)
        )
        return Want(
            natural, min(natural, max(self.column.least, longest_word, unbroken)), self.column.priority
        )

    @property
    def align(self) -> str:
        return "right" if self.column.kind == "number" else self.column.align

    def padded(self, width: int, look: Look) -> list[str]:
        """All cells as one line each, exactly `width` wide."""
        if self.column.kind != "bar":
            return [pad(text, width, self.align) for text in self.texts]
        room = max(0, min(BAR, width - self.wide - 1))
        bars = [bar(cell.share, room, unicode=look.unicode) for cell in self.cells]
        numbers = [pad(text, self.wide, "right") for text in self.texts]
        return [f"{text} {pad(bar, width - self.wide - 1)}" for text, bar in zip(numbers, bars, strict=True)]

    def lines(self, row: int, width: int, look: Look) -> list[Line]:
        """The lines of one cell, each exactly `width` wide."""
        text, cell = self.texts[row], self.cells[row]
        tone = "id" if self.column.kind == "id" and cell.tone == "plain" else cell.tone
        if self.column.kind == "bar":
            number = pad(text, self.wide, "right")
            drawn = bar(cell.share, max(0, min(BAR, width - self.wide - 1)), unicode=look.unicode)
            return [[(number, tone), (pad(" " + drawn, width - self.wide), _BARS.get(cell.tone, "bar"))]]
        pieces = wrap(text, width, LINES, look.more) if look.limit is not None else [text]
        return [[(pad(piece, width, self.align), tone)] for piece in pieces]


def _pointed(texts: Sequence[str]) -> list[str]:
    """Numbers padded so that, right-aligned, their points stand in line, if that costs little room."""
    matches = [_DECIMAL.fullmatch(text) for text in texts]
    tails = [len(match[2] or "") if match else 0 for match in matches]
    most = max(tails)
    pointed = [text + " " * (most - tail) for text, tail in zip(texts, tails, strict=True)]
    return pointed if max(map(cells, pointed)) <= max(map(cells, texts)) + ROOM_FOR_POINTS else list(texts)


def bar(share: float | None, width: int, *, unicode: bool) -> str:
    """A bar of at most `width` cells; the smallest share above 0 is still seen."""
    part = min(max(share or 0.0, 0.0), 1.0)
    if not unicode:
        return "#" * (max(1, round(part * width)) if part and width else 0)
    full, eighths = divmod(max(1, round(part * width * 8)) if part and width else 0, 8)
    return "█" * full + _EIGHTHS[eighths].strip()


_Shown = Sequence[tuple[_Drawn, int]]


def _head(shown: _Shown, look: Look) -> list[Line]:
    titles = [wrap(drawn.title, width if look.limit is not None else None) for drawn, width in shown]
    tall = max(map(len, titles))
    lines: list[Line] = []
    for number in range(tall):
        line: list[Span] = []
        for (drawn, width), title in zip(shown, titles, strict=True):
            at = number - (tall - len(title))
            line.append((pad(title[at] if at >= 0 else "", width, drawn.align) + " " * GAP, "dim"))
        lines.append(line)
    rule = "─" if look.unicode else "-"
    return [*lines, [((rule * width) + " " * GAP, "dim") for _, width in shown]]


def _rows(shown: _Shown, count: int, look: Look, line: tuple[int, str] | None) -> Iterable[Line]:
    if look.limit is None and not look.color and line is None:
        yield from _bare_rows(shown, look)
        return
    for row in range(count):
        if line is not None and line[0] == row:
            yield _ruled(line[1], sum(width + GAP for _, width in shown) - GAP, look)
        blocks = [drawn.lines(row, width, look) for drawn, width in shown]
        for number in range(max(map(len, blocks))):
            drawn: list[Span] = []
            for (_, width), block in zip(shown, blocks, strict=True):
                drawn += block[number] if number < len(block) else [(" " * width, "plain")]
                drawn.append((" " * GAP, "plain"))
            yield drawn


def _ruled(text: str, width: int, look: Look) -> Line:
    """A line across the table with a word in it."""
    rule = "─" if look.unicode else "-"
    word = f"{rule * 2} {look.clean(text)} "
    return [(word + rule * max(0, width - cells(word)), "warn")]


def _bare_rows(shown: _Shown, look: Look) -> Iterable[Line]:
    """The rows where nothing wraps and nothing is coloured: ten thousand of them are read by a pipe."""
    gap = " " * GAP
    columns = [drawn.padded(width, look) for drawn, width in shown]
    for row in zip(*columns, strict=True):
        yield [(gap.join(row), "plain")]


def _hidden(hidden: Sequence[_Drawn], wanted: int, look: Look, *, chosen: bool) -> list[Line]:
    if not hidden:
        return []
    names = ", ".join(drawn.title for drawn in hidden)
    choice = ", --columns chooses" if chosen else ""
    text = f"not shown, for lack of room: {names} (--width {wanted} shows all{choice})"
    return [[], *([(line, "dim")] for line in wrap(text, look.limit))]


def _stacked(columns: Sequence[_Drawn], count: int, look: Look) -> list[Line]:
    """Every row as a list of titles and values, an empty line between rows."""
    lines: list[Line] = []
    label = max(cells(drawn.title) for drawn in columns) if look.limit else 0
    for row in range(count):
        lines += [[]] if row else []
        for drawn in columns:
            text = drawn.texts[row].strip(" ")
            tone = "id" if drawn.column.kind == "id" else drawn.cells[row].tone
            if text:
                lines += labelled(drawn.title, [text], tone, label, look)
    return lines
