"""The colours and signs of pictures, the same in every picture of a backlog, and the legend below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pmcli.planning.result import Mark
from pmcli.sharing import AudienceView
from pmcli.views.roadmap.labels import SIGNS
from pmcli.writers.svg import ink
from pmcli.writers.svg.text import cut, width

SIZE = 13
HEIGHT = 26
"""Height of a row."""
_SIGN, _GAP = 24, 26
_LONGEST = 260
SIGN: Final[Mapping[Mark, tuple[str, str]]] = {
    "in-progress": ("M2 1L13 7L2 13Z", "#2a9078"),
    "pinned": ("M7 0L14 7L7 14L0 7Z", "#b07400"),
    "deadline": ("M2 0H3.6V1H13L10.4 4.5L13 8H3.6V14H2Z", "#c03a2b"),
    "first": ("M7 0L8.9 4.9L14 5.2L10 8.5L11.4 13.6L7 10.7L2.6 13.6L4 8.5L0 5.2L5.1 4.9Z", "#b07400"),
    "assumed": ("M0 4.5Q3.5 0 7 4.5T14 4.5V6.7Q10.5 11 7 6.7T0 6.7ZM0 9.5H14V11.5H0Z", "#7b8794"),
    "overrun": ("M7 1L14 13H0Z", "#c03a2b"),
    "unlikely": ("M7 0A7 7 0 1 1 7 14A7 7 0 1 1 7 0ZM7 1.5V12.5A5.5 5.5 0 0 0 7 1.5Z", "#c03a2b"),
}
"""Every mark of a placement as a path of 14 by 14, and its colour."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign as it is drawn, 14 high and up to 18 wide, and what it means."""

    sign: str
    words: str


def swatch(fill: str, stroke: str = "") -> str:
    """A small square of a colour, as SVG."""
    return ink.rect(0, 0, 14, 14, fill, radius=3, stroke=stroke)


def marks(used: Iterable[Mark]) -> list[LegendEntry]:
    """The entries of the marks in use."""
    shown = set(used)
    return [
        LegendEntry(ink.path(outline, fill=color), SIGNS[mark].words)
        for mark, (outline, color) in SIGN.items() if mark in shown
    ]  # fmt: skip


def drawn(entries: Sequence[LegendEntry], x: float, y: float, room: float) -> tuple[list[str], float]:
    """The entries in as many rows as they need, and how high they are together."""
    parts: list[str] = []
    at, row = x, y
    for entry in entries:
        text = cut(entry.words, _LONGEST, SIZE)
        wide = _SIGN + width(text, SIZE)
        if at > x and at + wide > x + room:
            at, row = x, row + HEIGHT
        sign = ink.group(at, row, [entry.sign])
        parts += [sign, ink.words(at + _SIGN, row + 12, text, SIZE, fill=ink.SOFT)]
        at += wide + _GAP
    return parts, (row - y + HEIGHT) if entries else 0.0


@dataclass(frozen=True, slots=True)
class Themes:
    """The colour of every theme that has one, the most frequent first; the others are grey."""

    colors: Mapping[str, str]
    has_others: bool = False
    has_none: bool = False

    @classmethod
    def of(cls, view: AudienceView, features: Iterable[str]) -> Themes:
        """The themes of the features drawn; none where the reader sees none."""
        if not view.sees("theme"):
            return cls({})
        themes = [view.backlog.features[name].theme for name in features]
        counts = Counter(theme for theme in themes if theme)
        order = sorted(counts, key=lambda theme: (-counts[theme], theme))
        few = sorted(order[: len(ink.HUES)])
        colors = dict(zip(few, ink.HUES, strict=False))
        return cls(colors, len(order) > len(few), bool(colors) and None in themes)

    def color(self, theme: str | None) -> str:
        """The colour of a feature with this theme."""
        if not self.colors:
            return ink.HUES[0]
        return self.colors.get(theme or "", ink.GREY)

    def entries(self) -> list[LegendEntry]:
        """The legend's entries for the colours."""
        entries = [LegendEntry(swatch(color), theme) for theme, color in self.colors.items()]
        rest = " and ".join(["other themes"] * self.has_others + ["no theme"] * self.has_none)
        return [*entries, LegendEntry(swatch(ink.GREY), rest)] if rest else entries
