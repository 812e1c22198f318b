"""The moves between two rankings and between two roadmaps, each with its causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import significant
from pmcli.planning import Conflict, Placement, Roadmap
from pmcli.planning.places import StablePlan
from pmcli.ranking import RankedFeature, Ranking, places
from pmcli.review.changes.because import ChangeReasons
from pmcli.review.changes.replay import Begin, Measure, Places, shifts
from pmcli.review.changes.result import Cause, Change, Moved, Ruling, Shifted, TeamLoad
from pmcli.review.changes.units import ReplaySteps, gathered, units_of

RANKED = 40_000
"""Features times rankings that a replay may take; beyond that changes are taken together."""
PLANNED = 20_000
"""Features times plans that a replay may take."""
PROMISED = frozenset({"deadline", "pinned", "in-progress", "first"})
Progress = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves from one backlog to another; `progress` hears how much is done, 0 to 1."""

    steps: ReplaySteps
    changes: Sequence[Change]
    rulings: Sequence[Ruling]
    model: str | None
    progress: Progress | None

    def of_ranks(self, before: Ranking, after: Ranking) -> tuple[Moved, ...]:
        """The features whose rank is another: the farthest first, those that came or went, the pushed."""
        names = self.steps.names
        old = {names.get(item.id, item.id): item for item in before.items}
        new = {item.id: item for item in after.items}
        moved = [name for name in sorted({*old, *new}) if _rank(old.get(name)) != _rank(new.get(name))]
        both = [name for name in moved if name in old and name in new]
        most = max(2, RANKED // (2 * max(1, len(new))))
        causes = self._causes(most, lambda: self._ranks, both, (0.0, 0.5))
        moves = (
            Moved(
                name, _rank(old.get(name)), _rank(new.get(name)), causes.get(name, ()),
                name in both and _scores(old[name]) == _scores(new[name])
                and not any(cause.is_near for cause in causes.get(name, ())),
            )
            for name in moved
        )  # fmt: skip
        return tuple(sorted(moves, key=_distance))

    def _ranks(self, state: Backlog) -> Places | None:
        try:
            return {place.id: place.rank for place in places(state, self.model)}
        except PmError:
            return None

    def of_roadmap(self, before: Roadmap, after: Roadmap) -> tuple[Shifted, ...]:
        """The features in another period: those that had to move first; those promised, then by rank."""
        names = self.steps.names
        old = {names.get(placement.id, placement.id): placement for placement in before.placements}
        new = {placement.id: placement for placement in after.placements}
        moved = [name for name in sorted({*old, *new}) if _period(old.get(name)) != _period(new.get(name))]
        there = {*self.steps.before.features} & {*self.steps.after.features}
        causes: Mapping[str, tuple[Cause, ...]] = {}
        if before.periods[0].step == after.periods[0].step:
            most = max(2, PLANNED // (2 * max(1, len(self.steps.after.features))))
            beyond = max(before.periods[-1].index, after.periods[-1].index) + 1
            end = {name: new[name].period.index if name in new else beyond for name in there}
            start = {name: old[name].period.index if name in old else beyond for name in there}

            def begin() -> Measure:
                return _Kept(StablePlan(before, self.model, beyond, names), start).of

            causes = self._causes(most, begin, [name for name in moved if name in there], (0.5, 1.0), end)
        shifted = [_shifted(name, old.get(name), new.get(name), causes.get(name, ())) for name in moved]
        ranks = {item.id: item.rank for item in after.ranking.items}
        late = len(ranks) + 1

        def matters(shifted: Shifted) -> tuple[bool, bool, bool, int, str]:
            mostly = bool(shifted.causes) and shifted.causes[0].is_rest
            return (
                shifted.is_rearranged,
                mostly,
                not shifted.promised,
                ranks.get(shifted.id, late),
                shifted.id,
            )

        return tuple(sorted(shifted, key=matters))

    def _causes(
        self,
        most: int,
        begin: Begin,
        moved: Sequence[str],
        share: tuple[float, float],
        end: Places | None = None,
    ) -> Mapping[str, tuple[Cause, ...]]:
        """Why everything in `moved` did; at most `most` changes are weighed one by one.

        `share` says which part of the whole work this is.
        """
        if not moved:
            return {}
        replayed = gathered(units_of(self.steps.before, self.steps.after, self.steps.names), most)
        step = self._step(share, 2 * len(replayed) + 2)
        by_feature = shifts(self.steps, replayed, begin, moved, step, end)
        reasons = ChangeReasons.of(self.steps.before, self.steps.after, self.changes, self.rulings, moved)
        return {
            name: tuple(reasons.cause(name, unit, shift) for unit, shift in moves)
            for name, moves in by_feature.items()
        }

    def _step(self, share: tuple[float, float], steps: int) -> Callable[[], None]:
        done = iter(range(1, steps + 1))

        def step() -> None:
            if self.progress is not None:
                self.progress(share[0] + (share[1] - share[0]) * next(done) / steps)

        return step


class _Kept:
    """Where everything stood at first, and then stands when nothing moves without need."""

    def __init__(self, plan: StablePlan, start: Places) -> None:
        self.plan, self.start, self.is_begun = plan, start, False

    def of(self, state: Backlog) -> Places | None:
        """The standing in the next state."""
        if not self.is_begun:
            self.is_begun = True
            return self.start
        return self.plan.periods_in(state)


def _rank(item: RankedFeature | None) -> int | None:
    return None if item is None else item.rank


def _scores(item: RankedFeature) -> list[float | None]:
    return [None if score is None else significant(score) for score in (item.adjusted, item.score)]


def _distance(moved: Moved) -> tuple[bool, bool, int, int]:
    missing = moved.before is None or moved.after is None
    distance = 0 if missing else -abs((moved.after or 0) - (moved.before or 0))
    return moved.is_pushed, missing, distance, moved.after or moved.before or 0


def _period(placement: Placement | None) -> object:
    return None if placement is None else placement.period


def _shifted(name: str, was: Placement | None, now: Placement | None, causes: tuple[Cause, ...]) -> Shifted:
    marks = {*(was.marks if was else ()), *(now.marks if now else ())}
    return Shifted(
        name, was.period if was else None, now.period if now else None, causes, bool(marks & PROMISED)
    )


def missed(before: Roadmap, after: Roadmap, names: Mapping[str, str]) -> Iterator[Conflict]:
    """Promises that cannot be kept now, and could before or were not made."""
    known = {names.get(conflict.feature, conflict.feature) for conflict in before.conflicts}
    yield from (conflict for conflict in after.conflicts if conflict.feature not in known)


def loads(before: Roadmap, after: Roadmap) -> Iterator[TeamLoad]:
    """Teams whose work or capacity over all periods is another, in the order of pm.yaml."""
    for team in dict.fromkeys(load.team for roadmap in (after, before) for load in roadmap.loads):
        was, now = _load(before, team), _load(after, team)
        if [*map(significant, was)] != [*map(significant, now)]:
            yield TeamLoad(team, *was, *now)


def _load(roadmap: Roadmap, team: str) -> tuple[float, float]:
    """The work placed and the capacity of a team over all periods, reserves included."""
    own = [load for load in roadmap.loads if load.team == team]
    used = fsum(load.used + load.reserve_used for load in own)
    return used, fsum(load.capacity + load.reserve for load in own)
