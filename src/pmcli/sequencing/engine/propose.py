"""A better plan than the one shown, where each departure from what is agreed has to earn its fee.

It is searched from the plan shown and from one that knows no agreement, by ruin and recreate; what does not
earn its fee is then taken back, with what hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pmcli.sequencing.engine.agreed import Agreed
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.improve import Search, keys_by_effort
from pmcli.sequencing.engine.placing import Placing
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.tighten import tighten


def propose(
    problem: PlanningProblem,
    order: Sequence[int],
    shown: Sequence[int],
    agreed: Agreed,
    fresh: Iterable[Sequence[int]] = (),
    steps: int | None = None,
) -> list[int]:
    """The plan found with the most value less the fees of agreed items that are not at their wishes.

    `shown` is a sound plan, mended say, and `fresh` are other sound ones, which know no agreement. The plan
    is worth no less than `shown`, and no move in it can be taken back alone without loss. `order` has all
    items, prerequisites first: in it goes in what still fits. `steps` of the search are those of the engine
    where none are given.
    """
    size = problem.size
    return _Proposal(problem, order, shown, agreed).found(
        fresh, min(14_000, 300 + 2 * size * size) if steps is None else steps
    )


class _Proposal:
    """The search for a proposal: `problem` has fees in its worth, which rises at a wish."""

    def __init__(
        self, problem: PlanningProblem, order: Sequence[int], shown: Sequence[int], agreed: Agreed
    ) -> None:
        periods = problem.periods
        benefit = []
        for row, wish, fee in zip(problem.benefit, agreed.wishes, agreed.fees, strict=True):
            net = list(row)
            if wish == periods:
                net = [worth - fee for worth in row]
            elif wish >= 0:
                net[wish] += fee
            benefit.append(tuple(net))
        self.plain = problem
        self.problem = replace(tighten(problem), benefit=tuple(benefit))
        self.filler = Filler(self.problem)
        self.shown, self.wishes = list(shown), agreed.wishes
        self.order = [item for item in order if agreed.wishes[item] != periods]
        # As costs, for going down: of equally good places the wish, and any rather than none.
        self.costs = []
        for item, row in enumerate(benefit):
            costs = [-3 * worth + 1 for worth in row] + [2]
            if agreed.wishes[item] >= 0:
                costs[agreed.wishes[item]] -= 2
            self.costs.append(costs)
        self.ranked = [sorted(range(periods + 1), key=costs.__getitem__) for costs in self.costs]

    def found(self, fresh: Iterable[Sequence[int]], steps: int) -> list[int]:
        """The best of what is shown, of others merged with it, and of what a search makes of the best."""
        plans = [self.shown]
        for other in fresh:
            plans += [self.merged(self.shown, other), self.merged(other, self.shown)]
        best = max(plans, key=self.problem.value)
        values = [float(max(row)) for row in self.plain.benefit]
        search = Search(self.filler, best, keys_by_effort(self.filler, values), wishes=self.wishes)
        search.run(steps)
        plans += [self.merged(search.best, self.shown)]
        return max([self.shown, *map(self._settled, plans)], key=self._rank)

    def _rank(self, plan: Sequence[int]) -> tuple[int, int]:
        moved = sum([0 <= wish != t for wish, t in zip(self.wishes, plan, strict=True)])
        return self.problem.value(plan), -moved

    def merged(self, plan: Sequence[int], other: Sequence[int]) -> list[int]:
        """A plan in which each difference from another is taken back that earns nothing.

        With each goes what must go with it, so that the plan stays sound.
        """
        placing = Placing(self.filler, plan)
        changed = True
        while changed:
            changed = False
            for item in range(self.problem.size):
                if placing.plan[item] != other[item]:
                    changed = self._taken_back(placing, item, other) or changed
        return placing.plan

    def _taken_back(self, placing: Placing, item: int, other: Sequence[int]) -> bool:
        """Whether an item, and what must go with it, went to where another plan has it: nothing is lost."""
        plan = placing.plan
        group, gain = {item: plan[item]}, self._gain(item, plan[item], other[item])
        placing.put(item, other[item])
        while more := self._in_the_way(placing, group, other):
            for member in more:
                group[member] = plan[member]
                gain += self._gain(member, plan[member], other[member])
                placing.put(member, other[member])
        if gain < 0:
            return True
        for member, period in group.items():
            placing.put(member, period)
        return False

    def _gain(self, item: int, before: int, after: int) -> int:
        """What a move saves; below 0 where it is better."""
        return self.costs[item][after] - self.costs[item][before]

    def _in_the_way(self, placing: Placing, group: dict[int, int], other: Sequence[int]) -> list[int]:
        """What must go with a group to where another plan has it: dependencies, and who fills the cells."""
        plan, filler, periods = placing.plan, self.filler, self.problem.periods
        more = {
            need
            for item in group
            if plan[item] < periods
            for need, lag in filler.needs[item]
            if plan[need] + lag > plan[item]
        } | {
            later
            for item in group
            for later, lag in filler.serves[item]
            if plan[later] < periods and plan[item] + lag > plan[later]
        }
        if more:
            return sorted(more)
        over = {cell for cell, rest in enumerate(placing.left) if rest < 0}
        crowding = [
            item for item, t in enumerate(plan)
            if over and t != other[item] and item not in group and self._frees(item, t, other[item], over)
        ]  # fmt: skip
        return sorted(crowding, key=lambda item: (self._gain(item, plan[item], other[item]), item))[:1]

    def _frees(self, item: int, before: int, after: int, over: set[int]) -> bool:
        """Whether an item that moved would take less from a cell that is too full."""
        periods, takes = self.problem.periods, self.filler.takes[item]
        there = dict(takes[after]) if after < periods else {}
        return before < periods and any(
            cell in over and effort > there.get(cell, 0) for cell, effort in takes[before]
        )

    def _settled(self, plan: Sequence[int]) -> list[int]:
        """The plan with all that fits in it, and no single move that would be better elsewhere."""
        placing = Placing(self.filler, plan)
        while True:
            placing.descend(self.ranked, self.costs)
            full = list(placing.plan)
            self.filler.complete(full, self.order)
            if full == placing.plan:
                return full
            placing = Placing(self.filler, full)
