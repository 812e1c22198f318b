"""What is drawn, after it is decided how wide: texts, rows of cells, panels side by side, trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.writers.drawings import Words
from pmcli.writers.terminal.layout import GAP

if TYPE_CHECKING:
    from pmcli.writers.blocks import Node

Cell = Sequence[Words]
"""Texts below one another."""
BLANK = Words(())


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells in columns of fixed widths; a row that is one text goes across all of them.

    `head` stands above a rule; those named in `right` are aligned to the right. A framed grid has lines
    between its rows and columns, which are not counted in its widths.
    """

    widths: tuple[int, ...]
    rows: Sequence[Sequence[Cell] | Words]
    head: Sequence[Cell] = ()
    right: frozenset[int] = frozenset()
    gap: int = GAP
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


@dataclass(frozen=True, slots=True)
class Branches:
    """A tree of texts."""

    root: Node


Shape = Words | Grid | Panels | Branches
