"""A feature as a box: a title that fits, what is said below it, and its marks."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.views.roadmap.lanes import Item
from pmcli.views.svg.legend import SIGN
from pmcli.writers.svg import ink
from pmcli.writers.svg.text import cut, wrapped

SIZE, LINE, SMALL, SMALL_LINE = 13, 17, 11, 15
LINES, ABOUT = 3, 4
"""Most lines of a title, and of the text for customers below it."""
_LEFT, _RIGHT, _TOP = 13, 9, 8
_SIGN = 18


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines; `high` is how high it has to be."""

    item: Item
    color: str
    wide: float
    title: tuple[str, ...]
    about: tuple[str, ...]
    meta: str

    @property
    def high(self) -> float:
        """The height that the lines need."""
        below = len(self.about) + bool(self.meta)
        return 2 * _TOP + len(self.title) * LINE + below * SMALL_LINE + (2 if below else 0) - 2

    def drawn(self, x: float, y: float, high: float) -> str:
        """The box at a place, as high as its neighbours."""
        parts = [
            ink.rect(0.5, 0.5, self.wide - 1, high - 1, ink.PAPER, stroke=ink.LINE, radius=5),
            ink.path(_stripe(high), fill=self.color),
        ]  # fmt: skip
        at = float(_TOP)
        for text in self.title:
            parts.append(ink.words(_LEFT, at + 11, text, SIZE, bold=True))
            at += LINE
        for text in self.about:
            parts.append(ink.words(_LEFT, at + 10, text, SMALL, fill=ink.SOFT))
            at += SMALL_LINE
        if self.meta:
            parts.append(ink.words(_LEFT, at + 10, self.meta, SMALL, fill=ink.SOFT))
        for number, mark in enumerate(self.item.marks):
            outline, color = SIGN[mark]
            left = self.wide - _RIGHT - 14 - number * _SIGN
            parts.append(ink.group(left, _TOP - 1, [ink.path(outline, fill=color)]))
        return ink.group(x, y, parts, title=self.item.title, kind="box")


def _stripe(high: float) -> str:
    """The left edge of a box with round corners."""
    low, end = ink.number(high - 5.5), ink.number(high - 0.5)
    return f"M5.5 .5V{end}A5 5 0 0 1 .5 {low}V5.5A5 5 0 0 1 5.5 .5Z"


def box_of(item: Item, wide: float, color: str) -> Box:
    """The box of a feature, `wide` pixels wide."""
    signs = len(item.marks) * _SIGN
    room = wide - _LEFT - _RIGHT
    title = wrapped(item.title, room - signs, SIZE, LINES, bold=True)
    about = wrapped(item.about, room, SMALL, ABOUT) if item.about else []
    return Box(item, color, wide, tuple(title), tuple(about), cut(item.meta, room, SMALL))
