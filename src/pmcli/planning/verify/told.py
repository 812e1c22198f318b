"""What the checks of reasons have in common: a roadmap's facts with its room, and numbers compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from math import isclose

from pmcli.model.period import Period
from pmcli.model.reason import Kind, Reason
from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.room import Room


class Told:
    """The facts that reasons are held against."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.roadmap = facts, facts.roadmap

    @cached_property
    def room(self) -> Room:
        """The room beside all that is placed."""
        return Room(self.facts)

    @cached_property
    def rooms(self) -> tuple[Room, Room]:
        """The same, and the room where dates of what is not placed press on nothing else."""
        return self.room, Room(self.facts, is_pressed=False)

    @cached_property
    def empty(self) -> Room:
        """The room of teams with nothing to do."""
        return self.room.empty()

    @cached_property
    def promised(self) -> tuple[Room, Room]:
        """The room beside promises alone, seen in the same two ways."""
        promised = [name for name in self.facts.at if self.facts.is_promised(name)]
        return Room(self.facts, promised), Room(self.facts, promised, is_pressed=False)

    @cached_property
    def conflicts(self) -> Mapping[str, Reason]:
        """The promises that are told not to be kept, by the feature where they stand."""
        return {conflict.feature: conflict.reason for conflict in self.roadmap.conflicts}

    @cached_property
    def unreserved(self) -> float:
        """The share of a team that is not kept for types of which nothing is planned."""
        facts, reserve = self.facts, self.facts.backlog.workspace.roadmap.reserve
        if self.roadmap.carry_over:
            return max(0.0, 1.0 - sum(reserve.values()))
        kinds = {facts.backlog.features[name].type for name in (*facts.there, *facts.unplaced)}
        return max(0.0, 1.0 - sum(share for kind, share in reserve.items() if kind not in kinds))

    def busy(self, team: str, number: int) -> list[str]:
        """The placed features that take time of a team in a period; in any where work runs over."""
        facts = self.facts
        return [
            name for name, placement in facts.placements.items()
            if (self.roadmap.carry_over or facts.at[name] == number)
            and any(work.team == team for work in placement.work)
        ]  # fmt: skip

    def number(self, period: Period | None) -> int | None:
        """A period planned, counted from 0; None for any other."""
        return self.facts.periods.index(period) if period in self.facts.periods else None

    def lacks(self, name: str, reason: Reason, rooms: tuple[Room, ...] = ()) -> bool:
        """Whether the team has as little as is said left for the feature in the period that is named."""
        number = self.number(reason.period)
        lacks = [] if number is None else [room.lack(name, number) for room in rooms or self.rooms]
        found = [lack[team] for lack in lacks if (team := reason.team or "") in lack]
        return any(same(reason, "needs", needs) and same(reason, "left", left) for needs, left in found)


Check = Callable[[Told, str, Reason], bool]
"""Whether a reason is true of a feature."""
Checks = Mapping[Kind, Check]


def same(reason: Reason, key: str, value: float) -> bool:
    """Whether a number of a reason is this one."""
    return key in reason.numbers and isclose(reason.numbers[key], value, rel_tol=1e-9, abs_tol=1e-9)


def some_of(reason: Reason, known: set[str]) -> bool:
    """Whether it names some of these features, and counts no more than there are."""
    named = set(reason.features)
    return bool(named) and named <= known and len(named) + reason.more <= len(known)
