"""The capacity that a feature lacks in a plan: how much more of which team in which period is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

from pmcli.model.figure import anded, figure
from pmcli.model.period import Period
from pmcli.planning.draft import Draft
from pmcli.planning.pools import GRAIN, Pool
from pmcli.planning.room_left import RoomLeft
from pmcli.sequencing.graph import walk

_NOISE = 1e-12


class MissingCapacity:
    """What a feature lacks, with what it waits for that is not placed either, while all else stays.

    Amounts are those that pm.yaml has to gain: with the share that the reserve takes, and of a first period
    that has begun for the whole of it.
    """

    def __init__(self, draft: Draft, room: RoomLeft, feature: str) -> None:
        self.draft, self.room, self.feature = draft, room, feature
        missing = {
            name: [need for need, _ in needs if need not in room.plan and need in room.at]
            for name, needs in room.needs.items()
        }
        self.closure = walk((feature,), missing)
        self.left = list(draft.cells.room)
        for name, period in room.plan.items():
            for cell, effort in draft.takes(name)[period]:
                self.left[cell] -= effort

    def least(self, periods: range) -> tuple[int, dict[tuple[str, int], float]] | None:
        """The period in which least is missing, and that by team and period; nothing is where it fits.

        None where it can be in none of these periods, whatever is added.
        """
        if self._is_excluded():
            return None
        found = [
            (lack, period) for period in periods
            if (places := self._places(period)) is not None and (lack := self._lack(places)) is not None
        ]  # fmt: skip
        if not found:
            return None
        lack, period = min(found, key=lambda each: (sum(each[0].values()), each[1]))
        return period, lack

    def _is_excluded(self) -> bool:
        """Whether one of them is excluded by what is placed, or by another of them."""
        rivals, at = self.draft.problem.rivals, self.room.at
        inside = {at[name] for name in self.closure}
        return any(
            self.room.excluding(name) or inside.intersection(rivals[at[name]]) for name in self.closure
        )

    def _places(self, period: int) -> dict[str, int] | None:
        """The latest period of each where the feature lands in this one; None where one may not be there."""
        problem, room = self.draft.problem, self.room
        places = dict.fromkeys(self.closure, period)
        for _ in self.closure:
            for name in self.closure:
                for need, lag in room.needs.get(name, ()):
                    if need in places:
                        places[need] = min(places[need], places[name] - lag)
        for name, place in places.items():
            held = [room.plan[need] + lag for need, lag in room.needs.get(name, ()) if need in room.plan]
            if not max([problem.earliest[room.at[name]], *held]) <= place <= problem.latest[room.at[name]]:
                return None
        return places

    def _lack(self, places: Mapping[str, int]) -> dict[tuple[str, int], float] | None:
        """What is missing for them in these periods, by team and period; None where nothing can be enough."""
        asked: dict[int, int] = {}
        for name, place in places.items():
            for cell, effort in self.draft.takes(name)[place]:
                asked[cell] = asked.get(cell, 0) + effort
            if name in self.room.plan:
                for cell, effort in self.draft.takes(name)[self.room.plan[name]]:
                    asked[cell] = asked.get(cell, 0) - effort
        lacks: dict[tuple[str, int], float] = {}
        for team, pools in self.draft.cells.pools.items():
            added = 0.0
            for number in range(len(self.draft.horizon)):
                before = added if self.draft.cells.carry_over else 0.0
                more = max(self._of_pool(pool, number, before, asked) for pool in pools)
                if more > 0.0:
                    part = self.draft.horizon.rest if number == 0 else 1.0
                    lacks[team, number] = more / part
                    added += more
        return None if float("inf") in lacks.values() else lacks

    def _of_pool(self, pool: Pool, number: int, before: float, asked: Mapping[int, int]) -> float:
        """What a team has to gain in a period for one of its pools, where it has gained some before."""
        cells, most = self.draft.cells, 0.0
        for day in (*cells.dates[number], None):
            cell = cells.cell[pool.team, pool.barred, number, day]
            short = asked.get(cell, 0) - self.left[cell]
            if asked.get(cell, 0) <= 0 or short <= 0:
                continue
            if pool.share <= 0.0:
                return float("inf")
            part = 1.0 if day is None else self.draft.horizon.share(day)
            most = max(most, (short / GRAIN / pool.share - before) / part)
        return most


def rounded_up(number: float, digits: int = 3) -> float:
    """The number at so many significant digits, never less than it is."""
    scale = 10.0 ** max(0, digits - 1 - floor(log10(number)))
    return ceil(number * scale * (1.0 - _NOISE)) / scale


def in_words(lacks: Mapping[tuple[str, int], float], unit: str, periods: Sequence[Period]) -> str:
    """The amounts that are enough, by period: "2 more person-weeks of web and 1.5 of data in 2027-Q1"."""
    by_period: dict[int, list[tuple[str, float]]] = {}
    for (team, number), lack in sorted(lacks.items(), key=lambda row: (row[0][1], row[0][0])):
        by_period.setdefault(number, []).append((team, rounded_up(lack)))
    return " and ".join(f"{_more(row, unit)} in {periods[number]}" for number, row in by_period.items())


def _more(lacks: Sequence[tuple[str, float]], unit: str) -> str:
    """The amount that is enough of each team, the unit said once."""
    (team, amount), *others = lacks
    unit = unit.removesuffix("s") if figure(amount) == "1" else unit
    first = f"{figure(amount)} more {unit} of {team}"
    return anded([first, *(f"{figure(more)} of {other}" for other, more in others)])
