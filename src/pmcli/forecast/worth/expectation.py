"""How much of a range lies beyond a point, on average: partial expectations in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, inf, log, sqrt

from pmcli.model.estimate import Z, Estimate

HALF = sqrt(0.75)
"""What of the normal score is known once half of a range is: the conditional mean moves with sqrt(1 - 1/4)."""
NEARLY_EVEN = 1e-8  # ratios of the half-widths so close to 1 are taken as 1, or all digits would cancel
_ROOT = sqrt(0.5)


def normal(z: float) -> float:
    """The standard normal distribution function at `z`."""
    return 0.5 * erfc(-z * _ROOT)


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of X = start + size · exp(rate · Z), or start + size · Z where `rate` is 0, cut below.

    Z is standard normal; what falls below `floor` counts as `floor`.
    """

    start: float
    size: float
    rate: float
    floor: float = -inf

    @classmethod
    def of(cls, estimate: Estimate, floor: float = -inf, *, known: float = 1.0) -> Spread:
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

    def above(self, point: float) -> float:
        """E[(X − point)⁺], `point` at or above the floor."""
        if not self.rate:
            z = (point - self.start) / self.size
            return max(self.size * _density(z) - (point - self.start) * normal(-z), 0.0)
        share = (point - self.start) / self.size
        whole = self.size * exp(self.rate * self.rate / 2)
        if share <= 0:
            return self.start + whole - point if self.size > 0 else 0.0
        z = log(share) / self.rate
        return max((self.start - point) * normal(-z) + whole * normal(self.rate - z), 0.0)

    def below(self, point: float) -> float:
        """E[(point − X)⁺], `point` at or above the floor."""
        cut = self._below(self.floor) if self.floor > -inf else 0.0
        return max(self._below(point) - cut, 0.0)

    def _below(self, point: float) -> float:
        """E[(point − X)⁺] of the distribution that is not cut."""
        if not self.rate:
            z = (point - self.start) / self.size
            return max(self.size * _density(z) + (point - self.start) * normal(z), 0.0)
        share = (point - self.start) / self.size
        whole = self.size * exp(self.rate * self.rate / 2)
        if share <= 0:
            return 0.0 if self.size > 0 else point - self.start - whole
        z = log(share) / self.rate
        return max((point - self.start) * normal(z) - whole * normal(z - self.rate), 0.0)

    def quantile(self, z: float) -> float:
        """The value at the standard normal quantile `z`."""
        free = self.start + self.size * (exp(self.rate * z) if self.rate else z)
        return max(free, self.floor)


def _density(z: float) -> float:
    return exp(-z * z / 2) * 0.3989422804014327
