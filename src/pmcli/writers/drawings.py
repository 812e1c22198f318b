"""Drawings as data: what they show, decided once; how they are drawn is decided in `terminal`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from pmcli.model.figure import figure

Span = tuple[str, str]
"""A text and its tone: that of a cell, or one of severities and bars."""
Line = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is wrapped where it has no room, below itself where something stands before its first line.

    With `most` it takes so many lines at most. A list is broken between its pieces rather than inside them;
    code is never broken.
    """

    text: Line
    lead: Line = ()
    most: int | None = None
    is_list: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class TextLines:
    """Lines of texts, one below the other."""

    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries side by side, as many as have room in a line."""

    entries: tuple[Line, ...]


# --- cards ---


@dataclass(frozen=True, slots=True)
class Card:
    """A feature: its marks, title and id, who works on it, why it stands there, and what is to be noticed.

    `why` are the reasons where cards are narrow, `reasons` the same in one text where they are wide; there
    `when` stands before the marks. `brief` is the work in few words, for cards that are one line. `tone` is
    that of the title, `tail` stands behind it and is not cut where a card is one line.
    """

    title: str
    id: str = ""
    marks: Line = ()
    work: str = ""
    why: tuple[str, ...] = ()
    reasons: str = ""
    flag: str = ""
    when: str = ""
    tone: str = "strong"
    brief: str = ""
    tail: str = ""

    @property
    def text(self) -> str:
        """The title with its tail."""
        return f"{self.title} {self.tail}" if self.tail else self.title


@dataclass(frozen=True, slots=True)
class Lane:
    """Cards under a title; `note` stands beside it, `facts` below, `empty` where there are no cards."""

    title: str
    cards: tuple[Card, ...]
    note: str = ""
    empty: str = "nothing"
    facts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Lanes of cards: side by side where a terminal is wide, below one another where it is narrow."""

    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Lanes of which every card is one line: below one another, or in columns so that they take few lines.

    All cards together take at most `lines` lines; of a lane that has not room for all the first stand there,
    and how many more there are. `below` is said beneath the last.
    """

    lanes: tuple[Lane, ...]
    lines: int
    below: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix: the cards under each of the heads, and all of them as a titled lane."""

    cells: tuple[tuple[Card, ...], ...]
    lane: Lane


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of groups under heads; lanes below one another where there is no room for columns."""

    corner: str
    heads: tuple[str, ...]
    groups: tuple[MatrixRow, ...]


# --- bars through periods ---


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar through periods, `first` and `last` are their numbers; `due` is a place such as 1.5.

    `tail` stands behind the title and is not cut, `hint` beside it where there is room. One that `is_kept`
    ends before a `due` in its last period.
    """

    title: str
    first: int
    last: int
    marks: Line = ()
    tone: str = "bar"
    due: float | None = None
    due_mark: Span = ("", "plain")
    hint: str = ""
    is_kept: bool = False
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Gantt:
    """Stretches in groups under the names of periods; a title may be empty."""

    periods: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Stretch, ...]], ...]


# --- intervals ---

_FAR = 2.0
"""A mark at more than so many times the reach of all intervals is not drawn."""
_AIR, _HARDLY = 0.04, 1e-200
_SMALL, _LARGE = 1e-6, 1e6
"""Steps below and from which numbers on a scale are written as figures."""


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """A difference between the ends of its interval; one that `counts` is drawn heavily, another thinly."""

    label: str
    low: float
    at: float
    high: float
    counts: bool = True
    tone: str = "bar"


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of differences below one another, on a scale on which 0 and the `marks` are seen.

    Numbers are written times `factor`, with the `unit`; `marked` says what the marks are. A mark that is far
    beyond all intervals is left out.
    """

    bars: tuple[IntervalBar, ...]
    marks: tuple[float, ...] = ()
    marked: str = ""
    factor: float = 1.0
    unit: str = ""

    @property
    def near(self) -> tuple[float, ...]:
        """The marks that are drawn."""
        far = _FAR * max((abs(end) for bar in self.bars for end in (bar.low, bar.high)), default=0.0)
        return tuple(mark for mark in self.marks if abs(mark) <= far)

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the scale, with some air beyond all that is drawn; both 0 where that has no width."""
        drawn = [0.0, *self.near, *(end for bar in self.bars for end in (bar.low, bar.at, bar.high))]
        wide = max(drawn) - min(drawn)
        return (min(drawn) - wide * _AIR, max(drawn) + wide * _AIR) if wide > _HARDLY else (0.0, 0.0)

    def ticks(self, most: float) -> Iterator[tuple[float, str]]:
        """The numbers of the scale with their texts, 0 among them, about so many at most; in order."""
        low, high = (end * self.factor for end in self.ends)
        step = _step((high - low) / most)
        for count in range(ceil(low / step), floor(high / step) + 1):
            text = _tick(abs(count * step), step)
            yield count * step / self.factor, f"−{text}" if count < 0 else text


def _tick(number: float, step: float) -> str:
    """A number of a scale, with as many decimals as its steps have."""
    if number == 0 or not _SMALL <= step < _LARGE:
        return figure(number)
    return f"{number:,.{max(0, -floor(log10(step) + 1e-9))}f}"


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 … from `least` on."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


Drawing = TextLines | Legend | Board | Shelves | Matrix | Gantt | Intervals
