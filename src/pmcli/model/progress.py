"""How far a measure is on the way to its target, beside how far a straight line would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.measures import Metric
    from pmcli.model.period import Period
    from pmcli.model.strategy import Outcome

BEHIND: Final = 0.25
"""Behind is what lacks more of the way than this, beside a straight line from baseline to target."""


@dataclass(frozen=True, slots=True)
class MetricProgress:
    """How far a measure is on the way from its baseline to its target.

    `share` is below 0 where it is worse than at the beginning, above 1 beyond the target. `due` is the part
    of the way that a straight line has reached today, None where nobody says by when.
    """

    baseline: float
    current: float
    target: float
    share: float
    due: float | None

    @property
    def lags(self) -> bool:
        """Whether it lacks more than a quarter of the way."""
        return self.due is not None and self.due - self.share > BEHIND

    @property
    def is_behind(self) -> bool:
        """Whether it lags, or got worse."""
        return self.share < 0 or self.lags


def progress(backlog: Backlog, measure: Outcome | Metric, begin: date | None = None) -> MetricProgress | None:
    """How far a measure is; None where that has no answer.

    The line begins on the first day of the plan, or on the day `begin`.
    """
    baseline, current, target = measure.baseline, measure.current, measure.target
    share = share_of_way(baseline, current, target)
    if share is None or baseline is None or current is None or target is None:
        return None
    due = _due(backlog, measure.by, begin or backlog.start or backlog.today)
    return MetricProgress(baseline, current, target, share, due)


def share_of_way(baseline: float | None, value: float | None, target: float | None) -> float | None:
    """The share of the way from a baseline to a target that is gone; None where that has no answer."""
    if baseline is None or value is None or target is None or target == baseline:
        return None
    share = (value - baseline) / (target - baseline)
    return share if isfinite(share) else None


def _due(backlog: Backlog, by: Period | date | None, begin: date) -> float | None:
    if by is None:
        return None
    end = by if isinstance(by, date) else backlog.workspace.calendar.fiscal.last_day(by)
    if end <= begin:
        return 1.0
    return min(1.0, max(0.0, (backlog.today - begin).days / (end - begin).days))
