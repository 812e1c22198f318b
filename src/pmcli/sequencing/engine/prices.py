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
from dataclasses import dataclass

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.forest import Forest
from pmcli.sequencing.engine.sharpen import sharpened

NEVER = float("-inf")
_PATIENCE, _SLOWER, _FRESH = 7, 0.65, 0.3
"""Answers without a better bound until steps shrink, the factor, and the share of a move that is new."""
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

    def step(self, target: float) -> None:
        """Answer at the present prices, and move them; `target` is what a plan can be hoped to be worth."""
        priced = zip(self.scaled, self.room, strict=True)
        price = [whole / room if room > 0 else 0.0 for whole, room in priced]
        worth = self._answer(price) + sum([self.scaled[cell] for cell in self.cells])
        self._judge(worth)
        share = max(1.0 / (self.count + 1), _MEMORY)
        expected = self.expected
        for item, period in enumerate(self.plan):
            expected[item] += share * (period - expected[item])
        self._move(worth, target)
        self.count += 1

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
        above, link, plan, periods = self.forest.above, self.forest.link, self.plan, self.periods
        tables = self._ring_tables()
        picks: dict[int, list[int]] = {}
        total = 0.0
        for item in reversed(self.forest.nodes):
            row = self._row(item, price, tables.pop(item, None))
            parent = above[item]
            if parent < 0:
                best = max(row)
                total += best
                plan[item] = row.index(best)
                continue
            onto, picks[item] = _later(row, link[item]) if link[item] >= 0 else _sooner(row, -1 - link[item])
            known = tables.get(parent)
            if known is None:
                tables[parent] = onto
            else:
                for period in range(periods + 1):
                    known[period] += onto[period]
        for item in self.forest.nodes:
            parent = above[item]
            if parent >= 0:
                plan[item] = picks[item][plan[parent]]
        return total

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
        return Priced(int(worth + abs(worth) * _MARGIN) + 1, prices, tuple(self.expected))


def _later(row: list[float], lag: int) -> tuple[list[float], list[int]]:
    """For every period of a parent the best that a child waiting for it can do, and when."""
    last = len(row) - 1
    best, pick = list(row), list(range(last + 1))
    for period in range(last - 1, -1, -1):
        if best[period + 1] > best[period]:
            best[period], pick[period] = best[period + 1], pick[period + 1]
    if not lag:
        return best, pick
    moved = [min(last, period + lag) for period in range(last + 1)]
    return [best[period] for period in moved], [pick[period] for period in moved]


def _sooner(row: list[float], lag: int) -> tuple[list[float], list[int]]:
    """For every period of a parent the best that a child it waits for can do, and when."""
    last = len(row) - 1
    onto, pick = [NEVER] * (last + 1), [last] * (last + 1)
    best, at = NEVER, last
    for period in range(lag, last):
        if row[period - lag] > best:
            best, at = row[period - lag], period - lag
        onto[period], pick[period] = best, at
    for period in range(max(0, last - lag), last + 1):
        if row[period] > best:
            best, at = row[period], period
    onto[last], pick[last] = best, at
    return onto, pick


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
