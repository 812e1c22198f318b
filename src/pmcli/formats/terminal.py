"""Tables and lines of text as a terminal shows them. The only room that knows Rich.

Rich measures characters and writes colours; the columns are laid out here, because a Rich table of a thousand
rows takes a second. Text is data: no markup, no emoji codes, no highlighting, and nothing in it reaches the
terminal that `visible` would write out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pmcli.formats.layout import GAP, Want, fit, needed
from pmcli.formats.table import Cell, Column, Table
from pmcli.formats.visible import visible

if TYPE_CHECKING:
    from rich.style import Style

Span = tuple[str, str]
"""A piece of text and the tone it is written in: one of `STYLES`."""
Line = Sequence[Span]
STYLES = {
    "plain": "", "dim": "dim", "good": "green", "warn": "yellow", "bad": "red", "strong": "bold",
    "id": "cyan", "bar": "blue", "error": "bold red", "warning": "bold yellow", "info": "bold cyan",
}  # fmt: skip
BAR = 10
"""Cells of a bar where there is room."""
SHORT_BAR = 4
LONG_WORD = 20
"""A word no longer than this is not broken."""
LINES = 3
"""So many lines a cell takes at most."""
NARROWEST = 20
"""A terminal narrower than this is treated as if it were as wide."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_ASCII = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "…": "...", "×": "x", "·": "*", "→": "->", "≤": "<=", "≥": ">=",
     "Σ": "sum", "√": "sqrt", "∞": "inf", "“": '"', "”": '"', "‘": "'", "’": "'"}
)  # fmt: skip
_DECIMAL = re.compile(r"([-−]?[\d,]+)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can do: how wide it is (None: no limit), and whether it knows Unicode."""

    width: int | None = None
    unicode: bool = True

    def clean(self, text: str) -> str:
        """One line of text, safe to show here."""
        shown = visible(text)
        return shown if self.unicode or shown.isascii() else shown.translate(_ASCII)

    @property
    def more(self) -> str:
        """What stands for what is cut."""
        return "…" if self.unicode else "..."

    @property
    def limit(self) -> int | None:
        """The width to keep to."""
        return None if self.width is None else max(self.width, NARROWEST)


def render(table: Table, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The table as text that ends in a newline, no line wider than `width` cells.

    `width` None is no terminal: nothing is wrapped, cut or hidden. On a narrow one text wraps first, then
    columns are hidden by priority and a line says which; where not even the needed ones fit, every row is
    written as a small list. Only with `color` there are escape sequences, and only those that set colours.
    """
    return paint(draw(table, Look(width, unicode)), color=color)


def paint(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, each with a newline and without spaces at its end."""
    return "".join(_painted(line, color=color) + "\n" for line in lines)


def _painted(line: Line, *, color: bool) -> str:
    spans = list(line)
    while spans and not (text := spans[-1][0].rstrip(" ")):
        spans.pop()
    if not spans:
        return ""
    spans[-1] = (text, spans[-1][1])
    if not color:
        return "".join(text for text, _ in spans)
    return "".join(_colored(text, tone) for text, tone in spans)


def _colored(text: str, tone: str) -> str:
    from rich.color import ColorSystem

    bare = text.strip(" ")
    if not STYLES[tone] or not bare:
        return text
    before, after = text[: text.index(bare[0])], text[len(text.rstrip(" ")) :]
    return before + _style(tone).render(bare, color_system=ColorSystem.STANDARD) + after


@cache
def _style(tone: str) -> Style:
    from rich.style import Style

    return Style.parse(STYLES[tone])


# --- measuring ---


def cells(text: str) -> int:
    """How many cells wide a text is: 2 for a Chinese character or an emoji, 0 for a combining mark."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int, more: str = "…") -> str:
    """The text in at most `width` cells; what is cut off is marked."""
    if cells(text) <= width:
        return text
    from rich.cells import set_cell_size

    room = width - len(more)
    return (set_cell_size(text, room).rstrip(" ") + more) if room > 0 else more[:width]


def pad(text: str, width: int, align: str = "left") -> str:
    """The text with spaces to `width` cells."""
    space = " " * (width - cells(text))
    return space + text if align == "right" else text + space


def wrap(text: str, width: int | None, most: int | None = None, more: str = "…") -> list[str]:
    """The text in lines of at most `width` cells, broken between words, and inside one only if it must.

    With `most` there are at most so many lines, and the last ends in `more` where something is missing.
    """
    if width is None or cells(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if cells(joined := f"{line} {word}" if line else word) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(word, width)
        lines += whole
    return _at_most([*lines, line], width, most, more)


def _chopped(word: str, width: int) -> list[str]:
    if cells(word) <= width:
        return [word]
    from rich.cells import chop_cells

    return [piece for piece in chop_cells(word, width) if piece]


def _at_most(lines: list[str], width: int, most: int | None, more: str) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    last = f"{lines[most - 1]} {more}"
    return [
        *lines[: most - 1],
        last if cells(last) <= width else cut(lines[most - 1] + more * 2, width, more),
    ]


# --- tables ---


def draw(table: Table, look: Look) -> list[Line]:
    """The lines of a table, not yet painted."""
    top: list[Line] = (
        [[(line, "strong")] for line in wrap(look.clean(table.title), look.limit)] if table.title else []
    )
    body = _body(table, look)
    notes: list[Line] = [
        [(line, "dim")] for note in table.notes for line in wrap(look.clean(note), look.limit)
    ]
    parts = [part for part in (top, body, notes) if part]
    return [line for number, part in enumerate(parts) for line in ([[], *part] if number else part)]


def _body(table: Table, look: Look) -> list[Line]:
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
    lines = [*_head(shown, look), *_rows(shown, len(table.rows), look)]
    hidden = [column for column, width in zip(columns, widths, strict=True) if width is None]
    return [*lines, *_hidden(hidden, needed(wants), look)]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A column with its texts made ready: cleaned, numbers padded so that their points stand in line."""

    column: Column
    title: str
    texts: list[str]
    cells: list[Cell]
    wide: int

    @classmethod
    def of(cls, column: Column, found: list[Cell], look: Look) -> _Drawn:
        texts = [look.clean(cell.text) for cell in found]
        if column.kind in ("number", "bar"):
            texts = _pointed(texts)
        return cls(column, look.clean(column.title), texts, found, max(map(cells, texts)))

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
        if kind != "text":
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

    def lines(self, row: int, width: int, look: Look) -> list[Line]:
        """The lines of one cell, each exactly `width` wide."""
        text, cell = self.texts[row], self.cells[row]
        tone = "id" if self.column.kind == "id" and cell.tone == "plain" else cell.tone
        if self.column.kind == "bar":
            number = pad(text, self.wide, "right")
            bar = _bar(cell.share, max(0, min(BAR, width - self.wide - 1)), unicode=look.unicode)
            return [[(number, tone), (pad(" " + bar, width - self.wide), "bar")]]
        pieces = wrap(text, width, LINES, look.more) if look.limit is not None else [text]
        return [[(pad(piece, width, self.align), tone)] for piece in pieces]


def _pointed(texts: Sequence[str]) -> list[str]:
    """Numbers with spaces behind them, so that right-aligned their decimal points stand in line."""
    found = [_DECIMAL.fullmatch(text) for text in texts]
    tails = [len(match[2] or "") if match else 0 for match in found]
    most = max(tails, default=0)
    return [text + " " * (most - tail) for text, tail in zip(texts, tails, strict=True)]


def _bar(share: float | None, width: int, *, unicode: bool) -> str:
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


def _rows(shown: _Shown, count: int, look: Look) -> Iterable[Line]:
    for row in range(count):
        blocks = [drawn.lines(row, width, look) for drawn, width in shown]
        for number in range(max(map(len, blocks))):
            line: list[Span] = []
            for (_, width), block in zip(shown, blocks, strict=True):
                line += block[number] if number < len(block) else [(" " * width, "plain")]
                line.append((" " * GAP, "plain"))
            yield line


def _hidden(hidden: Sequence[_Drawn], wanted: int, look: Look) -> list[Line]:
    if not hidden:
        return []
    names = ", ".join(drawn.title for drawn in hidden)
    text = f"not shown, for lack of room: {names} (--width {wanted} shows all, --columns chooses)"
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


def labelled(
    title: str, texts: Sequence[str], tone: str, label: int, look: Look, indent: int = 0
) -> list[Line]:
    """A title in `label` cells and beside it the texts, each wrapped into what is left of the width."""
    start = indent + label + GAP
    room = None if look.limit is None else look.limit - start
    if room is not None and room < NARROWEST // 2:
        pieces = [piece for text in texts for piece in wrap(text, look.limit and look.limit - GAP)]
        head: list[Line] = [[(piece, "dim")] for piece in wrap(title, look.limit)]
        return [*head, *([(" " * GAP + piece, tone)] for piece in pieces)]
    pieces = [piece for text in texts for piece in wrap(text, room)]
    first = " " * indent + pad(title, label + GAP)
    return [
        [(" " * start if number else first, "dim"), (piece, tone)] for number, piece in enumerate(pieces)
    ]  # fmt: skip
