"""How many a test needs to see a difference, how long that takes, and what could be seen with fewer.

All sizes are of one group, the others being as large; where groups are planned unequal, of the smaller of
the two that are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, floor, isclose, isfinite, sqrt

from pmcli.experiments.distributions import normal_quantile, normal_tail
from pmcli.experiments.intervals import reach
from pmcli.experiments.result import ALPHA, POWER

LOOKED_AT = (2, 4, 8)
"""The weeks after which it is told what could be seen."""
_NOISE = 1e-12
_LARGEST = 1e150
"""No number that anybody writes is larger, nor is a size."""


@dataclass(frozen=True, slots=True)
class ShareSize:
    """A share to be moved from what it is in the control group; `is_up`: to more.

    `ratio` is how many the treatment has for each in the control group.
    """

    control: float
    is_up: bool = True
    ratio: float = 1.0

    def each(self, difference: float, *, power: float = POWER, alpha: float = ALPHA) -> int | None:
        """How many the smaller group needs to see a difference, above 0; None where no share lies so far.

        Source: J. Fleiss, B. Levin and M. Paik, Statistical Methods for Rates and Proportions (2003), § 4.2,
        unequal groups § 4.3; without the correction for continuity.
        """
        if difference > self._room:
            return None
        return _whole(self._needed(difference, power, alpha))

    def power(self, difference: float, each: int, *, alpha: float = ALPHA) -> float:
        """The odds of seeing a difference, with so many in the smaller group: the formula the other way."""
        pooled, own = self._deviations(difference)
        shift, least = difference * sqrt(each), reach(alpha) * pooled
        if own == 0:
            return float(shift > least)
        return normal_tail((least - shift) / own) + normal_tail((least + shift) / own)

    def seen(self, each: int, *, power: float = POWER, alpha: float = ALPHA) -> float | None:
        """The least difference that so many in the smaller group can see; None where they can see none."""
        low, high = 0.0, self._room
        if each <= 0 or high <= 0 or self._needed(high, power, alpha) > each:
            return None
        while low < (middle := (low + high) / 2) < high:
            if self._needed(middle, power, alpha) > each:
                low = middle
            else:
                high = middle
        return high

    @property
    def _room(self) -> float:
        """How far the share can move."""
        return 1 - self.control if self.is_up else self.control

    def _deviations(self, difference: float) -> tuple[float, float]:
        """The standard deviations of a difference where the smaller group is one: without, and with it."""
        other = self.control + (difference if self.is_up else -difference)
        shares, sizes = (self.control, min(max(other, 0.0), 1.0)), _sizes(self.ratio)
        middle = sum(share * size for share, size in zip(shares, sizes, strict=True)) / sum(sizes)
        own = sum(share * (1 - share) / size for share, size in zip(shares, sizes, strict=True))
        return sqrt(_weight(self.ratio) * middle * (1 - middle)), sqrt(own)

    def _needed(self, difference: float, power: float, alpha: float) -> float:
        pooled, own = self._deviations(difference)
        ratio = (reach(alpha) * pooled + normal_quantile(power) * own) / difference
        return ratio * ratio


@dataclass(frozen=True, slots=True)
class MeanSize:
    """A mean to be moved, of numbers with this standard deviation; `ratio` as of shares."""

    sd: float
    ratio: float = 1.0

    def each(self, difference: float, *, power: float = POWER, alpha: float = ALPHA) -> int | None:
        """How many the smaller group needs to see a difference, above 0; None where no number is so large.

        Source: W. Cochran and G. Cox, Experimental Designs (1957), § 2.21, in the normal approximation.
        """
        ratio = (reach(alpha) + normal_quantile(power)) * self.sd / difference
        return _whole(_weight(self.ratio) * ratio * ratio)

    def power(self, difference: float, each: int, *, alpha: float = ALPHA) -> float:
        """The odds of seeing a difference, with so many in the smaller group: the formula the other way."""
        shift = difference / self.sd * sqrt(each / _weight(self.ratio))
        return normal_tail(reach(alpha) - shift) + normal_tail(reach(alpha) + shift)

    def seen(self, each: int, *, power: float = POWER, alpha: float = ALPHA) -> float | None:
        """The least difference that so many in the smaller group can see; None where there is nobody."""
        if each <= 0:
            return None
        return (reach(alpha) + normal_quantile(power)) * self.sd * sqrt(_weight(self.ratio) / each)


Measure = ShareSize | MeanSize
"""What a test is to move, as far as its size depends on it."""


def _sizes(ratio: float) -> tuple[float, float]:
    """The control group and the treatment, by the smaller of the two."""
    smaller = min(1.0, ratio)
    return 1.0 / smaller, ratio / smaller


def _weight(ratio: float) -> float:
    """How many times the variance of one a difference has where the smaller group is one: 2 of equal ones."""
    return sum(1 / size for size in _sizes(ratio))


def _whole(number: float) -> int | None:
    return max(ceil(number), 1) if isfinite(number) and number <= _LARGEST else None


@dataclass(frozen=True, slots=True)
class SeenAfter:
    """The difference that could be seen after so many weeks, None where none could."""

    weeks: int
    difference: float | None


@dataclass(frozen=True, slots=True)
class SizePlan:
    """How many each group needs (of unequal ones the smallest), the weeks that takes, what could be seen.

    `each` is None where no size would do, `weeks` also where nothing is known of the traffic.
    """

    each: int | None
    weeks: int | None
    seen: tuple[SeenAfter, ...]


def planned_ratio(treatments: int = 1, split: float | None = None) -> float:
    """How many a treatment is to have for each in the control group; just 1 of groups that are equal.

    `split` is the share of the control group, above 0 and below 1; the treatments share the rest evenly.
    """
    ratio = 1.0 if split is None else (1 - split) / treatments / split
    return 1.0 if isclose(ratio, 1.0) else ratio


def group_sizes(each: int, ratio: float) -> tuple[int, int]:
    """How many are in the control group and in a treatment, where the smaller of the two has `each`."""
    control, treatment = (_whole(each * size * (1 - _NOISE)) or each for size in _sizes(ratio))
    return control, treatment


def smallest_share(treatments: int = 1, split: float | None = None) -> float:
    """The share of all people that the smallest group has; `split` is that of the control group."""
    control = 1 / (treatments + 1) if split is None else split
    return min(control, (1 - control) / treatments)


def whole_people(number: float) -> int:
    """How many people a number is; one that lacks a whole one by its last digit only has it."""
    return floor(number * (1 + _NOISE))


def size_plan(
    measure: Measure, detect: float, per_week: float | None = None, *, power: float = POWER,
    alpha: float = ALPHA, treatments: int = 1, split: float | None = None, looks: Iterable[int] = LOOKED_AT,
) -> SizePlan:  # fmt: skip
    """The plan of a test that is to see a difference of `detect`, above 0, in a share or a mean.

    `per_week` is the traffic of all groups together, above 0; `split` the share of it that the control
    group has (equal groups where it is None), the treatments sharing the rest evenly. Of several treatments
    each is compared with the control, so each is held to its part of `alpha`.
    """
    alpha /= treatments
    measure = replace(measure, ratio=planned_ratio(treatments, split))
    each = measure.each(detect, power=power, alpha=alpha)
    if per_week is None:
        return SizePlan(each, None, ())
    smallest = per_week * smallest_share(treatments, split)
    seen = tuple(
        SeenAfter(weeks, measure.seen(whole_people(weeks * smallest), power=power, alpha=alpha))
        for weeks in looks
    )
    weeks = None if each is None or smallest <= 0 else _whole(each / smallest)
    return SizePlan(each, weeks, seen)
