"""Rules about the scenarios of pm.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys, Part
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.efforts import NO_TEAM
from pmcli.model.lookup import guess
from pmcli.model.scenario import EffortChange, Scenario

Fault = tuple[Keys, str, str | None]
"""The keys that lead to a name, what is wrong with it, and what is meant."""


def unknown_targets(backlog: Backlog) -> Iterator[Finding]:
    """What scenarios change that is not there: features, teams, people, efforts."""
    for name in backlog.workspace.scenarios:
        yield from findings_in(name, backlog)


def findings_in(name: str, backlog: Backlog) -> Iterator[Finding]:
    """What a scenario of pm.yaml changes that is not there."""
    for inner, message, hint in scenario_faults(backlog.workspace.scenarios[name], backlog):
        keys: Keys = ("scenarios", name, *inner)
        part: Part = "value" if inner[0] == "drop" else "key"
        yield Finding(None, keys, message, hint, part)


def scenario_faults(scenario: Scenario, backlog: Backlog) -> Iterator[Fault]:
    """What a scenario changes that is not there: where there is nothing of it, its edits can be made."""
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
        if name in backlog.features and name not in backlog.broken:
            yield from _effort(name, change, backlog)
    for name in scenario.value:
        yield from _feature(("value", name), name, backlog)


def _feature(keys: Keys, name: str, backlog: Backlog) -> Iterator[Fault]:
    if not backlog.may_have(name):
        hint = guess(name, backlog.features) or did_you_mean(name, backlog.broken)
        yield keys, f'there is no feature "{name}"', hint


def _team(keys: Keys, team: str, backlog: Backlog) -> Iterator[Fault]:
    teams = backlog.workspace.teams
    if team not in teams and not backlog.is_unread(("teams", team)):
        hint = did_you_mean(team, teams) or (None if teams else "pm.yaml defines no teams")
        yield keys, f'there is no team "{team}"', hint


def _people(keys: Keys, team: str, backlog: Backlog) -> Iterator[Fault]:
    """What is wrong with other people in a team whose capacity is said without them."""
    record = backlog.workspace.teams.get(team)
    if record is not None and record.people is None:
        yield keys, f'the team "{team}" has a capacity and no people', f"capacity: {{{team}: …}} changes it"


def _effort(
    name: str, change: EffortChange | Mapping[str, EffortChange], backlog: Backlog
) -> Iterator[Fault]:
    """What is wrong with another effort of a feature that is there: it has none, or nobody knows whose."""
    efforts = backlog.features[name].effort or {}
    keys = ("effort", name)
    if name in backlog.children():
        yield keys, f'"{name}" has no effort of its own', "name the features below it"
    elif not isinstance(change, EffortChange):
        yield from _parts(name, change, backlog)
    elif change.factor is not None and not efforts:
        yield keys, f'"{name}" has no effort to multiply', "write an estimate instead of a factor"
    elif change.factor is None and len(efforts) > 1:
        hint = f"name the team, effort: {{{name}: {{{next(iter(efforts))}: {change.estimate}}}}}"
        yield keys, f'the effort of "{name}" is of several teams', hint


def _parts(name: str, changes: Mapping[str, EffortChange], backlog: Backlog) -> Iterator[Fault]:
    """What is wrong with other efforts of some teams in a feature."""
    feature = backlog.features[name]
    efforts = feature.effort or {}
    own = backlog.team(feature) if NO_TEAM in efforts else None
    for team, change in changes.items():
        if change.factor is not None and team not in efforts and team != own:
            yield ("effort", name, team), f'"{name}" has no effort of the team "{team}" to multiply', None
    if own == NO_TEAM and any(change.factor is None for change in changes.values()):
        yield ("effort", name), f'nobody knows whose the effort of "{name}" is', "give the feature a team: …"


RULES = (
    Rule(
        "PM606", "unknown-scenario-target", "error",
        "A scenario that changes what is not there would answer as if nothing were otherwise.",
        unknown_targets,
    ),
)  # fmt: skip
