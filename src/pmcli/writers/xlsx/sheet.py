"""Sheets of a workbook as data, decided before anything is written: columns, and cells in rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView

Look = Literal["text", "number", "share", "count"]
LONGEST = 32_767
"""Characters that a cell holds, counted in UTF-16 as spreadsheets do."""
_RICH = ("<r>", "</r>")
_WIDE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Live:
    """A formula, without its "=", and its value as pm has worked it out; None where it has none."""

    formula: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Given:
    """A number that formulas read: it is there to be changed."""

    value: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """A number that nobody gave: pm had to assume it."""

    value: float


Content = str | float | Live | Given | Assumed | None
"""A cell. A text is a text whatever it begins with, None is an empty cell."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, what it means in a sentence, and how its cells look.

    `bar` draws small bars for its numbers, `heat` colours shares from empty to overfull; `is_hidden` is for
    columns that only formulas read. `width` is in characters, 0 for what its cells need.
    """

    title: str
    about: str = ""
    look: Look = "text"
    width: float = 0.0
    bar: bool = False
    heat: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `kept` columns stay in sight, `bands` gives rows of one group the same number.

    `lines` is how many lines of a long text are shown; the cell has all of it.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Content, ...], ...]
    kept: int = 1
    bands: tuple[int, ...] = ()
    lines: int = 4
    has_filter: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sheet: its name, what it shows, and the sheet for a reader, None where there is nothing."""

    name: str
    about: str
    make: Callable[[AudienceView], Sheet | None]


def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def text(words: str) -> str:
    """A text as a cell can hold it: hidden characters written out, and cut with a mark where too long."""
    shown = visible(words, one_line=False)
    if shown.startswith(_RICH[0]) and shown.endswith(_RICH[1]):
        shown += " "  # XlsxWriter would take it for markup of its own, and write it as it is
    if len(shown) <= LONGEST // 2 or (size := _units(shown)) <= LONGEST:
        return shown
    mark = f" … (cut: {size:,} characters)"
    return _first(shown, LONGEST - len(mark)) + mark


def _units(words: str) -> int:
    return len(words) + sum(ord(word) > _WIDE for word in words)


def _first(words: str, most: int) -> str:
    """The beginning of a text that `most` units of UTF-16 hold."""
    kept = words[:most]
    while _units(kept) > most:
        kept = kept[: len(kept) - max(1, (_units(kept) - most) // 2)]
    return kept
