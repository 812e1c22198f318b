"""A plan that stays as near as it can to one that is known: for saying what a change makes necessary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.tighten import tighten


def kept(problem: PlanningProblem, order: Sequence[int], wishes: Sequence[int]) -> list[int]:
    """The plan in which everything is where it is wished, as far as that can be.

    `wishes` are periods, `problem.periods` for none; a plan that can stay, stays. Where something cannot,
    what is last in `order` (prerequisites first) gives way, promised work at the very last, and goes to the
    nearest period that has room; of two equally near to the earlier. In the end everything moves as early as
    room allows, and what still fits comes in, as in every plan.
    """
    stay = _Stay(Filler(tighten(problem)), order, wishes)
    stay.eject_the_impossible()
    stay.make_room()
    stay.put_back()
    plan = stay.plan
    if any(
        plan[item] == problem.periods
        for item in stay.promised
        if stay.filler.earliest[item] < problem.periods
    ):
        plan = stay.filler.fill(order)  # a promise outweighs what could stay
    stay.filler.settle(plan)
    stay.filler.drop_idle(plan)
    return plan


class _Stay:
    """A plan on its way from what is wished to what can be."""

    def __init__(self, filler: Filler, order: Sequence[int], wishes: Sequence[int]) -> None:
        self.filler, self.order, self.wishes = filler, order, wishes
        self.periods = filler.periods
        self.promised = {item for item, last in enumerate(filler.latest) if last < self.periods}
        self.plan = [
            wish if filler.earliest[item] <= wish <= filler.latest[item] else self.periods
            for item, wish in enumerate(wishes)
        ]
        self.ejected: set[int] = {item for item in self.promised if self.plan[item] == self.periods} | {
            item for item, wish in enumerate(wishes) if wish < self.periods == self.plan[item]
        }

    def eject_the_impossible(self) -> None:
        """Take out what would come before what it waits for."""
        for item in self.filler.order:
            if self.plan[item] < self.periods and any(
                self.plan[need] + lag > self.plan[item] for need, lag in self.filler.needs[item]
            ):
                self._eject(item)

    def make_room(self) -> None:
        """Take out what is last in the order from whatever is too full, promised work at the very last."""
        left = self.filler.left(self.plan)
        full = {cell for cell, rest in enumerate(left) if rest < 0}
        for spare in (self.promised, set[int]()):
            for item in reversed(self.order):
                if not full:
                    return
                if item in spare or self.plan[item] == self.periods:
                    continue
                if any(cell in full for cell, _ in self.filler.takes[item][self.plan[item]]):
                    for dependent in self._with_dependents(item):
                        for cell, effort in self.filler.takes[dependent][self.plan[dependent]]:
                            left[cell] += effort
                        self._eject(dependent)
                    full = {cell for cell in full if left[cell] < 0}

    def put_back(self) -> None:
        """Put everything taken out where it is nearest to its wish, promised work first."""
        left = self.filler.left(self.plan)
        for chosen in (self.ejected & self.promised, self.ejected - self.promised):
            for item in self.order:
                if item in chosen:
                    self._place(item, left)

    def _place(self, item: int, left: list[int]) -> None:
        needs = self.filler.needs[item]
        first = max([self.filler.earliest[item], *(self.plan[need] + lag for need, lag in needs)])
        span = range(first, min(self.filler.latest[item] + 1, self.periods))
        wish = self.wishes[item]
        for period in sorted(span, key=lambda period: (abs(period - wish), period)):
            if self.filler.fits(left, self.filler.takes[item][period]):
                for cell, effort in self.filler.takes[item][period]:
                    left[cell] -= effort
                self.plan[item] = period
                return

    def _with_dependents(self, item: int) -> Iterable[int]:
        """An item and what waits for it and is in the plan."""
        group, seen = [item], {item}  # by hand: a closure within the plan as it changes
        for member in group:
            for other, _ in self.filler.serves[member]:
                if other not in seen and self.plan[other] < self.periods:
                    seen.add(other)
                    group.append(other)
        return group

    def _eject(self, item: int) -> None:
        self.plan[item] = self.periods
        self.ejected.add(item)
