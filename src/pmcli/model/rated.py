"""What several people say together: one input of a feature that its own file leaves open (ratings/)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf, log2
from statistics import median

from pmcli.model.estimate import Estimate
from pmcli.model.figure import listed, of_input, significant, spread, taken_for
from pmcli.model.quantities import too_wide
from pmcli.model.rating import GivenRating
from pmcli.model.reason import Reason

POINTS, RATIO = 2.0, 2.0
"""People disagree from so many points of a scale on, or from this ratio of their numbers on."""
RANGES = ("effort", "wsjf", "cd3")
"""The fields all of whose inputs take ranges."""
_SCALES = ("ice", "opportunity", "weighted", "moscow")
"""The fields whose inputs are points on a scale."""
_WRITTEN = 6
"""A number of more digits is worked out: nobody wrote it."""


@dataclass(frozen=True, slots=True)
class Rated:
    """An input as several people rated it: what each of them said, in the order of their names.

    `estimate` is what they say together, and what the feature carries. `median` is that of their middles,
    `low` and `high` are the lowest and the highest of their ends: also where the input takes no range.
    """

    input: str
    said: tuple[GivenRating, ...]
    estimate: Estimate

    @property
    def raters(self) -> tuple[str, ...]:
        """The names of those who rated it."""
        return tuple(one.rater for one in self.said)

    @property
    def median(self) -> float:
        """The median of their middles."""
        return float(median(one.estimate.likely for one in self.said))

    @property
    def low(self) -> float:
        """The lowest of their ends."""
        return min(one.estimate.low for one in self.said)

    @property
    def high(self) -> float:
        """The highest of their ends."""
        return max(one.estimate.high for one in self.said)

    @property
    def spread(self) -> str:
        """Their ends as text: "3..8", one number where they are the same; shares in per cent."""
        return spread(self.input, self.low, self.high)

    @property
    def range(self) -> Estimate | None:
        """The range of all that they say, also of an input that takes none; None where they say the same."""
        return _range(self)

    @property
    def middle(self) -> str:
        """The median as text: as people write numbers, else at as few digits as leave it where it lies."""
        number = self.median
        if significant(number, _WRITTEN) != significant(number):
            room = min(number - self.low, self.high - number) / 10
            shorter = (significant(number, digits) for digits in range(2, _WRITTEN))
            number = next((short for short in shorter if abs(short - number) <= room), number)
        return of_input(self.input, number)

    @property
    def too_wide(self) -> str | None:
        """Why their numbers are too far apart for an input that takes a range, in words; None elsewhere."""
        if len(self.said) < 2 or not _takes_range(self) or (span := _span(self)) is None:
            return None
        return too_wide(span)

    @property
    def furthest(self) -> GivenRating:
        """What reaches furthest from the median by its ratio: the highest number where it is as far."""
        low, middle, high = self.low, self.median, self.high
        if low > 0.0 and middle / low > high / middle:
            return min(self.said, key=lambda one: one.estimate.low)
        return max(self.said, key=lambda one: one.estimate.high)

    def shown(self, number: float) -> str:
        """A number of this input as it is written in a file: a confidence in per cent."""
        return of_input(self.input, number)

    def by(self, most: int = 3) -> str:
        """Who rated it: "rated by amelie, ben", and whether they disagree."""
        return f"rated by {listed(self.raters, most)}{', who disagree' if self.is_disputed else ''}"

    @property
    def told(self) -> str:
        """Who rated it, the spread, and what is taken for it where nobody said that."""
        strays = f", {taken_for(self.input, self.stray)}" if self.stray is not None else ""
        return f"{self.by()}: {self.spread}{strays}"

    @property
    def stray(self) -> float | None:
        """The mean, which a score takes, where it lies in nobody's range; else None.

        Of people who do not disagree it counts as said between the ends of all. Beyond these ends it lies
        where the middle is over 224 times as near to one as to the other: exp(2z²), z = 1.645.
        """
        mean = self.estimate.mean
        if not self.is_disputed and self.low <= mean <= self.high:
            return None
        return None if any(one.estimate.low <= mean <= one.estimate.high for one in self.said) else mean

    @property
    def is_beyond(self) -> bool:
        """Whether the mean lies beyond all that anybody said, rather than between them."""
        return not self.low <= self.estimate.mean <= self.high

    # --- how far they are apart ---

    @property
    def is_scale(self) -> bool:
        """Whether it is a number of points on a scale."""
        return self.input.partition(".")[0] in _SCALES

    @property
    def apart(self) -> float:
        """How far the middles of two people are apart: points of a scale, else the ratio of the two."""
        middles = [one.estimate.likely for one in self.said]
        return self._between(min(middles), max(middles))

    @property
    def disagreement(self) -> float:
        """The distance as a share of what counts as a disagreement: from 1 on it is one, 0 is one mind."""
        return self._share(self.apart)

    @property
    def is_disputed(self) -> bool:
        """Whether people disagree: by two points of a scale, or by a factor of 2."""
        return self.disagreement >= 1.0

    def farthest_from(self, number: float) -> tuple[GivenRating, float]:
        """Whose middle is farthest from another number, and how far, measured like `apart`.

        Of those as far it is the first by name.
        """
        distances = [self._between(*sorted((one.estimate.likely, number))) for one in self.said]
        farthest = max(distances)
        return self.said[distances.index(farthest)], farthest

    def doubt(self, number: float) -> float:
        """That distance as a share of what counts as a disagreement."""
        return self._share(self.farthest_from(number)[1])

    def _between(self, least: float, most: float) -> float:
        if self.is_scale:
            return most - least
        if least == most:
            return 1.0
        if least <= 0.0 <= most:
            return inf
        return max(most / least, least / most)

    def _share(self, apart: float) -> float:
        return apart / POINTS if self.is_scale else log2(apart) / log2(RATIO)


def together(name: str, said: Iterable[GivenRating]) -> Rated:
    """An input as these people rated it.

    The median of their middles; where two or more rated an input that takes a range, from the lowest to the
    highest of their ends, without a middle where that equals an end (the middle alone where the lowest is 0,
    or the range would have no mean). One person's own estimate stays as it is. An impact that somebody put
    in words takes no range.
    """
    by_name = tuple(sorted(said, key=lambda one: _in_order(one.rater)))
    if len(by_name) == 1:
        return Rated(name, by_name, by_name[0].estimate)
    rated = Rated(name, by_name, Estimate.exact(0.0))
    middle = Estimate.exact(rated.median)
    return replace(rated, estimate=_range(rated) or middle if _takes_range(rated) else middle)


def _in_order(name: str) -> tuple[str, str]:
    """The key by which people are in the order of their names, whatever the case of letters."""
    return name.casefold(), name


def _takes_range(rated: Rated) -> bool:
    outer, _, inner = rated.input.partition(".")
    if outer == "rice":
        return inner == "reach" or (inner == "impact" and not any(one.is_word for one in rated.said))
    return outer in RANGES


def _range(rated: Rated) -> Estimate | None:
    """The range of all that they say; None where there is none that can stand."""
    span = _span(rated)
    if span is None or span.problem is not None or span.mean < 0.0 or too_wide(span):
        return None
    return span


def _span(rated: Rated) -> Estimate | None:
    """From the lowest to the highest of their ends, whatever its mean; None where that is no range."""
    low, middle, high = rated.low, rated.median, rated.high
    if low == high or (middle in (low, high) and low <= 0.0):
        return None
    ends = spread(rated.input, low, high)
    if middle in (low, high) or (low > 0.0 and middle == Estimate.between(low, high).likely):
        return Estimate.between(low, high, ends)
    return Estimate(low, middle, high, f"{rated.shown(low)}..{rated.middle}..{rated.shown(high)}")


def of_rated(inputs: Iterable[Rated]) -> Reason:
    """The reason that tells who rated some inputs, with the spread of each: no number stands without it.

    Its numbers are the ends of each input and how many rated it; where they disagree on it, 1; where its mean
    is what nobody said, that.
    """
    rated = tuple(inputs)
    numbers: dict[str, float] = {}
    for one in rated:
        facts = {"low": one.low, "high": one.high, "raters": len(one.said)}
        facts |= {"disputed": 1} if one.is_disputed else {}
        facts |= {"mean": one.stray} if one.stray is not None else {}
        numbers |= {f"{one.input} {name}": number for name, number in facts.items()}
    disagreements = sum(one.is_disputed for one in rated)
    people = dict.fromkeys(name for one in rated for name in one.raters)
    return Reason(
        "rated",
        names=tuple(sorted(people, key=_in_order)),
        numbers={**numbers, "disagreements": disagreements},
    )


def rated_fields(reason: Reason) -> tuple[str, ...]:
    """The fields of a feature that a reason speaks of which `of_rated` has made: "rice", "effort"."""
    ends = (name.removesuffix(" low") for name in reason.numbers if name.endswith(" low"))
    return tuple(dict.fromkeys(name.partition(".")[0] for name in ends))
