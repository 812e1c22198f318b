"""The worth of knowing one number before the order is decided."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum, inf
from statistics import NormalDist

from pmcli.forecast.worth.expectation import HALF, InputSpread
from pmcli.forecast.worth.flipping import MovedNumber, Straight
from pmcli.forecast.worth.standing import BlockOrder, Kind
from pmcli.model.estimate import Estimate
from pmcli.model.quantities import too_wide

REACH = 4.35
"""Normal scores that are drawn lie within: further out nothing is looked for."""
STEPS = 400  # quantiles of a number that does not enter in a straight line


@dataclass(frozen=True)
class Unknown:
    """A number that is not known for sure, and the one job that it is worth or effort of.

    `enters` tells what the job at `node` is worth (or takes) if it turns out as x; it never falls where it
    is no Straight. What is drawn below `floor` counts as `floor`. `shared` is a lever of the same job that
    reaches as far at least, for several numbers of one job.
    """

    standing: BlockOrder
    node: int
    kind: Kind
    estimate: Estimate
    enters: Straight | Callable[[float], float]
    floor: float = 0.0
    shared: MovedNumber | None = None

    @cached_property
    def spread(self) -> InputSpread:
        """Its distribution."""
        return InputSpread.of(self.estimate, self.floor)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The least and the most that the job is worth or takes, over all that may be drawn."""
        ends = [max(self.enters(self.spread.quantile(z)), 0.0) for z in (-REACH, REACH)]
        return min(ends), max(ends)

    @cached_property
    def lever(self) -> MovedNumber:
        """It as a lever of the backlog, over all that may be drawn at least."""
        return self.shared or MovedNumber(self.standing, self.node, self.kind, *self.ends)

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
        spread = InputSpread.of(self.estimate, self.floor, known=known)
        if isinstance(self.enters, Straight):
            return _exactly(self.lever, self.enters, spread) / total
        return _by_quantiles(self.lever, self.enters, spread) / total


def sharing(unknowns: Sequence[Unknown]) -> list[Unknown]:
    """The numbers with a lever for each job and kind that they have in common."""
    ends: dict[tuple[int, Kind], tuple[float, float]] = {}
    for each in unknowns:
        low, high = ends.get((each.node, each.kind), each.ends)
        ends[each.node, each.kind] = min(low, each.ends[0]), max(high, each.ends[1])
    levers = {
        (each.node, each.kind): MovedNumber(each.standing, each.node, each.kind, *ends[each.node, each.kind])
        for each in unknowns
    }
    return [replace(each, shared=levers[each.node, each.kind]) for each in unknowns]


def _exactly(lever: MovedNumber, enters: Straight, spread: InputSpread) -> float:
    """Σ over the bends: the fall of the slope times how far beyond the bend the number lies on average."""
    base, factor, bends = enters.base, enters.factor, lever.bends
    here = bisect_right(bends, (lever.now, inf))
    rows = [((at - base) / factor, fall) for at, fall in bends]
    ends = (rows[:here], False), (rows[here:], True)
    return abs(factor) * fsum(spread.beyond(row, above=above == (factor > 0)) for row, above in ends)


def _by_quantiles(lever: MovedNumber, enters: Callable[[float], float], spread: InputSpread) -> float:
    """The mean of the regret over equally likely numbers."""
    score = NormalDist().inv_cdf
    numbers = (spread.quantile(score((step + 0.5) / STEPS)) for step in range(STEPS))
    return fsum(regret(lever, max(enters(number), 0.0)) for number in numbers) / STEPS


def regret(lever: MovedNumber, number: float) -> float:
    """What the present order costs more than the best one if the lever turns out at this number."""
    now = lever.now
    return fsum(fall * abs(number - at) for at, fall in lever.bends if now < at < number or number < at < now)


def of_range(
    standing: BlockOrder, node: int, kind: Kind, enters: Straight, low: float, high: float
) -> Unknown | None:
    """A number of which only that is known that it lies between `low` and `high`, which is more.

    Between both above 0 it is taken as lognormal, else as normal; None where that is too wide for a mean.
    """
    estimate = Estimate.between(low, high) if low > 0 else Estimate(low, (low + high) / 2, high)
    if too_wide(estimate):
        return None
    return Unknown(standing, node, kind, estimate, enters, 0.01 * low if kind == "cost" else 0.0)
