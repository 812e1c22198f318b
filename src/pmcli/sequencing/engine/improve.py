"""A better plan from a good one: parts of it are torn out and put back in another order, again and again.

Everything is a whole number and the randomness has a fixed seed, so that the same problem gives the same plan
everywhere. Only products and sums of floats are used: powers and logarithms differ between machines.

Source: Schrimpf et al. 2000, "Record breaking optimization results using the ruin and recreate principle",
https://doi.org/10.1006/jcph.1999.6413; Kirkpatrick, Gelatt, Vecchi 1983, "Optimization by simulated
annealing", https://doi.org/10.1126/science.220.4598.671; Christiaens and Vanden Berghe 2020, "Slack induction
by string removals for vehicle routing problems", https://doi.org/10.1287/trsc.2019.0914 (places skipped at
random).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from pmcli.sequencing.engine.fill import Filler

# Quantiles of the exponential distribution, as numbers: math.log is not the same on every machine.
WAITS = (
    0.0157, 0.0480, 0.0813, 0.1158, 0.1515, 0.1886, 0.2270, 0.2670, 0.3087, 0.3522, 0.3976, 0.4453, 0.4953,
    0.5480, 0.6035, 0.6624, 0.7249, 0.7916, 0.8630, 0.9399, 1.0231, 1.1139, 1.2137, 1.3244, 1.4488, 1.5907,
    1.7561, 1.9544, 2.2024, 2.5336, 3.0339, 4.1589,
)  # fmt: skip
NOISES = (0.0, 0.15, 0.4, 1.0)
"""How far keys are off when work is put back; one is drawn each time."""
_FEW = 100
"""Up to so many items kin are torn out twice as often: there everything hangs together."""
_SKIPPED = 0.05  # of the periods with room
_BUNDLE = 40  # at most so many items are pulled together
_SEEN = 150  # at most so many of those that use a cell are looked at to free it
_HEAT = 50.0  # shared among the items of value: how much worse a step may be at first
_WHOLE = 8  # at most so many are torn out whole, each the best of so many
_TOLD = 500  # steps between two words about progress


class Search:
    """A plan under improvement: `best` is the best found, worth `best_value`.

    `keys` are measures of how much an item deserves its place, the best one first.
    """

    def __init__(
        self, filler: Filler, plan: Sequence[int], keys: Sequence[Sequence[float]], seed: int = 1
    ) -> None:
        self.filler = filler
        self.periods = filler.periods
        self.takes, self.needs, self.serves = filler.takes, filler.needs, filler.serves
        self.benefit = filler.problem.benefit
        self.earliest, self.latest = filler.earliest, filler.latest
        self.keys = keys
        self.draw = Random(seed)  # noqa: S311 - a search needs luck that repeats, not secrets
        self.at = list(plan)
        self.left = filler.left(plan)
        self.value = filler.problem.value(plan)
        self.best, self.best_value = list(plan), self.value
        self.users = self._users()
        self.crowded = [cell for cell, users in enumerate(self.users) if len(users) > 1]
        self.promised = [last < self.periods for last in filler.latest]
        self.movable = [
            item
            for item in range(filler.problem.size)
            if filler.earliest[item] < min(filler.latest[item], self.periods)
        ]

        worthless = sum(not any(self.benefit[item]) for item in self.movable)
        self.sharing = 0.7 if 2 * worthless > len(self.movable) else 0.1
        self.valued = [item for item in self.movable if any(self.benefit[item])] or self.movable

    def _users(self) -> list[list[int]]:
        """For every cell the items that could take from it, in a drawn order."""
        users: list[list[int]] = [[] for _ in self.left]
        for item, by_period in enumerate(self.takes):
            for cell in sorted({cell for takes in by_period for cell, _ in takes}):
                users[cell].append(item)
        for one in users:
            self.draw.shuffle(one)
        return users

    def run(self, steps: int, progress: Callable[[int], bool] | None = None) -> None:
        """So many steps; a plan may be worse by a part of what an item is worth on average, ever less.

        `progress` hears how many are done, every 500, and says whether to go on.
        """
        if not self.movable or not self.crowded:
            return
        draw = self.draw
        kin = 0.4 if len(self.at) <= _FEW else 0.2
        pulled = 0.2 if self.periods > 1 else 0.7  # with one period all that counts is what is in
        start = min(1.0, _HEAT / len(self.valued)) * self.value / len(self.valued)
        for step in range(steps):
            if progress is not None and not step % _TOLD and not progress(step):
                return
            cold = 1.0 - step / steps
            kind, bundle = draw.random(), 0
            if kind < kin:
                torn = self._kin()
            elif kind < kin + pulled:
                torn, bundle = self._pulled()
            else:
                torn = self._two_periods()
            if torn:
                self._rebuild(torn, bundle, start * cold * cold * WAITS[int(draw.random() * 32)])

    # --- what is torn out ---

    def _any(self, items: Sequence[int]) -> int:
        return items[int(self.draw.random() * len(items))]

    def _two_periods(self) -> list[int]:
        """Work of one team from two periods, one of them maybe that of what is left out, and some kin."""
        draw, at = self.draw, self.at
        users = self.users[self._any(self.crowded)]
        size = len(users)
        start = int(draw.random() * size)
        wanted = (at[users[start]], at[self._any(users)])
        most = 2 + int(draw.random() * 12)
        torn: list[int] = []
        for number in range(start - size, start):
            item = users[number]
            if at[item] in wanted:
                torn.append(item)
                if len(torn) >= most:
                    break
        if draw.random() < 0.6:
            seen = set(torn)
            for item in tuple(torn):
                for other, _ in (*self.needs[item], *self.serves[item]):
                    if other not in seen and len(torn) < 30:
                        seen.add(other)
                        torn.append(other)
        return torn

    def _kin(self) -> list[int]:
        """Work that hangs together, and others at random from the periods it stands in and one more."""
        draw, at = self.draw, self.at
        most = 3 + int(draw.random() * 8)
        torn = [self._any(self.movable)]
        seen = set(torn)
        for item in torn:
            for other, _ in (*self.needs[item], *self.serves[item]):
                if other not in seen and len(torn) < most:
                    seen.add(other)
                    torn.append(other)
        periods = {at[item] for item in torn} | {at[self._any(self.movable)]}
        more = most + 2 + int(draw.random() * 8)
        for _ in range(4 * more):
            item = self._any(self.movable)
            if item not in seen and at[item] in periods:
                seen.add(item)
                torn.append(item)
                if len(torn) >= more:
                    break
        return torn

    def _pulled(self) -> tuple[list[int], int]:
        """An item with all that keeps it from an earlier period, their number, and what is in their way."""
        draw = self.draw
        item = self._any(self.valued)
        steps = self.at[item] - self.earliest[item]
        if steps <= 0:
            return [], 0
        goal = self.at[item] - 1 - (int(draw.random() * steps) if draw.random() < 0.6 else 0)
        wanted = self._bundle(item, goal)
        if wanted is None:
            return [], 0
        short: dict[int, int] = {}
        for one, period in wanted.items():
            for cell, effort in self.takes[one][period]:
                short[cell] = short.get(cell, 0) + effort
        torn = sorted(wanted, key=self.filler.place.__getitem__)
        seen = set(torn)
        for cell, effort in short.items():
            if effort > self.left[cell]:
                evict = self._evict_whole if draw.random() < self.sharing else self._evict
                evict(cell, effort - self.left[cell], seen, torn)
        users = self.users[next(iter(short))] if short else self.movable
        for _ in range(int(draw.random() * 4)):
            other = self._any(users)
            if other not in seen and self.at[other] >= goal:
                seen.add(other)
                torn.append(other)
        return torn, len(wanted)

    def _bundle(self, item: int, goal: int) -> dict[int, int] | None:
        """When an item and what it waits for would have to be there; None where that cannot be."""
        wanted = {item: goal}
        bundle = [item]
        for one in bundle:
            for need, lag in self.needs[one]:
                latest = wanted[one] - lag
                if self.at[need] <= latest or wanted.get(need, self.periods) <= latest:
                    continue
                if latest < self.earliest[need] or len(bundle) >= _BUNDLE:
                    return None
                if need not in wanted:
                    bundle.append(need)
                wanted[need] = latest
        return wanted

    def _evict(self, cell: int, lack: int, seen: set[int], torn: list[int]) -> None:
        """Tear out of a cell the least deserving, with what waits for them, until `lack` is free."""
        draw, at, periods, density = self.draw, self.at, self.periods, self.keys[0]
        users = self.users[cell]
        if len(users) > _SEEN:
            start = int(draw.random() * (len(users) - _SEEN))
            users = users[start : start + _SEEN]
        there = [
            (density[item] * (0.5 + draw.random()), item, effort)
            for item in users
            if at[item] < periods and item not in seen
            for one, effort in self.takes[item][at[item]]
            if one == cell
        ]
        there.sort()
        for _, item, effort in there:
            if lack <= 0:
                return
            if item in seen:
                continue
            lack -= effort
            seen.add(item)
            waiting = [item]
            while waiting:
                one = waiting.pop()
                torn.append(one)
                for other, _ in self.serves[one]:
                    if other not in seen and at[other] < periods:
                        seen.add(other)
                        waiting.append(other)

    def _evict_whole(self, cell: int, lack: int, seen: set[int], torn: list[int]) -> None:
        """Tear out what is worth least for what it frees in a cell, with what serves nothing else then."""
        for _ in range(_WHOLE):
            if lack <= 0:
                return
            best: tuple[float, list[int], int] | None = None
            for _ in range(_WHOLE):
                item = self._any(self.valued)
                period = self.at[item]
                if period < self.periods and item not in seen:
                    group = self._alone(item, seen)
                    freed = sum(
                        [
                            effort
                            for one in group
                            for other, effort in self.takes[one][self.at[one]]
                            if other == cell
                        ]
                    )
                    worth = self.benefit[item][period] * (0.5 + self.draw.random()) / (freed + 1.0)
                    if freed and (best is None or worth < best[0]):
                        best = worth, group, freed
            if best is None:
                return
            torn += best[1]
            seen.update(best[1])
            lack -= best[2]

    def _alone(self, item: int, seen: set[int]) -> list[int]:
        """An item, what waits for it, and what serves nothing else that is delivered."""
        at, periods = self.at, self.periods
        group, inside = [item], {item}
        for one in group:
            for other, _ in self.serves[one]:
                if other not in inside and other not in seen and at[other] < periods:
                    inside.add(other)
                    group.append(other)
        for one in group:
            for need, _ in self.needs[one]:
                if need in inside or need in seen or at[need] == periods or any(self.benefit[need]):
                    continue
                others = [other for other, _ in self.serves[need] if at[other] < periods]
                if all(other in inside or other in seen for other in others):
                    inside.add(need)
                    group.append(need)
        return group

    # --- and put back ---

    def _rebuild(self, torn: list[int], bundle: int, allowed: float) -> None:
        """Put back what is torn out, the first `bundle` ahead; undone where more than `allowed` is lost."""
        at, left, periods = self.at, self.left, self.periods
        saved, before, was = list(left), [at[item] for item in torn], 0
        for item, period in zip(torn, before, strict=True):
            if period < periods:
                was += self.benefit[item][period]
                for cell, effort in self.takes[item][period]:
                    left[cell] += effort
            at[item] = -1
        stack = [*self._turns(torn[bundle:]), *reversed(torn[:bundle])]
        now = self._put_back(stack, set(torn))
        if now is None or now < was - allowed:
            left[:] = saved
            for item, period in zip(torn, before, strict=True):
                at[item] = period
            return
        self._drop_idle(torn)
        self.value += now - was
        if self.value > self.best_value:
            self.best, self.best_value = list(at), self.value

    def _turns(self, items: Iterable[int]) -> list[int]:
        """The items by a drawn key with noise, the most deserving last; promised ones maybe behind all."""
        draw, keys, promised = self.draw, self.keys, self.promised
        key = keys[0] if draw.random() < 0.5 else keys[int(draw.random() * len(keys))]
        noise = 2.0 * NOISES[int(draw.random() * len(NOISES))]
        by_promise = draw.random() < 0.5
        turns = [
            (by_promise and promised[item], key[item] * (1.0 + noise * (draw.random() - 0.5)), -item)
            for item in items
        ]
        turns.sort()
        return [-item for _, _, item in turns]

    def _put_back(self, stack: list[int], torn: set[int]) -> int | None:  # noqa: C901 - one loop, for speed
        """What the items are worth where they find room, the last of `stack` first.

        None where one must be delivered and finds none: a promise, or what others that stay wait for.
        """
        draw, at, left, periods, benefit = self.draw, self.at, self.left, self.periods, self.benefit
        now = 0
        while stack:
            item = stack[-1]
            if at[item] >= 0:
                stack.pop()
                continue
            first, waits = self.earliest[item], False
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
            last = self.latest[item]
            must = last < periods
            for other, lag in self.serves[item]:
                if other not in torn and at[other] < periods:
                    must = True
                    if at[other] - lag < last:
                        last = at[other] - lag
            span: Iterable[int] = range(first, min(last + 1, periods))
            if must and first < last and not benefit[item][first]:
                span = reversed(range(first, last + 1))
            mine = self.takes[item]
            for period in span:
                if not must and draw.random() < _SKIPPED:
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
                    return None
                at[item] = periods
        return now

    def _drop_idle(self, torn: Iterable[int]) -> None:
        """Take out what brings nothing and serves nothing that is delivered."""
        at, periods = self.at, self.periods
        for item in torn:
            period = at[item]
            if period < periods and not self.promised[item] and not self.benefit[item][period]:
                serving = any(at[other] < periods for other, _ in self.serves[item])
                if not serving and self.serves[item]:
                    for cell, effort in self.takes[item][period]:
                        self.left[cell] += effort
                    at[item] = periods
