"""Two revisions of a backlog and the difference between them."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from pmcli.checks import check
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.words import words
from pmcli.review.changes import Difference, Whole, compare
from pmcli.review.changes.agreement import Side
from pmcli.review.findings import Findings
from pmcli.workspace import files
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import load as load_texts
from pmcli.workspace.opening import OpenWorkspace

NAMED = 5
"""Features left out that are named, at most."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """A backlog before and after; the ids are full ones, None for the working files.

    `whole` says that there was no workspace before, or is none after: what stands for it has no features.
    `older` is the side whose plan counts as agreed where there is no plan.yaml: the ancestor, else the
    smaller id. `moved` has the folders in which the workspace lay before and lies after, where they differ.
    """

    before: Loaded
    after: Loaded
    ids: tuple[str | None, str | None]
    whole: Whole | None = None
    older: Side = "before"
    moved: tuple[str, str] | None = None


def revision_of(opened: OpenWorkspace, name: str) -> str:
    """A revision as it is; for a day the last commit up to its end.

    Raises:
        PmError: it is no day of the calendar, or no commit is as old.
    """
    try:
        day = date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else None
    except ValueError:
        raise PmError(f'"{name}" is no day of the calendar') from None
    if day is None:
        return name
    known = files.commits(opened.root, until=opened.commit or "HEAD")
    for commit in known:
        if commit.committed <= day:
            return commit.id
    oldest = f"the oldest is of {known[-1].committed}" if known else "nothing is committed yet"
    if known and files.is_shallow(opened.root):
        oldest += ", for this clone is shallow: git fetch --unshallow"
    raise PmError(f"no commit is as old as {name}", oldest)


def revisions(after: OpenWorkspace, before: str | None = None, *, forked: bool = False) -> Revisions:
    """Both backlogs, with all that is wrong with them.

    `before` names a git revision. Where it is None it is the commit at which the main branch and `after` (or
    HEAD, where that is the files) part. `forked` means the commit at which `before` and `after` part, in the
    place of `before`.

    Raises:
        PmError: there is no repository, no such revision, no main branch, no workspace on either side.
    """
    root, tip = after.root, after.commit
    base = _resolved(root, before, tip, forked=forked)
    earlier = replace(after.at_commit(base), advice=True, selection=None)
    if earlier.home is not None and after.home is None:
        return Revisions(earlier.loaded, _nothing(earlier), (base, tip), whole="gone")
    if tip is None and earlier.home is not None and earlier.texts.keys() - after.texts.keys():
        after = after.without_skipped()
    there = after.asked(advice=True).loaded
    if earlier.home is None:
        return Revisions(_nothing(after), there, (base, tip), whole="new", older="after")
    moved = (earlier.home, str(after.home)) if earlier.home != after.home else None
    return Revisions(earlier.loaded, there, (base, tip), older=_older(root, base, tip), moved=moved)


def former_workspace(
    folder: Path, before: str | None, after: str | None, *, forked: bool, today: date | None
) -> OpenWorkspace | None:
    """The workspace at `after` in or above a folder that has none now; None where it had none before either.

    The folder itself may be gone.

    Raises:
        PmError: there is no such revision, or no main branch; or the workspace is not gone, but out of sight.
    """
    try:
        tip = None if after is None else files.resolve_revision(folder, after)
        base = _resolved(folder, before, tip, forked=forked)
    except (files.NoGitError, files.NoRepositoryError):
        return None
    for root in (folder.resolve(), *folder.resolve().parents):
        place = files.prefix(root)
        if tip is not None and files.exists_at(root, tip, place, WORKSPACE_FILE):
            return OpenWorkspace(root, tip, date.today(), today, advice=True)
        if files.exists_at(root, base, place, WORKSPACE_FILE):
            _refuse_left_out(root, tip)
            _refuse_moved(root, base, tip)
            return OpenWorkspace(root, tip, date.today(), today, advice=True)
        if (root / ".git").exists():
            break
    return None


def _refuse_left_out(root: Path, tip: str | None) -> None:
    """Ends the run where a workspace is not gone, but a sparse checkout leaves it out of the files.

    Raises:
        PmError: that is so, or git cannot say.
    """
    if tip is None and files.is_sparse(root) and WORKSPACE_FILE in files.skipped(root):
        raise PmError(
            f"the sparse checkout leaves {files.path_in_repository(root)}{WORKSPACE_FILE} out: "
            "it is there, and cannot be compared",
            f"git sparse-checkout add {shlex.quote(files.path_in_repository(root).rstrip('/') or '/')}",
        )


def _refuse_moved(root: Path, base: str, tip: str | None) -> None:
    """Ends the run where a workspace is not gone, but lies in another folder now.

    Raises:
        PmError: that is so.
    """
    folder = files.moved_to(root, base, tip)
    if folder is not None:
        where = shlex.quote(folder.rstrip("/") or ".")
        raise PmError(
            f'the workspace was moved from this folder to "{folder or "."}" of the repository',
            f"pm -C {where} diff, from the top of the repository",
        )


def _resolved(root: Path, before: str | None, tip: str | None, *, forked: bool) -> str:
    """The commit to compare with."""
    if before is None:
        return _base(root, tip)
    base = files.resolve_revision(root, before)
    return files.merge_base(root, base, tip or files.resolve_revision(root, "HEAD")) if forked else base


def _older(root: Path, before: str, after: str | None) -> Side:
    """The side that was there first; the working files are the newest."""
    if after is None or files.is_ancestor(root, before, after):
        return "before"
    return "after" if after < before or files.is_ancestor(root, after, before) else "before"


def _base(root: Path, tip: str | None) -> str:
    main = files.main_branch(root)
    if main is None and not files.has_commits(root):
        raise PmError("there is no commit to compare with", "git add and git commit the workspace first")
    if main is None:
        raise PmError("there is no main branch to compare with", "name a revision: pm diff HEAD~1")
    return files.merge_base(root, main, tip or "HEAD")


def _nothing(opened: OpenWorkspace) -> Loaded:
    """A workspace without a feature."""
    texts = {WORKSPACE_FILE: opened.texts[WORKSPACE_FILE]}
    backlog, _ = load_texts(texts, clock=opened.clock, today=opened.today, known=opened.known)
    return Loaded(backlog, check(backlog, advice=False))


def review(
    pair: Revisions, model: str | None = None, *, planning: bool = True,
    progress: Callable[[float], bool] | None = None,
) -> Difference:  # fmt: skip
    """The difference of the two, from what is sound in both where one has errors.

    What has to be left out of one is left out of the other: a feature that cannot be read was not removed.
    """
    backlogs, notes, hidden = sound(pair)
    difference = compare(
        backlogs[0], backlogs[1], model, planning=planning, older=pair.older, progress=progress
    )
    names = {rename.before: rename.after for rename in difference.renamed}
    findings = Findings(pair.before.diagnostics, pair.after.diagnostics, names)
    return replace(
        difference,
        hidden=hidden,
        notes=(*_moved(pair), *notes, *difference.notes),
        revisions=pair.ids,
        whole=pair.whole,
        silenced=_silenced(pair),
        new=findings.new,
        fixed=findings.fixed,
    )


def _moved(pair: Revisions) -> tuple[str, ...]:
    """That the workspace lay in another folder before."""
    if pair.moved is None:
        return ()
    before, after = (f'"{folder}"' if folder else "the top of the repository" for folder in pair.moved)
    return (f"the workspace was moved from {before} to {after}; features are compared all the same",)


def sound(pair: Revisions) -> tuple[list[Backlog], list[str], tuple[str, ...]]:
    """Both backlogs without what is faulty in either, notes on that, and the ids faulty only now."""
    backlogs, faulty = [], []
    for loaded, other in ((pair.before, pair.after), (pair.after, pair.before)):
        backlog, left_out = loaded.sound() if loaded.errors else (loaded.backlog, ())
        backlogs.append(backlog)
        faulty.append(
            _unreadable(loaded, other.backlog) | {feature.id: words(feature.reason) for feature in left_out}
        )
    notes = []
    for ids, when in zip(faulty, ("before", "after"), strict=True):
        if ids:
            named = [f"{name} ({reason})" for name, reason in [*ids.items()][:NAMED]]
            more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
            notes.append(f"not compared, for errors {when}: {', '.join(named)}{more}")
    both = {**faulty[0], **faulty[1]}
    return (
        [backlog.without(both) for backlog in backlogs],
        notes,
        tuple(sorted(set(faulty[1]) - set(faulty[0]))),
    )


def _unreadable(loaded: Loaded, other: Backlog) -> dict[str, str]:
    """The features that the other revision has in files which cannot be read here, with the reason."""
    broken = {error.location.path: error.message for error in loaded.errors if error.is_unreadable}
    return {
        name: f"{origin.path}: {broken[path]}" for name, origin in other.origins.items()
        for path in (origin.path, *map(str, PurePosixPath(origin.path).parents))
        if path in broken and name not in loaded.backlog.features
    }  # fmt: skip


def _silenced(pair: Revisions) -> tuple[str, ...]:
    """The comments that silence rules now and did not before, in words."""
    old, new = (
        Counter(
            (suppression.location.path, suppression.codes, suppression.because)
            for suppression in loaded.backlog.places.suppressions()
        )
        for loaded in (pair.before, pair.after)
    )
    return tuple(
        f"{path}: {', '.join(codes)} silenced{f', because {because}' if because else ''}"
        for path, codes, because in sorted((new - old).elements(), key=str)
    )
