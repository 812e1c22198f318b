"""Whether the work of a roadmap fits the teams that do it: a part of `verify`, apart from the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isclose

from pmcli.roadmap.reckoning import Reckoning
from pmcli.roadmap.result import Load, Placement, Roadmap

LOOSE = 1e-9
"""What sums of floats may differ by, relative to them."""
_GRAIN = 1e-4  # the engine rounds every effort up to this, and capacity down
ByType = dict[str, float]


class _Heap:
    """The work of a team in a stretch of time, by type: all of it, and what is in progress."""

    __slots__ = ("all", "working")

    def __init__(self, before: _Heap | None = None) -> None:
        self.all: ByType = dict(before.all) if before else {}
        self.working: ByType = dict(before.working) if before else {}

    def add(self, kind: str, effort: float, *, is_working: bool) -> None:
        self.all[kind] = self.all.get(kind, 0.0) + effort
        if is_working:
            self.working[kind] = self.working.get(kind, 0.0) + effort

    def take(self, other: _Heap) -> None:
        for mine, its in ((self.all, other.all), (self.working, other.working)):
            for kind, effort in its.items():
                mine[kind] = mine.get(kind, 0.0) + effort


class Fitting:
    """The work of a roadmap beside the capacity of its teams.

    `there` is when everything is delivered, `dues` the days inside those periods by which some of it is due.
    """

    def __init__(
        self, reckoning: Reckoning, roadmap: Roadmap, there: Mapping[str, int], dues: Mapping[str, date]
    ) -> None:
        self.reckoning, self.roadmap, self.there, self.dues = reckoning, roadmap, there, dues
        self.size = len(reckoning.periods)
        told = {one.feature for one in roadmap.conflicts}
        self.overrunning = [one for one in roadmap.placements if "overrun" in one.marks and one.id in told]
        self.done = self._heaps(by_delivery=False)
        self.landed = self._heaps(by_delivery=True) if roadmap.carry_over else self.done
        self.upto = self._summed() if roadmap.carry_over else self.landed
        self.capacity = {
            team: _sums(row) if roadmap.carry_over else row for team, row in reckoning.gross.items()
        }

    def _heaps(self, *, by_delivery: bool) -> dict[str, list[_Heap]]:
        """The work by team and period: that in which it is done, or delivered."""
        found = {team: [_Heap() for _ in range(self.size)] for team in self.reckoning.gross}
        first, features = self.reckoning.first.index, self.reckoning.features
        for placement in self.roadmap.placements:
            kind, is_working = features[placement.id].type, placement.id in self.reckoning.working
            for work in placement.work:
                period = placement.period if by_delivery else work.period
                if work.team in found:  # a team that pm.yaml does not know is an error told elsewhere
                    found[work.team][period.index - first].add(kind, work.effort, is_working=is_working)
        return found

    def _summed(self) -> dict[str, list[_Heap]]:
        """What is delivered by the end of every period."""
        found: dict[str, list[_Heap]] = {}
        for team, row in self.landed.items():
            heap = _Heap()
            for one in row:
                heap = _Heap(heap)
                heap.take(one)
                found.setdefault(team, []).append(heap)
        return found

    def faults(self) -> Iterator[str]:
        """All of them."""
        yield from self._loads()
        for team, row in self.upto.items():
            for number, heap in enumerate(row):
                yield from self._judged(heap, self.capacity[team][number], team, number)
        if self.roadmap.carry_over:
            yield from self._rows()
        yield from self._due()
        yield from self._dawdling()
        yield from self._idle_marks()

    # --- teams in periods ---

    def _excess(self, by_type: ByType, gross: float) -> float:
        """By how much work exceeds a capacity, the shares reserved for its types used first."""
        used = sum(by_type.values()) - self.reckoning.drawn(by_type, gross)
        return used - gross * (1.0 - self.reckoning.kept)

    def _judged(
        self, heap: _Heap, gross: float, team: str, number: int, day: date | None = None
    ) -> Iterator[str]:
        """Whether work fits: only what is in progress may exceed, told, with nothing else beside it."""
        over, loose = self._excess(heap.all, gross), LOOSE * max(1.0, gross)
        if over <= loose:
            return
        period, net = self.reckoning.periods[number], gross * (1.0 - self.reckoning.kept)
        when = f"by the end of {period}" if self.roadmap.carry_over else f"in {period}"
        if over - max(0.0, self._excess(heap.working, gross)) > loose:
            if day is not None:
                yield f"{team} cannot do by {day} what is due then: {net + over:g}, and can do {net:g}"
            else:
                yield f"{team} does {net + over:g} {when}, and can do {net:g}"
        elif not self._is_told(team, number):
            yield f"{team} overruns {when} with work in progress, and nobody is told"

    def _is_told(self, team: str, number: int) -> bool:
        """Whether work in progress that overruns here is marked and told; under carry-over also before."""
        return any(
            (there := self.there[one.id]) == number or (self.roadmap.carry_over and there < number)
            for one in self.overrunning
            if any(work.team == team for work in one.work)
        )

    def _rows(self) -> Iterator[str]:
        """Under carry-over: no team works more in a period than it can, unless something overran by then."""
        for team, row in self.done.items():
            for number, heap in enumerate(row):
                gross = self.reckoning.gross[team][number]
                over, net = self._excess(heap.all, gross), gross * (1.0 - self.reckoning.kept)
                if over > LOOSE * max(1.0, gross) and not self._is_told(team, number):
                    period = self.reckoning.periods[number]
                    yield f"{team} does {net + over:g} in {period}, and can do {net:g}"

    def _loads(self) -> Iterator[str]:
        """The loads shown are those of the work shown."""
        loads = {(load.team, load.period): load for load in self.roadmap.loads}
        wanted = [(team, period) for team in self.reckoning.gross for period in self.reckoning.periods]
        if len(loads) != len(self.roadmap.loads) or not loads.keys() <= set(wanted):
            yield "the loads are not those of every team in every period"
        for team, row in self.done.items():
            for number, heap in enumerate(row):
                period = self.reckoning.periods[number]
                yield from self._load(loads.get((team, period)), heap.all, team, number)
        if [*loads] != wanted and len(loads) == len(wanted):
            yield "the loads are not by team in the order of pm.yaml"

    def _load(self, load: Load | None, by_type: ByType, team: str, number: int) -> Iterator[str]:
        period, gross = self.reckoning.periods[number], self.reckoning.gross[team][number]
        drawn, kept = self.reckoning.drawn(by_type, gross), self.reckoning.kept
        net, used = gross * (1.0 - kept), sum(by_type.values()) - drawn
        if load is None or not _same(load.capacity, net):
            yield f"the capacity of {team} in {period} is {net:g}" + (
                f", not {load.capacity:g}" if load else ""
            )
        elif not _same(load.used, used):
            yield f"{team} does {used:g} in {period}, not {load.used:g}"
        elif not _same(load.reserve, gross * kept) or not _same(load.reserve_used, drawn):
            found = f"{load.reserve_used:g} of {load.reserve:g}"
            yield f"the reserve of {team} in {period} is used {drawn:g} of {gross * kept:g}, not {found}"

    # --- days inside a period ---

    def _due(self) -> Iterator[str]:
        """What is due inside a period fits into what the teams can do up to the day."""
        by_period: dict[int, list[tuple[date, Placement]]] = {}
        for placement in self.roadmap.placements:
            if placement.id in self.dues:
                row = by_period.setdefault(self.there[placement.id], [])
                row.append((self.dues[placement.id], placement))
        for number, dated in sorted(by_period.items()):
            heaps: dict[str, _Heap] = {}
            dated.sort(key=lambda one: (one[0], one[1].id))
            for at, (day, placement) in enumerate(dated):
                self._heap_up(heaps, placement, number)
                if at + 1 == len(dated) or dated[at + 1][0] != day:
                    yield from self._judged_by(day, heaps, number)

    def _heap_up(self, heaps: dict[str, _Heap], placement: Placement, number: int) -> None:
        kind = self.reckoning.features[placement.id].type
        is_working = placement.id in self.reckoning.working
        for work in placement.work:
            if work.team in self.upto:
                if work.team not in heaps:
                    before = self.upto[work.team][number - 1] if self.roadmap.carry_over and number else None
                    heaps[work.team] = _Heap(before)
                heaps[work.team].add(kind, work.effort, is_working=is_working)

    def _judged_by(self, day: date, heaps: Mapping[str, _Heap], number: int) -> Iterator[str]:
        share = self.reckoning.share(number, day)
        for team, heap in sorted(heaps.items()):
            room = self.reckoning.gross[team][number] * share
            if self.roadmap.carry_over and number:
                room += self.capacity[team][number - 1]
            yield from self._judged(heap, room, team, number, day)

    # --- work in progress ---

    def _dawdling(self) -> Iterator[str]:
        """Work in progress goes ahead of all other: in no later period than where it would fit.

        Beside all other work in progress there is no more room than there was when its turn came, so what
        fits there now has fitted then. What the engine's rounding may hide is let pass.
        """
        for placement in self.roadmap.placements:
            name = placement.id
            if name in self.reckoning.working and self.reckoning.pin(name) is None:
                needs = self.reckoning.needs.get(name, ())
                if any(need not in self.there for need, _ in needs):
                    continue  # told already
                first = max(
                    [self.reckoning.not_before(name), *(self.there[need] + lag for need, lag in needs)]
                )
                for number in range(first, self.there[name]):
                    if self._would_fit(placement, number):
                        when = self.reckoning.periods[number]
                        yield f"{name} is in progress, lands in {placement.period}, and fits into {when}"
                        break

    def _would_fit(self, placement: Placement, number: int) -> bool:
        """Whether work in progress would fit into an earlier period beside all other work in progress."""
        kind = self.reckoning.features[placement.id].type
        periods = range(number, self.there[placement.id]) if self.roadmap.carry_over else (number,)
        return all(
            self._has_room(team, one, {kind: effort})
            for team, effort in (self.reckoning.effort(placement.id) or {}).items()
            if team in self.upto
            for one in periods
        )

    def _idle_marks(self) -> Iterator[str]:
        """What is said to overrun does, in its own period or, under carry-over, in a later one."""
        for one in self.overrunning:
            number = self.there[one.id]
            periods = range(number, self.size) if self.roadmap.carry_over else (number,)
            teams = {work.team for work in one.work if work.team in self.upto}
            has_room = all(self._has_room(team, period, {}) for team in teams for period in periods)
            if has_room and one.id not in self.dues:
                yield f"{one.id} is said to overrun {one.period}, and does not"

    def _has_room(self, team: str, number: int, more: ByType) -> bool:
        """Whether a team surely has room for more beside its work in progress, whatever rounding hides.

        Under carry-over without the reserves: they may be kept for what is not planned yet.
        """
        by_type = dict(self.upto[team][number].working)
        for kind, effort in more.items():
            by_type[kind] = by_type.get(kind, 0.0) + effort
        gross, grain = self.capacity[team][number], _GRAIN * (len(self.reckoning.working) + 4)
        if self.roadmap.carry_over:
            return sum(by_type.values()) < gross * (1.0 - self.reckoning.kept) - grain
        return self._excess(by_type, gross) < -grain


def _sums(row: Iterable[float]) -> list[float]:
    found, total = [], 0.0
    for one in row:
        total += one
        found.append(total)
    return found


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=LOOSE, abs_tol=LOOSE)


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two maps hold the same numbers, within rounding."""
    return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
