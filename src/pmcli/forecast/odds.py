"""What will be delivered by when, if a plan is kept to: the results of `plan_odds`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pmcli.model.period import Period

Policy = Literal["keep", "wait"]
"""Whether a team goes on with the next thing while it waits for a prerequisite, or idles."""
PromiseKind = Literal["pin", "deadline", "launch"]


@dataclass(frozen=True, slots=True)
class PeriodOdds:
    """How often something is there by the end of a period."""

    period: Period
    odds: float


@dataclass(frozen=True, slots=True)
class Blocker:
    """What is in the way: a team that is busy with what comes first, or a feature that has to be there.

    `share` is that of the futures in which the feature is late.
    """

    team: str | None
    feature: str | None
    share: float


@dataclass(frozen=True, slots=True)
class FeatureOdds:
    """How often a feature is there when the plan says, or before: `in_time`; and by the end of each period.

    `likely_by` is the first period by whose end it is likely there, None where that is later than all
    planned. `on_day` are the odds for the day asked for.
    """

    id: str
    period: Period
    in_time: float
    by: tuple[PeriodOdds, ...]
    likely_by: Period | None
    blocked_by: tuple[Blocker, ...] = ()
    on_day: float | None = None


@dataclass(frozen=True, slots=True)
class PromiseOdds:
    """How often a promise is kept: by the end of `date`. `period` is that planned, None where there is none.

    `by_period` are the odds of its planned period, `likely_by` as of a feature. `if_first` are the odds were
    all promises below even odds done first in their periods; None where that was not asked, or changes
    nothing. `is_missed`: its day is over, and the feature is still open.
    """

    id: str
    kind: PromiseKind
    date: date
    odds: float
    period: Period | None = None
    by_period: float | None = None
    likely_by: Period | None = None
    if_first: float | None = None
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """How many features are planned by the end of a period, and how many will be there.

    `at_least` so many in 19 of 20 futures, `median` in every other one.
    """

    period: Period
    planned: int
    at_least: int
    median: int


@dataclass(frozen=True, slots=True)
class DayTotal:
    """How many of the planned features will be there when a day or period is over."""

    when: date | Period
    expected: float
    at_least: int
    median: int


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What the teams have delivered: features, and how many of their parts took what their range says."""

    deliveries: int
    inside: int
    of: int


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds of a plan, over so many futures.

    `items` are those placed, in the order of the plan. `expected` of them are there in their periods on
    average, `median` in every other future, `at_least` in 19 of 20; `all_in_time` is how often all are.
    `twice_as_wide` is what is expected with ranges twice as wide, `if_other` under the other policy; None
    where it was not asked for. `inputs` is the number of inputs drawn, 0 where every number is exact;
    `assumed_efforts` and `assumed_capacities` are written without a range, `median_effort` the features
    whose effort is the median of others. `missing_deliveries` are those that calibrating still needs.
    `is_stopped`: fewer futures than asked for.
    """

    policy: Policy
    futures: int
    shared_error: float
    is_calibrated: bool
    periods: tuple[Period, ...]
    items: tuple[FeatureOdds, ...]
    promises: tuple[PromiseOdds, ...]
    totals: tuple[Total, ...]
    expected: float
    median: int
    at_least: int
    all_in_time: float
    inputs: int = 0
    assumed_efforts: int = 0
    assumed_capacities: int = 0
    median_effort: tuple[str, ...] = ()
    twice_as_wide: float | None = None
    if_other: float | None = None
    on_day: DayTotal | None = None
    past: DeliveryRecord | None = None
    missing_deliveries: int = 0
    is_stopped: bool = False

    def of(self, feature: str) -> FeatureOdds | None:
        """The odds of a feature, None where it is not placed."""
        return next((item for item in self.items if item.id == feature), None)

    def promise(self, feature: str) -> PromiseOdds | None:
        """The promise of a feature that is least sure, None where there is none."""
        return min(
            (each for each in self.promises if each.id == feature), key=lambda each: each.odds, default=None
        )

    @property
    def is_certain(self) -> bool:
        """Whether every number is exact: there is nothing to tell."""
        return not self.inputs
