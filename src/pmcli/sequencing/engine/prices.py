"""Prices of room, and a bound on the worth of every plan: no solver needed.

The rooms are priced instead of kept: then each tree of dependencies finds its best periods alone, by dynamic
programming, and the sum is an upper bound on every plan. The best prices give the bound of the linear
program; that deliveries are whole makes it sharper. Dependencies that close a ring are priced like rooms.

Source: Fisher 1981, "The Lagrangian relaxation method for solving integer programming problems",
https://doi.org/10.1287/mnsc.27.1.1; Held, Wolfe, Crowder 1974, "Validation of subgradient optimization",
https://doi.org/10.1007/BF01580223.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.forest import Forest
from pmcli.sequencing.engine.links import NEVER, downwards, later, sooner
from pmcli.sequencing.engine.sharpen import sharpened

_PATIENCE, _SLOWER, _FRESH = 7, 0.65, 0.3
"""Answers without a better bound until steps shrink, the factor, and the share of a move that is new."""
_AGAIN = 0.3  # the length of steps where known prices are the start
_GAIN = 1e-5  # of the bound: what counts as a better one
_MARGIN = 1e-9  # of the bound: more than float sums can be off
_MEMORY = 0.08  # how much of the mean period the last answer is, at least


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices, and the bound that they give.

    No plan is worth more than `bound`. `prices[c]` is what a unit of room of cell c is worth, ≥ 0; `expected`
    is for every item the mean period of the answers on the way, weighted towards the last ones: an order by
    it is one by how urgent things are at these prices.
    """

    bound: int
    prices: tuple[float, ...]
    expected: tuple[float, ...]


@dataclass(slots=True)
class _Climbed:
    """What the trees are worth: an item with all that hangs on it by its own period, and by its parent's.

    `picks` is the item's best period for each of its parent's.
    """

    rows: list[list[float]]
    onto: list[list[float]]
    picks: list[list[int]]
    total: float = 0.0


class Pricing:
    """Prices under way: `step` improves them.

    Prices are held as what all room of a cell is worth, so that steps are alike for cells of any size.
    `sharp` takes in what follows from deliveries being whole: a better bound, but prices that do not say
    what a unit of room is worth.
    """

    def __init__(self, filler: Filler, *, sharp: bool = False) -> None:
        self.filler = filler
        self.periods = filler.periods
        self.forest = Forest.of(filler)
        self.room, self.takes = sharpened(filler) if sharp else (list(filler.room), list(filler.takes))
        self.choices = [_choices(filler, self.takes, item) for item in range(filler.problem.size)]
        self.cells = [cell for cell, room in enumerate(self.room) if room > 0]
        self.scaled = [0.0] * len(self.room)
        self.towards = [0.0] * len(self.room)
        rings = self.forest.rings
        self.held = [[0.0] * filler.periods for _ in rings]
        self.drift = [[0.0] * filler.periods for _ in rings]
        self.weight = len(filler.room) / max(1, filler.problem.size)  # of a ring's prices beside a cell's
        self.best = self.scaled, self.held
        self.bound = NEVER
        self.plan = [self.periods] * filler.problem.size
        self.expected = [0.0] * filler.problem.size
        self.pace, self.stale, self.count = 1.0, 0, 0

    def step(self, target: float) -> bool:
        """Answer at the present prices, and move them; False where nothing keeps the windows.

        `target` is what a plan can be hoped to be worth.
        """
        worth = self._answer(self._price(self.scaled)) + sum([self.scaled[cell] for cell in self.cells])
        if worth == NEVER:
            return False
        self._judge(worth)
        share = max(1.0 / (self.count + 1), _MEMORY)
        expected = self.expected
        for item, period in enumerate(self.plan):
            expected[item] += share * (period - expected[item])
        self._move(worth, target)
        self.count += 1
        return True

    def within(self, choices: list[list[Choice]]) -> Pricing:
        """These prices where they were best, to go on from with fewer choices for the items."""
        child = copy(self)
        child.choices = choices
        child.scaled, child.held = list(self.best[0]), [list(ring) for ring in self.best[1]]
        child.towards, child.drift = list(self.towards), [list(ring) for ring in self.drift]
        child.best = child.scaled, child.held
        child.plan, child.expected = list(self.plan), [0.0] * len(self.plan)
        child.bound, child.pace, child.stale, child.count = NEVER, _AGAIN, 0, 0
        return child

    def _judge(self, worth: float) -> None:
        """Keep the best bound; where there is no better one for long, go back to its prices, slower."""
        if self.bound == NEVER or worth < self.bound:
            known = self.bound != NEVER and worth >= self.bound * (1.0 - _GAIN)
            self.stale = self.stale + 1 if known else 0
            self.bound = worth
            self.best = list(self.scaled), [list(ring) for ring in self.held]
        else:
            self.stale += 1
        if self.stale >= _PATIENCE:
            self.pace, self.stale = self.pace * _SLOWER, 0
            self.scaled, self.held = list(self.best[0]), [list(ring) for ring in self.best[1]]

    def _move(self, worth: float, target: float) -> None:
        """Raise the prices of what is wanted too much, lower the others."""
        total = self._lean_cells() + self._lean_rings()
        if total <= 0.0:
            return
        length = self.pace * max(worth - target, 1e-4 * abs(worth)) / total
        scaled, towards = self.scaled, self.towards
        for cell in self.cells:
            scaled[cell] = max(0.0, scaled[cell] - length * towards[cell])
        length *= self.weight
        for held, drift in zip(self.held, self.drift, strict=True):
            for period, slack in enumerate(drift):
                held[period] = max(0.0, held[period] - length * slack)

    def _lean_cells(self) -> float:
        """Set where the prices of cells move; the square of how far they are from balance."""
        room, scaled, towards = self.room, self.scaled, self.towards
        used = [0] * len(room)
        for item, period in enumerate(self.plan):
            if period < self.periods:
                for cell, effort in self.takes[item][period]:
                    used[cell] += effort
        total = 0.0
        for cell in self.cells:
            slack = 1.0 - used[cell] / room[cell]
            if slack > 0.0 and scaled[cell] <= 0.0:
                slack = 0.0
            towards[cell] = lean = _FRESH * slack + (1.0 - _FRESH) * towards[cell]
            total += lean * lean
        return total

    def _lean_rings(self) -> float:
        """Set where the prices of rings move; the square of how far they are from balance."""
        total, weight, plan = 0.0, self.weight, self.plan
        for number, (item, need, lag) in enumerate(self.forest.rings):
            held, drift = self.held[number], self.drift[number]
            for period in range(self.periods):
                slack = weight * ((plan[need] + lag <= period) - (plan[item] <= period))
                if slack > 0.0 and held[period] <= 0.0:
                    slack = 0.0
                drift[period] = lean = _FRESH * slack + (1.0 - _FRESH) * drift[period]
                total += lean * lean
        return total

    def _ring_tables(self) -> dict[int, list[float]]:
        """For items in dependencies that close rings, what their prices add, by period."""
        tables: dict[int, list[float]] = {}
        for (item, need, lag), held in zip(self.forest.rings, self.held, strict=True):
            mine = tables.setdefault(item, [0.0] * (self.periods + 1))
            other = tables.setdefault(need, [0.0] * (self.periods + 1))
            total = 0.0
            for period in range(self.periods - 1, -1, -1):
                total += held[period]
                mine[period] -= total
                if period >= lag:
                    other[period - lag] += total
        return tables

    def _answer(self, price: Sequence[float]) -> float:
        """The worth of the best periods at these prices, without the worth of the room; sets `plan`."""
        above, plan = self.forest.above, self.plan
        climbed = self._climb(price)
        for item in self.forest.nodes:
            parent = above[item]
            if parent < 0:
                row = climbed.rows[item]
                plan[item] = row.index(max(row))
            else:
                plan[item] = climbed.picks[item][plan[parent]]
        return climbed.total

    def _climb(self, price: Sequence[float]) -> _Climbed:
        """From the leaves of the trees to their roots."""
        above, link, periods = self.forest.above, self.forest.link, self.periods
        tables = self._ring_tables()
        size = len(above)
        climbed = _Climbed([[]] * size, [[]] * size, [[]] * size)
        for item in reversed(self.forest.nodes):
            climbed.rows[item] = row = self._row(item, price, tables.pop(item, None))
            parent = above[item]
            if parent < 0:
                climbed.total += max(row)
                continue
            how = link[item]
            onto, climbed.picks[item] = later(row, how) if how >= 0 else sooner(row, -1 - how)
            climbed.onto[item] = onto
            known = tables.get(parent)
            if known is None:
                tables[parent] = list(onto)
            else:
                for period in range(periods + 1):
                    known[period] += onto[period]
        return climbed

    def ceilings(self) -> list[list[float]]:
        """For every item and period a bound on the plans with the item there, at the best prices."""
        scaled, self.held = self.best
        above, link = self.forest.above, self.forest.link
        climbed = self._climb(self._price(scaled))
        total = climbed.total + sum([scaled[cell] for cell in self.cells])
        ceilings: list[list[float]] = [[]] * len(above)
        for item in self.forest.nodes:
            row, parent = climbed.rows[item], above[item]
            if parent < 0:
                rest = total - max(row)
                ceilings[item] = [rest + worth for worth in row]
                continue
            passed = zip(ceilings[parent], climbed.onto[item], strict=True)
            outer = [NEVER if whole == NEVER else whole - mine for whole, mine in passed]
            best = zip(row, downwards(outer, link[item]), strict=True)
            ceilings[item] = [worth + rest for worth, rest in best]
        return ceilings

    def _price(self, scaled: Sequence[float]) -> list[float]:
        """The price of a unit of every room."""
        priced = zip(scaled, self.room, strict=True)
        return [whole / room if room > 0 else 0.0 for whole, room in priced]

    def _row(self, item: int, price: Sequence[float], table: list[float] | None) -> list[float]:
        """The worth of an item in every period, net of the room it takes, with what hangs on it."""
        row = [NEVER] * (self.periods + 1)
        for period, benefit, takes in self.choices[item]:
            worth = benefit if table is None else benefit + table[period]
            for cell, effort in takes:
                worth -= price[cell] * effort
            row[period] = worth
        return row

    def result(self) -> Priced:
        """The best bound so far, its prices, and the expected periods."""
        known = len(self.filler.problem.room)
        best = zip(self.best[0][:known], self.room[:known], strict=True)
        prices = tuple(whole / room if room > 0 else 0.0 for whole, room in best)
        worth = self.bound
        if worth == NEVER:  # not one step: then what everything is worth in its best period
            worth = float(sum(map(max, self.filler.problem.benefit)))
        return Priced(whole_bound(worth) + 1, prices, tuple(self.expected))


def whole_bound(worth: float) -> int:
    """A whole number that no plan exceeds, of a bound in floats."""
    return int(worth + abs(worth) * _MARGIN)


Choice = tuple[int, float, tuple[tuple[int, int], ...]]


def _choices(
    filler: Filler, takes: Sequence[Sequence[tuple[tuple[int, int], ...]]], item: int
) -> list[Choice]:
    """(period, benefit, takes) of everything an item could do alone."""
    benefit, periods, last = filler.problem.benefit[item], filler.periods, filler.latest[item]
    choices: list[Choice] = [
        (period, float(benefit[period]), takes[item][period])
        for period in range(filler.earliest[item], min(last + 1, periods))
        if filler.fits(filler.room, filler.takes[item][period])
    ]
    if last >= periods or not choices:
        choices.append((periods, 0.0, ()))
    return choices
