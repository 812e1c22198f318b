"""What a terminal can do, and how wide texts are in it.

Text is data: no markup, no emoji codes, no highlighting; what `visible` writes out never reaches a terminal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category, east_asian_width

from pmcli.writers.escaping import plain, visible

STYLES = {
    "plain": "", "dim": "dim", "good": "green", "warn": "yellow", "bad": "red", "strong": "bold",
    "id": "cyan", "bar": "blue", "error": "bold red", "warning": "bold yellow", "info": "bold cyan",
}  # fmt: skip
NARROWEST = 20
"""Cells: a narrower terminal is treated as if it had as many."""
_ASCII = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "…": "...", "×": "x", "·": "*", "→": "->", "≤": "<=", "≥": ">=",
     "Σ": "sum", "√": "sqrt", "∞": "inf", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "●": "o",
     "▸": ">", "◆": "@", "⚑": "!", "★": "*", "≈": "~", "▲": "^", "½": "%", "✗": "x", "╮": "\\", "│": "|",
     "╯": "/", "╶": "-", "÷": "/", "±": "+/-"}
)  # fmt: skip
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Look:
    """The abilities of a terminal: its width (None: no limit), and whether it knows Unicode and colours."""

    width: int | None = None
    unicode: bool = True
    color: bool = True

    @property
    def is_bare(self) -> bool:
        """Whether there is no terminal: texts go on without end, in no colours."""
        return self.width is None and not self.color

    @property
    def limit(self) -> int | None:
        """The width to keep to."""
        return None if self.width is None else max(self.width, NARROWEST)

    @property
    def more(self) -> str:
        """The mark of a text that is cut."""
        return "…" if self.unicode else "..."

    @property
    def rule(self) -> str:
        """One cell of a line from left to right."""
        return "─" if self.unicode else "-"

    def clean(self, text: str) -> str:
        """One line of text, safe to show here, also in the log of a CI system."""
        shown = plain(visible(text))
        return shown if self.unicode or shown.isascii() else shown.translate(_ASCII)

    def cells(self, text: str) -> int:
        """The width of a text in cells: 2 for a Chinese character or an emoji, 0 for a combining mark."""
        if text.isascii():
            return len(text)
        if self.is_bare:
            return bare_cells(text)
        from rich.cells import cell_len

        return cell_len(text)

    def cut(self, text: str, width: int) -> str:
        """The text in at most `width` cells; what is cut off is marked."""
        if self.cells(text) <= width:
            return text
        room = width - len(self.more)
        if room <= 0:
            return self.more[:width]
        text = text[:room]
        while self.cells(text) > room:
            text = text[:-1]
        return text.rstrip(" ") + self.more

    def cut_before(self, text: str, tail: str, width: int) -> str:
        """The text and behind it `tail`, in at most `width` cells; what is cut off is cut off the text."""
        room = width - self.cells(tail) - 1
        return f"{self.cut(text, room)} {tail}" if tail and room > 0 else self.cut(text or tail, width)

    def pad(self, text: str, width: int, align: str = "left") -> str:
        """The text with spaces to `width` cells."""
        space = " " * (width - self.cells(text))
        return space + text if align == "right" else text + space

    def bar(self, share: float | None, width: int) -> str:
        """A bar of at most `width` cells; the smallest share above 0 is still seen."""
        part = min(max(share or 0.0, 0.0), 1.0)
        if not self.unicode:
            return "#" * (max(1, round(part * width)) if part and width else 0)
        full, eighths = divmod(max(1, round(part * width * 8)) if part and width else 0, 8)
        return "█" * full + _EIGHTHS[eighths].strip()


_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff–—−…→≤≥Σ√∞“”‘’•●≈▲▏▎▍▌▋▊▉█─]*")
"""Texts of nothing but characters of one cell: nearly all that there are."""


def bare_cells(text: str) -> int:
    """The width of a text without a terminal, where Rich is not asked; what emoji are made of counts once."""
    if _NARROW.fullmatch(text):
        return len(text)
    wide, last, before = 0, 0, ""
    for sign in text:
        if sign == "\ufe0f" and last == 1:
            wide += 1
            last = 2
        elif before != "\u200d" and not "\U0001f3fb" <= sign <= "\U0001f3ff":
            kind = category(sign)
            is_wide = kind != "Cn" and east_asian_width(sign) in "WF"
            last = 0 if kind in ("Mn", "Me", "Mc", "Cf") else 1 + is_wide
            wide += last
        before = sign
    return wide
