"""Narrower windows for a problem: what no plan can do is ruled out before anything is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmcli.sequencing.engine.fill import topological
from pmcli.sequencing.engine.problem import PlanningProblem

_ROUNDS = 4


def tighten(problem: PlanningProblem) -> PlanningProblem:
    """A problem with the same plans, and windows and lags that follow from room and from fixed work.

    What does not fit beside work with a fixed period is not delivered there; a prerequisite and its dependent
    that nowhere fit into one period are a period apart. Where promises contradict each other the problem
    stays as it is.
    """
    work = _Windows(problem)
    for _ in range(_ROUNDS):
        if not work.narrow():
            break
    if work.is_contradictory:
        return problem
    return replace(
        problem, arcs=tuple(sorted(work.arcs)), earliest=tuple(work.earliest), latest=tuple(work.latest)
    )


class _Windows:
    """Windows being narrowed."""

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self.periods = problem.periods
        self.earliest, self.latest = list(problem.earliest), list(problem.latest)
        self.arcs = list(problem.arcs)
        self.order = topological(problem)
        self.is_contradictory = False

    def narrow(self) -> bool:
        """One round; whether anything changed."""
        before = (list(self.earliest), list(self.latest), list(self.arcs))
        room = self._beside_fixed()
        for item in range(self.problem.size):
            self._fit(item, room)
        self.arcs = [self._apart(arc, room) for arc in self.arcs]
        self._propagate()
        if any(first > last for first, last in zip(self.earliest, self.latest, strict=True)):
            self.is_contradictory = True
            return False
        return before != (self.earliest, self.latest, self.arcs)

    def _is_fixed(self, item: int) -> bool:
        return self.earliest[item] == self.latest[item] < self.periods

    def _beside_fixed(self) -> list[int]:
        room = list(self.problem.room)
        for item in range(self.problem.size):
            if self._is_fixed(item):
                for cell, effort in self.problem.takes[item][self.earliest[item]]:
                    room[cell] -= effort
        return room

    def _fit(self, item: int, room: Sequence[int]) -> None:
        """Move both ends of a window to periods with room."""
        if self._is_fixed(item):
            return
        takes = self.problem.takes[item]
        first, last = self.earliest[item], self.latest[item]
        while first < min(last + 1, self.periods) and any(
            effort > room[cell] for cell, effort in takes[first]
        ):
            first += 1
        if last < self.periods:
            while last >= first and any(effort > room[cell] for cell, effort in takes[last]):
                last -= 1
        self.earliest[item], self.latest[item] = first, last

    def _apart(self, arc: tuple[int, int, int], room: Sequence[int]) -> tuple[int, int, int]:
        """The arc, with a lag of one where the two fit into no period together."""
        later, sooner, lag = arc
        if lag or self._is_fixed(later) or self._is_fixed(sooner):
            return arc
        first = max(self.earliest[later], self.earliest[sooner])
        last = min(self.latest[later], self.latest[sooner], self.periods - 1)
        for period in range(first, last + 1):
            mine = dict(self.problem.takes[later][period])
            if all(
                mine.get(cell, 0) + effort <= room[cell]
                for cell, effort in self.problem.takes[sooner][period]
            ):
                return arc
        return later, sooner, 1

    def _propagate(self) -> None:
        needs: list[list[tuple[int, int]]] = [[] for _ in range(self.problem.size)]
        for later, sooner, lag in self.arcs:
            needs[later].append((sooner, lag))
        for item in self.order:
            for need, lag in needs[item]:
                self.earliest[item] = min(self.periods, max(self.earliest[item], self.earliest[need] + lag))
        for item in reversed(self.order):
            if self.latest[item] < self.periods:
                for need, lag in needs[item]:
                    self.latest[need] = min(self.latest[need], self.latest[item] - lag)
