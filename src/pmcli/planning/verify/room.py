"""The room that a finished roadmap leaves of its teams, worked out anew from capacities and placements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from math import ceil, floor

from pmcli.planning.verify.facts import Facts

_PARTS = 10_000
"""The parts in which effort counts: less than one is nothing."""
_NOISE = 1e-6  # of a part: what binary fractions add to decimal ones
Lack = Mapping[str, tuple[float, float]]
"""What a feature needs of a team, and what is left there, by team."""


class Room:
    """The room beside what is placed, or beside some of it; a feature never stands in its own way.

    `is_pressed` says whether what is placed has to be there for dates of what is not.
    """

    def __init__(self, facts: Facts, placed: Iterable[str] | None = None, *, is_pressed: bool = True) -> None:
        self.facts, self.backlog = facts, facts.backlog
        self.is_pressed = is_pressed
        self.over = facts.roadmap.carry_over
        reserve = self.backlog.workspace.roadmap.reserve
        self.reserve = {kind: share for kind, share in reserve.items() if share > 0}
        self.placed = tuple(facts.at if placed is None else placed)
        self.work: dict[tuple[str, int], dict[str, int]] = {}
        for name in self.placed:
            for team, effort in (facts.efforts(name) or {}).items():
                self.work.setdefault((team, facts.at[name]), {})[name] = _up(effort)

    def empty(self) -> Room:
        """The same teams with nothing to do."""
        return Room(self.facts, ())

    @cached_property
    def due(self) -> Mapping[str, date]:
        """The days by which features must be there; dates of what is not placed press on others, or not."""
        facts = self.facts
        own = {name: feature.deadline.date for name in facts.unplaced
               if (feature := facts.backlog.features[name]).deadline is not None}  # fmt: skip
        if self.is_pressed:
            return facts.sums.due_days([*facts.at, *facts.unplaced])
        return {**own, **facts.sums.due_days(facts.at)}

    def lack(self, name: str, number: int) -> Lack:
        """What it needs and what is left, of the teams that have no room for it in a period."""
        efforts = self.facts.efforts(name) or {}
        lefts = {team: self.left(team, name, number) for team in efforts}
        return {
            team: (effort, max(0, lefts[team]) / _PARTS)
            for team, effort in efforts.items() if _up(effort) > lefts[team]
        }  # fmt: skip

    def is_free(self, name: str, number: int) -> bool:
        """Whether all its teams have room for it in a period."""
        return not self.lack(name, number)

    def most(self, team: str, name: str, number: int) -> float:
        """What the team could do of a feature in a period, without a look at days inside it."""
        if team not in self.backlog.workspace.teams:
            return 0.0
        gross = self._gross(team, number, None)
        kinds = self._kept_from(self.backlog.features[name].type)
        return min(gross * max(0.0, 1.0 - sum(self.reserve[kind] for kind in kept)) for kept in kinds)

    def left_alone(self, team: str, name: str, number: int) -> float:
        """`left` in the effort unit."""
        return max(0, self.left(team, name, number)) / _PARTS

    def left(self, team: str, name: str, number: int) -> int:
        """The parts that a team could do of a feature if that were delivered in a period."""
        if team not in self.backlog.workspace.teams:
            return 0
        due = self.due.get(name)
        ends: list[tuple[int, date | None]] = [(number, None)]
        ends += [(number, day) for day in self._days(number) if due is not None and due <= day]
        if self.over:
            later = range(number + 1, len(self.facts.periods))
            ends += [(end, day) for end in later for day in (None, *self._days(end))]
        return min(self._until(team, name, end, day) for end, day in ends)

    def _days(self, number: int) -> list[date]:
        """The days inside a period by which something must be there."""
        first, last = self.facts.sums.days(number)
        return sorted({day for day in self.due.values() if first <= day < last})

    def _until(self, team: str, name: str, number: int, day: date | None) -> int:
        """What is left of a period, or of its part up to a day; where work runs over, of all up to then."""
        done: dict[str, int] = {}
        for at in range(number + 1) if self.over else (number,):
            for other, parts in self.work.get((team, at), {}).items():
                is_late = at == number and day is not None and not self._is_due(other, day)
                if other != name and not is_late:
                    kind = self.backlog.features[other].type
                    done[kind] = done.get(kind, 0) + parts
        gross = self._gross(team, number, day)
        mine = self.backlog.features[name].type
        return min(self._share(gross, done, kept) for kept in self._kept_from(mine))

    def _is_due(self, name: str, day: date) -> bool:
        return name in self.due and self.due[name] <= day

    def _gross(self, team: str, number: int, day: date | None) -> float:
        gross = self.facts.sums.gross(team, number)
        if day is not None:
            first, last = self.facts.sums.days(number)
            gross *= ((day - first).days + 1) / ((last - first).days + 1)
        earlier = range(number) if self.over else ()
        return sum(self.facts.sums.gross(team, at) for at in earlier) + gross

    def _kept_from(self, mine: str) -> list[tuple[str, ...]]:
        """The sets of types whose shares are not for this type; with work that runs over, all shares."""
        if self.over:
            return [tuple(self.reserve)]
        others = sorted(kind for kind in self.reserve if kind != mine)
        return [kept for size in range(len(others) + 1) for kept in combinations(others, size)]

    def _share(self, gross: float, done: Mapping[str, int], kept: tuple[str, ...]) -> int:
        """What is left of the rest that those types leave to all others."""
        rest = gross * max(0.0, 1.0 - sum(self.reserve[kind] for kind in kept))
        others = done.values() if self.over else (parts for kind, parts in done.items() if kind not in kept)
        return _down(rest) - sum(others)


def _up(effort: float) -> int:
    return ceil(effort * _PARTS - _NOISE)


def _down(capacity: float) -> int:
    return floor(capacity * _PARTS + _NOISE)
