"""The flips of a number: where a feature changes places, with whom, and to which place, each ranked again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isclose

from pmcli.forecast.worth.arranging import Arranged
from pmcli.forecast.worth.flipping import PLAIN, MovedNumber, Straight
from pmcli.forecast.worth.standing import blocks_of, denser

NEAR = 0.001  # of a number: a flip is true where the order is another one this far below it and above it


@dataclass(frozen=True, slots=True)
class Flip:
    """A number at which a feature changes places: the first feature that it passes, and its place beyond.

    `more`: the number must grow, or be no less than it is, for that.
    """

    at: float
    node: int
    rank: int
    rises: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a feature stands: the order of its part, and the density of its block."""

    moved: MovedNumber
    order: Arranged
    density: float

    @property
    def rank(self) -> int:
        """Its rank."""
        group, number = self.moved.group, self.moved.number
        return group.offset + self.order.place + 1 + denser(group, number, self.density)

    @property
    def ahead(self) -> set[int]:
        """The jobs of the part that stand ahead of it."""
        return set(self.order.sequence[: self.order.place])


def spot(moved: MovedNumber, number: float) -> Spot:
    """Where the feature stands if its number is this one: ranked again."""
    order = moved.arranged(number)
    return Spot(moved, order, moved.density(number, order))


def flips(
    moved: MovedNumber, enters: Straight = PLAIN, low: float = -inf, high: float = inf
) -> Iterator[Flip]:
    """Every flip of a number that moves the lever, from `low` to `high`, as `enters` says; by number.

    One that is not there when the backlog is ranked again a thousandth below it and above it is not told.
    """
    bends = moved.bends if enters.factor > 0 else moved.bends[::-1]
    last = -inf
    for at, _ in bends:
        if low <= at <= high and not isclose(at, last) and (flip := _flip(moved, enters, at)) is not None:
            yield flip
        last = at


def nearest(moved: MovedNumber, enters: Straight, low: float, high: float, *, rises: bool) -> Flip | None:
    """The flip nearest to the present number on the side where the feature rises, or falls."""
    is_up = rises == (moved.kind == "value")
    bends = moved.bends if is_up else moved.bends[::-1]
    for at, _ in bends:
        if low <= at <= high and (at >= moved.now if is_up else at <= moved.now):
            flip = _flip(moved, enters, at)
            if flip is not None and flip.rises == rises:
                return flip
    return None


def _flip(moved: MovedNumber, enters: Straight, bend: float) -> Flip | None:
    """The flip at a bend, None where the feature stands alike on both sides."""
    at = enters.back(bend)
    ends = [enters(at * (1 - NEAR)), enters(at * (1 + NEAR))]
    more = (bend >= moved.now) == (enters.factor > 0)
    inner, outer = ends if more else ends[::-1]
    before, after = spot(moved, inner), spot(moved, outer)
    rises = (outer > inner) == (moved.kind == "value")
    other = _passed(moved, inner, before, after, rises=rises)
    return None if other is None else Flip(at, other, after.rank, rises, more)


def _passed(moved: MovedNumber, inner: float, before: Spot, after: Spot, *, rises: bool) -> int | None:
    """The nearest of those that change sides between two spots."""
    candidates = [
        *_of_part(moved, inner, before, after, rises=rises),
        *_rivals(moved, before, after, rises=rises),
    ]
    if not candidates:
        return None
    near = min if rises else max
    return near(candidates, key=lambda row: row[0])[1]


def _of_part(
    moved: MovedNumber, inner: float, before: Spot, after: Spot, *, rises: bool
) -> list[tuple[float, int]]:
    """The nearest of the feature's own part, with the density of its block; none or one."""
    if before.order is after.order:
        return []
    changed = before.ahead - after.ahead if rises else after.ahead - before.ahead
    order = before.order.sequence[::-1] if rises else before.order.sequence
    place = next((node for node in order if node in changed), None)
    if place is None:
        return []
    jobs = moved.jobs(inner)
    blocks = blocks_of(jobs.values, jobs.costs, before.order.sequence)
    density = next(block.density for block in blocks if place in block.nodes)
    return [(density, moved.part.nodes[place])]


def _rivals(moved: MovedNumber, before: Spot, after: Spot, *, rises: bool) -> list[tuple[float, int]]:
    """The nearest feature of another part, with the density of its block; none or one."""
    densities, rivals = moved.group.densities, moved.group.rivals
    if rises:
        first, last = bisect_right(densities, before.density), bisect_left(densities, after.density)
        rows: Sequence[int] = range(first, last)
    else:
        first, last = bisect_right(densities, after.density), bisect_left(densities, before.density)
        rows = range(last - 1, first - 1, -1)
    for row in rows:
        block, part = rivals[row]
        if part != moved.number:
            return [(block.density, block.nodes[-1 if rises else 0])]
    return []
