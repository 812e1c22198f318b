"""The team that holds a plan up most: what one more person in it would add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from pmcli.planning import plan

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.team import Team
    from pmcli.planning import Roadmap

PERSON_A_QUARTER = {"person-weeks": 13.0, "person-months": 3.0, "person-days": 65.0}
"""The work of one person in a quarter, by effort unit."""
CANDIDATES, FULL = 3, 0.75
"""How many teams are tried with one more person, and how full one must be where more has no price."""
_NEAR = 0.5
"""The part of the best gain that another one must at least reach to be as good."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The team that holds the plan up most, and what one more person in it would add to the plan's value.

    `used` and `gain` are shares; a gain of 0.03 is 3 % more. `used` is of the plan as it is shown. `gain` is
    found by planning again: both plans are made afresh, for one that keeps what was agreed leaves new room to
    what the agreement does not name.
    `tied` are teams that may be as good: the difference is less than how far their plans may be from the
    best.
    """

    team: str
    used: float
    gain: float
    tied: tuple[str, ...] = ()


def find_bottleneck(backlog: Backlog, roadmap: Roadmap) -> Bottleneck | None:
    """The team that one more person would help most: planned again with one more in each that may be.

    None where efforts are points, where there are no teams, or where nobody is full and more helps nowhere.
    """
    a_person = PERSON_A_QUARTER.get(backlog.workspace.effort_unit)
    if a_person is None or not roadmap.objective.value:
        return None
    each = a_person / 3 if backlog.workspace.calendar.step == "month" else a_person
    base = roadmap if roadmap.agreement is None else _afresh(backlog, roadmap)
    if not (value := base.objective.value):
        return None
    tried = []
    for used, team in _candidates(base, roadmap):
        grown = _grown_plan(backlog, roadmap, team, each)
        most = (grown.objective.value or 0.0) / value - 1 if grown is not None else 0.0
        gap = (grown.objective.gap or 0.0) if grown is not None else 0.0
        tried.append((Bottleneck(team, used, max(0.0, most)), (1 + most) * (1 + gap) - 1))
    if not tried:
        return None
    best, _ = max(tried, key=lambda one: (one[0].gain, one[0].used))
    if not best.gain and best.used < FULL:
        return None
    tied = tuple(
        other.team for other, bound in tried
        if other is not best and bound >= best.gain > 0 and other.gain >= _NEAR * best.gain
    )  # fmt: skip
    return replace(best, tied=tied)


def _candidates(base: Roadmap, shown: Roadmap) -> list[tuple[float, str]]:
    """(share used, team) of those in which more is worth most in the base, then of the fullest as shown.

    Where neither tells any, and something has no room, of all: a feature may need more than a little.
    """
    shares = _used(shown)
    worth = {team: fsum(load.price or 0.0 for load in base.loads if load.team == team) for _, team in shares}
    some = [(used, team) for used, team in shares if worth[team] > 0 or used >= FULL]
    if not some and base.unplaced:
        some = shares
    return sorted(some, key=lambda pair: (-worth[pair[1]], -pair[0], pair[1]))[:CANDIDATES]


def _used(roadmap: Roadmap) -> list[tuple[float, str]]:
    """(share used, team) over the whole plan, of every team that has capacity."""
    shares = []
    for team in dict.fromkeys(load.team for load in roadmap.loads):
        whole = fsum(load.capacity for load in roadmap.loads if load.team == team)
        used = fsum(load.used for load in roadmap.loads if load.team == team)
        if whole > 0:
            shares.append((used / whole, team))
    return shares


def _grown_plan(backlog: Backlog, roadmap: Roadmap, team: str, each: float) -> Roadmap | None:
    """A plan with one more person in a team; None where nothing says its size."""
    workspace = backlog.workspace
    grown = _grown(workspace.teams[team], each)
    if grown is None:
        return None
    teams = {**workspace.teams, team: grown}
    return _afresh(replace(backlog, workspace=workspace.model_copy(update={"teams": teams})), roadmap)


def _afresh(backlog: Backlog, roadmap: Roadmap) -> Roadmap:
    """A plan made afresh, by the model of this one."""
    planned = plan(backlog, roadmap.model.name, carry_over=roadmap.carry_over, stance="afresh")
    if planned.stopped is not None:  # half an answer is none
        raise KeyboardInterrupt
    return planned


def _grown(team: Team, each: float) -> Team | None:
    """The team with one more person, who adds `each` before focus; None where nothing says its size."""
    if team.people is not None:
        return team.model_copy(update={"people": team.people.plus(1)})
    if team.capacity is None:
        return None
    return team.model_copy(update={"capacity": team.capacity.plus(each * team.focus.mean)})
