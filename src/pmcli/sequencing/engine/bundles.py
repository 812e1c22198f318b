"""An order for items that hang together in blocks that fill much of the room there is.

Inside a block all adjusted scores are equal, so that they say nothing about what to take of it. There whole
bundles are exchanged: an item of value with all that it lacks goes in, what is worth least for the room that
it frees goes out, as in simulated annealing. One period after the other is chosen for.

Source: Kirkpatrick, Gelatt, Vecchi 1983, "Optimization by simulated annealing",
https://doi.org/10.1126/science.220.4598.671.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.improve import WAITS
from pmcli.sequencing.engine.problem import Takes

_MOST = 300_000
"""Pairs of an item and something it lacks, beyond which this takes too long."""
_LARGE = 0.4  # of the room of all periods: blocks from which on order says little
_SEEN = 6  # so many that are in are looked at, and the worst of them goes out
_HEAT = 0.5  # of the mean worth: how much worse a step may be at first
_FINE = 1 << 20  # of the mean cost: costs as whole numbers


def has_large_block(filler: Filler, density: Sequence[float]) -> bool:
    """Whether a connected block of equal density takes much of all the room there is."""
    last, much = filler.periods - 1, _LARGE * sum(filler.room)
    effort = [
        sum([one for _, one in takes[min(first, last)]])
        for takes, first in zip(filler.takes, filler.earliest, strict=True)
    ]
    seen = [False] * len(density)
    for start in range(len(density)):
        if seen[start]:
            continue
        seen[start] = True
        block = [start]
        for item in block:
            for other, _ in (*filler.needs[item], *filler.serves[item]):
                if not seen[other] and density[other] == density[start]:
                    seen[other] = True
                    block.append(other)
        if len(block) > 1 and sum([effort[item] for item in block]) > much:
            return True
    return False


def by_bundles(filler: Filler, costs: Sequence[float], steps: int) -> list[int]:
    """All items, prerequisites first: those chosen for the first period, then for the next, and so on.

    Promised work keeps its reservation, or comes earlier. `steps` are shared among the periods.
    """
    unit = _FINE * len(costs) / sum(costs)
    weight = [int(cost * unit) + 1 for cost in costs]
    at = list(filler.reserved)
    left = filler.left(at)
    draw = Random(1)  # noqa: S311 - a search needs luck that repeats, not secrets
    for period in range(filler.periods):
        work = _Choice(filler, at, left, period, weight, draw)
        if work.valued:
            work.run(steps // filler.periods)
            work.settle()
    return sorted(filler.order, key=at.__getitem__)


class _Choice:
    """What to deliver in one period, under improvement.

    `members[v]` is the bundle of a valued item: all that it lacks, itself too. `count[m]` is how many chosen
    bundles have m, `mixed[m]` their numbers by exclusive or: where it is one, that one. `worth[v]` and
    `weight[v]` are what would be lost and freed without the chosen v.
    """

    def __init__(
        self, filler: Filler, at: list[int], left: list[int], period: int, cost: Sequence[int], draw: Random
    ) -> None:
        self.filler, self.at, self.left, self.period = filler, at, left, period
        self.cost, self.draw = cost, draw
        size = filler.problem.size
        self.members: dict[int, list[int]] = {}
        self.gain = [0] * size
        self.takes: list[Takes] = [()] * size
        self.count, self.mixed = [0] * size, [0] * size
        self.worth, self.weight = [0] * size, [0] * size
        self.valued: list[int] = []
        self._gather()
        self.cells = sorted({cell for bundle in self.members.values() for item in bundle
                             for cell, _ in self.takes[item]})  # fmt: skip
        self.chosen: list[int] = []
        self.place = [-1] * size
        self.value, self.best_value, self.best = 0, 0, list[int]()

    def _gather(self) -> None:
        """Find the bundles that could go into the period."""
        benefit, total = self.filler.problem.benefit, 0
        for item in self.filler.order:
            if self.at[item] > self.period and benefit[item][self.period] > 0:
                bundle = self._bundle(item)
                total += len(bundle)
                if total > _MOST:
                    return
                if bundle:
                    self.members[item] = bundle
                    self.valued.append(item)
        for item in {member for bundle in self.members.values() for member in bundle}:
            self._weigh(item)

    def _bundle(self, item: int) -> list[int]:
        """All that an item lacks, itself too; nothing where it cannot be delivered in the period."""
        bundle, seen = [item], {item}
        for member in bundle:
            if self.filler.earliest[member] > self.period:
                return []
            for need, lag in self.filler.needs[member]:
                if self.at[need] <= self.period - lag or need in seen:
                    continue
                if lag:
                    return []
                seen.add(need)
                bundle.append(need)
        return bundle

    def _weigh(self, item: int) -> None:
        """What an item earns and takes in the period; promised work gives back what is reserved for it."""
        filler, period, then = self.filler, self.period, self.at[item]
        benefit = filler.problem.benefit[item]
        takes = dict(filler.takes[item][period])
        self.gain[item] = benefit[period]
        if then < filler.periods:
            self.gain[item] -= benefit[then]
            for cell, effort in filler.takes[item][then]:
                takes[cell] = takes.get(cell, 0) - effort
        self.takes[item] = tuple((cell, effort) for cell, effort in takes.items() if effort)

    def run(self, steps: int) -> None:
        """Take `steps` steps; the choice may be worse by a part of the mean worth of a bundle, ever less."""
        draw, valued, place = self.draw, self.valued, self.place
        gain = self.filler.problem.benefit
        start = _HEAT * sum([gain[item][self.period] for item in valued]) / len(valued)
        for step in range(steps):
            item = valued[int(draw.random() * len(valued))]
            if place[item] >= 0:
                continue
            cold = 1.0 - step / steps
            self._exchange(item, start * cold * cold * WAITS[int(draw.random() * 32)])

    def _exchange(self, item: int, allowed: float) -> None:
        """Put a bundle in and others out until all fits; undone where more than `allowed` is lost."""
        left, least = self.left, self.value - allowed
        gone: list[int] = []
        earned, is_short = self._lacks(item)
        if is_short:
            worst = self._worst()
            if worst < 0 or self.value + earned - self.worth[worst] < least:
                return
            self._take_out(worst)
            gone.append(worst)
        self._put_in(item)
        for cell in self.cells:
            while left[cell] < 0:
                worst = self._worst()
                if worst < 0 or worst == item or self.value - self.worth[worst] < least:
                    self._take_out(item)
                    for other in gone:
                        self._put_in(other)
                    return
                self._take_out(worst)
                gone.append(worst)
        if self.value > self.best_value and all(left[cell] >= 0 for cell in self.cells):
            self.best, self.best_value = list(self.chosen), self.value

    def _lacks(self, item: int) -> tuple[int, bool]:
        """What a bundle would earn, and whether there is too little room for it."""
        count, gain, takes = self.count, self.gain, self.takes
        earned, taken = 0, dict[int, int]()
        for member in self.members[item]:
            if not count[member]:
                earned += gain[member]
                for cell, effort in takes[member]:
                    taken[cell] = taken.get(cell, 0) + effort
        left = self.left
        for cell, effort in taken.items():
            if effort > left[cell]:
                return earned, True
        return earned, False

    def _worst(self) -> int:
        """Of some chosen ones that of the least worth for what it frees, −1 where none frees anything."""
        chosen, draw, found = self.chosen, self.draw, -1
        worth, weight = self.worth, self.weight
        for _ in range(_SEEN if chosen else 0):
            item = chosen[int(draw.random() * len(chosen))]
            if weight[item] and (found < 0 or worth[item] * weight[found] < worth[found] * weight[item]):
                found = item
        return found

    def _put_in(self, item: int) -> None:
        """Choose a bundle."""
        count, mixed, cost, gain = self.count, self.mixed, self.cost, self.gain
        worth, weight, left, takes = self.worth, self.weight, self.left, self.takes
        earned = freed = 0
        for member in self.members[item]:
            others = count[member]
            if not others:
                earned += gain[member]
                freed += cost[member]
                for cell, effort in takes[member]:
                    left[cell] -= effort
            elif others == 1:
                only = mixed[member]
                worth[only] -= gain[member]
                weight[only] -= cost[member]
            count[member] = others + 1
            mixed[member] ^= item
        worth[item], weight[item] = earned, freed
        self.value += earned
        self.place[item] = len(self.chosen)
        self.chosen.append(item)

    def _take_out(self, item: int) -> None:
        """Choose a bundle no more."""
        count, mixed, cost, gain = self.count, self.mixed, self.cost, self.gain
        worth, weight, left, takes = self.worth, self.weight, self.left, self.takes
        self.value -= worth[item]
        for member in self.members[item]:
            count[member] -= 1
            mixed[member] ^= item
            others = count[member]
            if not others:
                for cell, effort in takes[member]:
                    left[cell] += effort
            elif others == 1:
                only = mixed[member]
                worth[only] += gain[member]
                weight[only] += cost[member]
        last = self.chosen.pop()
        if last != item:
            self.chosen[self.place[item]] = last
            self.place[last] = self.place[item]
        self.place[item] = -1

    def settle(self) -> None:
        """Deliver the best choice: it is in `at`, and `left` is what is left after it."""
        for item in list(self.chosen):
            self._take_out(item)
        for item in self.best:
            self._put_in(item)
        for item, count in enumerate(self.count):
            if count:
                self.at[item] = self.period
