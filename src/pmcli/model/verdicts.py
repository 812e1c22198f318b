"""What the results of a feature say of its metrics: hit, missed or unclear, as written or by the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from pmcli.model.figure import MeasuredRange
from pmcli.model.progress import day_of

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.model.measures import Metric, Result

Numbers = Literal["hit", "missed", "unclear"]
_CAME: Final = {"hit": True, "missed": False}


def came_true(backlog: Backlog, feature: Feature) -> bool | None:
    """Whether a feature did what was hoped for: one bet, so its first metric with a clear verdict decides.

    The verdict is that of the last result on a metric, as written, else by its numbers. None where none is
    clear.
    """
    verdicts = {
        metric_name(feature, result): verdict_of(backlog, feature, result) for result in last_results(feature)
    }
    clear = {metric: _CAME[verdict] for metric, verdict in verdicts.items() if verdict in _CAME}
    named = [metric.metric for metric in feature.metrics if metric.metric in clear]
    return clear[next(iter(named or clear))] if clear else None


def says_something(result: Result) -> bool:
    """Whether a result says what became of a metric; one may also tell the effort alone."""
    return result.after is not None or result.verdict is not None


def last_results(feature: Feature) -> Iterator[Result]:
    """The last result on each metric, in the order of the file; of the same day the one written last."""
    last: dict[str | None, Result] = {}
    for result in feature.results:
        name = metric_name(feature, result)
        before = last.get(name)
        if says_something(result) and (before is None or _day(result) >= _day(before)):
            last[name] = result
    yield from last.values()


def _day(result: Result) -> date:
    return result.on or date.min


def metric_name(feature: Feature, result: Result) -> str | None:
    """The metric that a result is about: the one it names, else the only one that the feature has."""
    if result.metric is None and len(feature.metrics) == 1:
        return feature.metrics[0].metric
    return result.metric


def metric_of(feature: Feature, result: Result) -> Metric | None:
    """The metric that a result is about, as the feature has it; None where it has none of that name."""
    name = metric_name(feature, result)
    return next((metric for metric in feature.metrics if metric.metric == name), None)


def before_of(feature: Feature, result: Result) -> float | None:
    """The value before: that of the result, else the baseline of its metric."""
    metric = metric_of(feature, result)
    return result.before if result.before is not None or metric is None else metric.baseline


def verdict_of(backlog: Backlog, feature: Feature, result: Result) -> str | None:
    """The verdict as it is written, else by the numbers."""
    return result.verdict or by_numbers(backlog, feature, result)


def by_numbers(backlog: Backlog, feature: Feature, result: Result) -> Numbers | None:
    """Hit or missed where all that the value after may be is, else unclear; None without a target.

    Before the day of the target it is hit or nothing: what is not reached yet is not missed.
    """
    return None if not_due_before(backlog, feature, result) else _by_numbers(feature, result)


def not_due_before(backlog: Backlog, feature: Feature, result: Result) -> date | None:
    """The day of the target of a result that was taken before it, and does not reach it; None of others.

    A result without a day is taken to be of today.
    """
    metric = metric_of(feature, result)
    day = None if metric is None else day_of(backlog, metric.by)
    if day is None or (result.on or backlog.today) >= day:
        return None
    return None if _by_numbers(feature, result) in (None, "hit") else day


def _by_numbers(feature: Feature, result: Result) -> Numbers | None:
    """The same, whatever the day."""
    metric = metric_of(feature, result)
    if metric is None or metric.target is None or result.after is None:
        return None
    after, target = result.after, metric.target
    is_down = _is_down(metric, target, before_of(feature, result))
    ends = (after.low, after.high) if isinstance(after, MeasuredRange) else (after,)
    hits = {end <= target if is_down else end >= target for end in ends}
    return "unclear" if len(hits) > 1 else "hit" if True in hits else "missed"


def _is_down(metric: Metric, target: float, before: float | None) -> bool:
    """Whether less is good, also where only the result says what it was before."""
    if metric.better is None and metric.baseline is None and before is not None:
        return target < before
    return metric.is_better_down
