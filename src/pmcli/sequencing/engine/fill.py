"""Periods for items in an order of preference: serial schedule generation with promised work reserved.

Source: Kolisch 1996, "Serial and parallel resource-constrained project scheduling methods revisited",
https://doi.org/10.1016/0377-2217(95)00357-6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from pmcli.sequencing.engine.problem import PlanningProblem, Takes
from pmcli.sequencing.graph import in_rounds, ordered

_WORK, _PLAIN = 60_000, 50
"""Promises moved in all tries to keep them together, and the first tries, which are without chance."""


class Filler:
    """A problem made ready for filling plans.

    Conflicts are cells here, with room for one. `reserved[i]` is the period that promised work (pins,
    deadlines and what they wait for) keeps free for itself, `periods` for all other; `broken` are promised
    items that found no room beside the others: they are treated as left out.
    """

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self.periods = problem.periods
        self.room, self.takes = _with_conflicts(problem)
        self.needs, self.serves = problem.needs, problem.serves
        self.order = topological(problem)
        self.place = [0] * problem.size
        for number, item in enumerate(self.order):
            self.place[item] = number
        self.earliest, self.latest = list(problem.earliest), list(problem.latest)
        self.broken: list[int] = []
        self.reserved = self._reserve()

    def fits(self, room: Sequence[int], takes: Takes) -> bool:
        """Whether there is room for a delivery."""
        return all(room[cell] >= effort for cell, effort in takes)

    def left(self, plan: Sequence[int]) -> list[int]:
        """The room that a plan leaves of every cell."""
        left = list(self.room)
        for takes, period in zip(self.takes, plan, strict=True):
            if period < self.periods:
                for cell, effort in takes[period]:
                    left[cell] -= effort
        return left

    # --- promised work ---

    def _reserve(self) -> list[int]:
        """A period for all promised work; where that cannot be, for what goes in, the rest set aside."""
        promised = [item for item in reversed(self.order) if self.latest[item] < self.periods]
        for item in promised:
            if self.earliest[item] > self.latest[item]:
                self._break(item)
        tried = False
        while True:
            promised = [item for item in promised if self.latest[item] < self.periods]
            reserve, stuck = self._right_justified(promised)
            if stuck and not tried:
                tried = True
                reserve = self._urged(promised, stuck[0]) or reserve
                stuck = [] if all(reserve[item] < self.periods for item in promised) else stuck
            if not stuck:
                return reserve
            for item in stuck:
                self._break(item)

    def _urged(self, promised: list[int], stuck: int) -> list[int] | None:
        """Another try for each item that got stuck: before all others as far as dependents allow.

        After some tries chance helps too: noise on how much each is urged, and now and then the next best
        period instead of the latest.
        """
        among = set(promised)
        arcs = [(need, item) for item, need in self.problem.pairs if item in among and need in among]
        weight = [0.0] * self.problem.size
        draw = Random(1)  # noqa: S311 - a search needs luck that repeats, not secrets
        for number in range(min(300, 20 + _WORK // len(promised))):
            weight[stuck] += 1.0
            urged = weight
            if number >= _PLAIN:
                noise = 2.0 + max(weight) / 2.0
                urged = [urge + noise * draw.random() for urge in weight]
            slack = (0.0, 0.1, 0.3)[int(draw.random() * 3)] if number >= _PLAIN else 0.0
            periods, again = self._right_justified(self._reordered(promised, arcs, urged), slack, draw)
            if not again:
                return periods
            stuck = again[0]
        return None

    def _reordered(
        self, promised: list[int], arcs: Sequence[tuple[int, int]], weight: Sequence[float]
    ) -> list[int]:
        """Dependents first, and of those free the one urged most, then the least free, then the largest."""

        def key(item: int) -> tuple[float, int, int, int]:
            size = sum(effort for _, effort in self.takes[item][self.earliest[item]])
            return -weight[item], self.latest[item] - self.earliest[item], -size, item

        return ordered(promised, arcs, key)

    def _right_justified(
        self, promised: Iterable[int], slack: float = 0.0, draw: Random | None = None
    ) -> tuple[list[int], list[int]]:
        """Fixed work in its period, the rest as late as it may; and those that found no room.

        With `slack`, so many of the others go to the next best period first.
        """
        left = list(self.room)
        right_justified = [self.periods] * self.problem.size
        flexible, stuck = [], []
        for item in promised:
            if self.earliest[item] < self.latest[item]:
                flexible.append(item)
            elif not self._take(left, item, self.latest[item], right_justified):
                stuck.append(item)
        for item in flexible:
            last = min(
                [self.latest[item], *(right_justified[other] - lag for other, lag in self.serves[item]
                                      if right_justified[other] < self.periods)]
            )  # fmt: skip
            span = list(range(last, self.earliest[item] - 1, -1))
            if slack and len(span) > 1 and draw is not None and draw.random() < slack:
                span.append(span.pop(0))
            if not any(self._take(left, item, period, right_justified) for period in span):
                stuck.append(item)
        return right_justified, stuck

    def _take(self, left: list[int], item: int, period: int, plan: list[int]) -> bool:
        takes = self.takes[item][period]
        if not self.fits(left, takes):
            return False
        for cell, effort in takes:
            left[cell] -= effort
        plan[item] = period
        return True

    def _break(self, item: int) -> None:
        """Give a promise up, and those that wait for it."""
        if self.earliest[item] >= self.periods:
            return
        self.broken.append(item)
        waiting = [item]
        while waiting:
            broken = waiting.pop()
            self.earliest[broken] = self.latest[broken] = self.periods
            waiting += [other for other, _ in self.serves[broken] if self.earliest[other] < self.periods]

    # --- the plan ---

    def fill(self, order: Iterable[int]) -> list[int]:
        """The plan in which each item, in this order, takes the first period with room for it.

        `order` has every item once, prerequisites first. Promised work keeps its reservation until its turn.
        """
        periods, takes, needs = self.periods, self.takes, self.needs
        reserved, earliest = self.reserved, self.earliest
        left = self.left(reserved)
        plan = [periods] * self.problem.size
        for item in order:
            first = earliest[item]
            for need, lag in needs[item]:
                if plan[need] + lag > first:
                    first = plan[need] + lag
            last = reserved[item]
            mine = takes[item]
            if last < periods:
                for cell, effort in mine[last]:
                    left[cell] += effort
            for period in range(first, min(last + 1, periods)):
                for cell, effort in mine[period]:
                    if left[cell] < effort:
                        break
                else:
                    plan[item] = period
                    for cell, effort in mine[period]:
                        left[cell] -= effort
                    break
        return plan

    def complete(self, plan: list[int], order: Iterable[int]) -> None:
        """Place what still fits as it stands, in this order (prerequisites first), as early as it may.

        Promises that were set aside too: one that broke with others may fit beside what is placed.
        """
        left = self.left(plan)
        earliest, latest = self.problem.earliest, self.problem.latest
        for item in order:
            if plan[item] == self.periods:
                first = max([earliest[item], *(plan[need] + lag for need, lag in self.needs[item])])
                for period in range(first, min(latest[item] + 1, self.periods)):
                    if self._take(left, item, period, plan):
                        break

    def drop_idle(self, plan: list[int]) -> None:
        """Take out work that brings nothing where it is and serves nothing delivered, unless it is promised.

        Work that is worth nothing anywhere and that nothing ever waits for stays: it is in nobody's way.
        """
        benefit, latest, periods = self.problem.benefit, self.latest, self.periods
        for item in reversed(self.order):
            period = plan[item]
            if period < periods and not benefit[item][period] and latest[item] == periods:
                serving = any(plan[other] < periods for other, _ in self.serves[item])
                if not serving and (self.serves[item] or any(benefit[item])):
                    plan[item] = periods

    def settle(self, plan: list[int]) -> None:
        """Move everything as early as room and prerequisites allow, and put in what still fits."""
        left = self.left(plan)
        moved = True
        while moved:
            moved = False
            for item in sorted(self.order, key=plan.__getitem__):
                if plan[item] < self.periods:
                    moved = self._earlier(plan, left, item) or moved
                elif any(self.problem.benefit[item]):
                    moved = self._with_needs(plan, left, item) or moved

    def _soonest(self, plan: list[int], item: int) -> int:
        return max([self.earliest[item], *(plan[need] + lag for need, lag in self.needs[item])])

    def _earlier(self, plan: list[int], left: list[int], item: int) -> bool:
        """Whether an item moved: to the first period with room, in `plan` and `left`."""
        now, takes = plan[item], self.takes[item]
        first = self._soonest(plan, item)
        if first >= now:
            return False
        for cell, effort in takes[now]:
            left[cell] += effort
        for period in range(first, now + 1):
            if period == now or self.fits(left, takes[period]):
                break
        for cell, effort in takes[period]:
            left[cell] -= effort
        plan[item] = period
        return period < now

    def _with_needs(self, plan: list[int], left: list[int], item: int) -> bool:
        """Whether an item went in, with all it waits for: all has room and it earns something there."""
        missing, seen = [item], {item}  # by hand: a closure within what the plan lacks, asked for every item
        for needed in missing:
            for need, _ in self.needs[needed]:
                if plan[need] == self.periods and need not in seen:
                    seen.add(need)
                    missing.append(need)
        missing.sort(key=self.place.__getitem__)
        saved = list(left)
        for needed in missing:
            for period in range(self._soonest(plan, needed), min(self.latest[needed] + 1, self.periods)):
                if self._take(left, needed, period, plan):
                    break
            else:
                break
        if plan[item] < self.periods and self.problem.benefit[item][plan[item]]:
            return True
        left[:] = saved
        for needed in missing:
            plan[needed] = self.periods
        return False


def topological(problem: PlanningProblem) -> list[int]:
    """All items, prerequisites first; of those free at a time in the order of their numbers, in rounds."""
    return in_rounds(range(problem.size), problem.pairs)


def _with_conflicts(problem: PlanningProblem) -> tuple[tuple[int, ...], tuple[tuple[Takes, ...], ...]]:
    """The cells with one more for every conflict, which holds one of the two."""
    if not problem.conflicts:
        return problem.room, problem.takes
    extra: dict[int, Takes] = {}
    for number, pair in enumerate(problem.conflicts, len(problem.room)):
        for item in pair:
            extra[item] = (*extra.get(item, ()), (number, 1))
    takes = list(problem.takes)
    for item, cells in extra.items():
        takes[item] = tuple((*delivery, *cells) for delivery in problem.takes[item])
    return (*problem.room, *[1] * len(problem.conflicts)), tuple(takes)
