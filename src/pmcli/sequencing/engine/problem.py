"""A roadmap as whole numbers: what may be delivered when, what that takes, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Takes = tuple[tuple[int, int], ...]
"""(cell, effort): what a delivery takes from each cell."""
Plan = Sequence[int]
"""For every item the period in which it is delivered, `periods` where it is not."""


@dataclass(frozen=True)
class PlanningProblem:
    """Items 0 … n−1 in id order, periods 0 … periods−1; period number `periods` means "not delivered".

    A *cell* is something that can run out: usually a team in a period; others stand for the share of a period
    before a deadline, or for what is not reserved. `room[c]` is how much a cell holds, in 1e-4 of the effort
    unit, rounded down. `takes[i][t]` is what delivering i in t takes from each cell, rounded up; () where it
    takes nothing. With carry-over, an item takes from the cells of all later periods too: they hold what a
    team can have done by then.

    An item may be delivered from `earliest[i]` to `latest[i]`; it must be where `latest[i] < periods`, and
    may be left out where `latest[i] == periods`. `arcs` are (dependent, prerequisite, lag): the dependent is
    delivered `lag` periods after the prerequisite or later, and not at all where the prerequisite is not.
    Windows are consistent along them. Of a pair in `conflicts` one is delivered at most.

    `benefit[i][t]` is what delivering i in t is worth over the value horizon: whole numbers, never growing
    with t from `earliest[i]` on; `unit` of the model's value is worth 1.
    """

    periods: int
    room: tuple[int, ...]
    takes: tuple[tuple[Takes, ...], ...]
    arcs: tuple[tuple[int, int, int], ...]
    earliest: tuple[int, ...]
    latest: tuple[int, ...]
    benefit: tuple[tuple[int, ...], ...]
    conflicts: tuple[tuple[int, int], ...] = ()
    unit: float = 1.0

    @property
    def size(self) -> int:
        """The number of items."""
        return len(self.takes)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """`arcs` without their lags: (dependent, prerequisite)."""
        return tuple((dependent, need) for dependent, need, _ in self.arcs)

    @cached_property
    def needs(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For every item its prerequisites, as (prerequisite, lag)."""
        needs: list[list[tuple[int, int]]] = [[] for _ in self.takes]
        for dependent, need, lag in self.arcs:
            needs[dependent].append((need, lag))
        return tuple(map(tuple, needs))

    @cached_property
    def serves(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For every item its dependents, as (dependent, lag)."""
        serves: list[list[tuple[int, int]]] = [[] for _ in self.takes]
        for dependent, need, lag in self.arcs:
            serves[need].append((dependent, lag))
        return tuple(map(tuple, serves))

    @cached_property
    def rivals(self) -> tuple[tuple[int, ...], ...]:
        """For every item those it is in conflict with."""
        rivals: list[list[int]] = [[] for _ in self.takes]
        for item, other in self.conflicts:
            rivals[item].append(other)
            rivals[other].append(item)
        return tuple(tuple(sorted(set(others))) for others in rivals)

    def value(self, plan: Plan) -> int:
        """The worth of a plan."""
        periods = self.periods
        return sum([row[t] for row, t in zip(self.benefit, plan, strict=True) if t < periods])

    def faults(self, plan: Plan) -> list[str]:
        """The limits that a plan breaks, in words for developers; [] where it keeps everything."""
        faults = []
        left = list(self.room)
        for item, t in enumerate(plan):
            if t < self.periods:
                for cell, effort in self.takes[item][t]:
                    left[cell] -= effort
            if not self.earliest[item] <= t <= max(self.latest[item], self.earliest[item]):
                faults.append(f"item {item} in {t}, outside {self.earliest[item]} to {self.latest[item]}")
        faults += [f"cell {cell} lacks {-rest}" for cell, rest in enumerate(left) if rest < 0]
        for dependent, need, lag in self.arcs:
            if plan[dependent] < self.periods and plan[need] + lag > plan[dependent]:
                faults.append(f"item {dependent} in {plan[dependent]} before {need} in {plan[need]} + {lag}")
        for item, other in self.conflicts:
            if plan[item] < self.periods and plan[other] < self.periods:
                faults.append(f"items {item} and {other} exclude each other")
        return faults
