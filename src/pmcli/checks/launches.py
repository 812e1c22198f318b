"""Rules about launches: what is open shortly before the day, and what nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.checks.shared import periods_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import Guess, Severity, did_you_mean
from pmcli.model.figure import anded, counted, listed, measured, percent
from pmcli.model.launch import EVERY, Launch, LaunchSettings
from pmcli.model.naming import bare
from pmcli.model.threshold import is_mixed

if TYPE_CHECKING:
    from pmcli.planning.launches import Readiness


_ALIKE = 0.85
"""How much of two names has to be the same, in order, for one to be a slip of the other."""


def not_ready(backlog: Backlog) -> Iterator[Finding]:
    """Launches within the notice of pm.yaml, or past, with open points; missing ones count as open."""
    for launch in _launches(backlog):
        points = launch.named("open", "missing")
        if not points or launch.days is None or launch.days > backlog.workspace.launch.notice:
            continue
        are = "is" if len(points) == 1 else "are"
        many = f"{len(points)} of {counted(len(launch.points), 'point')} {are} open: {listed(points)}"
        message = f'"{launch.id}" launches on {launch.date}, {_when(launch.days)}, and {many}'
        severity: Severity = "warning" if launch.days > 0 else "error"
        hint = f"pm launch {launch.id} says what ticks each; or move the day"
        yield Finding(launch.id, ("launch", "date"), message, hint, severity=severity)


def _when(days: int) -> str:
    if days == 0:
        return "today"
    many = counted(abs(days), "day")
    return f"in {many}" if days > 0 else f"{many} ago"


def missing_points(backlog: Backlog) -> Iterator[Finding]:
    """Points of the checklists of a launch's kind of which it says nothing, and kinds without a checklist."""
    settings = backlog.workspace.launch
    for ready in _launches(backlog):
        launch = backlog.features[ready.id].launch or Launch()
        for name in settings.unknown(launch):
            if backlog.is_unread(("launch", "checklists", name)):
                continue
            yield _unknown(ready.id, name, launch, backlog)
        resembled = _resembled(launch, settings)
        yield from _misspelt(ready.id, launch, resembled)
        if points := tuple(name for name in settings.missing(launch) if name not in resembled.values()):
            lists = settings.points(launch.kind)
            kinds = dict.fromkeys(kind for point in points for kind in lists[point])
            asked = anded(["every launch" if kind == EVERY else f"{kind} launches" for kind in kinds])
            yield Finding(
                ready.id, ("launch", "checklist"),
                f'the launch of "{ready.id}" says nothing of {listed(points)}, asked of {asked}',
                "pm check --fix adds what is missing as open; na, with because: …, is not needed",
                "key", repair=_filled(points),
            )  # fmt: skip


def _resembled(launch: Launch, settings: LaunchSettings) -> dict[str, str]:
    """The points of a launch that no checklist asks for, each with the point asked for that it resembles."""
    asked = settings.points(launch.kind)
    spelled = {bare(name): name for name in asked}
    near = {
        name: get_close_matches(bare(name), spelled, n=1, cutoff=_ALIKE)
        for name in launch.checklist if bare(name) not in spelled
    }  # fmt: skip
    return {name: spelled[found[0]] for name, found in near.items() if found}


def _misspelt(feature: str, launch: Launch, resembled: Mapping[str, str]) -> Iterator[Finding]:
    for name, asked in resembled.items():
        is_there = any(bare(other) == bare(asked) for other in launch.checklist)
        yield Finding(
            feature, ("launch", "checklist", name),
            f'the launch of "{feature}" has "{name}", which no checklist asks for'
            + (f', beside "{asked}"' if is_there else ""),
            "take out the one that is misspelt" if is_there else Guess.of(f'"{asked}"'),
            "key",
        )  # fmt: skip


def _filled(points: tuple[str, ...]) -> Repair | None:
    """The points added as open; a name of several lines is left to a person."""
    if any(len(point.splitlines()) > 1 for point in points):
        return None
    return Repair(f"add {listed(points)} as open", "fill", ("launch", "checklist"), "\n".join(points))


def _unknown(feature: str, kind: str, launch: Launch, backlog: Backlog) -> Finding:
    from pmcli.planning.launch_templates import launch_templates  # read only for this hint

    checklists = backlog.workspace.launch.checklists
    if kind in launch_templates():
        hint: str | None = f"pm launch --template {kind} prints one for pm.yaml"
    else:
        known = (*checklists, *launch_templates())
        hint = did_you_mean(kind, known) or "write one in pm.yaml under launch.checklists, or drop the kind"
    keys: Keys = ("launch", "kind", launch.kind.index(kind))
    return Finding(feature, keys, f'pm.yaml has no checklist for launches of the kind "{kind}"', hint)


def before_delivery(backlog: Backlog) -> Iterator[Finding]:
    """Launches before the end of the period in which the plan has the feature."""
    if not any(launch.date for launch in _launches(backlog)):
        return
    from pmcli.planning.launches import readiness

    periods = periods_of(backlog)
    fiscal, start = backlog.workspace.calendar.fiscal, backlog.start or backlog.today
    for launch in readiness(backlog, [each.id for each in _launches(backlog)], periods):
        if launch.period is None or launch.date is None or launch.date < start:
            continue
        last = fiscal.last_day(launch.period)
        if launch.date >= last:
            continue
        is_before = launch.date < fiscal.first_day(launch.period)
        message = (
            f'"{launch.id}" launches on {launch.date}, and is planned for {launch.period}: '
            + ("that begins after it" if is_before else f"it may be built as late as {last}")
        )  # fmt: skip
        hint = (
            "move the launch, or decide on an earlier period; pm odds --promises says how likely the day is"
        )
        yield Finding(launch.id, ("launch", "date"), message, hint)


def unmeasured(backlog: Backlog) -> Iterator[Finding]:
    """Launches of features without a metric that has a baseline and a target."""
    for launch in _launches(backlog):
        if any(measure.is_complete for measure in launch.measures):
            continue
        message = f'the launch of "{launch.id}" has no metric with a baseline and a target'
        keys: Keys = ("metrics",) if launch.measures else ("launch",)
        hint = "write metrics: [{metric: …, baseline: …, target: …}]: else nobody can say whether it worked"
        yield Finding(launch.id, keys, message, hint, "key")


def failed_evaluation(backlog: Backlog) -> Iterator[Finding]:
    """Evaluations that miss what is needed, of launches that go out to somebody; and those of two units."""
    for ready in _launches(backlog):
        launch = backlog.features[ready.id].launch or Launch()
        for number, each in enumerate(launch.evaluation):
            if each.found is None:
                continue
            keys: Keys = ("launch", "evaluation", number, "found")
            found = f"{each.what} is {measured(each.found)}, and {each.need} is needed"
            if is_mixed(each.found, each.need.number):
                message = f'"{ready.id}": {found}: a percentage against a share'
                hint = "write both in the same unit, such as 95% and >= 92%"
                yield Finding(ready.id, keys, message, hint, severity="warning")
            elif each.is_met is False and _goes_out(launch):
                message = f'"{ready.id}" goes out although {found}'
                yield Finding(
                    ready.id, keys, message, "better it and measure again, or hold the rollout at 0"
                )


def disordered_rollout(backlog: Backlog) -> Iterator[Finding]:
    """Steps of rollouts that fall, that come before the step in front of them, or before the launch."""
    if all(feature.launch is None for feature in backlog.features.values()):
        return
    from pmcli.planning.launches import standing

    for name in standing(backlog, with_rolling=True):
        launch = backlog.features[name].launch or Launch()
        for number, (before, step) in enumerate(pairwise(launch.rollout), 1):
            keys: Keys = ("launch", "rollout", number)
            if step.to < before.to:
                message = f'"{name}" is rolled out to {percent(step.to)} after {percent(before.to)}'
                yield Finding(name, (*keys, "to"), message, "each step goes to more people than the last")
            if step.on is not None and before.on is not None and step.on < before.on:
                message = (
                    f'"{name}" goes out to {percent(step.to)} on {step.on}, before the step of {before.on}'
                )
                yield Finding(name, (*keys, "on"), message, "put the steps in the order of their days")
        yield from _early(name, launch)


def _early(feature: str, launch: Launch) -> Iterator[Finding]:
    """The first step of a rollout that goes out to somebody before the launch day."""
    for number, step in enumerate(launch.rollout):
        if launch.date is not None and step.on is not None and step.to > 0 and step.on < launch.date:
            message = (
                f'"{feature}" goes out to {percent(step.to)} on {step.on}, and launches on {launch.date}'
            )
            hint = "write the first step's day as the launch day, or move the step"
            yield Finding(feature, ("launch", "rollout", number, "on"), message, hint)
            return


def _goes_out(launch: Launch) -> bool:
    """Whether somebody gets it: a step of the rollout is above 0, or there are no steps, and a day."""
    if launch.rollout:
        return any(step.to > 0 for step in launch.rollout)
    return launch.date is not None


def _launches(backlog: Backlog) -> tuple[Readiness, ...]:
    """The launches that are still to come, without the plan. Worked out once."""
    return backlog.once(_standing)


def _standing(backlog: Backlog) -> tuple[Readiness, ...]:
    if all(feature.launch is None for feature in backlog.features.values()):
        return ()
    from pmcli.planning.launches import readiness, standing

    return readiness(backlog, standing(backlog))


RULES = (
    Rule(
        "PM701", "launch-not-ready", "warning",
        "What is open shortly before the day is done badly, or by customers; on the day it is too late.",
        not_ready,
    ),
    Rule(
        "PM702", "missing-launch-point", "warning",
        "A point of which nobody says anything is one that nobody thought of.",
        missing_points,
    ),
    Rule(
        "PM703", "launch-before-delivery", "error",
        "What the plan does not have by the day cannot go out on it.",
        before_delivery,
    ),
    Rule(
        "PM704", "launch-without-measure", "warning",
        "Without a number before and one to reach, nobody learns from the launch.",
        unmeasured,
    ),
    Rule(
        "PM705", "failed-evaluation", "error",
        "A threshold that was missed and is passed over was none.",
        failed_evaluation,
    ),
    Rule(
        "PM710", "disordered-rollout", "warning",
        "A rollout grows from its launch day on; one that does not was mistyped, or nobody can follow it.",
        disordered_rollout,
    ),
)  # fmt: skip
