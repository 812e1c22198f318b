"""Monday: how far the outcomes are, and the metrics of features."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmcli.model.feature import Feature
from pmcli.model.figure import measured
from pmcli.model.measures import Metric
from pmcli.model.period import Period
from pmcli.model.progress import MetricProgress, progress
from pmcli.sharing import AudienceView
from pmcli.views.roadmap.labels import whole_percent
from pmcli.views.week.line import Line, several, short

SLIGHTLY = 0.1
"""Slightly behind is what lacks more of the way than this, beside a straight line from baseline to target."""
_TINY = 0.005


def lines(view: AudienceView) -> Iterator[Line]:
    """The measures that are behind first, then the weightiest outcomes, then the metrics of features."""
    outcomes = view.backlog.workspace.strategy.outcomes
    names = sorted(outcomes, key=lambda name: (-outcomes[name].weight, name))
    told = [
        (reached, _outcome(view, name, reached))
        for name in names if (reached := progress(view.backlog, outcomes[name])) is not None
    ]  # fmt: skip
    told += [
        (reached, _metric(feature, metric, reached))
        for feature in view.in_order() if _is_begun(view, feature) for metric in feature.metrics
        if (reached := progress(view.backlog, metric, feature.started)) is not None
    ]  # fmt: skip
    yield from (line for reached, line in told if reached.is_behind)
    yield from (line for reached, line in told if not reached.is_behind)
    blind = [outcomes[name].title for name in names if progress(view.backlog, outcomes[name]) is None]
    if blind:
        act = "write baseline, current and target into pm.yaml" if view.reader.is_full else "measure it"
        yield Line(f"Nobody can say how far: {several(blind)}", tuple(names), act)


def _is_begun(view: AudienceView, feature: Feature) -> bool:
    """Whether a feature can have moved anything yet, as far as the reader may know."""
    is_told = view.sees("status") and view.backlog.status(feature.id) in ("in-progress", "shipped")
    return is_told or feature.started is not None or feature.shipped is not None


def _outcome(view: AudienceView, name: str, reached: MetricProgress) -> Line:
    outcome = view.backlog.workspace.strategy.outcomes[name]
    act, ids = _follows(view, name, reached)
    says = f"{short(outcome.title)}: {_numbers(reached, outcome.by, _before(view, name))}"
    who = outcome.owner if reached.is_behind and outcome.owner else ""
    return Line(says, (name, *ids), act, who or "", course=view.courses.get(name, ()))


def _metric(feature: Feature, metric: Metric, reached: MetricProgress) -> Line:
    says = f"{short(feature.title)}: {short(metric.metric)} {_numbers(reached, metric.by)}"
    act = "find out why" if reached.is_behind else ""
    return Line(says, (feature.id,), act, feature.owner or "" if act else "")


def _before(view: AudienceView, name: str) -> float | None:
    """The value of an outcome at the revision that is compared with."""
    before = view.since.before.workspace.strategy.outcomes.get(name) if view.since is not None else None
    return before.current if before is not None else None


def _numbers(reached: MetricProgress, by: Period | date | None, before: float | None = None) -> str:
    """The numbers: "0.58 now, 22 % of the way from 0.56 to 0.65 by 2027-Q3; on track"."""
    moved = f" (was {measured(before)})" if before is not None and before != reached.current else ""
    ends = f"from {measured(reached.baseline)} to {measured(reached.target)}"
    when = f" by {by}" if by else ""
    return f"{measured(reached.current)} now{moved}, {_way(reached.share, ends)}{when}; {_stands(reached)}"


def _way(share: float, ends: str) -> str:
    if share >= 1:
        return f"all of the way {ends}"
    if share < 0:
        return f"worse than at the start, on the way {ends}"
    return f"{whole_percent(share) if share >= _TINY else 'none'} of the way {ends}"


def _stands(reached: MetricProgress) -> str:
    """Whether it is on track: "behind: 60 % is due by now"."""
    if reached.share >= 1:
        return "reached"
    if reached.due is None:
        return "no date is set" if reached.share >= 0 else "behind"
    if reached.due - reached.share > SLIGHTLY or reached.share < 0:
        lead = "behind" if reached.is_behind else "slightly behind"
        return f"{lead}: {whole_percent(reached.due)} is due by now"
    return "on track" if reached.due >= _TINY else "no progress is due yet"


def _follows(view: AudienceView, name: str, reached: MetricProgress) -> tuple[str, tuple[str, ...]]:
    """What is to come for an outcome, or that nothing is, and the features meant."""
    if reached.share >= 1:
        return "", ()
    serving = [
        placement for placement in view.roadmap.placements
        if view.backlog.features[placement.id].outcomes.get(name)
    ]  # fmt: skip
    if not serving:
        return ("plan something for it" if view.roadmap.placements and view.is_whole else ""), ()
    last_day, today = view.backlog.workspace.calendar.fiscal.last_day, view.backlog.today
    overdue = [placement for placement in serving if last_day(placement.period) < today]
    serving = overdue or serving  # what should be there comes before what is to come
    first = min(serving, key=lambda placement: (placement.period.index, placement.rank or 0, placement.id))
    title, more = short(view.title(first.id)), f" and {len(serving) - 1:,} more" if len(serving) > 1 else ""
    if overdue:
        return f"not there yet: {title} (planned for {first.period}){more}", (first.id,)
    return f"next for it: {title} in {first.period}{more}", (first.id,)
