"""A better bound for few items, and maybe a better plan or a proof: branch and bound on delivery windows.

Each node leaves items fewer periods and goes on from its parent's prices, the node of the highest bound
first. What at a node's prices is in no better plan, and what does not fit beside what is fixed there, is
ruled out. A number of nodes, not the clock, ends it.

Source: Land and Doig 1960, "An automatic method of solving discrete programming problems",
https://doi.org/10.2307/1910129; Fisher 1981, "The Lagrangian relaxation method for solving integer
programming problems", https://doi.org/10.1287/mnsc.27.1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.links import NEVER
from pmcli.sequencing.engine.prices import Choice, Pricing, whole_bound
from pmcli.sequencing.graph import ordered

NODES = 150
"""Nodes that are enough for most problems of so many items that may be in several periods."""
_OPEN, _ALL = 40, 100
"""Items that may be in several periods, and all items, up to which branching brings something."""
_ROOT, _STEPS = 60, 15
"""Steps of the prices at the root, and at a node."""
_SAME = 2e-9  # of the value: plans nearer than that count as equal, as floats cannot tell them apart
_HOPE = 0.93  # of the bound: what a plan can be hoped to be worth

_Choices = list[list[Choice]]
"""For every item the periods that it may still be in, the first one first."""


@dataclass(frozen=True, slots=True)
class Branched:
    """A plan at least as good as the one known, and a bound that no plan exceeds.

    `is_proven` says that no plan is worth more than this one.
    """

    plan: tuple[int, ...]
    bound: int
    is_proven: bool
    nodes: int


def is_small(filler: Filler) -> bool:
    """Whether there are so few items that branching brings something."""
    windows = zip(filler.earliest, filler.latest, strict=True)
    return filler.problem.size <= _ALL and sum(first < last for first, last in windows) <= _OPEN


def branch(
    filler: Filler,
    plan: Sequence[int],
    bound: int,
    nodes: int = NODES,
    goes_on: Callable[[], bool] = lambda: True,
) -> Branched:
    """What so many nodes bring, from a plan that keeps everything and a bound that is known.

    `goes_on` is asked before every node.
    """
    tree = _Tree(filler, plan)
    if nodes and bound > tree.enough():
        bound = min(bound, tree.bound(bound, nodes, goes_on))
    return Branched(tree.best, max(bound, tree.value), bound <= tree.enough(), tree.count)


class _Tree:
    """The nodes that are open, by their bounds, and the best plan."""

    def __init__(self, filler: Filler, plan: Sequence[int]) -> None:
        self.filler = filler
        self.problem = replace(filler.problem, earliest=tuple(filler.earliest), latest=tuple(filler.latest))
        self.best, self.value = tuple(plan), self.problem.value(plan)
        self.open: list[tuple[int, int, Pricing]] = []
        self.count = 0

    def bound(self, known: int, nodes: int, goes_on: Callable[[], bool]) -> int:
        """The bound after splitting the node of the highest bound again and again."""
        self._visit(Pricing(self.filler, sharp=True), known, _ROOT)
        while self.open and -self.open[0][0] > self.enough() and self.count < nodes and goes_on():
            bound, _, pricing = heappop(self.open)
            self._split(pricing, -bound)
        return max([self.enough(), *(-bound for bound, _, _ in self.open)])

    def enough(self) -> int:
        """The bound up to which a node holds no plan that is better."""
        return self.value + int(self.value * _SAME)

    def _visit(self, pricing: Pricing, known: int, steps: int) -> None:
        """Price a node, try the plan it suggests, and keep it open where it may hold a better one."""
        self.count += 1
        for number in range(steps):
            if not pricing.step(max(float(self.value), _HOPE * pricing.bound if number else 0.0)):
                return
            if whole_bound(pricing.bound) <= self.enough():
                return
        self._fill(pricing.expected)
        bound = min(known, whole_bound(pricing.bound))
        if bound > self.enough() and (choices := self._undominated(pricing)):
            pricing.choices = choices
            heappush(self.open, (-bound, self.count, pricing))

    def _fill(self, expected: Sequence[float]) -> None:
        """Try the plan filled by expected periods."""
        order = ordered(range(self.problem.size), self.problem.pairs, expected.__getitem__)
        plan = self.filler.fill(order)
        self.filler.settle(plan)
        self.filler.drop_idle(plan)
        self._try(plan)

    def _try(self, plan: Sequence[int]) -> None:
        """Keep a plan where it is better than the best."""
        value = self.problem.value(plan)
        if value > self.value and not self.problem.faults(plan):
            self.best, self.value = tuple(plan), value

    def _undominated(self, pricing: Pricing) -> _Choices | None:
        """The choices with which a plan may be better than the best; None where there is no such plan."""
        enough = self.enough()
        rows = zip(pricing.choices, pricing.ceilings(), strict=True)
        return self._fitting(
            [
                [it for it in known if ceiling[it[0]] != NEVER and whole_bound(ceiling[it[0]]) > enough]
                for known, ceiling in rows
            ],
            pricing.room,
        )

    def _split(self, pricing: Pricing, bound: int) -> None:
        """Two nodes: one item early, or later."""
        halves = _halves(pricing)
        if halves is None:
            self._try([known[0][0] for known in pricing.choices])
            return
        item, parts = halves
        for part in parts:
            choices = list(pricing.choices)
            choices[item] = part
            if fitting := self._fitting(choices, pricing.room):
                self._visit(pricing.within(fitting), bound, _STEPS)

    def _fitting(self, choices: _Choices, room: Sequence[int]) -> _Choices | None:
        """The choices that go with dependencies and fit beside what is fixed; None where an item has none."""
        while all(choices):
            first, last = self._windows(choices)
            left = list(room)
            for known in choices:
                if len(known) == 1:
                    for cell, effort in known[0][2]:
                        left[cell] -= effort
            if any(rest < 0 for rest in left):
                return None
            fitting = [
                [it for it in known
                 if first[item] <= it[0] <= last[item]
                 and (len(known) == 1 or self.filler.fits(left, it[2]))]
                for item, known in enumerate(choices)
            ]  # fmt: skip
            if fitting == choices:
                return choices
            choices = fitting
        return None

    def _windows(self, choices: _Choices) -> tuple[list[int], list[int]]:
        """The first and last periods of all items that go with dependencies."""
        filler = self.filler
        first, last = [known[0][0] for known in choices], [known[-1][0] for known in choices]
        for item in filler.order:
            for need, lag in filler.needs[item]:
                first[item] = min(filler.periods, max(first[item], first[need] + lag))
        for item in reversed(filler.order):
            if last[item] < filler.periods:
                for need, lag in filler.needs[item]:
                    last[need] = min(last[need], last[item] - lag)
        return first, last


def _halves(pricing: Pricing) -> tuple[int, tuple[list[Choice], list[Choice]]] | None:
    """The item that is least decided for what depends on it, its earlier choices, and its later ones.

    None where all is decided.
    """
    most, found = -1.0, None
    for item, known in enumerate(pricing.choices):
        if len(known) < 2:
            continue
        expected = pricing.expected[item]
        at = max([number for number, it in enumerate(known[:-1]) if it[0] <= expected], default=0)
        sooner, later = known[at], known[at + 1]
        away = max(0.0, min(expected - sooner[0], later[0] - expected)) / (later[0] - sooner[0])
        undecided = away * (1.0 + sooner[1] - later[1])
        if undecided > most:
            most, found = undecided, (item, (known[: at + 1], known[at + 1 :]))
    return found
