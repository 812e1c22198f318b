"""The agreed plan over the commits of a backlog: how many promises moved in each, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.model.special_files import PLAN_FILE
from pmcli.planning import PeriodMove
from pmcli.review.changes.agreement import written
from pmcli.review.changes.pairing import renames
from pmcli.review.unread import UnreadCommits
from pmcli.workspace import files
from pmcli.workspace.files import Commit, NoWorkspaceError, UnreadableError
from pmcli.workspace.loading import feature_globs, without_garbage_collection
from pmcli.workspace.opening import OpenWorkspace


@dataclass(frozen=True, slots=True)
class AgreedPoint:
    """A commit that changed plan.yaml: who agreed and why, None where it took plan.yaml away.

    `promised` is how many features it names, `moves` what it says otherwise than before, by id; what is
    shipped stays named as what was promised.
    """

    commit: Commit
    agreement: Agreement | None
    promised: int
    moves: tuple[PeriodMove, ...]

    @property
    def moved(self) -> int:
        """How many features were promised before, and are promised for another period now."""
        return sum(move.before is not None and move.after is not None for move in self.moves)

    @property
    def later(self) -> int:
        """How many of them slipped."""
        return sum(_is_later(move.before, move.after) for move in self.moves)

    @property
    def added(self) -> int:
        """How many are promised now and were not."""
        return sum(move.before is None for move in self.moves)

    @property
    def withdrawn(self) -> int:
        """How many are no longer promised."""
        return sum(move.after is None for move in self.moves)


@dataclass(frozen=True, slots=True)
class AgreedHistory:
    """The commits that changed plan.yaml, the oldest first; `commits` is how many were gone through."""

    points: tuple[AgreedPoint, ...]
    commits: int
    is_cut: bool = False
    unread: UnreadCommits | None = None


def promises(opened: OpenWorkspace, *, since: date | None = None) -> AgreedHistory:
    """What was agreed along the first parent of the revision opened, or of HEAD; renames are followed.

    Raises:
        PmError: there is no repository, no commit, or no plan.yaml in any of them.
    """
    commits = files.commits(opened.root, until=opened.commit or "HEAD", since=since)
    faults: dict[str, UnreadableError] = {}
    snapshots = files.Snapshots(opened.root, commits[::-1])
    with without_garbage_collection():  # all of it is kept, and there is much
        points = tuple(_points(opened, snapshots, commits[::-1], faults))
    unread = UnreadCommits.of(commits, faults)
    if not points and unread is not None:
        raise PmError(f"no commit that can be read has a {PLAN_FILE}: {unread.told}", unread.hint)
    if not points:
        raise PmError(
            f"no commit{f' since {since}' if since is not None else ''} has a {PLAN_FILE}",
            "pm history ID tells the history of a feature; pm accept keeps a plan",
        )
    return AgreedHistory(points, len(commits), snapshots.is_shallow, unread)


def _points(
    opened: OpenWorkspace,
    snapshots: files.Snapshots,
    commits: tuple[Commit, ...],
    faults: dict[str, UnreadableError],
) -> Iterator[AgreedPoint]:
    """The commits that changed plan.yaml; those that git cannot read are told in `faults`."""
    before: Backlog | None = None
    text: bytes | None = None
    for commit in commits:
        try:
            texts = snapshots.texts(commit.id, partial(feature_globs, known=opened.known))
        except NoWorkspaceError:
            continue
        except UnreadableError as fault:
            faults[commit.id] = fault
            continue
        if texts.texts.get(PLAN_FILE) == text:
            continue
        text = texts.texts.get(PLAN_FILE)
        after = replace(opened, commit=commit.id, given=texts).unchecked.backlog
        yield _point(commit, before, after)
        before = after


def _point(commit: Commit, before: Backlog | None, after: Backlog) -> AgreedPoint:
    nothing = Agreement()
    old = replace(before or after, agreement=(before and before.agreement) or nothing)
    new = replace(after, agreement=after.agreement or nothing)
    said = written(old, new, renames(old, new))
    agreement = after.agreement and replace(after.agreement, places={})
    promised = len(after.agreement.places) if after.agreement is not None else 0
    return AgreedPoint(commit, agreement, promised, said.moves if said is not None else ())


def _is_later(before: Period | None, after: Period | None) -> bool:
    if before is None or after is None or before.step != after.step:
        return False
    return after.index > before.index
