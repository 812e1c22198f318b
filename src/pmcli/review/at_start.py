"""The estimates in force when work began, from the commits of a backlog; those edited later teach nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import isclose
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, plain
from pmcli.model.hit_rates import said_of
from pmcli.model.period import UNITS_A_WEEK
from pmcli.review.given_up import GivenUpWork, given_up, removed
from pmcli.review.pieces import Efforts, Version
from pmcli.review.trails import Trail, Trails
from pmcli.workspace.files import Commit, CommitPast, NoCommitError, NoRepositoryError
from pmcli.workspace.loading import without_garbage_collection
from pmcli.workspace.opening import OpenWorkspace

Began = Literal["started", "in-progress", "shipped"]
"""By what it is known when work began: `started`, the first `status: in-progress`, or only the delivery."""
Why = Literal["no-history", "not-committed", "shallow", "unreadable", "written-later", "other-unit"]


@dataclass(frozen=True, slots=True)
class StartEstimate:
    """What was estimated of a feature when work on it began.

    `known` says from where: "git", or "now", the files as they are, with the reason in `why`. Also what is
    known from git may have a reason: it was first written down after work had begun ("written-later").
    `efforts` are by team in the unit of now; none where nothing was estimated then. `confidence` is what was
    said then, 0 to 1, None for nothing; "auto" stands for what the evidence of that day gives. `commit` is
    the last one before work began, or that with which it began.
    """

    feature: str
    known: Literal["git", "now"]
    efforts: Efforts
    confidence: float | None = None
    began: Began | None = None
    commit: Commit | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class EditedEstimate:
    """An estimate of a team that says something else now than when work began; None where there is none.

    `commit` is the last that changed it, None where that is not committed yet.
    """

    feature: str
    team: str
    before: Estimate | None
    after: Estimate | None
    commit: Commit | None


@dataclass(frozen=True, slots=True)
class AtStart:
    """The estimates at the start by feature, and those that were edited after it, by feature and team.

    `given_up` is work that had begun and was parked, declined or removed. `why_not` says why there is no
    history to learn from, where there is none; `fault` why git cannot read some of it, with the cure.
    """

    features: Mapping[str, StartEstimate] = field(default_factory=dict)
    changed: tuple[EditedEstimate, ...] = ()
    given_up: tuple[GivenUpWork, ...] = ()
    why_not: str | None = None
    fault: str | None = None

    @property
    def estimates(self) -> dict[str, Efforts]:
        """The efforts by feature that the commits know, as `Calibration.of` takes them."""
        return {name: start.efforts for name, start in self.features.items() if start.known == "git"}

    @property
    def confidences(self) -> dict[str, float | None]:
        """How sure people said they were, by feature that the commits know; None where nobody said."""
        return {name: start.confidence for name, start in self.features.items() if start.known == "git"}

    @property
    def unknown(self) -> tuple[StartEstimate, ...]:
        """The features of which the estimates of now must do, each with the reason."""
        return tuple(start for start in self.features.values() if start.known == "now")

    @property
    def unestimated(self) -> tuple[str, ...]:
        """The features that had no estimate when work began: one that came later says nothing."""
        return tuple(name for name, efforts in self.estimates.items() if not efforts)


def at_start(
    opened: OpenWorkspace, backlog: Backlog | None = None, features: Iterable[str] | None = None
) -> AtStart:
    """The estimates at the start of all that is shipped or in progress, or of some `features` of it.

    Work began on `started`: the last commit up to the end of that day counts. Where it has none, in the
    commit that first said `status: in-progress`. Where that was never said, before the commit that said
    shipped, and before the day `shipped`. Nothing raises: where git cannot tell, the reason is told.
    """
    now = backlog or opened.unchecked.backlog
    names = [name for name in now.features if now.status(name) in ("shipped", "in-progress")]
    wanted = names if features is None else [name for name in names if name in {*features}]
    try:
        with without_garbage_collection():  # all of it is kept, and there is much
            reading = _AtStart.of(opened, now, wanted)
            gone = (*given_up(now), *reading.removed) if features is None else ()
            lost = reading.past.fault
            return replace(reading.result(wanted), given_up=gone, fault=lost.sentence if lost else None)
    except PmError as fault:
        started = {name: _now(now, name, None, "no-history") for name in wanted}
        is_absent = isinstance(fault, (NoRepositoryError, NoCommitError))
        told = None if is_absent else fault.sentence
        return AtStart(started, given_up=tuple(given_up(now)), why_not=fault.message, fault=told)


def _now(backlog: Backlog, name: str, began: Began | None, why: Why) -> StartEstimate:
    feature = backlog.features[name]
    said = said_of(backlog, feature)
    return StartEstimate(name, "now", backlog.effort(feature), said, began, None, why)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where on its trail work on a feature began, or why that cannot be said (`why` without a version)."""

    began: Began
    version: Version | None = None
    index: int = 0
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class _AtStart:
    """The commits, the trails of the features on them, and the backlog as it is now."""

    backlog: Backlog
    past: CommitPast
    walk: Trails
    trails: Mapping[str, Trail]

    @classmethod
    def of(cls, opened: OpenWorkspace, backlog: Backlog, features: Iterable[str]) -> _AtStart:
        walk = Trails(opened.past, backlog, features, opened.known)
        trails = walk.walk()
        return cls(backlog, opened.past, walk, trails)

    def result(self, features: Iterable[str]) -> AtStart:
        """The estimates at the start of these features, and what was edited after it."""
        found: dict[str, StartEstimate] = {}
        changed: list[EditedEstimate] = []
        for name in features:
            start = self._start(name)
            found[name] = self._estimate(name, start)
            if start.version is not None and found[name].known == "git":
                changed += self._edited(name, start.version)
        return AtStart(found, tuple(changed))

    @property
    def removed(self) -> Iterable[GivenUpWork]:
        """The features that are gone, and on which work had begun; each once, as it went last."""
        return {one.feature: one for one in removed(self.walk.pieces, self.backlog)}.values()

    # --- when work began ---

    def _start(self, name: str) -> _Start:
        trail = self.trails.get(name, Trail(()))
        feature = self.backlog.features[name]
        first = next((one for one in trail.versions[::-1] if one.status == "in-progress"), None)
        if feature.started is not None:
            return self._after(trail, "started", self._last(feature.started))
        if first is not None:
            place = trail.versions.index(first)
            older = trail.versions[place + 1] if place + 1 < len(trail.versions) else first
            if older.status is None:  # it may have begun while nobody could read it
                return self._readable(trail, older, "in-progress", older.index)
            return self._after(trail, "in-progress", first.index)
        done = next((one for one in trail.versions[::-1] if one.status == "shipped"), None)
        if done is None:
            return _Start("shipped", why="not-committed")
        before = done.index - 1
        if feature.shipped is not None:
            days = [commit.committed for commit in self.past.commits[: done.index]]
            before = max((index for index, day in enumerate(days) if day < feature.shipped), default=-1)
        return self._after(trail, "shipped", before)

    def _last(self, day: date) -> int:
        """The last commit up to the end of a day; -1 for none."""
        days = [commit.committed for commit in self.past.commits]
        return next((index for index in range(len(days) - 1, -1, -1) if days[index] <= day), -1)

    def _after(self, trail: Trail, began: Began, index: int) -> _Start:
        """The start at a commit; where the feature was written down later, at the first that has it."""
        if not trail.versions or trail.versions[-1].index >= len(self.past.commits):
            return _Start(began, why="not-committed")
        version, oldest = trail.at(index), trail.versions[-1]
        is_seen_begin = version is not oldest or began != "in-progress"
        if version is not None and (is_seen_begin or trail.cut is None):
            return self._readable(trail, version, began, index)
        if trail.cut is not None:
            return _Start(began, why=trail.cut)
        if oldest.status in ("shipped", None):
            return _Start(began, why="written-later" if oldest.status else "unreadable")
        return _Start(began, oldest, oldest.index, "written-later")

    def _readable(self, trail: Trail, version: Version, began: Began, index: int) -> _Start:
        """The start at a version; where that cannot be read, at those around it, if they say the same."""
        if index >= len(self.past.commits):
            return _Start(began, why="not-committed")
        if version.status is not None:
            return _Start(began, version, index)
        place = trail.versions.index(version)
        older = next((one for one in trail.versions[place:] if one.status is not None), None)
        newer = next((one for one in trail.versions[place::-1] if one.status is not None), None)
        if older is None or newer is None or older.efforts != newer.efforts:
            return _Start(began, why="unreadable")
        return _Start(began, older, older.index)

    # --- what was said then ---

    def _estimate(self, name: str, start: _Start) -> StartEstimate:
        if start.version is None:
            return _now(self.backlog, name, start.began, start.why or "unreadable")
        version, commit = start.version, self.past.commits[start.index]
        day = self.backlog.features[name].started if start.began == "started" else None
        piece = self.walk.pieces.as_of(version, start.index, day or commit.committed)
        feature = piece.backlog.features.get(version.id) if piece is not None else None
        if piece is None or feature is None or (piece.unreadable and not version.efforts):
            return _now(self.backlog, name, start.began, "unreadable")
        then = piece.backlog
        named = {version.teams.get(team, team): part for team, part in then.effort(feature).items()}
        efforts = self._in_unit(named, version.unit)
        if efforts is None:
            return _now(self.backlog, name, start.began, "other-unit")
        return StartEstimate(name, "git", efforts, said_of(then, feature), start.began, commit, start.why)

    def _in_unit(self, efforts: Efforts, unit: str) -> dict[str, Estimate] | None:
        """Efforts in the unit of now; None where no way leads from one to the other."""
        now = self.backlog.workspace.effort_unit
        if unit == now:
            return dict(efforts)
        if unit not in UNITS_A_WEEK or now not in UNITS_A_WEEK:
            return None
        factor = UNITS_A_WEEK[now] / UNITS_A_WEEK[unit]
        return {team: _spelled(part.times(factor)) for team, part in efforts.items()}

    # --- what was edited later ---

    def _edited(self, name: str, start: Version) -> Iterator[EditedEstimate]:
        """The estimates of a feature that are no more what they were when work began."""
        trail = self.trails[name].versions
        after = [one for one in trail[: trail.index(start)][::-1] if one.status is not None]
        said = [(one.index, self._in_unit(one.efforts, one.unit) or {}) for one in (start, *after)]
        for team in sorted({team for _, efforts in said for team in efforts}):
            last = said[-1][1].get(team)
            if is_same(said[0][1].get(team), last):
                continue
            index = next(
                said[place][0] for place in range(len(said) - 1, 0, -1)
                if not is_same(said[place - 1][1].get(team), last)
            )  # fmt: skip
            commit = self.past.commits[index] if index < len(self.past.commits) else None
            yield EditedEstimate(name, team, said[0][1].get(team), last, commit)


def is_same(before: Estimate | None, after: Estimate | None) -> bool:
    """Whether two estimates say the same, whatever the unit in which they were written."""
    if before is None or after is None:
        return before is after
    ends = ((before.low, after.low), (before.likely, after.likely), (before.high, after.high))
    return all(isclose(old, new, rel_tol=1e-9) for old, new in ends)


def _spelled(estimate: Estimate) -> Estimate:
    """An estimate with the text that a file would have for it."""
    ends = dict.fromkeys(plain(end) for end in (estimate.low, estimate.likely, estimate.high))
    return replace(estimate, text="..".join(ends))


def gone_teams(start: StartEstimate, backlog: Backlog) -> tuple[str, ...]:
    """The teams of an estimate that pm.yaml does not name any more: nobody knows what they are called now."""
    return tuple(team for team in start.efforts if team not in backlog.workspace.teams and team != NO_TEAM)
