"""The capacity of teams in the periods planned."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.model.backlog import Backlog
from pmcli.model.period import UNITS_A_WEEK, WEEKS_A_YEAR, Period, Step
from pmcli.model.team import Team
from pmcli.planning.horizon import Horizon

_WEEKS: Mapping[Step, float] = {"quarter": WEEKS_A_YEAR / 4, "month": WEEKS_A_YEAR / 12}


def capacity(backlog: Backlog, horizon: Horizon) -> dict[str, tuple[float, ...]]:
    """The capacity of every team in every period, in the effort unit, before anything is reserved.

    Net of focus and absences; the first period counts by the part of it that is planned.
    """
    weeks = a_head(backlog)
    parts = [horizon.rest, *[1.0] * (len(horizon) - 1)]
    return {
        name: tuple(
            max(0.0, _whole(team, period, weeks)) * part
            for period, part in zip(horizon.periods, parts, strict=True)
        )
        for name, team in backlog.workspace.teams.items()
    }


def a_head(backlog: Backlog) -> float:
    """What one person can do in a whole period, in the effort unit: the weeks of it, say."""
    unit = UNITS_A_WEEK.get(backlog.workspace.effort_unit, 1.0)
    return _WEEKS[backlog.workspace.calendar.step] * unit


def of_team(backlog: Backlog, team: str, period: Period) -> float:
    """The capacity of a team in a whole period, in the effort unit, before anything is reserved."""
    return max(0.0, _whole(backlog.workspace.teams[team], period, a_head(backlog)))


def _whole(team: Team, period: Period, weeks: float) -> float:
    """The capacity of a team in a whole period; focus and absences count where people are given."""
    if team.capacity is not None:
        return team.capacity.in_period(period)
    absent = team.absent.in_period(period) if team.absent is not None else 0.0
    people = team.people.in_period(period) if team.people is not None else 0.0
    return people * weeks * team.focus.mean - absent
