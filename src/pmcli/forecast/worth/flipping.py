"""Where the least cost of a backlog bends as one number of a feature changes: at every bend the order flips.

For what a feature is worth (or takes) every order costs a straight line, so the least cost is concave and
made of straight pieces. Inside the feature's part its bends are found by asking for the order where two
lines cross; between those the order of the part stays, and every block of another part is passed at one
number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import fsum, inf

from pmcli.forecast.worth.arranging import Arranged, Scope
from pmcli.forecast.worth.standing import BacklogPart, BlockOrder, Kind
from pmcli.sequencing.order.jobs import Jobs, delay_cost

SAME = 1e-11  # of a cost: what lies closer together is one line
CLOSE = 1e-6  # of a number: so close to the end of a stretch the order is asked for
DEPTH = 60  # how often a stretch is halved at a crossing


Bend = tuple[float, float]
"""A number at which two orders cost the same, and by how much the slope of the least cost falls there."""
Point = tuple[float, float]
"""The work of a beginning of an order, and what it is worth."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A number x that makes what a feature is worth, or takes, `base` + `factor` · x; `factor` is not 0."""

    base: float = 0.0
    factor: float = 1.0

    def __call__(self, number: float) -> float:
        """What the feature is worth or takes at a number."""
        return self.base + self.factor * number

    def back(self, amount: float) -> float:
        """The number at which it is worth or takes this much."""
        return (amount - self.base) / self.factor


PLAIN = Straight()


@dataclass(frozen=True, slots=True)
class CostLine:
    """An order of a part, and what it costs: `level` + `slope` · the number that changes."""

    sequence: list[int]
    slope: float
    level: float

    def at(self, number: float) -> float:
        """The cost at a number."""
        return self.level + self.slope * number


@dataclass(frozen=True, slots=True)
class OrderStretch:
    """Numbers from `low` to `high`, between which a part keeps its order."""

    low: float
    high: float
    line: CostLine


class MovedNumber:
    """One number of a backlog, `kind` of the job at `node`, moved from `low` to `high`; all others stay."""

    def __init__(self, standing: BlockOrder, node: int, kind: Kind, low: float, high: float) -> None:
        self.standing, self.node, self.kind, self.low, self.high = standing, node, kind, low, high
        self.now = standing.now(node, kind)
        self.group, self.number, self.place = standing.home(node)
        self.part: BacklogPart = self.group.parts[self.number]
        self._within: dict[int, tuple[float, float, Arranged | None]] = {}
        self._scopes: dict[bool, Scope] = {}

    @cached_property
    def bends(self) -> list[Bend]:
        """Every bend, by number.

        Source: Eisner and Severance 1976, "Mathematical techniques for efficient record segmentation in large
        shared databases", https://doi.org/10.1145/321978.321982.
        """
        inner = [
            (before.high, before.line.slope - after.line.slope) for before, after in pairwise(self.stretches)
        ]
        return sorted([*inner, *self._passes()])

    @cached_property
    def stretches(self) -> tuple[OrderStretch, ...]:
        """The stretches between which the order of the part changes; one where it has one job."""
        if self.low >= self.high:
            return ()
        first = self._line(self.low)
        if len(self.part.nodes) == 1:
            return (OrderStretch(self.low, self.high, first),)
        last = self._line(self.high)
        ends = [*self._crossings(first, self.low, last, self.high, 0), (self.high, last)]
        starts = (self.low, *(at for at, _ in ends[:-1]))
        return tuple(OrderStretch(start, at, line) for start, (at, line) in zip(starts, ends, strict=True))

    def _crossings(
        self, first: CostLine, low: float, last: CostLine, high: float, depth: int
    ) -> Iterator[tuple[float, CostLine]]:
        """The numbers at which the least cost goes over to another line, each with the line up to it."""
        fall = first.slope - last.slope
        if depth > DEPTH or fall <= SAME * abs(first.slope):
            return
        cross = min(max((last.level - first.level) / fall, low), high)
        between = self._line(cross) if low < cross < high else first
        least = first.at(cross)
        if between.at(cross) < least - SAME * abs(least):
            yield from self._crossings(first, low, between, cross, depth + 1)
            yield from self._crossings(between, cross, last, high, depth + 1)
        else:
            yield cross, first

    def jobs(self, number: float) -> Jobs:
        """The jobs of the part with another number."""
        return _with(self.part.jobs, self.kind, self.place, number)

    def _numbers(self, number: float) -> tuple[list[float], list[float]]:
        """Values and costs of the part with another number."""
        values, costs = list(self.part.jobs.values), list(self.part.jobs.costs)
        (values if self.kind == "value" else costs)[self.place] = number
        return values, costs

    def arranged(self, number: float) -> Arranged:
        """The order of the part at a number, as if ranked again there.

        Within a stretch one order is cheapest; where both of its ends are ranked alike, so is all between.
        """
        place = bisect_left(self._highs, number)
        if (known := self._within.get(place)) is None:
            known = self._within[place] = self._inside(place)
        low, high, order = known
        if order is not None and low < number < high:
            return order
        return self._around(self._sequence(number))

    def _inside(self, place: int) -> tuple[float, float, Arranged | None]:
        """The numbers within a stretch, and the order that is ranked at both; None where it is not one."""
        if place == len(self.stretches):
            return inf, -inf, None
        stretch = self.stretches[place]
        low, high = stretch.low * (1 + CLOSE), stretch.high * (1 - CLOSE)
        if low >= high:
            return low, high, None
        first, last = self._sequence(low), self._sequence(high)
        return low, high, self._around(first) if first == last else None

    @cached_property
    def _highs(self) -> list[float]:
        return [stretch.high for stretch in self.stretches]

    def _around(self, sequence: list[int]) -> Arranged:
        return Arranged.of(self.part.jobs, sequence, self.place)

    def _sequence(self, number: float) -> list[int]:
        """A cheapest order of the part at a number."""
        if len(self.part.nodes) == 1:
            return [0]
        rises = (number >= self.now) == (self.kind == "value")
        scope = self._scopes.get(rises)
        if scope is None:
            scope = self._scopes[rises] = Scope.of(self.part, self.place, rises=rises)
        place = scope.nodes.index(self.place)
        return scope.sequence(_with(scope.jobs, self.kind, place, number))

    def _line(self, number: float) -> CostLine:
        """The line of the cheapest order of the part at a number."""
        sequence = self._sequence(number)
        values, costs = self._numbers(0.0)
        behind = sequence[sequence.index(self.place) :]
        if self.kind == "cost":
            slope = fsum([values[node] for node in behind])
        else:
            slope = fsum([costs[node] for node in sequence[: len(sequence) - len(behind) + 1]])
        return CostLine(sequence, slope, delay_cost(values, costs, sequence))

    def density(self, number: float, arranged: Arranged) -> float:
        """The density of the block that holds the job at a number, its part being in this order."""
        jobs, place = self.part.jobs, self.place
        if self.kind == "value":
            return arranged.density(number, jobs.costs[place])
        return arranged.density(jobs.values[place], number)

    def _passes(self) -> list[Bend]:
        """The bends at which blocks of other parts are passed, each in one stretch."""
        if not self.stretches:
            return []
        densities = self.group.densities
        orders = [self._around(stretch.line.sequence) for stretch in self.stretches]
        start = self.density(self.low, orders[0])
        found: list[Bend] = []
        for stretch, order in zip(self.stretches, orders, strict=True):
            end = self.density(stretch.high, order)
            first, last = (bisect_left(densities, density) for density in sorted((start, end)))
            if first < last:
                found += self._passed(stretch, first, last)
            start = end
        return found

    def _passed(self, stretch: OrderStretch, first: int, last: int) -> list[Bend]:
        """The bends at which the part, in the order of a stretch, passes the rivals first … last − 1.

        One of density d stands where d · work − worth of what of the part is ahead of it is least, over all
        beginnings of the part's order; it is passed where the least without the job and with it are the same.
        """
        values, costs = self._numbers(0.0)
        sequence = stretch.line.sequence
        works = [0.0, *accumulate(costs[node] for node in sequence)]
        worths = [0.0, *accumulate(values[node] for node in sequence)]
        cut = sequence.index(self.place) + 1
        points = list(zip(works, worths, strict=True))
        without, having = _outer(points[:cut]), _outer(points[cut:])
        densities, others = self.group.densities, self.group.others(self.kind)
        found: list[Bend] = []
        for start, end, (work, worth), (more, most) in _together(without, having, densities, first, last):
            more, most = more - work, most - worth
            rows = zip(densities[start:end], others[start:end], strict=True)
            if self.kind == "value":
                found += [
                    (density * more - most, fall) for density, (fall, part) in rows if part != self.number
                ]
            else:
                found += [
                    (most / density - more, fall) for density, (fall, part) in rows if part != self.number
                ]
        low, high = stretch.low, stretch.high
        return [(low if at < low else high if at > high else at, fall) for at, fall in found]


def _with(jobs: Jobs, kind: Kind, place: int, number: float) -> Jobs:
    """The jobs, one of which is worth or takes another number."""
    values, costs = list(jobs.values), list(jobs.costs)
    (values if kind == "value" else costs)[place] = number
    return Jobs(values, costs, jobs.arcs, jobs.scores)


def _together(
    without: list[Point], having: list[Point], densities: Sequence[float], first: int, last: int
) -> Iterator[tuple[int, int, Point, Point]]:
    """Runs of densities with the points of both hulls that are least for them."""
    at = first
    while at < last:
        density = densities[at]
        ends, points = zip(*(_least(hull, density) for hull in (without, having)), strict=True)
        end = min(bisect_left(densities, min(ends), at + 1, last), last)
        yield at, end, points[0], points[1]
        at = end


def _least(hull: list[Point], density: float) -> tuple[float, Point]:
    """The density up to which the point stays least that is so at a density, and the point."""
    for (work, worth), (more, most) in pairwise(reversed(hull)):
        if density * (work - more) <= worth - most:
            return ((worth - most) / (work - more) if work > more else inf), (work, worth)
    return inf, hull[0]


def _outer(points: Sequence[Point]) -> list[Point]:
    """The points that may be least for some density, by work: their upper hull."""
    hull: list[Point] = []
    for point in points:
        while hull and (
            (point[1] >= hull[-1][1] and point[0] <= hull[-1][0])
            or (len(hull) > 1 and _under(hull[-2], hull[-1], point))
        ):
            hull.pop()
        hull.append(point)
    return hull


def _under(first: Point, middle: Point, last: Point) -> bool:
    """Whether the middle point is not above the line from the first to the last."""
    return (middle[1] - first[1]) * (last[0] - first[0]) <= (last[1] - first[1]) * (middle[0] - first[0])
