"""Rules about names that must lead somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.checks.shared import all_evidence
from pmcli.model.backlog import Backlog, Keys, Part
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature
from pmcli.model.lookup import guess
from pmcli.model.naming import alike
from pmcli.model.period import Period
from pmcli.model.special_files import PLAN_FILE
from pmcli.model.strategy import Outcome
from pmcli.model.workspace import Workspace
from pmcli.scoring import MODELS

_Named: TypeAlias = tuple[Keys, str, str, Mapping[str, object]]
"""A name that pm.yaml must define: its keys, its kind, itself, what is defined."""
HINTED = 100
"""So many unknown names get a did-you-mean; more are no slip of the pen, but a rename."""


@dataclass(slots=True)
class _Ids:
    """The ids there are, those of features that cannot be read among them, and whether these are all."""

    known: set[str]
    features: Mapping[str, Feature]
    hints: int
    is_all: bool

    @classmethod
    def of(cls, backlog: Backlog) -> _Ids:
        known = {*backlog.features, *backlog.broken}
        return cls(known, backlog.features, HINTED, not backlog.is_part_closed)

    def missing(self, feature: str, keys: Keys, name: str) -> Iterator[Finding]:
        """A finding where there is no feature `name`."""
        if self.is_all and name not in self.known:
            self.hints -= 1
            hint = self._hint(name) if self.hints >= 0 else None
            repair = repair_of(keys, name, self.known, "value") if self.hints >= 0 else None
            yield Finding(feature, keys, f'there is no feature "{name}"', hint, repair=repair)

    def _hint(self, name: str) -> str | None:
        return guess(name, self.features) or did_you_mean(name, self.known)


def repair_of(keys: Keys, name: str, known: Iterable[str], part: Part) -> Repair | None:
    """The one name of `known` written where `name` differs from it in case or dashes alone."""
    same = alike(name, known)
    if len(same) != 1:
        return None
    return Repair(f"write {same[0]}", "rename" if part == "key" else "put", keys, same[0])


def unknown_dependencies(backlog: Backlog) -> Iterator[Finding]:
    """Features that wait for one that is not there."""
    known = _Ids.of(backlog)
    for feature in backlog.features.values():
        for number, need in enumerate(feature.depends_on):
            yield from known.missing(feature.id, ("depends_on", number, "id"), need.id)


def unknown_references(backlog: Backlog) -> Iterator[Finding]:
    """Names of parents, outcomes, problems, teams, segments, accounts and releases that nothing has."""
    known, hints = _Ids.of(backlog), iter(range(HINTED))
    for feature in backlog.features.values():
        yield from _in_feature(feature, backlog, known, hints)
    yield from _unknown(None, _named_in_workspace(backlog.workspace), backlog, hints)
    if not backlog.is_part_unread:  # what cannot be read may have the experiment
        yield from _unknown_experiments(backlog)


def _unknown_experiments(backlog: Backlog) -> Iterator[Finding]:
    """Experiments that evidence cites and no feature has."""
    known = backlog.experiments()
    for owner, keys, evidence in all_evidence(backlog):
        for number, piece in enumerate(evidence):
            if piece.experiment is not None and piece.experiment not in known:
                at: Keys = (*keys, number, "experiment")
                hint = did_you_mean(piece.experiment, known) or (None if known else "no experiment has an id")
                repair = repair_of(at, piece.experiment, known, "value")
                yield Finding(owner, at, f'there is no experiment "{piece.experiment}"', hint, repair=repair)


def _in_feature(feature: Feature, backlog: Backlog, known: _Ids, hints: Iterator[int]) -> Iterator[Finding]:
    name = feature.id
    if feature.parent is not None:
        yield from known.missing(name, ("parent",), feature.parent)
    for number, other in enumerate(feature.conflicts_with):
        yield from known.missing(name, ("conflicts_with", number), other)
    for number, decision in enumerate(feature.decisions):
        if decision.feature is not None:
            keys: Keys = ("decisions", number, "feature")
            yield from known.missing(name, keys, decision.feature)
    yield from _unknown(name, _named(feature, backlog.workspace), backlog, hints)


def _unknown(
    feature: str | None, named: Iterable[_Named], backlog: Backlog, hints: Iterator[int]
) -> Iterator[Finding]:
    """A finding for each name that pm.yaml does not define, where it says nothing that cannot be read."""
    for keys, kind, name, defined in named:
        if name not in defined and not backlog.is_unread((*_DEFINED_AT[kind], name)):
            likely = defined if next(hints, None) is not None else ()
            yield _of_unknown(feature, keys, kind, name, defined, likely)


_BY_NAME = ("outcomes", "effort", "remaining", "spent", "weighted", "results")
"""Where the names themselves are keys."""


def _of_unknown(
    feature: str | None, keys: Keys, kind: str, name: str, defined: Mapping[str, object],
    likely: Collection[str],
) -> Finding:  # fmt: skip
    """A finding of a name that is none of those defined, the nearest of the likely ones in its hint."""
    hint = did_you_mean(name, likely)
    if hint is None and not defined:
        hint = f"pm.yaml defines no {kind}s"
    part: Part = "key" if keys[0] in _BY_NAME else "value"
    repair = repair_of(keys, name, likely, part)
    return Finding(feature, keys, f'there is no {kind} "{name}"', hint, part, repair=repair)


def _named(feature: Feature, workspace: Workspace) -> Iterator[_Named]:
    """Every name in a feature that pm.yaml must define."""
    if feature.team is not None:
        yield ("team",), "team", feature.team, workspace.teams
    for key, parts in (
        ("effort", feature.effort), ("remaining", feature.remaining), ("spent", feature.spent)
    ):  # fmt: skip
        for team in parts or ():
            if team != NO_TEAM:
                yield (key, team), "team", team, workspace.teams
    for outcome in feature.outcomes:
        yield ("outcomes", outcome), "outcome", outcome, workspace.strategy.outcomes
    for number, problem in enumerate(feature.solves):
        yield ("solves", number), "problem", problem, workspace.problems
    for number, segment in enumerate(feature.segments):
        yield ("segments", number), "segment", segment, workspace.segments
    if feature.release is not None:
        yield ("release",), "release", feature.release, workspace.releases
    yield from _named_in_lists(feature, workspace)


def _named_in_lists(feature: Feature, workspace: Workspace) -> Iterator[_Named]:
    for number, request in enumerate(feature.requests):
        yield ("requests", number, "account"), "account", request.account, workspace.accounts
    for number, piece in enumerate(feature.evidence):
        if piece.segment is not None:
            yield ("evidence", number, "segment"), "segment", piece.segment, workspace.segments
    for number, result in enumerate(feature.results):
        for team in (team for team in result.effort or () if team != NO_TEAM):
            yield ("results", number, "effort", team), "team", team, workspace.teams
    if not feature.weighted:
        return
    criteria = {**workspace.scoring.weighted.criteria, **dict.fromkeys(DERIVED)}
    for criterion in feature.weighted:
        yield ("weighted", criterion), "criterion", criterion, criteria


_DEFINED_AT: Mapping[str, Keys] = {
    "team": ("teams",), "outcome": ("strategy", "outcomes"), "problem": ("problems",),
    "segment": ("segments",), "release": ("releases",), "account": ("accounts",),
    "model": ("scoring", "models"), "criterion": ("scoring", "weighted", "criteria"),
}  # fmt: skip
"""Where pm.yaml defines names of a kind."""
DERIVED = ("strategic_fit", "urgency", "revenue_impact", "dependencies", "user_impact", "feasibility")


def _named_in_workspace(workspace: Workspace) -> Iterator[_Named]:
    for name, account in workspace.accounts.items():
        if account.segment is not None:
            yield ("accounts", name, "segment"), "segment", account.segment, workspace.segments
    for name, problem in workspace.problems.items():
        for number, segment in enumerate(problem.segments):
            yield ("problems", name, "segments", number), "segment", segment, workspace.segments
        for number, piece in enumerate(problem.evidence):
            if piece.segment is not None:
                keys: Keys = ("problems", name, "evidence", number, "segment")
                yield keys, "segment", piece.segment, workspace.segments
    model = workspace.scoring.model
    models: dict[str, object] = {
        **{built_in.name: built_in for built_in in MODELS},
        **workspace.scoring.models,
    }
    if model is not None:
        yield ("scoring", "model"), "model", model, models


def wrong_periods(backlog: Backlog) -> Iterator[Finding]:
    """Periods of the step that the calendar does not have: a month among quarters."""
    step = backlog.workspace.calendar.step
    for feature in backlog.features.values():
        for keys, period in _periods(feature):
            if period.step != step:
                yield _wrong_period(feature.id, keys, period, step)
    for keys, period in _workspace_periods(backlog.workspace):
        if period.step != step:
            part: Part = "key" if keys[0] == "teams" else "value"
            finding = _wrong_period(None, keys, period, step)
            yield Finding(None, keys, finding.message, finding.hint, part)
    agreement = backlog.agreement
    promised = {entry.period: entry.keys[:2] for entry in agreement.listed} if agreement is not None else {}
    for period, keys in promised.items():
        if period.step != step:
            finding = _wrong_period(None, keys, period, step)
            yield replace(finding, part="key", file=PLAN_FILE)


def _wrong_period(feature: str | None, keys: Keys, period: Period, step: str) -> Finding:
    example = "2027-Q1" if step == "quarter" else "2027-02"
    message = f'"{period}" is a {period.step}, and the calendar counts in {step}s'
    return Finding(feature, keys, message, f"write a {step} such as {example}")


def _periods(feature: Feature) -> Iterator[tuple[Keys, Period]]:
    for key, when in (("target", feature.target), ("not_before", feature.not_before)):
        if isinstance(when, Period):
            yield (key,), when
    for number, decision in enumerate(feature.decisions):
        if decision.period is not None:
            yield ("decisions", number, "period"), decision.period
    for number, metric in enumerate(feature.metrics):
        if isinstance(metric.by, Period):
            yield ("metrics", number, "by"), metric.by


def _workspace_periods(workspace: Workspace) -> Iterator[tuple[Keys, Period]]:
    outcomes: Mapping[str, Outcome] = workspace.strategy.outcomes
    for name, outcome in outcomes.items():
        if isinstance(outcome.by, Period):
            yield ("strategy", "outcomes", name, "by"), outcome.by
    for name, team in workspace.teams.items():
        by_periods = (("capacity", team.capacity), ("people", team.people), ("absent", team.absent))
        for key, by_period in by_periods:
            for period in by_period.periods if by_period else ():
                yield ("teams", name, key, str(period)), period


def names_no_team(backlog: Backlog) -> Iterator[Finding]:
    """Efforts of which nobody can say whose they are, in a workspace with several teams."""
    if len(backlog.workspace.teams) < 2:
        return
    for feature in backlog.features.values():
        if (
            feature.effort
            and NO_TEAM in feature.effort
            and feature.team is None
            and backlog.is_open(feature.id)
        ):
            names = ", ".join(backlog.workspace.teams)
            message = f"the effort names no team, and there are several: {names}"
            yield Finding(feature.id, ("effort",), message, "add team: …, or write effort: {team: …}")


RULES = (
    Rule(
        "PM104", "unknown-dependency", "error",
        "A feature waits for one that does not exist: the order would silently ignore it.",
        unknown_dependencies,
    ),
    Rule(
        "PM105", "unknown-reference", "error",
        "A parent, outcome, problem, team, account, release, experiment, criterion … that nothing has.",
        unknown_references,
    ),
    Rule(
        "PM108", "wrong-period", "error",
        "A month where the calendar counts in quarters, or the other way round: it would match nothing.",
        wrong_periods,
    ),
    Rule(
        "PM109", "effort-without-team", "warning",
        "With several teams, an effort that names none cannot be planned.",
        names_no_team,
    ),
)  # fmt: skip
