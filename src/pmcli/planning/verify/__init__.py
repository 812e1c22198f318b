"""The proof of a finished roadmap: everything it must keep, worked out anew from the backlog.

It shares no code with what makes plans, and an import contract keeps it so. The checks are here, a method for
each; `sums` has the numbers that they compare with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import fsum, isclose

from pmcli.model.backlog import Backlog
from pmcli.planning.result import Roadmap
from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.left_out import left_out
from pmcli.planning.verify.reasons import untrue
from pmcli.planning.verify.sums import Sums
from pmcli.ranking.parents import PUT_AWAY, hard_needs, put_away_above

_LOOSE = 1e-9


def verify(
    backlog: Backlog, roadmap: Roadmap, *, reasons: bool = False, room: bool = False
) -> tuple[str, ...]:
    """Everything in which a roadmap breaks FORMAT.md § 4, in words for developers; () for a sound one.

    With `reasons` everything that it says is held against the plan too, with `room` everything that it
    leaves out is tried in every period.
    """
    check = _Check(backlog, roadmap)
    faults = list(check.faults())
    if not faults and (reasons or room):
        facts = Facts(backlog, roadmap, check.sums)
        faults += untrue(facts) if reasons else ()
        faults += left_out(facts) if room else ()
    return tuple(faults)


class _Check:
    """A roadmap beside its backlog."""

    def __init__(self, backlog: Backlog, roadmap: Roadmap) -> None:
        self.backlog, self.roadmap = backlog, roadmap
        self.settings = backlog.workspace.roadmap
        self.periods = list(roadmap.periods)
        self.at = {placement.id: self.periods.index(placement.period) for placement in roadmap.placements}
        self.unplaced = {item.id: item for item in roadmap.unplaced}
        self.sums = Sums(backlog, self.periods)
        self.structure = self.sums.structure
        self.warned = {conflict.feature for conflict in roadmap.conflicts}
        self.hidden = self.sums.parents(self.at, self.unplaced)
        self.work: dict[tuple[str, int], dict[str, float]] = {}
        for placement in roadmap.placements:
            for work in placement.work:
                by_name = self.work.setdefault((work.team, self.periods.index(work.period)), {})
                by_name[placement.id] = by_name.get(placement.id, 0.0) + work.effort

    def faults(self) -> Iterator[str]:
        """Everything that is broken, family by family."""
        yield from self._complete()
        yield from self._ordered()
        yield from self._dated()
        yield from self._excluded()
        yield from self._fitting()
        yield from self._due()
        yield from self._promised()
        yield from self._worth()

    def _complete(self) -> Iterator[str]:
        shown = [placement.id for placement in self.roadmap.placements]
        shown += [unplaced.id for unplaced in self.roadmap.unplaced]
        for name, count in sorted(Counter(shown).items()):
            if count > 1:
                yield f"{name} stands in the roadmap twice"
        missing = {item.id for item in self.roadmap.ranking.items} - set(shown)
        yield from (f"{name} is ranked, and nowhere in the roadmap" for name in sorted(missing))
        for placement in self.roadmap.placements:
            wanted = self.sums.effort(placement.id)
            given: dict[str, float] = {}
            for work in placement.work:
                given[work.team] = given.get(work.team, 0.0) + work.effort
                if work.period > placement.period:
                    yield f"{placement.id} is worked on after it has landed"
            if wanted is not None and not _alike(wanted, given):
                yield f"{placement.id} takes {given}, not {wanted}"
            if not self.backlog.is_open(placement.id):
                yield f"{placement.id} is {self.backlog.status(placement.id)}"

    def _ordered(self) -> Iterator[str]:
        needs = hard_needs(self.backlog)
        planned = {*self.at, *self.unplaced}
        orders = [pair for pairs in self.structure.orders(planned).values() for pair in pairs]
        for later, sooner in (*self.structure.arcs, *orders):
            if later not in self.at:
                continue
            lag = needs[later].get(sooner, 0)
            there = self.at.get(sooner, self.hidden.get(sooner))
            if there is None or there + lag > self.at[later]:
                yield f"{later} lands too early for {sooner}"
        for name in self.at:
            for need in needs[name]:
                if self.backlog.status(need) in PUT_AWAY:
                    yield f"{name} waits for {need}, which is {self.backlog.status(need)}"
            if above := put_away_above(self.backlog, name):
                yield f"{name} is a part of {above}, which is {self.backlog.status(above)}"

    def _dated(self) -> Iterator[str]:
        for name, number in self.at.items():
            feature = self.backlog.features[name]
            decision = self.structure.decisions.get(name)
            if feature.not_before is not None and self.sums.number(feature.not_before) > number:
                yield f"{name} lands before {feature.not_before}"
            if feature.deadline is not None:
                due = self.sums.number(feature.deadline.date)
                if due < number and due < len(self.periods) and name not in self.warned:
                    yield f"{name} lands after {feature.deadline.date}"
            pinned = decision is not None and decision.verdict == "pin"
            if decision is not None and pinned and self.periods[number] != decision.period:
                yield f"{name} is pinned to {decision.period}"

    def _excluded(self) -> Iterator[str]:
        for pair in map(sorted, self.sums.excluding):
            placed = [name for name in pair if name in self.at]
            shipped = [name for name in pair if self.backlog.status(name) == "shipped"]
            if len(placed) == 2 or (placed and shipped):
                yield f"{pair[0]} and {pair[1]} exclude each other"
        for name in self.at:
            if self.backlog.features[name].moscow == "wont":
                yield f"{name} is never to be placed"

    def _fitting(self) -> Iterator[str]:
        """Teams with more work than capacity, a reserve for its own type alone, and loads that disagree."""
        reserve = self.settings.reserve
        loads = {(load.team, self.periods.index(load.period)): load for load in self.roadmap.loads}
        for team in self.backlog.workspace.teams:
            for number in range(len(self.periods)):
                gross = self.sums.gross(team, number)
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
        """Work that is due inside a period and does not fit into the part of it before the day."""
        if self.roadmap.carry_over:
            return
        due = self.sums.due_days(self.at)
        for (team, number), work in self.work.items():
            first, last = self.sums.days(number)
            days = sorted({due[name] for name in work if name in due and first <= due[name] < last})
            for day in days:
                share = ((day - first).days + 1) / ((last - first).days + 1)
                before = {name: effort for name, effort in work.items() if name in due and due[name] <= day}
                room = self.sums.gross(team, number) * share
                over = fsum(before.values()) > room + _LOOSE * max(1.0, room)
                if over and not self._is_overrun(team, work):
                    yield f"{team} cannot do by {day} what is due then"

    def _promised(self) -> Iterator[str]:
        """Promises that are not kept, and no conflict says so."""
        for name in self.unplaced if self.backlog.workspace.teams else ():
            feature = self.backlog.features[name]
            decision = self.structure.decisions.get(name)
            pinned = decision is not None and decision.verdict == "pin" and decision.period in self.periods
            due = feature.deadline is not None and self.sums.number(feature.deadline.date) < len(self.periods)
            if (pinned or due) and name not in self.warned:
                yield f"{name} is promised, not placed, and nobody is told"
        for placement in self.roadmap.placements:
            if "overrun" in placement.marks and placement.id not in self.warned:
                yield f"{placement.id} overruns, and nobody is told"

    def _worth(self) -> Iterator[str]:
        """A value that is not the sum of the placements, or a bound below it."""
        objective = self.roadmap.objective
        if self.roadmap.model.is_category:
            if objective.value is not None or objective.bound is not None:
                yield "categories do not add up"
            return
        benefits = {
            item.id: item.details.benefit or 0.0 for item in self.roadmap.ranking.items if item.details
        }
        profiled = self.roadmap.model.name == "cd3"
        total = fsum(
            benefits.get(name, 0.0) * self.sums.earned(name, number, profiled=profiled)
            for name, number in self.at.items()
            if benefits.get(name)
        )
        if objective.value is None or not isclose(total, objective.value, rel_tol=1e-9, abs_tol=1e-12):
            yield f"the plan is worth {total!r}, not {objective.value!r}"
        elif objective.bound is None or objective.bound < objective.value:
            yield f"the bound {objective.bound!r} is below the value {objective.value!r}"


def _alike(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    """Whether two maps hold the same numbers, within rounding."""
    return all(
        isclose(first.get(key, 0.0), second.get(key, 0.0), rel_tol=_LOOSE, abs_tol=_LOOSE)
        for key in {*first, *second}
    )
