"""Days, capacities, efforts and earnings, worked out anew from the records: no whole numbers, no windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.period import Period
from pmcli.ranking.parents import excluding, hard_needs
from pmcli.ranking.structure import Arc, Structure

_WEEKS_A_QUARTER, _WEEKS_A_YEAR = 13, 52


class Sums:
    """The numbers that a plan over these periods must agree with; periods are counted from 0."""

    def __init__(self, backlog: Backlog, periods: Sequence[Period]) -> None:
        self.backlog, self.periods = backlog, periods
        self.calendar = backlog.workspace.calendar
        self.start = backlog.start or backlog.today
        self.structure = Structure.of(backlog)
        self.curves: dict[str, list[float]] = {}

    def number(self, when: Period | date) -> int:
        """The period in which a day or period lies, counted from the first; below 0 for the past."""
        if isinstance(when, Period):
            return when.index - self.periods[0].index
        if when < self.start:
            return -1
        return self.calendar.fiscal.period_of(when, self.calendar.step).index - self.periods[0].index

    def days(self, number: int) -> tuple[date, date]:
        """The first and the last planned day of a period."""
        fiscal = self.calendar.fiscal
        first = fiscal.first_day(self.periods[0] + number)
        last = fiscal.first_day(self.periods[0] + number + 1) - timedelta(days=1)
        return max(first, self.start), last

    def gross(self, team: str, number: int) -> float:
        """The capacity of a team in a period before anything is reserved."""
        record = self.backlog.workspace.teams[team]
        period = self.periods[number]
        if record.capacity is not None:
            gross = record.capacity.in_period(period)
        else:
            weeks = _WEEKS_A_QUARTER if self.calendar.step == "quarter" else _WEEKS_A_YEAR / 12
            unit = {"person-days": 5.0, "person-months": 12 / _WEEKS_A_YEAR}
            weeks *= unit.get(self.backlog.workspace.effort_unit, 1.0)
            away = record.absent.in_period(period) if record.absent is not None else 0.0
            heads = record.people.in_period(period) if record.people is not None else 0.0
            gross = heads * weeks * record.focus.mean - away
        if number == 0:
            whole_first = self.calendar.fiscal.first_day(period)
            first, last = self.days(0)
            gross *= ((last - first).days + 1) / ((last - whole_first).days + 1)
        return max(0.0, gross)

    def effort(self, name: str) -> dict[str, float] | None:
        """The effort of a feature by team; None where it had to be assumed."""
        if name in self.structure.parents:
            return {}
        feature = self.backlog.features[name]
        parts = self.backlog.effort(feature)
        if feature.remaining and self.backlog.status(name) == "in-progress":
            own = self.backlog.team(feature)
            parts = {team or own: estimate for team, estimate in feature.remaining.items()}
        if not parts:
            return None
        if NO_TEAM in parts:
            return {"": -1.0}
        return {team: estimate.mean for team, estimate in parts.items() if estimate.mean > 0}

    def parents(self, placed: Mapping[str, int], unplaced: Iterable[str]) -> dict[str, int]:
        """The periods of parents that are in no roadmap: when all they wait for is there, lags and all."""
        shown, lags = {*placed, *unplaced}, hard_needs(self.backlog)
        parents: dict[str, int] = {}
        needs = _needs(self.structure.arcs)
        for name in self.structure.graph.order() if self.structure.parents else ():
            if name in self.structure.parents and name not in shown:
                there = {need: parents.get(need, placed.get(need)) for need in needs.get(name, ())}
                held = [at + lags[name].get(need, 0) for need, at in there.items() if at is not None]
                feature = self.backlog.features[name]
                earliest = self.number(feature.not_before) if feature.not_before else 0
                number = max([0, earliest, *held])
                if None not in there.values() and number < len(self.periods):
                    parents[name] = number
        return parents

    @cached_property
    def excluding(self) -> tuple[tuple[str, str], ...]:
        """The pairs that exclude each other; a parent stands for its parts, but not against one of them."""
        return tuple(
            pair
            for name, feature in self.backlog.features.items() for other in feature.conflicts_with
            for pair in excluding(self.backlog, name, other)
        )  # fmt: skip

    def due_days(self, placed: Iterable[str]) -> dict[str, date]:
        """The days by which features must be there, for their own sake or for what waits for them."""
        features = self.backlog.features
        deadlines = {name: features[name].deadline for name in placed}
        due = {name: deadline.date for name, deadline in deadlines.items() if deadline is not None}
        if due:
            self._hand_down(due)
        return due

    def _hand_down(self, due: dict[str, date]) -> None:
        """Hand due days down to what is waited for."""
        lags = hard_needs(self.backlog)
        needs = _needs((*self.structure.arcs, *self.structure.after))
        for name in reversed(self.structure.graph.order()):
            if name in due and self.number(due[name]) < len(self.periods):
                for need in needs.get(name, ()):
                    lag = lags[name].get(need, 0)
                    number = self.number(due[name]) - lag
                    day = due[name] if not lag else self.days(number)[1] if number >= 0 else due[name]
                    due[need] = min(due.get(need, day), day)

    def earned(self, name: str, number: int, *, profiled: bool) -> float:
        """The earnings of a unit of benefit up to the value horizon when it lands in this period."""
        feature = self.backlog.features[name]
        profile = feature.cd3.profile if feature.cd3 and profiled else "standard"
        if profile == "fixed-date":
            when = feature.deadline.date if feature.deadline is not None else feature.target
            if when is not None and number > self.number(when):
                return 0.0
        shape = profile if profile in ("fading", "intangible") else "standard"
        if shape not in self.curves:
            self.curves[shape] = self._curve(shape)
        return self.curves[shape][number]

    def _curve(self, shape: str) -> list[float]:
        """The earnings from every period planned up to the value horizon."""

        def u(s: int) -> float:
            if shape == "fading":
                return float(0.5 ** (s / 4))
            return float(shape != "intangible" or s >= 4)

        kept = 1.0 - self.calendar.discount
        row = [kept**s * u(s) for s in range(self.calendar.value_horizon or self.calendar.periods)]
        return [fsum(row[number:]) for number in range(len(self.periods))]


def _needs(arcs: Iterable[Arc]) -> dict[str, list[str]]:
    """The features that each waits for."""
    needs: dict[str, list[str]] = {}
    for later, sooner in arcs:
        needs.setdefault(later, []).append(sooner)
    return needs
