"""The facts of a case study: what was aimed at and reached, what the work was thought to take and took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Literal

from pmcli.learning.deliveries import DeliveredShare
from pmcli.model.estimate import Estimate
from pmcli.model.feature import NO_TEAM, Feature
from pmcli.model.measures import Metric, Result
from pmcli.review.at_start import Why, is_same
from pmcli.sharing import AudienceView


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that was to move: where it was, where it was to be, where it is.

    `metric`, `before` and `target` are as the result says, else as was aimed at. What was aimed at and never
    looked at has no `after` and no `verdict`.
    """

    metric: str | None
    before: float | None
    target: float | None
    by: str | None
    after: float | None
    on: date | None
    how: str | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class TeamWork:
    """The work of a team, in the effort unit: what it was thought to take, and took.

    `planned` is the likely value and `low` and `high` the range; None where nothing was estimated of it.
    `is_inside` says whether it took what the range says, None where either is missing.
    """

    team: str
    low: float | None
    planned: float | None
    high: float | None
    took: float | None
    is_inside: bool | None


@dataclass(frozen=True, slots=True)
class Edit:
    """An estimate of a team that says something else now than when work began; None where there is none."""

    team: str
    before: Estimate | None
    after: Estimate | None


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """A shipped feature with what became of it.

    `weeks` is how long it was worked on. `estimates` says whether those in force when work began are told, or
    those of now, with the reason in `why` where they were asked for; `edits` are those that say something
    else now. `planned` is the mean of all estimates, `took` what all teams took;
    None where nobody says. `outcomes` begin with what was looked at.
    """

    feature: Feature
    weeks: float | None
    outcomes: tuple[Outcome, ...]
    work: tuple[TeamWork, ...]
    planned: float | None
    took: float | None
    learned: tuple[str, ...]
    estimates: Literal["start", "now"] = "now"
    why: Why | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def verdict(self) -> str | None:
        """The verdict of the first result that has one."""
        return next((outcome.verdict for outcome in self.outcomes if outcome.verdict), None)


def study_of(view: AudienceView, feature: Feature) -> CaseStudy:
    """The case study of a feature, with what the reader may see of it."""
    took = next((result.effort for result in reversed(feature.results) if result.effort), {})
    start = view.start.get(feature.id)
    is_start = start is not None and start.known == "git"
    planned = start.efforts if start is not None and is_start else view.backlog.effort(feature)
    by_team = {NO_TEAM: fsum(took.values())} if took and planned.keys() == {NO_TEAM} else took
    days = (feature.shipped - feature.started).days if feature.shipped and feature.started else None
    return CaseStudy(
        feature, days / 7 if days is not None and days > 0 else None, tuple(_outcomes(feature)),
        tuple(_work(planned, by_team)), _mean(planned),
        fsum(took.values()) if took else None,
        tuple(result.learned for result in feature.results if result.learned),
        "start" if is_start else "now", start.why if start is not None else None,
        tuple(_edits(planned, view.backlog.effort(feature))),
    )  # fmt: skip


def _mean(efforts: Mapping[str, Estimate]) -> float | None:
    return fsum(estimate.mean for estimate in efforts.values()) if efforts else None


def _edits(before: Mapping[str, Estimate], after: Mapping[str, Estimate]) -> Iterator[Edit]:
    for team in dict.fromkeys((*before, *after)):
        if not is_same(before.get(team), after.get(team)):
            yield Edit(team, before.get(team), after.get(team))


def _outcomes(feature: Feature) -> Iterator[Outcome]:
    aims = {aim.metric: aim for aim in feature.metrics}
    seen = set()
    for result in feature.results:
        aim = aims.get(result.metric or "") or _only_aim(feature, result)
        if aim is not None:
            seen.add(aim.metric)
        if aim is not None or _says_something(result):
            yield _outcome(aim, result)
    yield from (_outcome(aim, None) for aim in feature.metrics if aim.metric not in seen)


def _only_aim(feature: Feature, result: Result) -> Metric | None:
    """What a result without a metric is of: the only one that there is."""
    return feature.metrics[0] if result.metric is None and len(feature.metrics) == 1 else None


def _says_something(result: Result) -> bool:
    return any(part is not None for part in (result.metric, result.after, result.verdict))


def _outcome(aim: Metric | None, result: Result | None) -> Outcome:
    before = result.before if result is not None else None
    return Outcome(
        aim.metric if aim else result.metric if result else None,
        before if before is not None else aim.baseline if aim else None,
        aim.target if aim else None, str(aim.by) if aim and aim.by else None,
        result.after if result else None, result.on if result else None, result.how if result else None,
        result.verdict if result else None,
    )  # fmt: skip


def _work(planned: Mapping[str, Estimate], took: Mapping[str, float]) -> Iterator[TeamWork]:
    for team in dict.fromkeys((*planned, *took)):
        estimate, number = planned.get(team), took.get(team)
        is_inside = None
        if estimate is not None and number:
            is_inside = DeliveredShare("", team, estimate, number).is_inside
        low, likely, high = (estimate.low, estimate.likely, estimate.high) if estimate else (None, None, None)
        yield TeamWork(team, low, likely, high, number, is_inside)
