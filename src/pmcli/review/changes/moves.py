"""The moves between two rankings and between two roadmaps, each with its causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import significant
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.planning import Conflict, Placement, Roadmap
from pmcli.planning.places import placed
from pmcli.ranking import RankedFeature, Ranking, places
from pmcli.review.changes.agreement import became
from pmcli.review.changes.because import ChangeReasons
from pmcli.review.changes.replay import Measure, Places, shifts
from pmcli.review.changes.result import (
    AgreementChange,
    Cause,
    Change,
    Moved,
    Ruling,
    Shifted,
    Shipped,
    TeamLoad,
)
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
        ends = ({name: item.rank for name, item in old.items()}, {name: new[name].rank for name in new})
        causes = self._causes(most, self._ranks, both, ends, (0.0, 0.5))
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

    def of_roadmap(
        self, before: Roadmap, after: Roadmap, said: AgreementChange | None
    ) -> tuple[Shifted, ...]:
        """The features in another period, those promised first, then by rank; not what is shipped now.

        `said` is what the two plan.yaml say, None where there is none.
        """
        names = self.steps.names
        old = {names.get(placement.id, placement.id): placement for placement in before.placements}
        new = {placement.id: placement for placement in after.placements}
        moved = [
            name for name in sorted({*old, *new})
            if _period(old.get(name)) != _period(new.get(name)) and not self._is_shipped(name)
        ]  # fmt: skip
        there = {*self.steps.before.features} & {*self.steps.after.features}
        causes: Mapping[str, tuple[Cause, ...]] = {}
        if before.periods[0].step == after.periods[0].step:
            most = max(2, PLANNED // (2 * max(1, len(self.steps.after.features))))
            beyond = max(before.periods[-1].index, after.periods[-1].index) + 1
            start, end = (
                {name: side[name].period.index if name in side else beyond for name in there}
                for side in (old, new)
            )

            def measure(state: Backlog) -> Places | None:
                return self._periods(state, beyond)

            both = [name for name in moved if name in there]
            if (turn := self._first_teams(both, start, end)) is not None:
                causes = turn
            else:
                causes = self._causes(most, measure, both, (start, end), (0.5, 1.0))
        shifted = _Beside(before, after, said, names)
        ranks = {item.id: item.rank for item in after.ranking.items}
        late = len(ranks) + 1
        return tuple(
            sorted(
                (shifted.of(name, old.get(name), new.get(name), causes.get(name, ())) for name in moved),
                key=lambda one: (not one.promised, ranks.get(one.id, late), one.id),
            )
        )

    def _first_teams(
        self, moved: Sequence[str], start: Places, end: Places
    ) -> Mapping[str, tuple[Cause, ...]] | None:
        """Why everything in `moved` came or went, where there is no plan without teams on one side.

        Nothing else that changed can have moved anything.
        """
        old, new = (side.workspace.teams for side in (self.steps.before, self.steps.after))
        if bool(old) == bool(new):
            return None
        because = f"teams with a capacity were {'added' if new else 'removed'}"
        return {
            name: (Cause(because, float(end[name] - start[name]), about=((None, "teams"),)),)
            for name in moved
        }  # fmt: skip

    def shipped(self, before: Roadmap | None) -> tuple[Shipped, ...]:
        """The features that are shipped now and were not, with the period in which they were to be there."""
        names, old = self.steps.names, self.steps.before
        was = {names.get(each.id, each.id): each for each in (before.placements if before else ())}
        return tuple(
            Shipped(name, _period(was.get(name)), (was[name].value or 0.0) if name in was else 0.0)
            for name in sorted(old.features)
            if old.status(name) != "shipped" and self._is_shipped(name)
        )

    def _is_shipped(self, name: str) -> bool:
        after = self.steps.after
        return name in after.features and after.status(name) == "shipped"

    def _periods(self, state: Backlog, beyond: int) -> Places | None:
        """The index of the period of every feature, `beyond` for what is not placed."""
        try:
            periods = placed(state, self.model)
        except PmError:
            return None
        return {name: periods[name].index if name in periods else beyond for name in state.features}

    def _causes(
        self, most: int, measure: Measure, moved: Sequence[str], ends: tuple[Places, Places],
        share: tuple[float, float],
    ) -> Mapping[str, tuple[Cause, ...]]:  # fmt: skip
        """Why everything in `moved` did; at most `most` changes are weighed one by one.

        `share` says which part of the whole work this is.
        """
        if not moved:
            return {}
        replayed = gathered(units_of(self.steps.before, self.steps.after, self.steps.names), most)
        step = self._step(share, max(1, 2 * len(replayed) - 2))
        by_feature = shifts(self.steps, replayed, measure, moved, ends, step)
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


class _Beside:
    """What two roadmaps and two plan.yaml say of a feature that moved."""

    def __init__(
        self, before: Roadmap, after: Roadmap, said: AgreementChange | None, names: Mapping[str, str]
    ) -> None:
        self.said = said
        self.promises = {promise.id: promise for promise in said.moves} if said is not None else {}
        self.unplaced = {row.id: row for row in after.unplaced}
        old = before.agreement.places if before.agreement is not None else {}
        self.old = {names.get(name, name): period for name, period in old.items()}
        self.new = after.agreement.places if after.agreement is not None else {}

    def of(
        self, name: str, was: Placement | None, now: Placement | None, causes: tuple[Cause, ...]
    ) -> Shifted:
        """The movement, with what became of the promise."""
        marks = {*(was.marks if was else ()), *(now.marks if now else ())}
        change = became(was, now, self.said, self.promises.get(name))
        agreed = self.old.get(name, self.new.get(name)) if self.said is not None else None
        return Shifted(
            name, was.period if was else None, now.period if now else None, causes, bool(marks & PROMISED),
            change, agreed, self._reason(name, now, change),
        )  # fmt: skip

    def _reason(self, name: str, now: Placement | None, change: str) -> Reason | None:
        """What the later roadmap itself says of the place, where that is no more than the change."""
        row = now or self.unplaced.get(name)
        first = row.reasons[0] if row is not None and row.reasons else None
        if first is None:
            return None
        if first.kind in ("forced", "left-out"):
            is_later = now is not None and first.period is not None and now.period > first.period
            return _deciding(now.reasons, first.cause) if now is not None and is_later else first.cause
        return first if now is None or (change == "late" and first.kind == "late") else None


def _deciding(reasons: Sequence[Reason], cause: Reason | None) -> Reason | None:
    """What keeps it from the period before its own, where the agreed one is only the first that is full."""
    if cause is None or cause.kind != "full-before":
        return cause
    return next((reason for reason in reasons if reason.kind in ("full-before", "waits-for")), cause)


def _rank(item: RankedFeature | None) -> int | None:
    return None if item is None else item.rank


def _scores(item: RankedFeature) -> list[float | None]:
    return [None if score is None else significant(score) for score in (item.adjusted, item.score)]


def _distance(moved: Moved) -> tuple[bool, bool, int, int]:
    missing = moved.before is None or moved.after is None
    distance = 0 if missing else -abs((moved.after or 0) - (moved.before or 0))
    return moved.is_pushed, missing, distance, moved.after or moved.before or 0


def _period(placement: Placement | None) -> Period | None:
    return None if placement is None else placement.period


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
