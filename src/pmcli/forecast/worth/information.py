"""The worth of knowing one number before the order is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

from pmcli.forecast.worth.expectation import HALF, Spread
from pmcli.forecast.worth.flipping import Lever, Straight
from pmcli.forecast.worth.standing import Kind, Standing
from pmcli.model.estimate import Estimate

REACH = 4.35
"""Normal scores that are drawn lie within: further out nothing is looked for."""
STEPS = 400  # quantiles of a number that does not enter in a straight line


@dataclass(frozen=True)
class Unknown:
    """A number that is not known for sure, and the one job that it is worth or effort of.

    `enters` tells what the job at `node` is worth (or takes) if it turns out as x; it never falls where it is no
    Straight. What is drawn below `floor` counts as `floor`.
    """

    standing: Standing
    node: int
    kind: Kind
    estimate: Estimate
    enters: Straight | Callable[[float], float]
    floor: float = 0.0

    @cached_property
    def spread(self) -> Spread:
        """Its distribution."""
        return Spread.of(self.estimate, self.floor)

    @cached_property
    def lever(self) -> Lever:
        """It as a lever of the backlog, over all that may be drawn."""
        ends = [max(self.enters(self.spread.quantile(z)), 0.0) for z in (-REACH, REACH)]
        return Lever(self.standing, self.node, self.kind, min(ends), max(ends))

    @cached_property
    def sure(self) -> float:
        """The worth of knowing it, in the unit of the effort."""
        return self._worth(1.0)

    @cached_property
    def halved(self) -> float:
        """The worth of knowing as much as halves its range, in the unit of the effort."""
        return self._worth(HALF)

    def _worth(self, known: float) -> float:
        total = self.standing.total
        if not total:
            return 0.0
        spread = Spread.of(self.estimate, self.floor, known=known)
        if isinstance(self.enters, Straight):
            return _exactly(self.lever, self.enters, spread) / total
        return _by_quantiles(self.lever, self.enters, spread) / total


def _exactly(lever: Lever, enters: Straight, spread: Spread) -> float:
    """Σ over the bends: the fall of the slope times how far beyond the bend the number lies on average."""
    now, factor = lever.now, enters.factor
    up, down = (spread.above, spread.below) if factor > 0 else (spread.below, spread.above)
    base = enters.base
    return abs(factor) * sum(
        [fall * (up if at > now else down)((at - base) / factor) for at, fall in lever.bends]
    )


def _by_quantiles(lever: Lever, enters: Callable[[float], float], spread: Spread) -> float:
    """The mean of the regret over equally likely numbers."""
    score = NormalDist().inv_cdf
    numbers = (spread.quantile(score((step + 0.5) / STEPS)) for step in range(STEPS))
    return sum(regret(lever, max(enters(number), 0.0)) for number in numbers) / STEPS


def regret(lever: Lever, number: float) -> float:
    """What the present order costs more than the best one if the lever turns out at this number."""
    now = lever.now
    return sum(fall * abs(number - at) for at, fall in lever.bends if now < at < number or number < at < now)


def of_range(known: Unknown, low: float, high: float) -> float:
    """The worth of knowing the number if all that is known is that it lies between, in the unit of the effort."""
    if not low < high:
        return 0.0
    estimate = Estimate.between(low, high) if low > 0 else Estimate(low, (low + high) / 2, high)
    return replace(known, estimate=estimate).sure
