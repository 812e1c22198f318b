"""Rules about the scenarios of pm.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys, Part
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.lookup import guess
from pmcli.model.scenario import EffortChange, Scenario

Unknown = tuple[Keys, str, str | None]
"""The keys that lead to a name, what is wrong with it, and what is meant."""


def unknown_targets(backlog: Backlog) -> Iterator[Finding]:
    """Names of features and teams in scenarios that nothing has."""
    for name, scenario in backlog.workspace.scenarios.items():
        for inner, message, hint in unknown(scenario, backlog):
            keys: Keys = ("scenarios", name, *inner)
            part: Part = "value" if inner[0] == "drop" else "key"
            yield Finding(None, keys, message, hint, part)


def unknown(scenario: Scenario, backlog: Backlog) -> Iterator[Unknown]:
    """What a scenario names that is not there."""
    teams = [*((key, team) for key in ("capacity", "people", "add") for team in getattr(scenario, key))]
    for key, team in teams:
        yield from _team((key, team), team, backlog)
        if key == "people":
            yield from _people((key, team), team, backlog)
    for number, name in enumerate(scenario.drop):
        yield from _feature(("drop", number), name, backlog)
    for name, change in scenario.effort.items():
        yield from _feature(("effort", name), name, backlog)
        for team in () if isinstance(change, EffortChange) else change:
            yield from _team(("effort", name, team), team, backlog)
    for name in scenario.value:
        yield from _feature(("value", name), name, backlog)


def _feature(keys: Keys, name: str, backlog: Backlog) -> Iterator[Unknown]:
    if name not in backlog.features and name not in backlog.broken:
        hint = guess(name, backlog.features) or did_you_mean(name, backlog.broken)
        yield keys, f'there is no feature "{name}"', hint


def _team(keys: Keys, team: str, backlog: Backlog) -> Iterator[Unknown]:
    teams = backlog.workspace.teams
    if team not in teams and not backlog.is_unread(("teams", team)):
        hint = did_you_mean(team, teams) or (None if teams else "pm.yaml defines no teams")
        yield keys, f'there is no team "{team}"', hint


def _people(keys: Keys, team: str, backlog: Backlog) -> Iterator[Unknown]:
    """What is wrong with other people in a team whose capacity is said without them."""
    record = backlog.workspace.teams.get(team)
    if record is not None and record.people is None:
        yield keys, f'the team "{team}" has a capacity and no people', f"capacity: {{{team}: …}} changes it"


RULES = (
    Rule(
        "PM606", "unknown-scenario-target", "error",
        "A scenario that names what is not there would answer as if nothing were otherwise.",
        unknown_targets,
    ),
)  # fmt: skip
