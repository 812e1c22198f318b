"""What a backlog demands of a roadmap, worked out from FORMAT.md § 4 alone, apart from the engine.

Days, periods and floats only: no windows, no cells, no whole numbers, and no module that makes plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import accumulate
from math import isfinite
from statistics import median

from pmcli.backlog import Backlog
from pmcli.feature import NO_TEAM, Feature
from pmcli.period import Period
from pmcli.ranking import Ranking
from pmcli.structure import Structure, reached

_WEEKS_A_YEAR = 52
_STEPS_A_YEAR = {"quarter": 4, "month": 12}
_UNITS_A_WEEK = {"person-weeks": 1.0, "person-days": 5.0, "person-months": 12 / _WEEKS_A_YEAR}
_DONE = ("shipped", "in-progress")


class Reckoning:
    """A backlog and its ranking as what a sound plan has to keep.

    Periods are counted from 0, the first planned; below 0 lies the past. `needs` has for every planned
    feature what it waits for among the planned ones, with the lag; `planned` are all that a plan must answer
    for, `shown` those that it must show, `working` what is in progress with all it waits for.
    """

    def __init__(self, backlog: Backlog, ranking: Ranking) -> None:
        self.backlog, self.ranking = backlog, ranking
        self.features = backlog.features
        self.calendar = calendar = backlog.workspace.calendar
        self.start = backlog.start or backlog.today
        self.first = calendar.fiscal.period_of(self.start, calendar.step)
        self.periods = tuple(self.first + number for number in range(calendar.periods))
        self.structure = Structure.of(backlog)
        self._efforts: dict[str, Mapping[str, float] | None] = {}
        self.ranks = {item.id: item.rank for item in ranking.items}
        self.chosen = self._chosen()
        self.planned = self.chosen | reached(self.chosen, self.structure.arcs)
        self.shown = {
            name for name in self.planned if name in self.chosen or name not in self.structure.parents
        }
        self.needs = self._needs()
        working = {name for name in self.planned if self._is_at_work(name)}
        pairs = ((name, need) for name, those in self.needs.items() for need, _ in those)
        self.working = working | reached(working, pairs) if working else working
        self.reserve = backlog.workspace.roadmap.reserve

    # --- days and periods ---

    def number(self, when: Period | date) -> int:
        """The number of the period in which a day or period lies; −1 for days before the first planned."""
        if isinstance(when, Period):
            return when.index - self.first.index
        if when < self.start:
            return -1
        return self.calendar.fiscal.period_of(when, self.calendar.step).index - self.first.index

    def share(self, number: int, day: date) -> float:
        """The part of the planned days of a period that is over when `day` is; 1 on its last day."""
        whole = self.calendar.fiscal
        first = max(self.start, whole.first_day(self.first + number))
        last = whole.last_day(self.first + number)
        return ((day - first).days + 1) / ((last - first).days + 1)

    def due(self, name: str) -> int | None:
        """The period by which a feature's own deadline wants it, −1 for the past; None where none binds."""
        deadline = self.features[name].deadline
        if deadline is None:
            return None
        number = self.number(deadline.date)
        return number if number < len(self.periods) else None

    def pin(self, name: str) -> int | None:
        """The period to which a decision in force pins a feature."""
        ruling = self.structure.decisions.get(name)
        if ruling is None or ruling.verdict != "pin" or ruling.period is None:
            return None
        return self.number(ruling.period)

    def not_before(self, name: str) -> int:
        """The first period in which a feature's own date lets it be delivered."""
        when = self.features[name].not_before
        return max(0, self.number(when)) if when is not None else 0

    # --- what is planned ---

    def _is_at_work(self, name: str) -> bool:
        return name not in self.structure.parents and self.backlog.status(name) == "in-progress"

    def is_promised(self, name: str) -> bool:
        """Whether a feature must be delivered: a pin or a deadline that is not beyond the last period."""
        pin = self.pin(name)
        return self.due(name) is not None or (pin is not None and pin < len(self.periods))

    def _chosen(self) -> set[str]:
        first = set(self.structure.first)
        return set(self.ranks) | {
            name
            for name in self.structure.ids
            if name in first
            or self._is_at_work(name)
            or self.due(name) is not None
            or self.pin(name) is not None
        }

    def _needs(self) -> dict[str, list[tuple[str, int]]]:
        lags: dict[tuple[str, str], int] = {}
        for name in self.planned:
            for need in self.features[name].depends_on:
                if need.lag and need.kind == "hard":
                    lags[name, need.id] = max(need.lag, lags.get((name, need.id), 0))
        found: dict[str, list[tuple[str, int]]] = {}
        for later, sooner in dict.fromkeys((*self.structure.arcs, *self.structure.after)):
            if later in self.planned and sooner in self.planned:
                found.setdefault(later, []).append((sooner, lags.get((later, sooner), 0)))
        return found

    @cached_property
    def rivals(self) -> dict[str, set[str]]:
        """Which features exclude which, both ways."""
        found: dict[str, set[str]] = {}
        for feature in self.features.values():
            for other in feature.conflicts_with:
                if other in self.features and other != feature.id:
                    found.setdefault(feature.id, set()).add(other)
                    found.setdefault(other, set()).add(feature.id)
        return found

    def obstacles(self, name: str) -> Iterator[str]:
        """Everything that keeps a feature out of any plan, whatever teams can do."""
        feature, status = self.features[name], self.backlog.status(name)
        pin, due = self.pin(name), self.due(name)
        if not self.backlog.is_open(name):
            yield f"{name} is {status}"
        if feature.moscow == "wont":
            yield f"{name} is never to be placed: moscow: wont"
        if self.effort(name) is None:
            yield f"{name} has no effort that a team could do"
        if feature.not_before is not None and self.not_before(name) >= len(self.periods):
            yield f"{name} lands before {feature.not_before}"
        if pin is not None and not 0 <= pin < len(self.periods):
            yield f"{name} is pinned to {self.structure.decisions[name].period}, which is not planned"
        if due is not None and due < 0 and feature.deadline is not None:
            yield f"{name} lands after {feature.deadline.date}, which is before the first day planned"
        for need in feature.prerequisites():
            if need in self.features and self.backlog.status(need) == "parked":
                yield f"{name} waits for {need}, which is parked"
        for other in sorted(self.rivals.get(name, ())):
            if self.backlog.status(other) == "shipped":
                yield f"{' and '.join(sorted((name, other)))} exclude each other, and {other} is shipped"

    # --- effort and capacity ---

    def effort(self, name: str) -> Mapping[str, float] | None:
        """What is to be done for a feature by team, on average; None where nobody can say."""
        if name not in self._efforts:
            self._efforts[name] = self._effort(name)
        return self._efforts[name]

    def _effort(self, name: str) -> Mapping[str, float] | None:
        if name in self.structure.parents:
            return {}
        feature = self.features[name]
        parts = self.backlog.effort(feature)
        if feature.remaining and self.backlog.status(name) == "in-progress":
            parts = {team or self.backlog.team(feature): part for team, part in feature.remaining.items()}
        if not parts:
            return self._assumed(feature)
        return (
            None
            if NO_TEAM in parts
            else {team: mean for team, one in parts.items() if (mean := one.mean) > 0}
        )

    def is_assumed(self, name: str) -> bool:
        """Whether nobody gave the effort of a feature."""
        feature = self.features[name]
        remains = feature.remaining and self.backlog.status(name) == "in-progress"
        return not feature.effort and not remains and name not in self.structure.parents

    def _assumed(self, feature: Feature) -> Mapping[str, float] | None:
        team = self.backlog.team(feature)
        wanted = self.backlog.workspace.roadmap.unestimated == "median"
        return None if not wanted or self._typical is None or team == NO_TEAM else {team: self._typical}

    @cached_property
    def _typical(self) -> float | None:
        """The median of the efforts given, over all teams together."""
        totals = [
            total
            for name in self.structure.ids
            if name not in self.structure.parents
            and (total := self.backlog.total_effort(self.features[name])) is not None
        ]
        return median(totals) if totals else None

    @cached_property
    def gross(self) -> dict[str, list[float]]:
        """What every team can do in every period before anything is reserved."""
        fiscal = self.calendar.fiscal
        whole = (fiscal.last_day(self.first) - fiscal.first_day(self.first)).days + 1
        planned = (fiscal.last_day(self.first) - self.start).days + 1
        found = {
            team: [self._whole(team, one) for one in self.periods] for team in self.backlog.workspace.teams
        }
        for row in found.values():
            row[0] *= planned / whole
        return found

    def _whole(self, team: str, period: Period) -> float:
        one = self.backlog.workspace.teams[team]
        if one.capacity is not None:
            return max(0.0, one.capacity.in_period(period))
        weeks = _WEEKS_A_YEAR / _STEPS_A_YEAR[self.calendar.step]
        away = one.absent.in_period(period) if one.absent is not None else 0.0
        unit = _UNITS_A_WEEK.get(self.backlog.workspace.effort_unit, 1.0)
        return max(0.0, (one.people or 0.0) * weeks * unit * one.focus - away)

    @cached_property
    def kept(self) -> float:
        """The share of every team that no type may draw on but its own."""
        return min(1.0, sum(self.reserve.values()))

    def drawn(self, by_type: Mapping[str, float], gross: float) -> float:
        """How much of this work the shares reserved for its types take up."""
        if not self.reserve:
            return 0.0
        return sum(min(one, gross * self.reserve.get(kind, 0.0)) for kind, one in by_type.items())

    # --- value ---

    @cached_property
    def benefits(self) -> dict[str, float]:
        """What ranked features bring in every period from delivery on; only those that bring something."""
        if self.ranking.model.is_category:
            return {}
        given = ((item.id, item.details.benefit) for item in self.ranking.items if item.details is not None)
        return {name: one for name, one in given if one is not None and isfinite(one) and one > 0}

    def earned(self, name: str, number: int) -> float:
        """What a unit of benefit earns up to the value horizon when it is delivered in a period."""
        feature = self.features[name]
        profile = "standard"
        if feature.cd3 is not None and self.ranking.model.name == "cd3":
            profile = feature.cd3.profile
        if profile == "fixed-date":
            when = feature.deadline.date if feature.deadline is not None else feature.target
            if when is not None and number > self.number(when):
                return 0.0
        return self._curves.get(profile, self._curves["standard"])[number]

    def would_earn(self, name: str, number: int) -> bool:
        """Whether a feature brings anything when it is delivered in a period."""
        return name in self.benefits and self.earned(name, number) > 0

    @cached_property
    def _curves(self) -> dict[str, list[float]]:
        """By profile, for every period: Σ (1 − discount)^s · u(s) from it to the value horizon."""
        horizon = self.calendar.value_horizon or self.calendar.periods
        gamma = 1.0 - self.calendar.discount
        shapes = {
            "standard": [gamma**s for s in range(horizon)],
            "fading": [gamma**s * 0.5 ** (s / 4) for s in range(horizon)],
            "intangible": [gamma**s * (s >= 4) for s in range(horizon)],
        }
        return {name: list(accumulate(reversed(row)))[::-1] for name, row in shapes.items()}
