"""The odds of a plan with what screens say beside them: the roadmap, which rows, and what the odds were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pmcli.forecast.odds import FeatureOdds, Odds, PromiseOdds
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.planning.result import Roadmap

_FALLEN = 0.05
"""Odds that are lower by less have hardly changed."""


@dataclass(frozen=True, slots=True)
class Then:
    """The odds as they were at a revision, with the features as they were then."""

    name: str
    odds: Odds
    features: Mapping[str, Feature]


@dataclass(frozen=True, slots=True)
class OddsOutlook:
    """The odds of a roadmap, as they are shown; `shown` says which features have rows."""

    odds: Odds
    backlog: Backlog
    roadmap: Roadmap
    then: Then | None = None
    shown: Callable[[str], bool] | None = None

    def has(self, feature: str) -> bool:
        """Whether a feature has a row."""
        return self.shown is None or self.shown(feature)

    @property
    def start(self) -> date:
        """The first day planned."""
        return self.backlog.start or self.backlog.today

    @property
    def items(self) -> list[FeatureOdds]:
        """The features shown, the least sure first; where a day is asked for, the surest of it."""
        items = [item for item in self.odds.items if self.has(item.id)]
        return sorted(items, key=lambda item: item.in_time if item.on_day is None else -item.on_day)

    def before(self, feature: str) -> float | None:
        """The odds that a feature had then of being in time; None where nobody asks, or it was not placed."""
        item = None if self.then is None else self.then.odds.of(feature)
        return None if item is None else item.in_time

    def promise_before(self, made: PromiseOdds) -> float | None:
        """The odds that a promise had then; None where nobody asks, or there was none."""
        promises = () if self.then is None else self.then.odds.promises
        return next((was.odds for was in promises if (was.id, was.kind) == (made.id, made.kind)), None)

    def is_over(self, item: FeatureOdds) -> bool:
        """Whether the period planned for a feature is over, which is still open."""
        return self.backlog.workspace.calendar.fiscal.last_day(item.period) < self.backlog.today

    def is_slipped(self, feature: str) -> bool:
        """Whether the odds of a feature fell though nothing was changed in it, nor its period."""
        if self.then is None:
            return False
        then, item = self.then.odds.of(feature), self.odds.of(feature)
        if then is None or item is None or then.period != item.period:
            return False
        is_same = self.then.features.get(feature) == self.backlog.features[feature]
        return is_same and then.in_time - item.in_time >= _FALLEN

    def fullness(self, team: str, item: FeatureOdds) -> float | None:
        """How full a team is in the period of a feature, as a share; None for one without capacity."""
        for load in self.roadmap.loads:
            if (load.team, load.period) == (team, item.period) and load.capacity > 0:
                return load.used / load.capacity
        return None
