"""How ready launches are: checklists, evaluations, measures, rollout and plan; and what is in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.launch import Evaluation, Launch, RolloutStep
from pmcli.model.measures import Metric
from pmcli.model.period import Period
from pmcli.model.threshold import read_threshold
from pmcli.model.values import Wrong

PointState = Literal["done", "open", "na", "missing"]
"""`missing` is a point of the checklist of its kind of which the feature says nothing: it counts as open."""
ObstacleKind = Literal[
    "open", "missing", "unknown-kind", "missed", "not-measured", "no-metric", "late", "unplanned", "overdue"
]
AHEAD = frozenset({"candidate", "planned", "in-progress"})
"""The states in which a launch is prepared: of ideas, and what is parked or declined, nobody expects it."""
_CONDITION = re.compile(r"\s*(\S.*?)\s*((?:<=|>=|=<|=>|[<>≤≥]).*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LaunchPoint:
    """A point of a checklist. `lists` are those of pm.yaml that ask for it, none where it is its own."""

    name: str
    state: PointState
    lists: tuple[str, ...] = ()
    by: str | None = None
    on: date | None = None
    link: str | None = None
    because: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do: it is done, or not needed."""
        return self.state in ("done", "na")


@dataclass(frozen=True, slots=True)
class RolloutStage:
    """A step of the rollout. `holds`: whether its condition is met by what a metric of the feature is now.

    It is None where the condition is words, or names no metric whose `current` is known; else `metric` and
    `current` say which.
    """

    to: float
    on: date | None = None
    until: str | None = None
    metric: str | None = None
    current: float | None = None
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Rolling:
    """How far something is rolled out that goes on to a further step.

    `now` is the step that it is at, None before the first day; `next` the one that follows. It waits for its
    day, or because the condition of `now` does not hold.
    """

    now: RolloutStage | None
    next: RolloutStage

    @property
    def is_held(self) -> bool:
        """Whether the condition of the step that it is at does not hold."""
        return self.now is not None and self.now.holds is False


@dataclass(frozen=True, slots=True)
class LaunchMeasure:
    """A metric to look at after the launch, and the day to do so; None where no launch day is known."""

    metric: str
    baseline: float | None
    target: float | None
    review: date | None

    @property
    def is_complete(self) -> bool:
        """Whether it has a baseline and a target, so that somebody can say whether the aim was reached."""
        return self.baseline is not None and self.target is not None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way of a launch.

    `names` are the points, kinds, evaluations or metrics that it is about; `period` is the one that the plan
    has, with its last day `until`, where that comes after the launch.
    """

    kind: ObstacleKind
    names: tuple[str, ...] = ()
    period: Period | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a launch is.

    `days` are those to go from today, below 0 for a day that is past. `period` is the one that the plan has
    for the feature: None where it is shipped (`is_built`), in no period, or nothing is planned. `odds` are
    those of being built by the day, None where nobody asked. It is ready when nothing is in the way.
    `rolling` is how far out it is, None of what is not shipped, has no steps or is at the last.
    """

    id: str
    title: str
    date: date | None
    days: int | None
    kinds: tuple[str, ...]
    points: tuple[LaunchPoint, ...]
    evaluations: tuple[Evaluation, ...]
    measures: tuple[LaunchMeasure, ...]
    rollout: tuple[RolloutStage, ...]
    is_built: bool
    period: Period | None = None
    obstacles: tuple[Obstacle, ...] = ()
    odds: float | None = None
    rolling: Rolling | None = None

    @property
    def is_out(self) -> bool:
        """Whether it has gone out: it is shipped, and its launch day is over."""
        return self.is_built and (self.days is None or self.days < 0)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way."""
        return not self.obstacles

    @property
    def settled(self) -> int:
        """How many points are done, or not needed."""
        return sum(point.is_settled for point in self.points)

    def named(self, *states: PointState) -> tuple[str, ...]:
        """The names of the points in these states, in order."""
        return tuple(point.name for point in self.points if point.state in states)

    def is_within(self, days: int) -> bool:
        """Whether its day is at most so many days ahead, or past."""
        return self.days is not None and self.days <= days


def standing(backlog: Backlog, *, with_rolling: bool = False) -> tuple[str, ...]:
    """The features whose launch is still to come: those prepared, and shipped ones until their day is over.

    By day, those without one last; of one day in the order of their ids. With those that are `rolling` out,
    where asked for.
    """
    found = [
        (launch.date or date.max, name) for name, feature in backlog.features.items()
        if (launch := feature.launch) is not None
        and (
            _is_to_come(launch, backlog.status(name), backlog.today)
            or (with_rolling and _rolling(feature, launch, backlog) is not None)
        )
    ]  # fmt: skip
    return tuple(name for _, name in sorted(found))


def _rolling(feature: Feature, launch: Launch, backlog: Backlog) -> Rolling | None:
    """How far a shipped feature is rolled out; None where it is at the last step, or not shipped.

    It is at a step once its day has come and the conditions of all steps before hold, as far as anybody
    knows; one without a day follows the step before at once.
    """
    if backlog.status(feature.id) != "shipped":
        return None
    now: RolloutStage | None = None
    for stage in _stages(feature, launch):
        is_held = now is not None and now.holds is False
        if is_held or (stage.on is not None and stage.on > backlog.today):
            return Rolling(now, stage)
        now = stage
    return None


def _stages(feature: Feature, launch: Launch) -> tuple[RolloutStage, ...]:
    return tuple(_stage(step, feature.metrics) for step in launch.rollout)


def _is_to_come(launch: Launch, status: str, today: date) -> bool:
    if status == "shipped":
        return launch.date is not None and launch.date >= today
    return status in AHEAD


def readiness(
    backlog: Backlog, names: Iterable[str], periods: Mapping[str, Period] | None = None
) -> tuple[Readiness, ...]:
    """How ready the launches of these features are, in their order; those without a launch are passed over.

    `periods` are those of the plan, by feature; None where nothing is planned, and nothing is late then.
    """
    launches = ((backlog.features[name], backlog.features[name].launch) for name in names)
    return tuple(
        _readiness(feature, launch, backlog, periods) for feature, launch in launches if launch is not None
    )


def _readiness(
    feature: Feature, launch: Launch, backlog: Backlog, periods: Mapping[str, Period] | None
) -> Readiness:
    is_built = backlog.status(feature.id) == "shipped"
    found = Readiness(
        feature.id, feature.title, launch.date,
        None if launch.date is None else (launch.date - backlog.today).days,
        launch.kind, tuple(points(launch, backlog)), launch.evaluation,
        tuple(measures(feature, backlog)),
        _stages(feature, launch),
        is_built, None if is_built or periods is None else period_of(feature.id, backlog, periods),
        rolling=_rolling(feature, launch, backlog),
    )  # fmt: skip
    unknown = backlog.workspace.launch.unknown(launch)
    in_the_way = (*_unprepared(found, unknown), *_unbuilt(found, backlog, is_planned=periods is not None))
    return replace(found, obstacles=in_the_way)


# --- parts ---


def points(launch: Launch, backlog: Backlog) -> Iterator[LaunchPoint]:
    """The feature's own points in its order, then those of the checklists that it says nothing of."""
    settings = backlog.workspace.launch
    lists, missing = settings.points(launch.kind), settings.missing(launch)
    asked = settings.asked(launch)
    for name, point in launch.checklist.items():
        state = cast("PointState", point.state)
        yield LaunchPoint(
            name, state, asked.get(name, ()), point.by, point.on, point.link, point.because
        )  # fmt: skip
    yield from (LaunchPoint(name, "missing", lists[name]) for name in missing)


def measures(feature: Feature, backlog: Backlog) -> Iterator[LaunchMeasure]:
    """The metrics of a feature, each with its day to look; else so long after it shipped, or launches."""
    launched = feature.shipped or (feature.launch.date if feature.launch is not None else None)
    try:
        due = launched and launched + timedelta(days=backlog.workspace.learning.review_after)
    except OverflowError:  # the last days of the calendar
        due = None
    for metric in feature.metrics:
        yield LaunchMeasure(metric.metric, metric.baseline, metric.target, metric.review or due)


def _stage(step: RolloutStep, metrics: tuple[Metric, ...]) -> RolloutStage:
    """A step with its condition held against the metric that it names."""
    match = _CONDITION.fullmatch(step.until or "")
    known = {metric.metric: metric.current for metric in reversed(metrics) if metric.current is not None}
    if match is None or (current := known.get(match[1])) is None:
        return RolloutStage(step.to, step.on, step.until)
    try:
        holds = read_threshold(match[2]).holds(current)
    except Wrong:  # words after all
        return RolloutStage(step.to, step.on, step.until)
    return RolloutStage(step.to, step.on, step.until, match[1], current, holds)


def period_of(feature: str, backlog: Backlog, periods: Mapping[str, Period]) -> Period | None:
    """The period that the plan has for a feature; of one with parts the last of theirs, if all have one."""
    found, waiting, seen = [], [feature], {feature}
    while waiting:
        name = waiting.pop()
        if name in periods:
            found.append(periods[name])
            continue
        parts = [part for part in backlog.children().get(name, ()) if backlog.is_open(part)]
        if not parts:
            return None
        waiting += [part for part in parts if part not in seen]
        seen.update(parts)
    return max(found, key=lambda period: period.index, default=None)


# --- what is in the way ---


def _unprepared(found: Readiness, unknown: tuple[str, ...]) -> Iterator[Obstacle]:
    """What has to be prepared yet."""
    missed = tuple(each.what for each in found.evaluations if each.is_met is False)
    unmeasured = tuple(each.what for each in found.evaluations if each.is_met is None)
    rows: tuple[tuple[ObstacleKind, tuple[str, ...]], ...] = (
        ("open", found.named("open")), ("missing", found.named("missing")), ("unknown-kind", unknown),
        ("missed", missed), ("not-measured", unmeasured),
    )  # fmt: skip
    yield from (Obstacle(kind, names) for kind, names in rows if names)
    if not any(measure.is_complete for measure in found.measures):
        yield Obstacle("no-metric", tuple(measure.metric for measure in found.measures))


def _unbuilt(found: Readiness, backlog: Backlog, *, is_planned: bool) -> Iterator[Obstacle]:
    """What is not built by the day, as the plan has it."""
    if found.is_built:
        return
    if found.days is not None and found.days < 0:
        yield Obstacle("overdue", period=found.period)
    elif is_planned and found.period is None:
        yield Obstacle("unplanned")
    elif found.period is not None and found.date is not None:
        last = backlog.workspace.calendar.fiscal.last_day(found.period)
        if last > found.date:
            yield Obstacle("late", period=found.period, until=last)
