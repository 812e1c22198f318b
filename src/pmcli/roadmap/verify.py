"""Whether a finished roadmap keeps everything: worked out anew from the backlog, apart from the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from math import fsum, isclose

from pmcli.backlog import Backlog
from pmcli.roadmap.fitting import LOOSE, Fitting, alike
from pmcli.roadmap.reckoning import Reckoning
from pmcli.roadmap.result import Placement, Roadmap, Unplaced


def verify(backlog: Backlog, roadmap: Roadmap) -> tuple[str, ...]:
    """Everything in which a roadmap breaks FORMAT.md § 4, in words for developers; () for a sound one.

    Nothing but the scores and the order of the ranking is taken from the roadmap as given: capacities,
    efforts, dates, dependencies and value are worked out from the backlog again. Where a plan speaks of
    features or periods that do not exist, only that is told. Linear in features and dependencies.
    """
    reckoning = Reckoning(backlog, roadmap.ranking)
    if strangers := tuple(_strange(reckoning, roadmap)):
        return strangers
    return tuple(_Check(reckoning, roadmap).faults())


def _strange(reckoning: Reckoning, roadmap: Roadmap) -> Iterator[str]:
    """What the backlog does not even know."""
    if roadmap.periods != reckoning.periods:
        wanted, found = (", ".join(map(str, those)) for those in (reckoning.periods, roadmap.periods))
        yield f"the periods planned are {wanted}, not {found}"
    if roadmap.model is not roadmap.ranking.model:
        yield f"the ranking is by {roadmap.ranking.model.name}, the roadmap by {roadmap.model.name}"
    first = reckoning.first
    for one in roadmap.placements:
        for time in (one.period, *(work.period for work in one.work)):
            if not (0 <= time.index - first.index < len(reckoning.periods) and time.step == first.step):
                yield f"{one.id} stands in {time}, which is not planned"
    names = dict.fromkeys((*(one.id for one in roadmap.placements), *(one.id for one in roadmap.unplaced)))
    yield from (f"there is no feature {name}" for name in names if name not in reckoning.features)


class _Check:
    """A roadmap beside what its backlog demands.

    `at` has the period of everything placed, `there` also those of the parents that are not shown: when all
    they wait for is there.
    """

    def __init__(self, reckoning: Reckoning, roadmap: Roadmap) -> None:
        self.reckoning, self.roadmap = reckoning, roadmap
        self.features, self.periods = reckoning.features, reckoning.periods
        self.placed = {one.id: one for one in roadmap.placements}
        self.at = {name: reckoning.number(one.period) for name, one in self.placed.items()}
        self.told = {one.feature for one in roadmap.conflicts}
        self.there = dict(self.at)
        self._find_hidden()

    def faults(self) -> Iterator[str]:
        """All of them, family by family."""
        yield from self._complete()
        yield from self._listed()
        yield from self._worked()
        yield from self._barred()
        yield from self._dated()
        yield from self._ordered()
        yield from self._kept()
        yield from Fitting(self.reckoning, self.roadmap, self.there, self._dues()).faults()
        yield from self._worth()

    # --- when parents are there ---

    def _find_hidden(self) -> None:
        """Add the parents that are waited for but not shown, children before their parents."""
        hidden = self.reckoning.planned - self.reckoning.shown
        seen: set[str] = set()
        for start in sorted(hidden):
            stack = [start]
            while stack:
                name = stack[-1]
                behind = [need for need, _ in self._needs(name) if need in hidden and need not in seen]
                if behind:
                    stack += behind
                    continue
                stack.pop()
                seen.add(name)
                soonest = self._soonest(name)
                if soonest is not None and not any(self._hindrances(name)):
                    self.there[name] = soonest

    def _needs(self, name: str) -> list[tuple[str, int]]:
        return self.reckoning.needs.get(name, [])

    def _soonest(self, name: str) -> int | None:
        """The first period in which dates and prerequisites let a feature be; None where it never can."""
        soonest = self.reckoning.not_before(name)
        for need, lag in self._needs(name):
            if need not in self.there:
                return None
            soonest = max(soonest, self.there[need] + lag)
        return soonest if soonest < len(self.periods) else None

    def _hindrances(self, name: str) -> Iterator[str]:
        """What keeps a feature out of any plan, or out of this one for what excludes it."""
        yield from self.reckoning.obstacles(name)
        for other in sorted(self.reckoning.rivals.get(name, ())):
            if other in self.at or self.reckoning.backlog.status(other) == "in-progress":
                yield f"{' and '.join(sorted((name, other)))} exclude each other"

    # --- what is shown ---

    def _complete(self) -> Iterator[str]:
        """Everything once, and nothing else."""
        placed = [one.id for one in self.roadmap.placements]
        unplaced = [one.id for one in self.roadmap.unplaced]
        for name, count in sorted(Counter((*placed, *unplaced)).items()):
            if count > 1:
                yield f"{name} stands in the roadmap twice"
        found, shown = {*placed, *unplaced}, self.reckoning.shown
        for name in sorted(shown - found):
            why = "ranked" if name in self.reckoning.ranks else "promised, or waited for"
            yield f"{name} is {why}, and nowhere in the roadmap"
        yield from (f"{name} stands in the roadmap unasked" for name in sorted(found - shown))

    def _listed(self) -> Iterator[str]:
        """The order of the rows, and what each says."""
        ranks, roadmap = self.reckoning.ranks, self.roadmap
        late = len(ranks) + 1
        rows = [(one.period, ranks.get(one.id, late), one.id) for one in roadmap.placements]
        if rows != sorted(rows):
            yield "the placements are not sorted by period, rank and id"
        if roadmap.unscored != roadmap.ranking.unscored:
            yield "the unscored are not those of the ranking"
        every: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
        for one in every:
            if one.rank != ranks.get(one.id):
                yield f"{one.id} has rank {ranks.get(one.id)}, not {one.rank}"
            if not one.reasons:
                yield f"{one.id} has no reason"
        for placement in roadmap.placements:
            yield from self._said(placement)

    def _said(self, placement: Placement) -> Iterator[str]:
        name = placement.id
        if ("assumed" in placement.marks) != self.reckoning.is_assumed(name):
            yield f"{name} has an effort that is {'given' if 'assumed' in placement.marks else 'assumed'}"
        for need in self.features[name].depends_on:
            if need.kind == "soft" and need.id in self.reckoning.planned - self.reckoning.structure.parents:
                is_broken = self.at.get(need.id, len(self.periods)) > self.at[name]
                if is_broken and not any(need.id in reason for reason in placement.reasons):
                    yield f"{name} lands ahead of {need.id}, which it would like, and does not say so"

    def _worked(self) -> Iterator[str]:
        """The work of every placement is the whole effort, done in time."""
        for name, placement in self.placed.items():
            wanted = self.reckoning.effort(name)
            found: dict[str, float] = {}
            for one in placement.work:
                found[one.team] = found.get(one.team, 0.0) + one.effort
                if one.effort <= 0:
                    yield f"{name} takes {one.effort:g} of {one.team} in {one.period}"
                if one.period > placement.period:
                    yield f"{name} is worked on after it has landed"
                elif one.period < placement.period and not self.roadmap.carry_over:
                    yield f"{name} is worked on in {one.period}, and lands in {placement.period}"
            if wanted is not None and not alike(wanted, found):
                yield f"{name} takes {found}, not {dict(wanted)}"

    # --- what must not be, and what must ---

    def _barred(self) -> Iterator[str]:
        """What no plan may place, and what excludes each other."""
        for name in self.at:
            yield from self.reckoning.obstacles(name)
            for other in sorted(self.reckoning.rivals.get(name, ())):
                if name < other and other in self.at:
                    yield f"{name} and {other} exclude each other"

    def _dated(self) -> Iterator[str]:
        """Own dates: not before, deadlines, pins."""
        for name, number in self.at.items():
            feature, period = self.features[name], self.placed[name].period
            pin, due = self.reckoning.pin(name), self.reckoning.due(name)
            if number < self.reckoning.not_before(name) < len(self.periods):
                yield f"{name} lands before {feature.not_before}: in {period}"
            if due is not None and 0 <= due < number and feature.deadline is not None:
                yield f"{name} lands after {feature.deadline.date}: in {period}"
            if pin is not None and pin != number and 0 <= pin < len(self.periods):
                yield f"{name} is pinned to {self.periods[pin]}, and lands in {period}"

    def _ordered(self) -> Iterator[str]:
        """Nothing before what it waits for, parents with the last they wait for."""
        for name, number in self.at.items():
            for need, lag in self._needs(name):
                there = self.there.get(need)
                if there is None or there + lag > number:
                    where = "nowhere" if there is None else f"in {self.periods[there]}"
                    apart = f", with a lag of {lag}" if lag else ""
                    both = f"in {self.periods[number]}, and {need} {where}{apart}"
                    yield f"{name} lands too early for {need}: {both}"
            if name in self.reckoning.structure.parents and self.reckoning.pin(name) is None:
                yield from self._together(name, number)

    def _together(self, name: str, number: int) -> Iterator[str]:
        """A parent is there, and earns, when the last is there that it waits for."""
        soonest = self._soonest(name)
        if soonest is not None and soonest < number and self.reckoning.would_earn(name, soonest):
            where = f"in {self.periods[number]}, and all of it is there in {self.periods[soonest]}"
            yield f"{name} lands later than what it waits for: {where}"

    def _kept(self) -> Iterator[str]:
        """Promises and work in progress are placed, or it is told that they cannot be."""
        reckoning = self.reckoning
        for one in self.roadmap.unplaced:
            fault = self._missed(one.id)
            if fault and not self._is_told(one.id) and not any(self._hindrances(one.id)):
                yield fault
        for placement in self.roadmap.placements:
            if "overrun" in placement.marks and placement.id not in self.told:
                yield f"{placement.id} overruns, and nobody is told"
            if "overrun" in placement.marks and placement.id not in reckoning.working:
                yield f"{placement.id} overruns, and is not in progress"

    def _missed(self, name: str) -> str | None:
        """What is wrong where a feature is not placed that nothing keeps out, if anything."""
        reckoning = self.reckoning
        if reckoning.is_promised(name):
            return f"{name} is promised and not placed, and nobody is told"
        is_parent = name in reckoning.structure.parents
        if (name not in reckoning.working and not is_parent) or (soonest := self._soonest(name)) is None:
            return None
        if not is_parent:
            return f"{name} is in progress, nothing keeps it out, and it is not placed"
        if self.reckoning.would_earn(name, soonest):
            return f"all that {name} waits for is there in {self.periods[soonest]}, and it is not placed"
        return None

    def _is_told(self, name: str) -> bool:
        """Whether a conflict names a feature, or something missing that it waits for."""
        seen, waiting = {name}, [name]
        while waiting:
            one = waiting.pop()
            if one in self.told:
                return True
            more = {need for need, _ in self._needs(one) if need not in self.there} - seen
            seen |= more
            waiting += more
        return False

    def _dues(self) -> dict[str, date]:
        """The days inside their periods by which features are due, their own or of what waits for them."""
        dated = [
            (deadline.date, name)
            for name, number in self.at.items()
            if (deadline := self.features[name].deadline) is not None and self.reckoning.due(name) == number
        ]
        dues: dict[str, date] = {}
        for day, name in sorted(dated):
            waiting = [name]
            while waiting:
                one = waiting.pop()
                if one not in dues:
                    dues[one] = day
                    number = self.there[one]
                    waiting += [
                        need for need, lag in self._needs(one) if not lag and self.there.get(need) == number
                    ]
        return dues

    # --- what it is worth ---

    def _worth(self) -> Iterator[str]:
        """The value, added up again, and the bound above it."""
        objective = self.roadmap.objective
        if self.roadmap.model.is_category:
            if (objective.value, objective.bound, objective.gap) != (None, None, None):
                yield "categories do not add up"
            return
        benefits = self.reckoning.benefits
        worths = {
            name: benefits[name] * self.reckoning.earned(name, number) if name in benefits else 0.0
            for name, number in self.at.items()
        }
        for name, worth in worths.items():
            shown = self.placed[name].value
            if shown is None or not isclose(shown, worth, rel_tol=LOOSE):
                yield f"{name} is worth {worth!r}, not {shown!r}"
        total, value, bound, gap = fsum(worths.values()), objective.value, objective.bound, objective.gap
        if value is None or not isclose(total, value, rel_tol=LOOSE):
            yield f"the plan is worth {total!r}, not {value!r}"
        elif bound is None or bound < value:
            yield f"the bound {bound!r} is below the value {value!r}"
        elif (gap is None) != (not value) or (
            gap is not None and not isclose(1 + gap, bound / value, rel_tol=LOOSE)
        ):
            yield f"the gap is {bound / value - 1 if value else None!r}, not {gap!r}"
