"""How much of a range lies beyond a point, on average: partial expectations in closed form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import erfc, exp, fsum, inf, log, sqrt

from pmcli.model.estimate import Estimate, Z

HALF = sqrt(0.75)
"""The share of the normal score known once half of a range is: the mean moves with sqrt(1 - 1/4)."""
NEARLY_EVEN = 1e-8  # ratios of the half-widths so close to 1 are taken as 1, or all digits would cancel
_ROOT = sqrt(0.5)


@dataclass(frozen=True)
class InputSpread:
    """The distribution of X = start + size · exp(rate · Z), or start + size · Z where `rate` is 0, cut below.

    Z is standard normal; what falls below `floor` counts as `floor`.
    """

    start: float
    size: float
    rate: float
    floor: float = -inf

    @classmethod
    def of(cls, estimate: Estimate, floor: float = -inf, *, known: float = 1.0) -> InputSpread:
        """The distribution of an estimate that is no plain number; of its conditional mean for `known` < 1.

        `known` is the correlation of the normal score with what is learned: the mean of X given that has a
        narrower distribution of the same family, with the same mean.
        """
        up, down = estimate.high - estimate.likely, estimate.likely - estimate.low
        ratio = up / down
        if abs(ratio - 1) < NEARLY_EVEN:
            return cls(estimate.likely, known * up / Z, 0.0, floor)
        size, rate = up / (ratio - 1), log(ratio) / Z
        left = exp(rate * rate * (1 - known * known) / 2)
        return cls(estimate.likely - size, size * left, known * rate, floor)

    @cached_property
    def _whole(self) -> float:
        """The mean of what comes to `start`, where the rate is not 0."""
        return self.size * exp(self.rate * self.rate / 2)

    @cached_property
    def _cut(self) -> float:
        """E[(floor − X)⁺] of the distribution that is not cut."""
        return self._below(self.floor) if self.floor > -inf else 0.0

    def above(self, point: float) -> float:
        """E[(X − point)⁺], `point` at or above the floor."""
        gap, rate = point - self.start, self.rate
        share = gap / self.size
        if not rate:
            return self.size * _density(share) - gap * 0.5 * erfc(share * _ROOT)
        if share <= 0:
            return self._whole - gap if self.size > 0 else 0.0
        z = log(share) / rate
        return self._whole * 0.5 * erfc((z - rate) * _ROOT) - gap * 0.5 * erfc(z * _ROOT)

    def below(self, point: float) -> float:
        """E[(point − X)⁺], `point` at or above the floor."""
        return self._below(point) - self._cut

    def _below(self, point: float) -> float:
        """E[(point − X)⁺] of the distribution that is not cut."""
        gap, rate = point - self.start, self.rate
        share = gap / self.size
        if not rate:
            return self.size * _density(share) + gap * 0.5 * erfc(-share * _ROOT)
        if share <= 0:
            return 0.0 if self.size > 0 else gap - self._whole
        z = log(share) / rate
        return gap * 0.5 * erfc(-z * _ROOT) - self._whole * 0.5 * erfc((rate - z) * _ROOT)

    def beyond(self, points: Iterable[tuple[float, float]], *, above: bool) -> float:
        """Σ weight · E[(X − point)⁺] of points with their weights, or of E[(point − X)⁺] for those below."""
        if not self.rate or self.size <= 0:
            part = self.above if above else self.below
            return fsum(weight * part(point) for point, weight in points)
        start, size, rate, whole = self.start, self.size, self.rate, self._whole
        side = -_ROOT if above else _ROOT
        reached = weights = 0.0
        for point, weight in points:
            gap = point - start
            weights += weight
            if gap > 0:
                z = log(gap / size) / rate
                reached += weight * (gap * erfc(-z * side) - whole * erfc((rate - z) * side))
            elif above:
                reached += 2 * weight * (gap - whole)
        return -0.5 * reached if above else 0.5 * reached - weights * self._cut

    def quantile(self, z: float) -> float:
        """The value at the standard normal quantile `z`."""
        free = self.start + self.size * (exp(self.rate * z) if self.rate else z)
        return max(free, self.floor)


def _density(z: float) -> float:
    return exp(-z * z / 2) * 0.3989422804014327
