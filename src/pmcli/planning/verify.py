"""Whether a finished roadmap keeps everything: worked out anew from the backlog, apart from the engine.

It shares no code with what makes plans: no windows, cells or whole numbers, only days, periods and floats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import fsum, isclose

from pmcli.model.backlog import Backlog
from pmcli.model.feature import NO_TEAM, Feature
from pmcli.model.period import Period
from pmcli.planning.result import Roadmap
from pmcli.ranking.structure import Arc, Structure

_LOOSE = 1e-9
_WEEKS_A_QUARTER, _WEEKS_A_YEAR = 13, 52


def verify(backlog: Backlog, roadmap: Roadmap) -> tuple[str, ...]:
    """Everything in which a roadmap breaks FORMAT.md § 4, in words for developers; () for a sound one."""
    return tuple(_Check(backlog, roadmap).faults())


class _Check:
    """A roadmap beside its backlog."""

    def __init__(self, backlog: Backlog, roadmap: Roadmap) -> None:
        self.backlog, self.roadmap = backlog, roadmap
        self.settings = backlog.workspace.roadmap
        self.calendar = backlog.workspace.calendar
        self.periods = list(roadmap.periods)
        self.start = backlog.start or backlog.today
        self.at = {placement.id: self.periods.index(placement.period) for placement in roadmap.placements}
        self.unplaced = {item.id: item for item in roadmap.unplaced}
        self.structure = Structure.of(backlog)
        self.warned = {conflict.feature for conflict in roadmap.conflicts}
        self.hidden = self._parents()
        self.curves: dict[str, list[float]] = {}
        self.work: dict[tuple[str, int], dict[str, float]] = {}
        for placement in roadmap.placements:
            for work in placement.work:
                by_name = self.work.setdefault((work.team, self.periods.index(work.period)), {})
                by_name[placement.id] = by_name.get(placement.id, 0.0) + work.effort

    def _parents(self) -> dict[str, int]:
        """The periods of parents that are not shown: when all they wait for is there."""
        parents: dict[str, int] = {}
        needs = _needs(self.structure.arcs)
        for name in self.structure.graph.order() if self.structure.parents else ():
            if name in self.structure.parents and name not in self.at and name not in self.unplaced:
                held = [parents.get(need, self.at.get(need)) for need in needs.get(name, ())]
                if None not in held:
                    feature = self.backlog.features[name]
                    earliest = self._number(feature.not_before) if feature.not_before else 0
                    parents[name] = max([0, earliest, *(number for number in held if number is not None)])
        return parents

    def faults(self) -> Iterator[str]:
        """All of them, family by family."""
        yield from self._complete()
        yield from self._ordered()
        yield from self._dated()
        yield from self._excluded()
        yield from self._fitting()
        yield from self._due()
        yield from self._promised()
        yield from self._worth()

    # --- days and periods ---

    def _number(self, when: Period | date) -> int:
        """The period in which a day or period lies, counted from the first; below 0 for the past."""
        if isinstance(when, Period):
            return when.index - self.periods[0].index
        if when < self.start:
            return -1
        return self.calendar.fiscal.period_of(when, self.calendar.step).index - self.periods[0].index

    def _days(self, number: int) -> tuple[date, date]:
        """The first and the last planned day of a period."""
        fiscal = self.calendar.fiscal
        first = fiscal.first_day(self.periods[0] + number)
        last = fiscal.first_day(self.periods[0] + number + 1) - timedelta(days=1)
        return max(first, self.start), last

    def _gross(self, team: str, number: int) -> float:
        """What a team can do in a period before anything is reserved."""
        record = self.backlog.workspace.teams[team]
        period = self.periods[number]
        if record.capacity is not None:
            gross = record.capacity.in_period(period)
        else:
            weeks = _WEEKS_A_QUARTER if self.calendar.step == "quarter" else _WEEKS_A_YEAR / 12
            unit = {"person-days": 5.0, "person-months": 12 / _WEEKS_A_YEAR}
            weeks *= unit.get(self.backlog.workspace.effort_unit, 1.0)
            away = record.absent.in_period(period) if record.absent is not None else 0.0
            gross = (record.people or 0.0) * weeks * record.focus - away
        if number == 0:
            whole_first = self.calendar.fiscal.first_day(period)
            first, last = self._days(0)
            gross *= ((last - first).days + 1) / ((last - whole_first).days + 1)
        return max(0.0, gross)

    # --- what is broken ---

    def _complete(self) -> Iterator[str]:
        shown = [placement.id for placement in self.roadmap.placements]
        shown += [unplaced.id for unplaced in self.roadmap.unplaced]
        for name, count in sorted(Counter(shown).items()):
            if count > 1:
                yield f"{name} stands in the roadmap twice"
        missing = {item.id for item in self.roadmap.ranking.items} - set(shown)
        yield from (f"{name} is ranked, and nowhere in the roadmap" for name in sorted(missing))
        for placement in self.roadmap.placements:
            wanted = self._effort(self.backlog.features[placement.id], placement.id)
            given: dict[str, float] = {}
            for work in placement.work:
                given[work.team] = given.get(work.team, 0.0) + work.effort
                if work.period > placement.period:
                    yield f"{placement.id} is worked on after it has landed"
            if wanted is not None and not _alike(wanted, given):
                yield f"{placement.id} takes {given}, not {wanted}"
            if not self.backlog.is_open(placement.id):
                yield f"{placement.id} is {self.backlog.status(placement.id)}"

    def _effort(self, feature: Feature, name: str) -> dict[str, float] | None:
        """What is to be done, by team; None where it had to be assumed."""
        if name in self.structure.parents:
            return {}
        parts = self.backlog.effort(feature)
        if feature.remaining and self.backlog.status(name) == "in-progress":
            own = self.backlog.team(feature)
            parts = {team or own: estimate for team, estimate in feature.remaining.items()}
        if not parts:
            return None
        if NO_TEAM in parts:
            return {"": -1.0}
        return {team: estimate.mean for team, estimate in parts.items() if estimate.mean > 0}

    def _ordered(self) -> Iterator[str]:
        lags = {
            (feature.id, need.id): need.lag
            for feature in self.backlog.features.values()
            for need in feature.depends_on
            if need.kind == "hard"
        }
        planned = {*self.at, *self.unplaced}
        for later, sooner in (*self.structure.arcs, *self.structure.after):
            if later not in self.at or ((later, sooner) in self.structure.after and sooner not in planned):
                continue
            lag = lags.get((later, sooner), 0)
            there = self.at.get(sooner, self.hidden.get(sooner))
            if there is None or there + lag > self.at[later]:
                yield f"{later} lands too early for {sooner}"
        for name in self.at:
            for need in self.backlog.features[name].prerequisites():
                if need in self.backlog.features and self.backlog.status(need) in ("parked", "declined"):
                    yield f"{name} waits for {need}, which is {self.backlog.status(need)}"

    def _dated(self) -> Iterator[str]:
        for name, number in self.at.items():
            feature = self.backlog.features[name]
            decision = self.structure.decisions.get(name)
            if feature.not_before is not None and self._number(feature.not_before) > number:
                yield f"{name} lands before {feature.not_before}"
            if feature.deadline is not None:
                due = self._number(feature.deadline.date)
                if due < number and due < len(self.periods) and name not in self.warned:
                    yield f"{name} lands after {feature.deadline.date}"
            pinned = decision is not None and decision.verdict == "pin"
            if decision is not None and pinned and self.periods[number] != decision.period:
                yield f"{name} is pinned to {decision.period}"

    def _excluded(self) -> Iterator[str]:
        for feature in self.backlog.features.values():
            for other in feature.conflicts_with:
                if other in self.backlog.features and other != feature.id:
                    pair = sorted((feature.id, other))
                    placed = [name for name in pair if name in self.at]
                    shipped = [name for name in pair if self.backlog.status(name) == "shipped"]
                    if len(placed) == 2 or (placed and shipped):
                        yield f"{pair[0]} and {pair[1]} exclude each other"
        for name in self.at:
            if self.backlog.features[name].moscow == "wont":
                yield f"{name} is never to be placed"

    def _fitting(self) -> Iterator[str]:
        """Every team in every period, the reserve of each type for that type alone."""
        reserve = self.settings.reserve
        loads = {(load.team, self.periods.index(load.period)): load for load in self.roadmap.loads}
        for team in self.backlog.workspace.teams:
            for number in range(len(self.periods)):
                gross = self._gross(team, number)
                net = gross * max(0.0, 1.0 - sum(reserve.values()))
                by_type: dict[str, float] = {}
                done = self.work.get((team, number), {})
                for name, effort in done.items():
                    kind = self.backlog.features[name].type
                    by_type[kind] = by_type.get(kind, 0.0) + effort
                drawn = sum(min(effort, gross * reserve.get(kind, 0.0)) for kind, effort in by_type.items())
                used = sum(by_type.values()) - drawn
                if used > net + _LOOSE * max(1.0, net) and not self._is_overrun(team, done):
                    yield f"{team} does {used:g} in {self.periods[number]}, and can do {net:g}"
                load = loads.get((team, number))
                if load is None or not isclose(load.capacity, net, rel_tol=_LOOSE, abs_tol=_LOOSE):
                    yield f"the capacity of {team} in {self.periods[number]} is {net:g}"
                elif not isclose(load.used, used, rel_tol=_LOOSE, abs_tol=_LOOSE):
                    yield f"{team} does {used:g} in {self.periods[number]}, not {load.used:g}"

    def _is_overrun(self, team: str, efforts: Mapping[str, float]) -> bool:
        """Whether work in progress that overruns is among it, and told; anywhere where work runs over."""
        overruns = [
            placement for placement in self.roadmap.placements
            if "overrun" in placement.marks and placement.id in self.warned
        ]  # fmt: skip
        if self.roadmap.carry_over:
            return any(work.team == team for placement in overruns for work in placement.work)
        return any(placement.id in efforts for placement in overruns)

    def _due(self) -> Iterator[str]:
        """What is due inside a period fits into the part of it before the day."""
        features = self.backlog.features
        dated = [(name, features[name].deadline) for name in self.at]
        due: dict[str, date] = {name: deadline.date for name, deadline in dated if deadline is not None}
        if not due or self.roadmap.carry_over:
            return
        self._inherit(due)
        for (team, number), work in self.work.items():
            first, last = self._days(number)
            days = sorted({due[name] for name in work if name in due and first <= due[name] < last})
            for day in days:
                share = ((day - first).days + 1) / ((last - first).days + 1)
                before = {name: effort for name, effort in work.items() if name in due and due[name] <= day}
                room = self._gross(team, number) * share
                over = fsum(before.values()) > room + _LOOSE * max(1.0, room)
                if over and not self._is_overrun(team, work):
                    yield f"{team} cannot do by {day} what is due then"

    def _inherit(self, due: dict[str, date]) -> None:
        """Hand due days down to what is waited for."""
        lags = {
            (name, need.id): need.lag for name in self.at for need in self.backlog.features[name].depends_on
        }
        needs = _needs((*self.structure.arcs, *self.structure.after))
        for name in reversed(self.structure.graph.order()):
            if name in due and self._number(due[name]) < len(self.periods):
                for need in needs.get(name, ()):
                    lag = lags.get((name, need), 0)
                    number = self._number(due[name]) - lag
                    day = due[name] if not lag else self._days(number)[1] if number >= 0 else due[name]
                    due[need] = min(due.get(need, day), day)

    def _promised(self) -> Iterator[str]:
        """What must be there and is not is told."""
        for name, unplaced in self.unplaced.items():
            feature = self.backlog.features[name]
            decision = self.structure.decisions.get(name)
            pinned = decision is not None and decision.verdict == "pin" and decision.period in self.periods
            due = feature.deadline is not None and self._number(feature.deadline.date) < len(self.periods)
            if (pinned or due) and name not in self.warned and not unplaced.reasons:
                yield f"{name} is promised, not placed, and nobody is told"
        for placement in self.roadmap.placements:
            if "overrun" in placement.marks and placement.id not in self.warned:
                yield f"{placement.id} overruns, and nobody is told"

    def _worth(self) -> Iterator[str]:
        """The value, added up again, and the bound above it."""
        objective = self.roadmap.objective
        if self.roadmap.model.is_category:
            if objective.value is not None or objective.bound is not None:
                yield "categories do not add up"
            return
        benefits = {
            item.id: item.details.benefit or 0.0 for item in self.roadmap.ranking.items if item.details
        }
        total = fsum(
            benefits.get(name, 0.0) * self._earned(name, number)
            for name, number in self.at.items()
            if benefits.get(name)
        )
        if objective.value is None or not isclose(total, objective.value, rel_tol=1e-9, abs_tol=1e-12):
            yield f"the plan is worth {total!r}, not {objective.value!r}"
        elif objective.bound is None or objective.bound < objective.value:
            yield f"the bound {objective.bound!r} is below the value {objective.value!r}"

    def _earned(self, name: str, number: int) -> float:
        """What a unit of benefit earns up to the value horizon when it lands in this period."""
        feature = self.backlog.features[name]
        profile = feature.cd3.profile if feature.cd3 and self.roadmap.model.name == "cd3" else "standard"
        if profile == "fixed-date":
            when = feature.deadline.date if feature.deadline is not None else feature.target
            if when is not None and number > self._number(when):
                return 0.0
        shape = profile if profile in ("fading", "intangible") else "standard"
        if shape not in self.curves:
            self.curves[shape] = self._curve(shape)
        return self.curves[shape][number]

    def _curve(self, shape: str) -> list[float]:
        """For every period planned what is earned from it on."""

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


def _alike(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    """Whether two maps hold the same numbers, within rounding."""
    return all(
        isclose(first.get(key, 0.0), second.get(key, 0.0), rel_tol=_LOOSE, abs_tol=_LOOSE)
        for key in {*first, *second}
    )
