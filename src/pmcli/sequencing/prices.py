"""What a unit of room is worth, and how good a plan can be at most: no solver needed.

The capacities are priced instead of kept: then each tree of dependencies finds its best periods alone, by
dynamic programming, and the sum is an upper bound on every plan. The best prices give the bound of the linear
program, up to dependencies that close a ring, which are left out.

Source: Fisher 1981, "The Lagrangian relaxation method for solving integer programming problems",
https://doi.org/10.1287/mnsc.27.1.1; Held, Wolfe, Crowder 1974, "Validation of subgradient optimization",
https://doi.org/10.1007/BF01580223; Chicoisne et al. 2012, "A new algorithm for the open-pit mine production
scheduling problem", https://doi.org/10.1287/opre.1120.1050 (the order by expected period).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.fill import Filler
from pmcli.sequencing.problem import Takes

NEVER = float("-inf")
_SHARP = 500  # items: beyond, single deliveries are small beside a cell
_PARTS = (1, 2, 3, 4, 5)
_UNIT = 60  # of a cell that counts pieces: its parts are whole in it
_MARGIN = 1e-9  # of the bound: more than float sums can be off


@dataclass(frozen=True, slots=True)
class Priced:
    """What pricing found.

    No plan is worth more than `bound`. `prices[c]` is what a unit of room of cell c is worth, ≥ 0; `expected`
    is for every item the mean period of the answers on the way, weighted towards the last ones.
    """

    bound: int
    prices: tuple[float, ...]
    expected: tuple[float, ...]


_PATIENCE, _SLOWER, _FRESH = 7, 0.65, 0.3
"""After so many answers without a better bound steps shrink by this; so much of a move is new."""


class Pricing:
    """Prices under way: `step` improves them."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.periods = filler.periods
        self.nodes, self.above, self.link, self.rings = _forest(filler)
        self.held = [[0.0] * filler.periods for _ in self.rings]
        self.best_held = [list(one) for one in self.held]
        self.drift = [[0.0] * filler.periods for _ in self.rings]
        self.weight = len(filler.room) / max(1, filler.problem.size)
        self.room, takes = _sharpened(filler)
        self.takes = takes
        self.choices = [_choices(filler, takes[item], item) for item in range(filler.problem.size)]
        self.cells = [cell for cell, room in enumerate(self.room) if room > 0]
        self.scaled = [0.0] * len(self.room)  # price x room
        self.best_scaled = list(self.scaled)
        self.bound = NEVER
        self.expected = [0.0] * filler.problem.size
        self.plan = [self.periods] * filler.problem.size
        self.pace = 1.0
        self.stale = 0
        self.count = 0
        self.towards = [0.0] * len(self.room)

    def step(self, target: float) -> None:
        """Answer at the present prices, and move them; `target` is what the best plan known is worth."""
        room = self.room
        price = [one / full if full > 0 else 0.0 for one, full in zip(self.scaled, room, strict=True)]
        worth = self._answer(price) + sum(self.scaled[cell] for cell in self.cells)
        if self.bound == NEVER or worth < self.bound:
            self.stale = 0 if self.bound == NEVER or worth < self.bound * (1 - 1e-5) else self.stale + 1
            self.bound, self.best_scaled = worth, list(self.scaled)
            self.best_held = [list(one) for one in self.held]
        else:
            self.stale += 1
        if self.stale >= _PATIENCE:
            self.pace, self.stale = self.pace * _SLOWER, 0
            self.scaled = list(self.best_scaled)
            self.held = [list(one) for one in self.best_held]
        self._average()
        self._move(worth, target)
        self.count += 1

    def _average(self) -> None:
        share = max(1.0 / (self.count + 1), 0.08)
        expected = self.expected
        for item, period in enumerate(self.plan):
            expected[item] += share * (period - expected[item])

    def _move(self, worth: float, target: float) -> None:
        room = self.room
        used = [0] * len(room)
        for item, period in enumerate(self.plan):
            if period < self.periods:
                for cell, effort in self.takes[item][period]:
                    used[cell] += effort
        towards, total = self.towards, 0.0
        for cell in self.cells:
            slack = 1.0 - used[cell] / room[cell]
            if slack > 0 and self.scaled[cell] <= 0.0:
                slack = 0.0
            towards[cell] = _FRESH * slack + (1.0 - _FRESH) * towards[cell]
            total += towards[cell] * towards[cell]
        total += self._strain()
        if total <= 0.0:
            return
        length = self.pace * max(worth - target, 1e-4 * abs(worth)) / total
        for cell in self.cells:
            moved = self.scaled[cell] - length * towards[cell]
            self.scaled[cell] = moved if moved > 0.0 else 0.0
        length *= self.weight
        for held, drift in zip(self.held, self.drift, strict=True):
            for period, slack in enumerate(drift):
                moved = held[period] - length * slack
                held[period] = moved if moved > 0.0 else 0.0

    def _strain(self) -> float:
        """How far the dependencies that close rings are from being kept, as a square; sets `drift`."""
        total, weight, plan = 0.0, self.weight, self.plan
        for number, (item, need, lag) in enumerate(self.rings):
            held, drift = self.held[number], self.drift[number]
            for period in range(self.periods):
                slack = weight * ((plan[need] + lag <= period) - (plan[item] <= period))
                if slack > 0 and held[period] <= 0.0:
                    slack = 0.0
                drift[period] = _FRESH * slack + (1.0 - _FRESH) * drift[period]
                total += drift[period] * drift[period]
        return total

    def _ring_tables(self) -> dict[int, list[float]]:
        """What the prices of the dependencies that close rings add to an item, by period."""
        tables: dict[int, list[float]] = {}
        for (item, need, lag), held in zip(self.rings, self.held, strict=True):
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
        periods, choices, above, link, plan = self.periods, self.choices, self.above, self.link, self.plan
        tables = self._ring_tables()
        picks: dict[int, list[int]] = {}
        total = 0.0
        for item in reversed(self.nodes):
            best, pick = NEVER, periods
            parent = above[item]
            table = tables.pop(item, None)
            if parent < 0 and table is None:
                for period, benefit, takes in choices[item]:
                    worth = benefit
                    for cell, effort in takes:
                        worth -= price[cell] * effort
                    if worth > best:
                        best, pick = worth, period
                total += best
                plan[item] = pick
                continue
            row = [NEVER] * (periods + 1)
            if table is None:
                for period, benefit, takes in choices[item]:
                    worth = benefit
                    for cell, effort in takes:
                        worth -= price[cell] * effort
                    row[period] = worth
            else:
                for period, benefit, takes in choices[item]:
                    worth = benefit + table[period]
                    for cell, effort in takes:
                        worth -= price[cell] * effort
                    row[period] = worth
            if parent < 0:
                best = max(row)
                total += best
                plan[item] = row.index(best)
                continue
            onto, chosen = _handed(row, link[item], periods)
            picks[item] = chosen
            known = tables.get(parent)
            if known is None:
                tables[parent] = onto
            else:
                for period, worth in enumerate(onto):
                    known[period] += worth
        for item in self.nodes:
            parent = above[item]
            if parent >= 0:
                plan[item] = picks[item][plan[parent]]
        return total

    def result(self) -> Priced:
        """The best bound so far, its prices, and the expected periods."""
        room = self.room
        prices = tuple(
            one / full if full > 0 else 0.0 for one, full in zip(self.best_scaled, room, strict=True)
        )
        ideal = sum(map(max, self.filler.problem.benefit)) if self.bound == NEVER else self.bound
        bound = int(ideal + abs(ideal) * _MARGIN) + 1
        return Priced(bound, prices[: len(self.filler.problem.room)], tuple(self.expected))


def _handed(row: list[float], link: int, periods: int) -> tuple[list[float], list[int]]:
    """For every period of the parent the best a child can do, and when.

    `link` ≥ 0: the child waits for the parent, so many periods; < 0: the parent waits −1 − link for it.
    """
    onto, chosen = [0.0] * (periods + 1), [periods] * (periods + 1)
    if link >= 0:
        best, pick = NEVER, periods
        run: list[tuple[float, int]] = [(NEVER, periods)] * (periods + 1)
        for period in range(periods, -1, -1):
            if row[period] >= best:
                best, pick = row[period], period
            run[period] = best, pick
        for period in range(periods + 1):
            onto[period], chosen[period] = run[min(periods, period + link)]
        return onto, chosen
    lag = -1 - link
    best, pick = NEVER, periods
    for period in range(periods):
        if period >= lag and row[period - lag] > best:
            best, pick = row[period - lag], period - lag
        onto[period], chosen[period] = best, pick
    for period in range(max(0, periods - lag), periods + 1):
        if row[period] > best:
            best, pick = row[period], period
    onto[periods], chosen[periods] = best, pick
    return onto, chosen


def _sharpened(filler: Filler) -> tuple[list[int], list[tuple[Takes, ...]]]:
    """The cells, and more that follow from work being whole: of what takes more than half only one fits.

    For k = 1, 2, … deliveries of which k + 1 would not fit count as one k-th of a cell each, those of which
    2 (k + 1) would not fit twice, and so on.

    Source: Fekete and Schepers 2001, "New classes of fast lower bounds for bin packing problems",
    https://doi.org/10.1007/s101070100243.
    """
    room, takes = list(filler.room), list(filler.takes)
    if len(takes) > _SHARP:
        return room, takes
    more: dict[tuple[int, int], int] = {}
    base = len(room)
    found = []
    for item_takes in takes:
        row = []
        for period_takes in item_takes:
            extra = []
            for cell, effort in period_takes:
                if not 0 < effort <= room[cell] or cell >= base:
                    continue
                for parts in _PARTS:
                    whole, rest = divmod((parts + 1) * effort, room[cell])
                    weight = _UNIT * whole if rest else _UNIT * parts * effort // room[cell]
                    if rest and not whole:
                        continue
                    key = cell, parts
                    if key not in more:
                        more[key] = len(room)
                        room.append(_UNIT * parts)
                    extra.append((more[key], weight))
            row.append((*period_takes, *extra))
        found.append(tuple(row))
    return room, found


def _choices(
    filler: Filler, takes: tuple[Takes, ...], item: int
) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """(period, benefit, takes) of everything an item could do alone."""
    benefit, room = filler.problem.benefit[item], filler.room
    periods, last = filler.periods, filler.latest[item]
    found = [
        (period, benefit[period], takes[period])
        for period in range(filler.earliest[item], min(last + 1, periods))
        if all(effort <= room[cell] for cell, effort in filler.takes[item][period])
    ]
    if last >= periods or not found:
        found.append((periods, 0, ()))
    return found


def _forest(filler: Filler) -> tuple[list[int], list[int], list[int], list[tuple[int, int, int]]]:
    """Trees over the dependencies: nodes parents first, each one's parent (−1 for a root), how they wait, and the other arcs."""
    size = filler.problem.size
    above, link, seen, nodes = [-1] * size, [0] * size, [False] * size, []
    for start in range(size):
        if seen[start]:
            continue
        seen[start] = True
        nodes.append(start)
        at = len(nodes) - 1
        while at < len(nodes):
            item = nodes[at]
            at += 1
            for other, lag in filler.serves[item]:
                if not seen[other]:
                    seen[other], above[other], link[other] = True, item, lag
                    nodes.append(other)
            for other, lag in filler.needs[item]:
                if not seen[other]:
                    seen[other], above[other], link[other] = True, item, -1 - lag
                    nodes.append(other)
    rings = [
        (item, need, lag)
        for item in range(size)
        for need, lag in filler.needs[item]
        if not (above[item] == need and link[item] == lag)
        and not (above[need] == item and link[need] == -1 - lag)
    ]
    return nodes, above, link, rings
