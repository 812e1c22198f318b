"""What is drawn, after it is decided how wide: texts, rows of cells, panels side by side, trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pmcli.writers.blocks import Tree
from pmcli.writers.drawings import Span, Words

Cell = Sequence[Words]
"""Texts below one another."""
BLANK = Words(())


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells in columns of fixed widths; a row that is one text goes across all of them.

    The heads stand above a rule; columns named in `right` are aligned to the right. A framed grid has lines
    between its rows and columns, which are not counted in its widths.
    """

    widths: tuple[int, ...]
    rows: Sequence[Sequence[Cell] | Words]
    head: Sequence[str] = ()
    right: frozenset[int] = frozenset()
    is_framed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Texts in a frame, with a title and a note in its upper edge."""

    title: str
    note: str
    texts: Cell


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels of one width, as many side by side as have room."""

    panels: tuple[Panel, ...]
    width: int


Shape = Words | Grid | Panels | Tree | str
"""A string is a line that is ready to be shown where there is no terminal."""


class Strip:
    """A line of cells, on which signs are written over others."""

    def __init__(self, signs: str, tone: str) -> None:
        self.cells: list[Span] = [(sign, tone) for sign in signs]

    def write(self, at: int, text: str, tone: str, wide: int | None = None) -> None:
        """Writes a text from a cell on; `wide` are its cells where they are not its letters."""
        self.cells[at : at + (len(text) if wide is None else wide)] = [(sign, tone) for sign in text]

    @property
    def line(self) -> list[Span]:
        """The signs as a text."""
        tones = groupby(self.cells, lambda cell: cell[1])
        return [("".join(sign for sign, _ in cells), tone) for tone, cells in tones]
