"""The values that a person would write for an input, in order: numbers of few digits, percents, levels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

SMALLEST, LARGEST = 1e-2, 1e12
"""The ends of what is tried where an input has none of its own."""
_FIRST = -6
"""The power of ten at which the steps of numbers begin."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of an input: `at` gives that of a step, rising; `words` are the names of levels.

    `digits` are the significant digits of its numbers, 0 where its steps are fixed.
    """

    steps: range
    at: Callable[[int], float]
    digits: int = 0
    is_share: bool = False
    words: Mapping[float, str] = field(default_factory=dict)

    @property
    def is_levels(self) -> bool:
        """Whether it has a few values only."""
        return not (self.digits or self.is_share)

    def beyond(self, now: float, *, up: bool) -> Values:
        """The values above or below one, the nearest first."""
        if up:
            return Values(self.steps[bisect_right(self.steps, now, key=self.at) :], self.at)
        return Values(self.steps[: bisect_left(self.steps, now, key=self.at)][::-1], self.at)

    def finer(self) -> Scale:
        """The same numbers with one digit more."""
        ends = self.at(self.steps[0]), self.at(self.steps[-1])
        return numbers(*ends, digits=self.digits + 1)


@dataclass(frozen=True, slots=True)
class Values:
    """Values that are worked out when they are asked for."""

    steps: range
    at: Callable[[int], float]

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, place: int) -> float:
        return self.at(self.steps[place])


def numbers(least: float | None = 0.0, most: float = LARGEST, *, digits: int = 2) -> Scale:
    """Numbers of so many significant digits; with None they go as far below 0 as above it."""
    low = -most if least is None else least
    return Scale(range(_step(low, digits), _step(most, digits) + 1), partial(_typed, digits), digits)


def shares() -> Scale:
    """Whole percents from 0 to 100."""
    return Scale(range(101), lambda step: step / 100, is_share=True)


def levels(values: Iterable[float]) -> Scale:
    """The levels of a scale."""
    rising = sorted(set(values))
    return Scale(range(len(rising)), lambda step: rising[step])


def named(words: Mapping[str, float]) -> Scale:
    """Levels that have names."""
    return replace(levels(words.values()), words={number: word for word, number in words.items()})


def _typed(digits: int, step: int) -> float:
    """The number of so many significant digits at a step: 0 is 0, 1 the smallest above it."""
    if step == 0:
        return 0.0
    decade, place = divmod(abs(step) - 1, 9 * 10 ** (digits - 1))
    number = float(f"{place + 10 ** (digits - 1)}e{decade + _FIRST - digits + 1}")
    return number if step > 0 else -number


def _step(number: float, digits: int) -> int:
    """The last step whose number is not above this one."""
    most = 9 * 10 ** (digits - 1) * 22
    steps = range(-most, most + 1)
    return steps[bisect_right(steps, number, key=partial(_typed, digits)) - 1]
