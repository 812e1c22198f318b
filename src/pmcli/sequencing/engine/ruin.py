"""Items to be torn out of a plan and put back: kin, crowded periods, what keeps an item late.

Source: Schrimpf et al. 2000, "Record breaking optimization results using the ruin and recreate principle",
https://doi.org/10.1006/jcph.1999.6413.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from pmcli.sequencing.engine.fill import Filler

_BUNDLE = 40  # at most so many items are pulled together
_SEEN = 150  # at most so many of those that use a cell are looked at to free it
_WHOLE = 8  # at most so many are torn out whole, each the best of so many


class Ruin:
    """Draws what is torn out of a plan; `at` and `left`, what the plan leaves of the cells, are read only.

    What hangs together is followed up to a drawn size and within the plan only: no closure of the graph room.
    """

    def __init__(
        self, filler: Filler, at: list[int], left: list[int], density: Sequence[float], draw: Random
    ) -> None:
        self.filler, self.draw, self.density = filler, draw, density
        self.periods = filler.periods
        self.takes, self.needs, self.serves = filler.takes, filler.needs, filler.serves
        self.benefit, self.earliest = filler.problem.benefit, filler.earliest
        self.at, self.left = at, left
        self.users = self._users()
        self.crowded = [cell for cell, users in enumerate(self.users) if len(users) > 1]
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
        for user in users:
            self.draw.shuffle(user)
        return users

    def _any(self, items: Sequence[int]) -> int:
        return items[int(self.draw.random() * len(items))]

    def two_periods(self) -> list[int]:
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

    def kin(self) -> list[int]:
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

    def pulled(self) -> tuple[list[int], int]:
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
        for member, period in wanted.items():
            for cell, effort in self.takes[member][period]:
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
        """The periods in which an item and what it waits for would have to be; None where that cannot be."""
        wanted = {item: goal}
        bundle = [item]
        for member in bundle:
            for need, lag in self.needs[member]:
                latest = wanted[member] - lag
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
        draw, at, periods, density = self.draw, self.at, self.periods, self.density
        users = self.users[cell]
        if len(users) > _SEEN:
            start = int(draw.random() * (len(users) - _SEEN))
            users = users[start : start + _SEEN]
        there = [
            (density[item] * (0.5 + draw.random()), item, effort)
            for item in users
            if at[item] < periods and item not in seen
            for other, effort in self.takes[item][at[item]]
            if other == cell
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
                member = waiting.pop()
                torn.append(member)
                for other, _ in self.serves[member]:
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
                            for member in group
                            for other, effort in self.takes[member][self.at[member]]
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
        for member in group:
            for other, _ in self.serves[member]:
                if other not in inside and other not in seen and at[other] < periods:
                    inside.add(other)
                    group.append(other)
        for member in group:
            for need, _ in self.needs[member]:
                if need in inside or need in seen or at[need] == periods or any(self.benefit[need]):
                    continue
                others = [other for other, _ in self.serves[need] if at[other] < periods]
                if all(other in inside or other in seen for other in others):
                    inside.add(need)
                    group.append(need)
        return group
