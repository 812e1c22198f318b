"""The cheapest sound places for items each of which has a place it would rather be in: branch and bound.

Every item stands where it costs least until a limit is broken; then one item that takes part in that either
moves so as to mend it, or may not. What is not broken is never looked at, so that the work depends on what
must be mended and not on the size of the plan.

Source: Land and Doig 1960, "An automatic method of solving discrete programming problems",
https://doi.org/10.2307/1910129; Shaw 1998, "Using constraint programming and local search methods to solve
vehicle routing problems", https://doi.org/10.1007/3-540-49481-2_30 (parts of a plan searched again).
"""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.sequencing.engine.fill import Filler

_SAFE = 45  # bits: a bound gives up so small a part of itself that rounding cannot make it too high


class Repair:
    """Places of all items under search: `at` is where each stands, `cost` what that costs.

    `costs[i][t]` is what item i costs in period t, `periods` for not delivered. `doms[i]` are the periods
    still open to an item, as bits.
    """

    def __init__(self, filler: Filler, costs: Sequence[Sequence[int]]) -> None:
        self.filler, self.costs = filler, costs
        self.periods = filler.periods
        self.takes = filler.takes
        self.ranked = [sorted(range(self.periods + 1), key=row.__getitem__) for row in costs]
        self.doms = [_window(filler, item) for item in range(len(costs))]
        self.at = [self._cheapest(item, dom) for item, dom in enumerate(self.doms)]
        self.cost = sum([row[t] for row, t in zip(costs, self.at, strict=True)])
        self.left = filler.left(self.at)
        self.over = {cell for cell, rest in enumerate(self.left) if rest < 0}
        self.bad = {arc for arc in filler.problem.arcs if self._is_bad(*arc)}
        self.users: list[list[int]] = [[] for _ in filler.room]
        for item, rows in enumerate(self.takes):
            for cell in sorted({cell for takes in rows for cell, _ in takes}):
                self.users[cell].append(item)
        self.trail: list[tuple[int, int, int]] = []
        self.known: dict[tuple[int, int, int], tuple[int, int, int]] = {}
        self.nodes = 0
        self.is_sound = self._propagate(range(len(costs)))

    # --- the search ---

    def search(self, best: list[int], nodes: int) -> tuple[list[int], bool]:
        """The cheapest plan within what is open, `best` where none is cheaper; whether that is proven.

        So many nodes at most are looked at; in the end everything is open again that was.
        """
        least = self._cost_of(best)
        start, until = len(self.trail), self.nodes + nodes
        waiting: list[tuple[int, int, int]] = []
        sound = self.is_sound
        while True:
            self.nodes += 1
            if self.nodes > until:
                break
            branch = self._branch(least) if sound and self.cost < least else None
            if branch is not None:
                item, mask = branch
                if not mask:
                    best, least = list(self.at), self.cost
                else:
                    waiting.append((len(self.trail), item, ~mask))
                    sound = self.restrict(item, mask)
                    continue
            if not waiting:
                break
            mark, item, mask = waiting.pop()
            self.undo(mark)
            sound = self.restrict(item, mask)
        self.undo(start)
        return best, self.nodes <= until

    def _cost_of(self, plan: Sequence[int]) -> int:
        return sum([row[t] for row, t in zip(self.costs, plan, strict=True)])

    def _branch(self, least: int) -> tuple[int, int] | None:
        """An item and periods to try first; no periods where all is sound, None where nothing is to gain."""
        if self.bad:
            return self._along(*min(self.bad))
        if not self.over:
            return 0, 0
        bound, spent = self.cost, set[int]()
        most, chosen = -1, (0, 0)
        for cell in sorted(self.over):
            movers = self._movers(cell)
            price = self._price(cell, movers, spent)
            if price is None:
                return None
            bound += price - (price >> _SAFE)
            if bound >= least:
                return None
            if price > most:
                most, chosen = price, movers[0][2:]
        return chosen

    def _along(self, dependent: int, need: int, lag: int) -> tuple[int, int]:
        """The cheaper way out of a broken dependency: the prerequisite sooner, or the dependent later."""
        sooner = (1 << max(0, self.at[dependent] - lag + 1)) - 1
        if not self.doms[need] & sooner:
            return dependent, ~((1 << (self.at[dependent] + 1)) - 1)
        costs = self.costs
        ahead = costs[need][self._cheapest(need, self.doms[need] & sooner)] - costs[need][self.at[need]]
        later = self.doms[dependent] & ~((1 << (self.at[dependent] + 1)) - 1)
        if not later:
            return need, sooner
        behind = costs[dependent][self._cheapest(dependent, later)] - costs[dependent][self.at[dependent]]
        return (need, sooner) if ahead <= behind else (need, ~sooner)

    def _movers(self, cell: int) -> list[tuple[float, int, int, int]]:
        """Who could free how much of a cell, the least costly for that first: (rate, freed, item, where)."""
        movers = []
        doms, known = self.doms, self.known
        for item in self.users[cell]:
            key = item, doms[item], cell
            found = known.get(key)
            if found is None:
                found = known[key] = self._way_out(item, cell)
            delta, freed, mask = found
            if mask:
                movers.append((delta / freed, -freed, item, mask))
        movers.sort()
        return movers

    def _way_out(self, item: int, cell: int) -> tuple[int, int, int]:
        """What it costs at least that an item takes less of a cell, how much less at most, and where."""
        now = self._amount(item, self.at[item], cell)
        mask, least = 0, now
        for t in range(self.periods + 1):
            if now and self.doms[item] >> t & 1:
                amount = self._amount(item, t, cell)
                if amount < now:
                    mask |= 1 << t
                    least = min(least, amount)
        if not mask:
            return 0, 0, 0
        row = self.costs[item]
        return row[self._cheapest(item, mask)] - row[self.at[item]], now - least, mask

    def _amount(self, item: int, t: int, cell: int) -> int:
        if t == self.periods:
            return 0
        return sum([effort for other, effort in self.takes[item][t] if other == cell])

    def _price(self, cell: int, movers: Sequence[tuple[float, int, int, int]], spent: set[int]) -> int | None:
        """The least that it costs to free what a cell lacks, parts of items allowed; None where it cannot be.

        What is spent for one cell counts for the others at no cost.
        """
        lack = -self.left[cell]
        lack -= sum([-freed for _, freed, item, _ in movers if item in spent])
        price = 0
        for _, freed, item, _ in movers:
            if lack <= 0:
                break
            if item in spent:
                continue
            delta = self.known[item, self.doms[item], cell][0]
            price += delta if -freed <= lack else delta * lack // -freed
            lack += freed
            spent.add(item)
        return price if lack <= 0 else None

    # --- what is open ---

    def restrict(self, item: int, mask: int) -> bool:
        """Leave an item only some periods; whether some are left to every item, as far as arcs tell."""
        return self._narrow(item, mask) and self._propagate((item,))

    def undo(self, mark: int) -> None:
        """Take back what was narrowed since the trail was so long."""
        while len(self.trail) > mark:
            item, dom, period = self.trail.pop()
            self.doms[item] = dom
            if self.at[item] != period:
                self._put(item, period)

    def _narrow(self, item: int, mask: int) -> bool:
        dom = self.doms[item] & mask
        if not dom:
            return False
        self.trail.append((item, self.doms[item], self.at[item]))
        self.doms[item] = dom
        if not dom >> self.at[item] & 1:
            self._put(item, self._cheapest(item, dom))
        return True

    def _propagate(self, changed: Sequence[int] | range) -> bool:
        """Narrow along the arcs until nothing follows any more; whether all is still possible."""
        doms, beyond = self.doms, 1 << self.periods
        queue = list(changed)
        for item in queue:
            dom = doms[item]
            first = (dom & -dom).bit_length() - 1
            for other, lag in self.filler.serves[item]:
                mask = -(1 << min(self.periods, first + lag))
                if doms[other] & ~mask:
                    if not self._narrow(other, mask):
                        return False
                    queue.append(other)
            if dom & beyond:
                continue
            last = dom.bit_length() - 1
            for need, lag in self.filler.needs[item]:
                mask = (1 << max(0, last - lag + 1)) - 1
                if doms[need] & ~mask:
                    if not self._narrow(need, mask):
                        return False
                    queue.append(need)
        return True

    def _put(self, item: int, period: int) -> None:
        """Let an item stand elsewhere, and keep account of that."""
        left, over, before = self.left, self.over, self.at[item]
        row = self.costs[item]
        self.cost += row[period] - row[before]
        self.at[item] = period
        if before < self.periods:
            for cell, effort in self.takes[item][before]:
                left[cell] += effort
                if left[cell] >= 0:
                    over.discard(cell)
        if period < self.periods:
            for cell, effort in self.takes[item][period]:
                left[cell] -= effort
                if left[cell] < 0:
                    over.add(cell)
        for need, lag in self.filler.needs[item]:
            self._judge(item, need, lag)
        for other, lag in self.filler.serves[item]:
            self._judge(other, item, lag)

    def _judge(self, dependent: int, need: int, lag: int) -> None:
        if self._is_bad(dependent, need, lag):
            self.bad.add((dependent, need, lag))
        else:
            self.bad.discard((dependent, need, lag))

    def _is_bad(self, dependent: int, need: int, lag: int) -> bool:
        return self.at[dependent] < self.periods and self.at[need] + lag > self.at[dependent]

    def _cheapest(self, item: int, dom: int) -> int:
        for t in self.ranked[item]:
            if dom >> t & 1:
                return t
        raise ValueError(item)


def _window(filler: Filler, item: int) -> int:
    """The periods in which an item may be, as bits."""
    first, last = filler.earliest[item], max(filler.latest[item], filler.earliest[item])
    return (1 << (min(last, filler.periods) + 1)) - (1 << min(first, filler.periods))
