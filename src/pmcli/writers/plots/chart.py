"""Charts as data, decided once: the terminal and the files draw the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from pmcli.model.backlog import Backlog
from pmcli.ranking import LeftOut
from pmcli.writers.table import Table, Tone

SPREAD = 50
"""The ratio of the largest number to the smallest above which logarithms are drawn."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A measure from `low` to `high`, with the line between the fields."""

    title: str
    low: float
    high: float
    line: float
    is_log: bool = False

    @classmethod
    def of(cls, title: str, numbers: Sequence[float], line: float) -> Axis:
        """An axis with some air round its numbers."""
        low, high = min(numbers), max(numbers)
        if low > 0 and high / low > SPREAD:
            air = (high / low) ** 0.04
            return cls(title, low / air, high * air, line, is_log=True)
        air = (high - low or abs(high) or 1.0) * 0.06
        return cls(title, max(0.0, low - air) if low >= 0 else low - air, high + air, line)

    def share(self, number: float) -> float:
        """The place of a number on the axis, 0 to 1."""
        if self.is_log:
            return (log10(number) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (number - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Point:
    """A feature in a field: the number of its field in `Scatter.fields`."""

    id: str
    title: str
    x: float
    y: float
    field: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points between two axes, the best first; fields: the upper two, then the lower, from the left."""

    points: tuple[Point, ...]
    x: Axis
    y: Axis
    fields: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as long as `value`, a mark at the number that it is held against, and texts beside it.

    Those are `cells` in columns in a terminal, `said` in a file.
    """

    label: str
    value: float
    said: str
    mark: float | None = None
    cells: tuple[str, ...] = ()
    tone: Tone | str = "bar"


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under a title."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in groups, all on one scale; `heads` are over their cells, `marked` says what a mark is."""

    groups: tuple[Group, ...]
    heads: tuple[str, ...]
    measure: str
    marked: str = ""

    @property
    def longest(self) -> float:
        """The end of the scale."""
        longest = (max(bar.value, bar.mark or 0.0) for group in self.groups for bar in group.bars)
        return max(longest, default=0.0)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, its title, what is said below it, and the numbers behind it.

    `picture` is None where there is nothing to draw; `notes` then say why. `stopped` is that of the roadmap.
    """

    title: str
    picture: Scatter | Bars | None
    notes: tuple[str, ...]
    table: Table
    facts: Mapping[str, object]
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A backlog to be plotted by a model (None: the one of pm.yaml), and the conditions for features.

    `progress` hears how far a plan is, and says whether to go on.
    """

    backlog: Backlog
    model: str | None = None
    conditions: Sequence[str] = ()
    left_out: tuple[LeftOut, ...] | None = None
    progress: Callable[[float], bool] | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """A kind of plot: its name, its title, and the function that makes the chart."""

    name: str
    title: str
    chart: Callable[[Subject], Chart]
