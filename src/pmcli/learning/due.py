"""When results are due: the day on which somebody has to look at what a shipped feature did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.period import later
from pmcli.model.verdicts import last_results, metric_name, not_due_before, says_something

_WITHOUT_METRIC = "feature"
"""The type of which somebody has to look also where no metric is named: others mend, and are done."""


@dataclass(frozen=True, slots=True)
class DueResult:
    """A look that nobody has taken yet: at which metrics, none named where the feature has none."""

    id: str
    since: date
    metrics: tuple[str, ...] = ()


def awaited(backlog: Backlog) -> tuple[DueResult, ...]:
    """The results that are still to come of what has shipped, the earliest first, then by id.

    A metric is looked at on its `review` day, else `learning.review_after` after it shipped; with any result
    on it nothing is due, but one that came before the day of the target, and says neither hit nor missed:
    then that day is. A feature without metrics is looked at once, unless it is a bug, debt or the like.
    """
    after = backlog.workspace.learning.review_after
    looks = [
        look for feature in backlog.features.values() if backlog.status(feature.id) == "shipped"
        for look in _looks(backlog, feature, after)
    ]  # fmt: skip
    return tuple(sorted(looks, key=lambda look: (look.since, look.id)))


def _looks(backlog: Backlog, feature: Feature, after: int) -> Iterator[DueResult]:
    usual = None if feature.shipped is None else later(feature.shipped, after)
    seen = {metric_name(feature, result) for result in feature.results if says_something(result)}
    if not feature.metrics:
        is_looked_at = any(says_something(result) or result.learned for result in feature.results)
        if usual is not None and not is_looked_at and feature.type == _WITHOUT_METRIC:
            yield DueResult(feature.id, usual)
        return
    early = {
        metric_name(feature, result): not_due_before(backlog, feature, result)
        for result in last_results(feature) if result.verdict is None
    }  # fmt: skip
    by_day: dict[date, list[str]] = {}
    for metric in feature.metrics:
        is_seen = metric.metric in seen or None in seen
        day = early.get(metric.metric) if is_seen else metric.review or usual
        if day is not None:
            by_day.setdefault(day, []).append(metric.metric)
    for day, metrics in by_day.items():
        yield DueResult(feature.id, day, tuple(dict.fromkeys(metrics)))
