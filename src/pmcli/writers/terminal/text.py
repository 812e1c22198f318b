"""Texts in a terminal: their width, their breaks, their colours. Only here is Rich.

Text is data: no markup, no emoji codes, no highlighting; what `visible` writes out never reaches a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pmcli.writers.escaping import plain, visible
from pmcli.writers.terminal.layout import GAP

if TYPE_CHECKING:
    from rich.style import Style

Span = tuple[str, str]
"""A text and its tone, one of `STYLES`."""
Line = Sequence[Span]
STYLES = {
    "plain": "", "dim": "dim", "good": "green", "warn": "yellow", "bad": "red", "strong": "bold",
    "id": "cyan", "bar": "blue", "error": "bold red", "warning": "bold yellow", "info": "bold cyan",
}  # fmt: skip
NARROWEST = 20
"""Cells: a narrower terminal is treated as if it had as many."""
_ASCII = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "…": "...", "×": "x", "·": "*", "→": "->", "≤": "<=", "≥": ">=",
     "Σ": "sum", "√": "sqrt", "∞": "inf", "“": '"', "”": '"', "‘": "'", "’": "'"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """The abilities of a terminal: its width (None: no limit), and whether it knows Unicode and colours."""

    width: int | None = None
    unicode: bool = True
    color: bool = True

    def clean(self, text: str) -> str:
        """One line of text, safe to show here."""
        shown = visible(text)
        return shown if self.unicode or shown.isascii() else shown.translate(_ASCII)

    @property
    def more(self) -> str:
        """The mark of a text that is cut."""
        return "…" if self.unicode else "..."

    @property
    def limit(self) -> int | None:
        """The width to keep to."""
        return None if self.width is None else max(self.width, NARROWEST)


def paint(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, each with a newline and without spaces at its end."""
    return plain("".join(_painted(line, color=color) + "\n" for line in lines))


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


def cells(text: str) -> int:
    """The width of a text in cells: 2 for a Chinese character or an emoji, 0 for a combining mark."""
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


def labelled(title: str, texts: Sequence[str], tone: str, label: int, look: Look) -> list[Line]:
    """A title in `label` cells and beside it the texts, below it where there is little room; all wrapped."""
    start = label + GAP
    if look.limit is not None and look.limit - start < NARROWEST // 2:
        below = [piece for text in texts for piece in wrap(text, look.limit - GAP)]
        head: list[Line] = [[(piece, "dim")] for piece in wrap(title, look.limit)]
        return [*head, *([(" " * GAP + piece, tone)] for piece in below)]
    room = None if look.limit is None else look.limit - start
    pieces = [piece for text in texts for piece in wrap(text, room)]
    titles = [pad(title, start), *[" " * start] * len(pieces)]
    return [[(before, "dim"), (piece, tone)] for before, piece in zip(titles, pieces, strict=False)]
