"""What a scenario changes, in words: capacities before and after; and what to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.estimate import plain
from pmcli.model.figure import figure
from pmcli.planning.capacity import a_head, of_team
from pmcli.planning.horizon import Horizon
from pmcli.review.inert_changes import InertChange, inert_changes, is_after_plan
from pmcli.review.what_if import Planned
from pmcli.views.ranking.table import UNITS

_HARDLY = 0.005
"""The share of a value below which a difference is none in whole per cent."""


def changes(planned: Planned, before: Backlog) -> tuple[str, ...]:
    """Each change in a few words: "px 39 → 4 pw a quarter", "px 5 → 4 people: 39 → 31.2 pw a quarter"."""
    scenario = planned.scenario
    if is_after_plan(scenario, before):
        return scenario.changes()
    capacities = (_capacity(planned, team, before) for team in scenario.teams)
    return (*capacities, *scenario.changes_of_features())


def _capacity(planned: Planned, team: str, before: Backlog) -> str:
    """The capacity of a team a whole period, before and after, net of focus and absences."""
    since = planned.scenario.from_
    periods = [period for period in Horizon.of(before).periods if since is None or period >= since]
    was, now = (
        _span([of_team(backlog, team, period) for period in periods]) for backlog in (before, planned.backlog)
    )
    workspace, heads = before.workspace, ""
    if (people := workspace.teams[team].people) is not None and team in planned.scenario.people:
        had = _span([people.in_period(period) for period in periods])
        heads = f"{had} → {planned.scenario.people[team]} people: "
    unit = UNITS[workspace.effort_unit]
    start = f" from {since}" if since is not None else ""
    return f"{team} {heads}{was} → {now} {unit} a {workspace.calendar.step}{start}"


def _span(numbers: Sequence[float]) -> str:
    """A number, or the least and the most of several: "5 to 6"."""
    low, high = figure(min(numbers)), figure(max(numbers))
    return low if low == high else f"{low} to {high}"


# --- what has to be known ---


def warnings(base: Planned, scenarios: Sequence[Planned]) -> Iterator[str]:
    """Of each scenario: numbers of capacity that look like people, and changes from which nothing follows."""
    for planned in scenarios:
        for text in (*_like_people(planned, base.backlog), *_inert(base, planned)):
            yield f"{planned.name}: {text}"


def _like_people(planned: Planned, before: Backlog) -> Iterator[str]:
    """Capacities of teams given by people, where the number is rather one of people."""
    unit, first = UNITS[before.workspace.effort_unit], Horizon.of(before).periods[0]
    head = a_head(before)
    for team in planned.scenario.teams:
        people = before.workspace.teams[team].people
        if people is None:
            continue
        heads = people.in_period(first)
        given, more = planned.scenario.capacity.get(team), planned.scenario.add.get(team, 0.0)
        has = f"{team} has {_people(heads)}"
        if given is not None and given.mean <= 2 * heads and given.mean < head:
            yield (
                f"{has}: capacity {given} is {given} {unit}, "
                f"not {given} people, which is --people {team}={given}"
            )
        elif more and abs(more) < head and heads + more >= 0:
            less = "less" if more < 0 else "more"
            yield (
                f"{has}: {plain(abs(more))} {less} is so much {unit}, before focus; "
                f"{_people(heads + more)} would be --people {team}={plain(heads + more)}"
            )


def _people(heads: float) -> str:
    return f"{plain(heads)} {'person' if heads == 1 else 'people'}"


def _inert(base: Planned, planned: Planned) -> Iterator[str]:
    return (_why(row, base) for row in inert_changes(base, planned))


def _why(row: InertChange, base: Planned) -> str:
    """Why nothing follows from a change."""
    what = {
        "drop": f"without {row.feature}", "effort": f"the effort of {row.feature}",
        "value": f"the value of {row.feature}", "from": "the capacity",
    }[row.key]  # fmt: skip
    why = {
        "closed": f"it is {base.backlog.status(row.feature) if row.feature else ''}",
        "dropped": "it is dropped here",
        "group": "the features below it count",
        "unscored": f"{base.roadmap.model.name} gives it no score",
        "unplaced": "it is in the plan neither with nor without",
        "after-plan": "it is after the last period planned",
    }[row.why]
    return f"{what} changes nothing: {why}"


def agreed_beside(base: Planned) -> str | None:
    """That the plan compared with is not the agreed one, and what that is worth; None where it is."""
    share = base.agreed_share
    if share is None:
        return None
    is_other = abs(share - 1) > _HARDLY
    worth = f"worth {100 * share:.0f} of these 100" if is_other else "another of about the same worth"
    return (
        f"now is the best plan found afresh: the agreed plan is {worth}. "
        "pm roadmap keeps what is agreed, and with --scenario NAME as far as it holds"
    )
