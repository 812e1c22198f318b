"""What results say of metrics: the last word on each of them, hit or missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pmcli.model.figure import MeasuredRange

if TYPE_CHECKING:
    from pmcli.model.feature import Feature
    from pmcli.model.measures import Metric, Result


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
    """The metric of the feature that a result is about, None where it has none of that name."""
    name = metric_name(feature, result)
    return next((metric for metric in feature.metrics if metric.metric == name), None)


def by_numbers(feature: Feature, result: Result) -> str | None:
    """Hit or missed, by what was reached and aimed at; unclear where it may be both, None with no target."""
    metric = metric_of(feature, result)
    if metric is None or metric.target is None or result.after is None:
        return None
    before = result.before if result.before is not None else metric.baseline
    return _by_numbers(result.after, metric.target, is_down=_is_down(metric, before))


def _is_down(metric: Metric, before: float | None) -> bool:
    """Whether less is good, also where only the result says what it was before."""
    if metric.better is None and metric.baseline is None and before is not None and metric.target is not None:
        return metric.target < before
    return metric.is_better_down


def _by_numbers(after: float, target: float, *, is_down: bool) -> str:
    """Hit or missed where all that it may be is; else unclear."""
    ends = (after.low, after.high) if isinstance(after, MeasuredRange) else (after,)
    hits = {end <= target if is_down else end >= target for end in ends}
    return "unclear" if len(hits) > 1 else "hit" if True in hits else "missed"
