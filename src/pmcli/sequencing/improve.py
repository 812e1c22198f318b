"""A better plan from a good one: parts of it are torn out and put back in another order, again and again.

Everything is a whole number and the randomness has a fixed seed, so that the same problem gives the same plan
everywhere. Only products and sums of floats are used: powers and logarithms differ between machines.

Source: Schrimpf et al. 2000, "Record breaking optimization results using the ruin and recreate principle",
https://doi.org/10.1006/jcph.1999.6413; Kirkpatrick, Gelatt, Vecchi 1983, "Optimization by simulated
annealing", https://doi.org/10.1126/science.220.4598.671.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from pmcli.sequencing.fill import Filler

# Quantiles of the exponential distribution, as numbers: math.log is not the same on every machine.
WAITS = (
    0.0157, 0.0480, 0.0813, 0.1158, 0.1515, 0.1886, 0.2270, 0.2670, 0.3087, 0.3522, 0.3976, 0.4453, 0.4953,
    0.5480, 0.6035, 0.6624, 0.7249, 0.7916, 0.8630, 0.9399, 1.0231, 1.1139, 1.2137, 1.3244, 1.4488, 1.5907,
    1.7561, 1.9544, 2.2024, 2.5336, 3.0339, 4.1589,
)  # fmt: skip


MIX = [0.4, 0.7]
PROMISED = [0.5]
NOISE = [0.0, 0.0, 0.1, 0.2]
BLINK = [0.05]
SIZE = [12, 8, 8]


class Search:
    """A plan under improvement. `keys` are measures of how much an item deserves its place, best first."""

    def __init__(self, filler: Filler, plan: Sequence[int], keys: Sequence[Sequence[float]], seed: int = 1):
        self.filler = filler
        self.periods = filler.periods
        self.takes, self.needs, self.serves = filler.takes, filler.needs, filler.serves
        self.benefit = filler.problem.benefit
        self.keys = keys
        self.draw = Random(seed)
        self.at = list(plan)
        self.left = list(filler.room)
        for item, period in enumerate(plan):
            if period < self.periods:
                for cell, effort in self.takes[item][period]:
                    self.left[cell] -= effort
        self.value = filler.problem.value(plan)
        self.best, self.best_value = list(plan), self.value
        self.users = self._users()
        self.crowded = [cell for cell, users in enumerate(self.users) if len(users) > 1]
        self.promised = [last < self.periods for last in filler.latest]
        self.movable = [
            item for item in range(filler.problem.size)
            if filler.earliest[item] < min(filler.latest[item], self.periods)
        ]  # fmt: skip

    def _users(self) -> list[list[int]]:
        users: list[list[int]] = [[] for _ in self.left]
        for item, by_period in enumerate(self.takes):
            for cell in sorted({cell for takes in by_period for cell, _ in takes}):
                users[cell].append(item)
        for one in users:
            self.draw.shuffle(one)
        return users

    def run(self, steps: int, heat: float = 0.05, progress: Callable[[int], bool] | None = None) -> None:
        """So many steps, colder from one to the next; `progress` hears of every 500th and may say stop."""
        if not self.movable or not self.crowded:
            return
        draw = self.draw
        start = heat * self.value / max(1, len(self.movable))
        for step in range(steps):
            if progress is not None and not step % 500 and not progress(step):
                return
            share = 1.0 - step / steps
            kind = draw.random()
            if kind < MIX[0]:
                torn, bundle = self._two_periods(), 0
            elif kind < MIX[1]:
                torn, bundle = self._pulled()
            else:
                torn, bundle = self._kin(), 0
            if torn:
                self._rebuild(torn, bundle, start * share * share * WAITS[int(draw.random() * 32)])

    # --- what is torn out ---

    def _two_periods(self) -> list[int]:
        """Work of one team from two periods, one of them maybe that of what is left out, and some kin."""
        draw, at = self.draw, self.at
        cell = self.crowded[int(draw.random() * len(self.crowded))]
        users = self.users[cell]
        size = len(users)
        start = int(draw.random() * size)
        one = at[users[start]]
        other = at[users[int(draw.random() * size)]]
        most = 2 + int(draw.random() * SIZE[0])
        torn: list[int] = []
        seen = set()
        for number in range(start - size, start):
            item = users[number]
            period = at[item]
            if period == one or period == other:
                torn.append(item)
                seen.add(item)
                if len(torn) >= most:
                    break
        if draw.random() < 0.6:
            for item in tuple(torn):
                for kin, _ in (*self.needs[item], *self.serves[item]):
                    if kin not in seen and len(torn) < 30:
                        seen.add(kin)
                        torn.append(kin)
        return torn

    def _kin(self) -> list[int]:
        """Work that hangs together, and others at random from the periods it stands in."""
        draw, at = self.draw, self.at
        start = self.movable[int(draw.random() * len(self.movable))]
        most = 3 + int(draw.random() * SIZE[1])
        torn, seen = [start], {start}
        for item in torn:
            for kin, _ in (*self.needs[item], *self.serves[item]):
                if kin not in seen and len(torn) < most:
                    seen.add(kin)
                    torn.append(kin)
        when = {at[item] for item in torn}
        when.add(at[self.movable[int(draw.random() * len(self.movable))]])
        more = most + 2 + int(draw.random() * SIZE[2])
        for _ in range(4 * more):
            item = self.movable[int(draw.random() * len(self.movable))]
            if item not in seen and at[item] in when:
                seen.add(item)
                torn.append(item)
                if len(torn) >= more:
                    break
        return torn

    def _pulled(self) -> tuple[list[int], int]:
        """An item with all that keeps it from an earlier period, and what is in their way."""
        draw, at, periods = self.draw, self.at, self.periods
        item = self.movable[int(draw.random() * len(self.movable))]
        now = at[item]
        if now <= self.filler.earliest[item]:
            return [], 0
        goal = (
            now - 1 - (int(draw.random() * (now - self.filler.earliest[item])) if draw.random() < 0.6 else 0)
        )
        wanted = {item: goal}
        bundle = [item]
        for one in bundle:
            for need, lag in self.needs[one]:
                latest = wanted[one] - lag
                if at[need] > latest and wanted.get(need, periods) > latest:
                    if latest < self.filler.earliest[need] or len(bundle) >= 16:
                        return [], 0
                    if need not in wanted:
                        bundle.append(need)
                    wanted[need] = latest
        short: dict[int, int] = {}
        for one in bundle:
            for cell, effort in self.takes[one][wanted[one]]:
                short[cell] = short.get(cell, 0) + effort
        torn = sorted(bundle, key=lambda one: self.filler.place[one])
        seen = set(bundle)
        density = self.keys[0]
        for cell, effort in short.items():
            lack = effort - self.left[cell]
            if lack > 0:
                self._evict(cell, lack, seen, torn, density)
        users = self.users[next(iter(short))] if short else self.movable
        for _ in range(int(draw.random() * 4)):
            other = users[int(draw.random() * len(users))]
            if other not in seen and at[other] >= goal:
                seen.add(other)
                torn.append(other)
        return torn, len(bundle)

    def _evict(self, cell: int, lack: int, seen: set[int], torn: list[int], density: Sequence[float]) -> None:
        """Tear out of a cell the least deserving, with what waits for them, until `lack` is free."""
        draw, at, periods = self.draw, self.at, self.periods
        there = []
        for item in self.users[cell]:
            period = at[item]
            if period < periods and item not in seen:
                for one, effort in self.takes[item][period]:
                    if one == cell:
                        there.append((density[item] * (0.5 + draw.random()), item, effort))
        there.sort()
        for _, item, effort in there:
            if lack <= 0:
                return
            if item in seen:
                continue
            lack -= effort
            waiting = [item]
            seen.add(item)
            while waiting:
                one = waiting.pop()
                torn.append(one)
                for other, _ in self.serves[one]:
                    if other not in seen and at[other] < periods:
                        seen.add(other)
                        waiting.append(other)

    # --- and put back ---

    def _rebuild(self, torn: list[int], bundle: int, allowed: float) -> None:
        """Put back what is torn out, the first `bundle` ahead; undone where too much is lost."""
        draw, at, periods, takes, left = self.draw, self.at, self.periods, self.takes, self.left
        benefit, earliest, latest = self.benefit, self.filler.earliest, self.filler.latest
        saved = list(left)
        before = [at[item] for item in torn]
        was = 0
        for item in torn:
            period = at[item]
            if period < periods:
                was += benefit[item][period]
                for cell, effort in takes[item][period]:
                    left[cell] += effort
        inside = set(torn)
        key = self.keys[0] if draw.random() < 0.5 else self.keys[int(draw.random() * len(self.keys))]
        noise = NOISE[int(draw.random() * 4)]
        rest = torn[bundle:]
        rank = {item: key[item] * (1.0 + noise * (draw.random() - 0.5) * 2.0) for item in rest}
        if draw.random() < PROMISED[0]:
            promised = self.promised
            rest.sort(key=lambda item: (not promised[item], -rank[item]))
        else:
            rest.sort(key=lambda item: -rank[item])
        for item in torn:
            at[item] = -1
        now, ok = 0, True
        blink = BLINK[0]
        stack = [*reversed(rest), *reversed(torn[:bundle])]
        while stack:
            item = stack[-1]
            if at[item] >= 0:
                stack.pop()
                continue
            first, waits = earliest[item], False
            for need, lag in self.needs[item]:
                period = at[need]
                if period < 0:
                    stack.append(need)
                    waits = True
                elif period + lag > first:
                    first = period + lag
            if waits:
                continue
            stack.pop()
            last, must = latest[item], latest[item] < periods
            for other, lag in self.serves[item]:
                if other not in inside and at[other] < periods:
                    must = True
                    if at[other] - lag < last:
                        last = at[other] - lag
            span = range(first, min(last + 1, periods))
            if len(span) > 1 and not benefit[item][first] and (must or draw.random() < 0.3):
                span = range(min(last, periods - 1), first - 1, -1) if must else span
            mine = takes[item]
            for period in span:
                if blink and not must and draw.random() < blink:
                    continue
                for cell, effort in mine[period]:
                    if left[cell] < effort:
                        break
                else:
                    at[item] = period
                    for cell, effort in mine[period]:
                        left[cell] -= effort
                    now += benefit[item][period]
                    break
            else:
                if must:
                    ok = False
                    break
                at[item] = periods
        if ok and now < was - allowed:
            ok = False
        if not ok:
            left[:] = saved
            for item, period in zip(torn, before, strict=True):
                at[item] = period
            return
        self._drop_idle(torn)
        self.value += now - was
        if self.value > self.best_value:
            self.best, self.best_value = list(at), self.value

    def _drop_idle(self, torn: list[int]) -> None:
        """Take out what brings nothing and serves nothing that is delivered."""
        at, periods = self.at, self.periods
        for item in torn:
            if at[item] < periods and self.serves[item] and not self.promised[item]:
                if not self.benefit[item][self.filler.earliest[item]] and all(
                    at[other] == periods for other, _ in self.serves[item]
                ):
                    for cell, effort in self.takes[item][at[item]]:
                        self.left[cell] += effort
                    at[item] = periods
