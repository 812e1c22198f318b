"""What shipped features did to their metrics: aimed and reached, how that is known, hit or missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pmcli.model.backlog import Backlog
from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.measures import Result
from pmcli.model.progress import share_of_way
from pmcli.model.verdicts import before_of, by_numbers, last_results, metric_name, metric_of

HELD = 0.5
"""The share of what a test said that has to come for it to have held."""


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """A metric of a shipped feature: aimed (`target`) and reached, by the last result on it.

    `after` may be a `MeasuredRange`. `how` and `verdict` are as written; where they are not, as worked out:
    a test where there was an experiment on the metric, else before-after where both are known; hit or
    missed by the numbers, unclear where the range of `after` holds the target, None without a target.
    `tested` is the difference that the experiment on this metric found, in shares where `is_share`.
    """

    id: str
    metric: str | None
    target: float | None
    before: float | None
    after: float | None
    on: date | None
    how: str | None
    is_how_written: bool
    verdict: str | None
    is_verdict_written: bool
    by_numbers: str | None
    tested: float | None = None
    is_share: bool = False

    @property
    def is_contradicted(self) -> bool:
        """Whether its numbers say the opposite of the verdict that is written."""
        return self.is_verdict_written and {self.verdict, self.by_numbers} == {"hit", "missed"}

    @property
    def change(self) -> float | None:
        """How much more it was after; None where one of the two is not known."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def share(self) -> float | None:
        """How much of the way from before to the target was gone; None where that has no answer."""
        return share_of_way(self.before, self.after, self.target)

    @property
    def has_held(self) -> bool | None:
        """Whether at least half of what the test said came; None where there was none, or it said nothing."""
        if not self.tested or self.change is None:
            return None
        return self.change / self.tested >= HELD


def outcomes(backlog: Backlog) -> tuple[OutcomeResult, ...]:
    """The outcomes of what has shipped, the latest first, undated ones last; then by id."""
    results = [
        outcome_of(feature, result) for feature in backlog.features.values()
        if backlog.status(feature.id) == "shipped" for result in last_results(feature)
    ]  # fmt: skip
    return tuple(sorted(results, key=lambda item: (-(item.on or date.min).toordinal(), item.id)))


def outcome_of(feature: Feature, result: Result) -> OutcomeResult:
    """What a result says, beside what was aimed at."""
    name, before, numbers = (
        metric_name(feature, result),
        before_of(feature, result),
        by_numbers(feature, result),
    )
    metric, test = metric_of(feature, result), _test_of(feature, name)
    difference = "before-after" if before is not None and result.after is not None else None
    return OutcomeResult(
        feature.id, name, None if metric is None else metric.target, before, result.after, result.on,
        result.how or ("test" if test is not None else difference), result.how is not None,
        result.verdict or numbers, result.verdict is not None, numbers,
        None if test is None else test.difference, test is not None and test.is_share,
    )  # fmt: skip


class _Test(NamedTuple):
    """What an experiment said of a metric: the treatment less the control."""

    difference: float
    is_share: bool


def _test_of(feature: Feature, metric: str | None) -> _Test | None:
    """The last experiment on this metric that has numbers; of several arms the best."""
    for experiment in reversed(feature.experiments):
        if metric is not None and experiment.metric == metric and experiment.has_numbers:
            return _best(experiment)
    return None


def _best(experiment: Experiment) -> _Test | None:
    control = experiment.control
    if control is None or control.value is None:
        return None
    values = [arm.value for arm in experiment.arms.values() if arm.value is not None]
    if not values:
        return None
    best = min(values) if experiment.better == "down" else max(values)
    return _Test(best - control.value, control.conversions is not None)
