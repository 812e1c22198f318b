"""Scenarios applied: the edits of the files that a scenario stands for, made in memory.

So an answer in a scenario is that of files edited by hand. What no file can say, a factor on the value that a
method gives, goes with the workspace (`Backlog.factors`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pmcli.checks import placed, scenarios
from pmcli.editing.change_set import ChangeSet, FileChange, applied, origin_of, rewritten
from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys
from pmcli.model.diagnostic import Diagnostic, PmError, did_you_mean
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, plain
from pmcli.model.feature import Feature
from pmcli.model.figure import listed
from pmcli.model.naming import folded, meant
from pmcli.model.period import Period
from pmcli.model.quantities import ENDS, read_estimate
from pmcli.model.scenario import EffortChange, Scenario, read_name, twin_fault
from pmcli.model.values import Wrong
from pmcli.planning.capacity import a_head, of_team
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml.read import Value

DEFAULT = "default"
_LISTED = 12
"""The most names of scenarios that a hint lists."""


def scenario_named(opened: OpenWorkspace, name: str) -> str:
    """The name of the scenario of pm.yaml that is meant, also of one that cannot be read.

    Raises:
        PmError: there is none.
    """
    backlog = opened.unchecked.backlog
    known = backlog.workspace.scenarios
    if (found := meant(name, known)) in known or backlog.is_unread(("scenarios", name)):
        return found
    there = f"scenarios: {listed([*known], _LISTED)}"
    none = "pm.yaml defines none: scenarios: {NAME: {drop: [ID]}}"
    raise PmError(f'there is no scenario "{name}"', did_you_mean(name, known) or (there if known else none))


def errors_in(opened: OpenWorkspace, name: str) -> tuple[Diagnostic, ...]:
    """The errors for which a scenario of pm.yaml can be no answer, at their places; none where it can."""
    backlog = opened.unchecked.backlog
    unread = [fault for fault in opened.unchecked.diagnostics if _is_in(fault, ("scenarios", name))]
    if name not in backlog.workspace.scenarios:
        return tuple(unread)
    found = scenarios.findings_in(name, backlog)
    return (*unread, *(placed(scenarios.RULES[0], one, backlog) for one in found))


def _is_in(fault: Diagnostic, keys: Keys) -> bool:
    """Whether an error stands at these keys of pm.yaml, or above or below them."""
    is_error = fault.severity == "error" and fault.location.path == WORKSPACE_FILE
    return is_error and bool(fault.keys) and fault.keys[: len(keys)] == keys[: len(fault.keys)]


def in_scenario(opened: OpenWorkspace, name: str) -> OpenWorkspace:
    """The workspace as it would be in a scenario of pm.yaml, which has no errors.

    Raises:
        PmError: an edit cannot be made.
    """
    return changed(opened, name, opened.unchecked.backlog.workspace.scenarios[name])


def changed(opened: OpenWorkspace, name: str, scenario: Scenario) -> OpenWorkspace:
    """The workspace as it would be in a scenario.

    Raises:
        PmError: it changes what is not there, or an edit cannot be made.
    """
    refuse_faults(opened, name, scenario)
    try:
        texts = applied(opened, edits(opened, scenario))
    except PmError as fault:
        said = f'scenario "{name}": {fault.message}'
        raise PmError(said, fault.hint, exit_code=fault.exit_code) from None
    return opened.under(name, texts, scenario.value)


def refuse_faults(opened: OpenWorkspace, name: str, scenario: Scenario) -> None:
    """Refuses a scenario that changes what is not there.

    Raises:
        PmError: it does.
    """
    for _, message, hint in scenarios.scenario_faults(scenario, opened.unchecked.backlog):
        raise PmError(f'scenario "{name}": {message}', hint)


def edits(opened: OpenWorkspace, scenario: Scenario) -> list[FileChange]:
    """The edits that a scenario stands for; all that it changes is there.

    Raises:
        PmError: a feature stands where its file cannot be read.
    """
    backlog = opened.unchecked.backlog
    for name in (*scenario.drop, *scenario.effort):
        origin_of(backlog, name)  # which tells of one that cannot be read
    return [
        *(change for team in scenario.teams for change in _capacity(opened, scenario, team)),
        *(
            FileChange(name, "put", ("status",), "parked")
            for name in dict.fromkeys(scenario.drop) if backlog.is_open(name)
        ),
        *(
            edit for name, change in scenario.effort.items()
            for edit in _efforts(backlog, backlog.features[name], change)
        ),
    ]  # fmt: skip


# --- capacity ---


def _capacity(opened: OpenWorkspace, scenario: Scenario, team: str) -> Iterator[FileChange]:
    """The edits of one team: another capacity, or more of that which it has, from a period on."""
    backlog = opened.unchecked.backlog
    record, keys = backlog.workspace.teams[team], ("teams", team)
    more = scenario.add.get(team, 0.0)
    past = _past(backlog, scenario.from_)
    if team in scenario.capacity:
        now = _more(scenario.capacity[team], more) if more else str(scenario.capacity[team])
        before = {str(period): plain(of_team(backlog, team, period)) for period in past}
        yield FileChange("", "put", (*keys, "capacity"), {DEFAULT: now, **before} if before else now)
        if record.people is not None:
            yield FileChange("", "drop", (*keys, "people"))
        return
    key, each = ("people", a_head(backlog)) if record.people is not None else ("capacity", 1.0)
    if team in scenario.people and record.people is not None:
        now = _more(scenario.people[team], more / each) if more else str(scenario.people[team])
        before = {str(period): str(record.people.estimate_in(period)) for period in past}
        yield FileChange("", "put", (*keys, key), {DEFAULT: now, **before} if before else now)
        return
    written: Any = _team_data(opened, team).get(key, "0")
    yield FileChange("", "put", (*keys, key), _with_more(written, more / each, past))


def _past(backlog: Backlog, since: Period | None) -> tuple[Period, ...]:
    """The periods from the first one planned until a change counts."""
    if since is None:
        return ()
    calendar = backlog.workspace.calendar
    first = calendar.fiscal.period_of(backlog.start or backlog.today, calendar.step)
    return tuple(first + number for number in range(max(0, since.index - first.index)))


def _with_more(written: Value, more: float, past: tuple[Period, ...]) -> Value:
    """A number by period with so much more in it, but for the periods past."""
    is_by_period = isinstance(written, dict) and not written.keys() <= {*ENDS}
    entries = dict(written) if isinstance(written, dict) and is_by_period else {DEFAULT: written}
    kept = {str(period): entries.get(str(period), entries.get(DEFAULT, "0")) for period in past}
    first = min(past, default=None)
    rest = {
        key: value if first is not None and _is_before(key, first) else _shifted(value, more)
        for key, value in entries.items()
    }
    rest.setdefault(DEFAULT, _shifted("0", more))
    together: dict[str, Value] = {**rest, **kept}
    return together if len(together) > 1 or is_by_period else together[DEFAULT]


def _is_before(key: str, first: Period) -> bool:
    period = Period.parse(key)
    return period is not None and period.step == first.step and period.index < first.index


def _shifted(value: Value, more: float) -> str:
    """A number, or a range, with so much more: at least 0."""
    return _more(read_estimate(value), more)


def _more(estimate: Estimate, more: float) -> str:
    """An estimate with so much more, as it is written; its mean alone where its low end were below 0."""
    if estimate.low + more < 0:
        return plain(max(0.0, estimate.mean + more))
    return _written(estimate.plus(more), may_be_short=False)


def _team_data(opened: OpenWorkspace, team: str) -> Mapping[str, Value]:
    """What pm.yaml says of a team, as it is written."""
    data: Any = opened.known.read(opened.texts[WORKSPACE_FILE], WORKSPACE_FILE)[0].documents[0].data
    found = data["teams"][team]
    return found if isinstance(found, dict) else {}


# --- effort ---


def _efforts(
    backlog: Backlog, feature: Feature, change: EffortChange | Mapping[str, EffortChange]
) -> Iterator[FileChange]:
    """The edits of the effort of a feature; a factor is one on what remains of it too."""
    efforts = feature.effort or {}
    if isinstance(change, EffortChange):
        if change.factor is not None:
            yield from _times(feature, change.factor, lambda _: True)
        else:
            keys = () if NO_TEAM in efforts else tuple(efforts)
            yield FileChange(feature.id, "put", ("effort", *keys), change.estimate)
        return
    yield from _by_team(backlog, feature, change)


def _by_team(backlog: Backlog, feature: Feature, changes: Mapping[str, EffortChange]) -> Iterator[FileChange]:
    """The edits of the efforts of some teams; others stay. One that names no team gets its own."""
    efforts = feature.effort or {}
    own = backlog.team(feature) if NO_TEAM in efforts else NO_TEAM
    for team, change in changes.items():
        key = NO_TEAM if team == own else team
        if change.factor is not None:
            yield from _times(feature, change.factor, lambda name, key=key: name == key)  # type: ignore[misc]
    new = {team: change.estimate for team, change in changes.items() if change.factor is None}
    if not new:
        return
    if NO_TEAM not in efforts or [*new] == [own]:
        for team, estimate in new.items():
            yield FileChange(feature.id, "put", ("effort", *(() if team == own else (team,))), estimate)
        return
    factor = changes[own].factor if own in changes else None
    old = _scaled(efforts[NO_TEAM], factor or 1.0)
    yield FileChange(feature.id, "put", ("effort",), {own: old, **new})


def _times(feature: Feature, factor: float, wanted: Callable[[str], bool]) -> Iterator[FileChange]:
    """The efforts, and what remains of them, multiplied; of the teams wanted."""
    for field, parts in (("effort", feature.effort or {}), ("remaining", feature.remaining or {})):
        for team, estimate in parts.items():
            if wanted(team):
                keys = (field,) if team == NO_TEAM else (field, team)
                yield FileChange(feature.id, "put", keys, _scaled(estimate, factor))


def _scaled(estimate: Estimate, factor: float) -> str:
    is_short = estimate.low > 0 and estimate == Estimate.between(estimate.low, estimate.high)
    return _written(estimate.times(factor), may_be_short=is_short)


def _written(estimate: Estimate, *, may_be_short: bool) -> str:
    """An estimate as it is written in a file; in short where the middle follows from the ends."""
    low, likely, high = map(plain, (estimate.low, estimate.likely, estimate.high))
    if low == high:
        return likely
    return f"{low}..{high}" if may_be_short else f"{low}..{likely}..{high}"


# --- kept in pm.yaml ---


def saved(
    opened: OpenWorkspace, name: str, data: Mapping[str, object], *, replaces: bool = False
) -> ChangeSet:
    """The workspace with one more scenario in pm.yaml; `replaces`: in the place of one of that name.

    Raises:
        PmError: the name is taken or cannot be one, or pm.yaml is not written so that pm can edit it.
    """
    try:
        read_name(name)
    except Wrong as wrong:
        raise PmError(f"--save: {wrong}", (wrong.context or {})["hint"]) from None
    known = opened.unchecked.backlog.workspace.scenarios
    if (twin := next((other for other in known if folded(other) == folded(name)), name)) != name:
        raise PmError(twin_fault(name, twin), "choose another name")
    if name in known and not replaces:
        raise PmError(f'there is a scenario "{name}" already', "--force replaces it", exit_code=1)
    return rewritten(opened, [FileChange("", "put", ("scenarios", name), dict(data))])
