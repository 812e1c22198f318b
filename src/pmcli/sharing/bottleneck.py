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
"""How many of the fullest teams are tried with one more person, and how full a team must be."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The team that holds the plan up most, and what one more person in it would add to the plan's value.

    `used` and `gain` are shares; a gain of 0.03 is 3 % more. `gain` is found by planning again: both plans
    are made afresh, for one that keeps what was agreed leaves new room to what the agreement does not name.
    """

    team: str
    used: float
    gain: float


def find_bottleneck(backlog: Backlog, roadmap: Roadmap) -> Bottleneck | None:
    """The team that one more person would help most: of the fullest those planned again with one more.

    None where efforts are points, where there are no teams, or where nobody is full.
    """
    a_person = PERSON_A_QUARTER.get(backlog.workspace.effort_unit)
    if a_person is None or not roadmap.objective.value:
        return None
    each = a_person / 3 if backlog.workspace.calendar.step == "month" else a_person
    full = [pair for pair in sorted(_used(roadmap), reverse=True)[:CANDIDATES] if pair[0] >= FULL]
    value = _value(backlog, roadmap) if full and roadmap.agreement is not None else roadmap.objective.value
    if not value:
        return None
    bottlenecks = [
        Bottleneck(team, used, max(0.0, _grown_value(backlog, roadmap, team, each) / value - 1))
        for used, team in full
    ]
    return max(bottlenecks, key=lambda bottleneck: (bottleneck.gain, bottleneck.used), default=None)


def _used(roadmap: Roadmap) -> list[tuple[float, str]]:
    """(share used, team) over the whole plan, of every team that has capacity."""
    shares = []
    for team in dict.fromkeys(load.team for load in roadmap.loads):
        whole = fsum(load.capacity for load in roadmap.loads if load.team == team)
        used = fsum(load.used for load in roadmap.loads if load.team == team)
        if whole > 0:
            shares.append((used / whole, team))
    return shares


def _grown_value(backlog: Backlog, roadmap: Roadmap, team: str, each: float) -> float:
    """The value of a plan with one more person in a team; 0 where nothing says its size."""
    workspace = backlog.workspace
    grown = _grown(workspace.teams[team], each)
    if grown is None:
        return 0.0
    teams = {**workspace.teams, team: grown}
    other = replace(backlog, workspace=workspace.model_copy(update={"teams": teams}))
    return _value(other, roadmap)


def _value(backlog: Backlog, roadmap: Roadmap) -> float:
    """The value of a plan made afresh, by the model of this one."""
    planned = plan(backlog, roadmap.model.name, carry_over=roadmap.carry_over, stance="afresh")
    if planned.stopped is not None:  # half an answer is none
        raise KeyboardInterrupt
    return planned.objective.value or 0.0


def _grown(team: Team, each: float) -> Team | None:
    """The team with one more person, who adds `each` before focus; None where nothing says its size."""
    if team.people is not None:
        return team.model_copy(update={"people": team.people.plus(1)})
    if team.capacity is None:
        return None
    return team.model_copy(update={"capacity": team.capacity.plus(each * team.focus)})
