"""One feature over the commits of a backlog: score, rank, quarter, what was agreed, status and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pmcli.checks import check
from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.ranking import places, scored_by
from pmcli.review.changes import Change
from pmcli.review.changes.fields import feature_changes
from pmcli.review.changes.pairing import renames
from pmcli.review.unread import UnreadCommits
from pmcli.workspace import files
from pmcli.workspace.files import Commit, NoWorkspaceError, UnreadableError
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import feature_globs, without_garbage_collection
from pmcli.workspace.opening import OpenWorkspace

PLANNED = 300
"""Features times plans: so much work the quarters of a history may be."""


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """A feature as of one commit.

    `ranked` is how many features were ranked; `rank`, `score` and `adjusted` are None where it was not among
    them. `period` is None where it was not placed, or where nobody asked (`is_planned` is False). `changed`
    are its fields that say something else than in the commit before; `faulty` says that the backlog had
    errors, and the answer comes from the rest of it. `id` is what it was called. `agreed` is the period that
    plan.yaml promised for it then, `agreement` who agreed on the plan and why, None without a plan.yaml.
    """

    commit: Commit
    id: str
    status: str
    rank: int | None = None
    ranked: int = 0
    score: float | None = None
    adjusted: float | None = None
    period: Period | None = None
    is_planned: bool = False
    decision: Decision | None = None
    changed: tuple[Change, ...] = ()
    faulty: bool = False
    agreed: Period | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The points of a feature, the oldest first; `commits` is how many were gone through.

    `gone` is the first commit after the last point, where the feature is no longer there; `is_cut` says that
    the clone is shallow, so that what was before is not known. `unread` are commits that git cannot read:
    what they changed is told at the next one that it can.
    """

    id: str
    title: str
    points: tuple[HistoryPoint, ...]
    commits: int
    model: str
    gone: Commit | None = None
    is_cut: bool = False
    unread: UnreadCommits | None = None

    @property
    def promises(self) -> tuple[HistoryPoint, ...]:
        """The points at which plan.yaml promised another period for the feature, the oldest first."""
        before = (None, *(point.agreed for point in self.points))
        return tuple(point for was, point in zip(before, self.points, strict=False) if point.agreed != was)

    @property
    def turns(self) -> tuple[HistoryPoint, ...]:
        """The points at which something about the feature changed: the first, and those that differ."""
        turns: list[HistoryPoint] = []
        for point in self.points:
            if not turns or point.changed or _said(point) != _said(turns[-1]) or _went(turns, point):
                turns.append(point)
        return tuple(turns)


def _went(turns: Sequence[HistoryPoint], point: HistoryPoint) -> bool:
    """Whether a point stands in another quarter than the last turn that was planned."""
    planned = next((turn for turn in reversed(turns) if turn.is_planned), None)
    return point.is_planned and planned is not None and planned.period != point.period


def _said(point: HistoryPoint) -> tuple[object, ...]:
    return point.id, point.status, point.rank, point.score, point.decision, point.agreed


def history(
    opened: OpenWorkspace,
    feature: str,
    *,
    since: date | None = None,
    model: str | None = None,
    most: int = 20,
) -> History:
    """The history of a feature, along the first parent of the revision opened, or of HEAD.

    It is followed back through its renames. Quarters are planned for the last `most` turns at most, fewer in
    large backlogs: a plan takes as long as `pm roadmap`.

    Raises:
        PmError: there is no repository, no commit, or the feature was in none of them.
    """
    commits = files.commits(opened.root, until=opened.commit or "HEAD", since=since)
    walk = _Walk(opened, commits, model)
    with without_garbage_collection():  # all of it is kept, and there is much
        points = walk.back(commits, feature)
    unread = walk.unread_of(commits)
    if not points:
        if unread is not None:
            raise PmError(f'no commit that can be read has a feature "{feature}": {unread.told}', unread.hint)
        since_told = f" since {since}" if since is not None else ""
        hint = did_you_mean(feature, walk.names) or (
            "leave out --since, or give an earlier day" if since is not None else "pm list shows the ids"
        )
        raise PmError(f'no commit{since_told} has a feature "{feature}"', hint)
    history = History(
        feature, walk.title, tuple(reversed(points)), len(commits), walk.model_name, walk.gone,
        walk.snapshots.is_shallow, unread,
    )  # fmt: skip
    return walk.planned(history, most)


class _Walk:
    """The way back through the commits: what was read on it."""

    def __init__(self, opened: OpenWorkspace, commits: tuple[Commit, ...], model: str | None) -> None:
        self.opened, self.model = opened, model
        self.snapshots = files.Snapshots(opened.root, commits)
        self.names: set[str] = set()
        self.title, self.model_name = "", model or ""
        self.gone: Commit | None = None
        self.unread: dict[str, UnreadableError] = {}

    def back(self, commits: tuple[Commit, ...], feature: str) -> list[HistoryPoint]:
        """The points, the newest first."""
        points: list[HistoryPoint] = []
        later: Backlog | None = None
        for commit in commits:
            loaded = self._load(commit)
            if loaded is None:
                continue  # no workspace then
            backlog = loaded.backlog
            self.names.update(backlog.features)
            if feature not in backlog.features and later is not None and feature in later.features:
                before = {new: old for old, new in renames(backlog, later).items()}
                feature = before.get(feature, feature)
            if feature in backlog.features:
                point = _promised(self._point(commit, loaded, feature), loaded.backlog)
                if points:
                    newer = points[-1]
                    points[-1] = replace(newer, changed=_changed(backlog, feature, later, newer.id))
                points.append(point)
                self.title = self.title or backlog.features[feature].title
            elif not points:
                self.gone = commit
            later = backlog
        return points

    def unread_of(self, commits: tuple[Commit, ...]) -> UnreadCommits | None:
        """The commits that git could not read; None where it could read all."""
        return UnreadCommits.of(commits, self.unread)

    def _load(self, commit: Commit) -> Loaded | None:
        try:
            texts = self.snapshots.texts(commit.id, partial(feature_globs, known=self.opened.known))
        except NoWorkspaceError:
            return None
        except UnreadableError as fault:
            self.unread[commit.id] = fault
            return None
        return replace(self.opened, commit=commit.id, given=texts).unchecked

    def _point(self, commit: Commit, loaded: Loaded, feature: str) -> HistoryPoint:
        backlog, faulty = loaded.backlog, bool(loaded.errors)
        if faulty:
            try:
                backlog = Loaded(backlog, check(backlog, loaded.diagnostics, advice=False)).sound()[0]
            except PmError:
                return HistoryPoint(commit, feature, loaded.backlog.status(feature), faulty=True)
        record = loaded.backlog.features[feature]
        plain = HistoryPoint(
            commit, feature, loaded.backlog.status(feature), faulty=faulty,
            decision=record.decision(loaded.backlog.today),
        )  # fmt: skip
        try:
            order = places(backlog, self.model)
        except PmError:
            return replace(plain, faulty=True)
        self.model_name = self.model_name or scored_by(backlog, self.model).model.name
        row = next((place for place in order if place.id == feature), None)
        if row is None:
            return replace(plain, ranked=len(order))
        return replace(plain, rank=row.rank, ranked=len(order), score=row.score, adjusted=row.adjusted)

    def planned(self, history: History, most: int) -> History:
        """The history with the quarters of its last turns."""
        size = max((point.ranked for point in history.points), default=1)
        room = max(1, min(most, PLANNED // max(1, size)))
        first = [history.points[-1], *reversed(history.turns), *reversed(history.points)]
        wanted = set(list(dict.fromkeys(point.commit.id for point in first))[:room])
        points = tuple(
            self._planned(point) if point.commit.id in wanted else point for point in history.points
        )
        return replace(history, points=points)

    def _planned(self, point: HistoryPoint) -> HistoryPoint:
        """The point with its quarter, where a plan can be made."""
        from pmcli.planning.places import placed

        loaded = self._load(point.commit)
        if loaded is None or point.faulty or not loaded.backlog.workspace.teams:
            return point
        try:
            period = placed(loaded.backlog, self.model).get(point.id)
        except PmError:
            return point
        return replace(point, period=period, is_planned=True)


def _promised(point: HistoryPoint, backlog: Backlog) -> HistoryPoint:
    """The point with what plan.yaml said then."""
    agreement = backlog.agreement
    if agreement is None:
        return point
    return replace(point, agreed=agreement.places.get(point.id), agreement=replace(agreement, places={}))


def _changed(older: Backlog, before: str, later: Backlog | None, after: str) -> tuple[Change, ...]:
    """The fields that the later commit changed in the feature."""
    if later is None:
        return ()
    old: Feature | None = older.features.get(before)
    new: Feature | None = later.features.get(after)
    if old is None or new is None:
        return ()
    renamed = (Change(after, "id", before, after),) if before != after else ()
    return (*renamed, *feature_changes(old, new, later))
