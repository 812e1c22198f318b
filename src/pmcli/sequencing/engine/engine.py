"""A plan for a roadmap: filled in the best of several orders, then improved, with a bound that no plan beats.

The iteration budget, not the clock, ends the search, so that the same problem gives the same plan everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pmcli.sequencing.engine.branch import NODES, Branched, branch, is_small
from pmcli.sequencing.engine.bundles import by_bundles, has_large_block
from pmcli.sequencing.engine.effort import Effort
from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.forest import Forest
from pmcli.sequencing.engine.improve import Search
from pmcli.sequencing.engine.perturb import Perturbation
from pmcli.sequencing.engine.prices import Priced, Pricing
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.sharpen import FEW
from pmcli.sequencing.engine.tighten import tighten
from pmcli.sequencing.graph import ordered
from pmcli.sequencing.order.inherit import balance

_TIMES = {"none": 0.0, "fast": 0.2, "normal": 1.0, "thorough": 10.0}
_FEW, _MANY = 400, 20_000
"""Items up to which values are perturbed, and beyond which nothing is priced nor improved."""
_FLOOR = 0.02  # of the mean price, so that room nobody fights for is not free
Progress = Callable[[float], bool]
"""Hears how much is done, 0 to 1; says whether to go on."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan, and how good it is.

    `start` is the plan by adjusted score alone, which the improver began from. `bound` is an upper bound on
    the value of every plan that keeps the promises not in `broken`; None where there are too many items to
    say. `prices[c]` is what one unit of room of cell c is worth. `broken` are promised items that found no
    room; what waits for them is left out too. `interrupted` is True where the search was told to stop.
    `problem` is the problem in narrower windows, with what is broken left out. `is_branched` says that the
    bound is from branching, `is_proven` that no plan which keeps the same promises is worth more.
    """

    plan: tuple[int, ...]
    start: tuple[int, ...]
    bound: int | None
    prices: tuple[float, ...] | None
    broken: tuple[int, ...]
    problem: PlanningProblem
    interrupted: bool = False
    is_branched: bool = False
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class _Budget:
    pricing: int
    doubts: int
    bundles: int
    steps: int
    nodes: int

    @classmethod
    def of(cls, size: int, effort: Effort) -> _Budget:
        times = _TIMES[effort]
        if size > _MANY or effort == "none":
            return cls(0, 0, 0, 0, 0)
        pricing = max(16, min(80, 20 + size, 250_000 // max(1, size)))
        if effort == "thorough":
            pricing *= 4
        doubts = int(times * min(500, 20 + size * size // 5)) if size <= _FEW else 0
        bundles = int(times * min(120_000, 10 * size * size))
        nodes = 0 if effort == "fast" else NODES
        return cls(pricing, doubts, bundles, int(times * min(14_000, 300 + 2 * size * size)), nodes)


def solve(
    problem: PlanningProblem,
    effort: Effort = "normal",
    *,
    orders: Iterable[Sequence[int]] = (),
    adjusted: Sequence[int] | None = None,
    plans: Iterable[Sequence[int]] = (),
    progress: Progress | None = None,
    seed: int = 1,
) -> Solved:
    """The best plan found, within the budget of `effort`; another `seed` finds another one.

    `orders` are more orders to fill from, prerequisites first: of a linear program, say. `adjusted` is the
    order by adjusted score, worked out here where it is not given. `plans` are sound plans to begin from.
    """
    return _Run(problem, effort, progress, seed).solve(orders, adjusted, plans)


class _Run:
    """One run of the engine."""

    def __init__(
        self, problem: PlanningProblem, effort: Effort, progress: Progress | None, seed: int = 1
    ) -> None:
        self.seed = seed
        self.problem = problem = tighten(problem)
        self.filler = Filler(problem)
        self.budget = _Budget.of(problem.size, effort)
        self.progress = progress
        self.stopped = False
        self.by_effort: list[float] | None = None
        last = problem.periods - 1
        self.soonest = [min(first, last) for first in self.filler.earliest]
        self.values = [float(row[t]) for row, t in zip(problem.benefit, self.soonest, strict=True)]

    def solve(
        self, orders: Iterable[Sequence[int]], adjusted: Sequence[int] | None, known: Iterable[Sequence[int]]
    ) -> Solved:
        """A start, prices, more starts, then what improves the best."""
        filler, problem = self.filler, self.problem
        if adjusted is None:
            costs = self._plain()
            adjusted = self._in_order(self.density_by_effort(), self._own(costs))
        start = filler.fill(adjusted)
        filler.drop_idle(start)
        priced = self._priced(problem.value(start)) if self.budget.pricing else None
        plans = [start, *(filler.fill(order) for order in orders), *map(list, known)]
        best = max(plans, key=problem.value)
        if priced is not None:
            best = self._improved(best, priced)
        if self.budget.pricing:
            filler.settle(best)
            filler.drop_idle(best)
        branched = self._branched(best, priced.bound) if priced is not None else None
        return Solved(
            branched.plan if branched else tuple(best), tuple(start),
            branched.bound if branched else None, priced.prices if priced else None,
            tuple(filler.broken),
            replace(problem, earliest=tuple(filler.earliest), latest=tuple(filler.latest)),
            self.stopped,
            is_branched=branched is not None and branched.nodes > 0,
            is_proven=branched is not None and branched.is_proven,
        )  # fmt: skip

    def _branched(self, plan: Sequence[int], bound: int) -> Branched:
        """A better bound where there are few items, and maybe a better plan."""
        nodes = self.budget.nodes if is_small(self.filler) and not self.stopped else 0
        try:
            return branch(self.filler, plan, bound, nodes, lambda: self._goes_on(1.0))
        except KeyboardInterrupt:
            self.stopped = True
            return branch(self.filler, plan, bound, 0)

    def _priced(self, value: int) -> Priced:
        """Prices, and the best bound: where items are few, that deliveries are whole counts."""
        plain = self._pricing(Pricing(self.filler), self.budget.pricing, value, 0.0)
        if self.problem.size > FEW or self.stopped:
            return plain
        sharp = self._pricing(Pricing(self.filler, sharp=True), 3 * self.budget.pricing // 2, value, 0.1)
        return replace(plain, bound=min(plain.bound, sharp.bound))

    def _pricing(self, pricing: Pricing, steps: int, value: int, done: float) -> Priced:
        try:
            for number in range(steps):
                if not number % 10 and not self._goes_on(done + 0.1 * number / steps):
                    break
                pricing.step(max(float(value), 0.93 * pricing.bound if number else 0.0))
        except KeyboardInterrupt:
            self.stopped = True
        return pricing.result()

    def _improved(self, best: list[int], priced: Priced) -> list[int]:
        filler, problem = self.filler, self.problem
        costs = self._costs(priced)
        own = self._own(costs)
        soon = [-period for period in priced.expected]
        density = self._density(costs)
        orders = [self._in_order(density, own), self._in_order(soon, own)]
        is_blind = has_large_block(filler, density)
        if is_blind and not self.stopped:
            orders.append(by_bundles(filler, costs, self.budget.bundles))
        plans = [best, *map(filler.fill, orders)]
        best = max(plans, key=problem.value)
        rings = len(Forest.of(filler).rings)  # where dependencies close rings, balancing takes long
        doubts = 0 if is_blind else self.budget.doubts // (1 + rings // 100)
        if doubts and not self.stopped:
            perturbation = Perturbation(filler, self.values, costs, self.seed)
            try:
                perturbation.run(doubts, lambda done: self._goes_on(0.2 + 0.3 * done / doubts))
            except KeyboardInterrupt:
                self.stopped = True
            best = max(best, perturbation.plan, key=problem.value)
        keys = [density, self.density_by_effort(), own, self.values, soon]
        search = Search(filler, best, keys, self.seed)
        try:
            if not self.stopped:
                search.run(
                    self.budget.steps, lambda done: self._goes_on(0.5 + 0.5 * done / self.budget.steps)
                )
        except KeyboardInterrupt:
            self.stopped = True
        return list(search.best)

    def _goes_on(self, done: float) -> bool:
        if self.progress is not None and not self.stopped:
            self.stopped = not self.progress(done)
        return not self.stopped

    def _plain(self) -> list[float]:
        """The effort of every item, at least 1."""
        takes = self.filler.takes
        return [
            max(1.0, float(sum([effort for _, effort in takes[item][period]])))
            for item, period in enumerate(self.soonest)
        ]

    def density_by_effort(self) -> list[float]:
        """The adjusted scores, by value a unit of effort."""
        if self.by_effort is None:
            self.by_effort = self._density(self._plain())
        return self.by_effort

    def _costs(self, priced: Priced) -> list[float]:
        """The cost of every item at the prices, on average over the periods it may be in."""
        prices = priced.prices
        floor = _FLOOR * sum(prices) / max(1, len(prices)) + 1e-9
        known = len(prices)
        costs = []
        for item, takes in enumerate(self.filler.takes):
            first, last = self.soonest[item], min(self.filler.latest[item], self.problem.periods - 1)
            total = 0.0
            for period in range(first, last + 1):
                for cell, effort in takes[period]:
                    total += effort * (floor + (prices[cell] if cell < known else 0.0))
            costs.append(max(total / max(1, last - first + 1), 1e-9))
        return costs

    def _density(self, costs: Sequence[float]) -> list[float]:
        return list(balance(self.values, costs, self.problem.pairs).density)

    def _own(self, costs: Sequence[float]) -> list[float]:
        """The value of every item by itself for its cost."""
        return [value / cost for value, cost in zip(self.values, costs, strict=True)]

    def _in_order(self, keys: Sequence[float], own: Sequence[float]) -> list[int]:
        """Prerequisites first; of those free the highest key, then the highest of its own, then by number."""
        size = range(self.problem.size)
        return ordered(size, self.problem.pairs, lambda item: (-keys[item], -own[item]))
