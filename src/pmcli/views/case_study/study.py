"""The facts of a case study: what was aimed at and reached, what the work was thought to take and took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Literal

from pmcli.learning.deliveries import DeliveredShare, actual_effort
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.measures import Metric
from pmcli.model.verdicts import before_of, metric_name, metric_of, says_something
from pmcli.review.at_start import Why, is_same
from pmcli.sharing import AudienceView


@dataclass(frozen=True, slots=True)
class StudyOutcome:
    """A number that was to move: where it was, where it was to be, where it is.

    `metric`, `before` and `target` are as the result says, else as was aimed at. What was aimed at and never
    looked at has no `after` and no `verdict`.
    """

    metric: str | None
    before: float | None
    target: float | None
    by: str | None
    after: float | None = None
    on: date | None = None
    how: str | None = None
    verdict: str | None = None


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
class ChangedEstimate:
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
    outcomes: tuple[StudyOutcome, ...]
    work: tuple[TeamWork, ...]
    planned: float | None
    took: float | None
    learned: tuple[str, ...]
    estimates: Literal["start", "now"] = "now"
    why: Why | None = None
    edits: tuple[ChangedEstimate, ...] = ()

    @property
    def verdict(self) -> str | None:
        """The verdict of the first result that has one."""
        return next((outcome.verdict for outcome in self.outcomes if outcome.verdict), None)


def study_of(view: AudienceView, feature: Feature) -> CaseStudy:
    """The case study of a feature, with what the reader may see of it."""
    start = view.start.get(feature.id)
    is_start = start is not None and start.known == "git"
    planned = start.efforts if start is not None and is_start else view.backlog.effort(feature)
    took = actual_effort(view.backlog, feature, planned)
    days = (feature.shipped - feature.started).days if feature.shipped and feature.started else None
    return CaseStudy(
        feature, days / 7 if days is not None and days > 0 else None, tuple(_outcomes(feature)),
        tuple(_work(planned, took)), _mean(planned),
        fsum(took.values()) if took else None,
        tuple(result.learned for result in feature.results if result.learned),
        "start" if is_start else "now", start.why if start is not None else None,
        tuple(_edits(planned, view.backlog.effort(feature))),
    )  # fmt: skip


def _mean(efforts: Mapping[str, Estimate]) -> float | None:
    return fsum(estimate.mean for estimate in efforts.values()) if efforts else None


def _edits(before: Mapping[str, Estimate], after: Mapping[str, Estimate]) -> Iterator[ChangedEstimate]:
    for team in dict.fromkeys((*before, *after)):
        if not is_same(before.get(team), after.get(team)):
            yield ChangedEstimate(team, before.get(team), after.get(team))


def _outcomes(feature: Feature) -> Iterator[StudyOutcome]:
    """What was looked at, then what was aimed at and never looked at."""
    seen = set()
    for result in feature.results:
        aim = metric_of(feature, result)
        if aim is not None:
            seen.add(aim.metric)
        if aim is not None or result.metric is not None or says_something(result):
            yield StudyOutcome(
                metric_name(feature, result), before_of(feature, result), *_aimed(aim), result.after,
                result.on, result.how, result.verdict,
            )  # fmt: skip
    for aim in feature.metrics:
        if aim.metric not in seen:
            yield StudyOutcome(aim.metric, aim.baseline, *_aimed(aim))


def _aimed(aim: Metric | None) -> tuple[float | None, str | None]:
    """The target of a metric, and by when it is sought."""
    return (None, None) if aim is None else (aim.target, str(aim.by) if aim.by else None)


def _work(planned: Mapping[str, Estimate], took: Mapping[str, float]) -> Iterator[TeamWork]:
    for team in dict.fromkeys((*planned, *took)):
        estimate, number = planned.get(team), took.get(team)
        is_inside = None
        if estimate is not None and number:
            is_inside = DeliveredShare("", team, estimate, number).is_inside
        low, likely, high = (estimate.low, estimate.likely, estimate.high) if estimate else (None, None, None)
        yield TeamWork(team, low, likely, high, number, is_inside)
