"""Cells, the capacity of teams that plans fill: in periods, without what is reserved, and up to due dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import ceil, floor

from pmcli.planning.candidates import Efforts
from pmcli.planning.horizon import Horizon
from pmcli.sequencing.engine.problem import Takes

GRAIN = 10_000
"""The parts of a unit of effort inside the engine."""
_SLACK = 1e-6  # of a part: what binary fractions add to decimal ones


@dataclass(frozen=True, slots=True)
class Pool:
    """A share of a team that some types of features draw on, and no others."""

    team: str
    barred: frozenset[str]
    capacity: tuple[float, ...]
    share: float


def pools(
    gross: Mapping[str, Sequence[float]], reserve: Mapping[str, float], types: Iterable[str]
) -> dict[str, tuple[Pool, ...]]:
    """The pools of every team: whatever types are kept out of, the others have the rest.

    A feature of a reserved type uses its share first and then what is not reserved. That is the same as: for
    any set of reserved types, all others together have what is left without their shares.
    """
    used = set(types)
    reserved = sorted(kind for kind, share in reserve.items() if share > 0 and kind in used)
    idle = sum(share for kind, share in reserve.items() if kind not in used)
    groups = [frozenset(group) for size in range(len(reserved) + 1) for group in combinations(reserved, size)]
    shares = {barred: max(0.0, 1.0 - idle - sum(reserve[kind] for kind in barred)) for barred in groups}
    return {
        team: tuple(
            Pool(team, barred, tuple(capacity * share for capacity in row), share)
            for barred, share in shares.items()
        )
        for team, row in gross.items()
    }


class Cells:
    """Cells and what deliveries take from them, in whole parts.

    Every pool has a cell for each period, and one more for each date inside a period by which something is
    due. Under carry-over a cell holds all that can be done up to its end, and a delivery takes from the cells
    of all later periods too.
    """

    def __init__(
        self,
        horizon: Horizon,
        pools: Mapping[str, tuple[Pool, ...]],
        dues: Iterable[date],
        *,
        carry_over: bool,
    ) -> None:
        self.periods = len(horizon)
        self.carry_over = carry_over
        self.pools = pools
        self.dates: list[list[date]] = [[] for _ in range(self.periods)]
        for day in sorted(set(dues)):
            number = horizon.number(day)
            if 0 <= number < self.periods and day < horizon.last_day(number):
                self.dates[number].append(day)
        self._touched: dict[tuple[str, str, date | None], tuple[tuple[int, ...], ...]] = {}
        self._most: dict[tuple[str, str, date | None], tuple[int, ...]] = {}
        self.room: list[int] = []
        self.cell: dict[tuple[str, frozenset[str], int, date | None], int] = {}
        for team, team_pools in pools.items():
            for pool in team_pools:
                self._open(team, pool, horizon)

    def _open(self, team: str, pool: Pool, horizon: Horizon) -> None:
        done = 0.0
        for number, capacity in enumerate(pool.capacity):
            for day in self.dates[number]:
                self._add((team, pool.barred, number, day), done + capacity * horizon.share(day))
            self._add((team, pool.barred, number, None), done + capacity)
            if self.carry_over:
                done += capacity

    def _add(self, key: tuple[str, frozenset[str], int, date | None], capacity: float) -> None:
        self.cell[key] = len(self.room)
        self.room.append(parts_in(capacity))

    def takes(self, efforts: Efforts, kind: str, due: date | None) -> tuple[Takes, ...]:
        """The parts that a feature of this type takes from cells, for each period of its delivery."""
        shares = [(self.touched(team, kind, due), parts_of(effort)) for team, effort in efforts.items()]
        return tuple([
            tuple([(cell, need) for cells, need in shares for cell in cells[number]])
            for number in range(self.periods)
        ])  # fmt: skip

    def touched(self, team: str, kind: str, due: date | None) -> tuple[tuple[int, ...], ...]:
        """The cells that a team's work on a feature of this type takes from, by the period of delivery."""
        key = team, kind, due
        if key not in self._touched:
            self._touched[key] = tuple(
                tuple(self._cells(team, kind, due, number)) for number in range(self.periods)
            )
        return self._touched[key]

    def most(self, team: str, kind: str, due: date | None) -> tuple[int, ...]:
        """The parts that a team has room for on one feature of this type, for each period of its delivery."""
        key = team, kind, due
        if key not in self._most:
            rows = self.touched(team, kind, due)
            self._most[key] = tuple(min((self.room[cell] for cell in cells), default=0) for cells in rows)
        return self._most[key]

    def _cells(self, team: str, kind: str, due: date | None, number: int) -> Iterator[int]:
        for pool in self.pools.get(team, ()):
            if kind in pool.barred:
                continue
            for day in self.dates[number]:
                if due is not None and due <= day:
                    yield self.cell[team, pool.barred, number, day]
            yield self.cell[team, pool.barred, number, None]
            if self.carry_over:
                yield from self._later(team, pool, number)

    def _later(self, team: str, pool: Pool, number: int) -> Iterator[int]:
        for later in range(number + 1, self.periods):
            for day in (*self.dates[later], None):
                yield self.cell[team, pool.barred, later, day]


def parts_of(effort: float) -> int:
    """Effort in whole parts, rounded up."""
    return ceil(effort * GRAIN - _SLACK)


def parts_in(capacity: float) -> int:
    """Capacity in whole parts, rounded down."""
    return floor(capacity * GRAIN + _SLACK)
