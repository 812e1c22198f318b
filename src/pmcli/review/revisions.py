"""Two revisions of a backlog and the difference between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pmcli.checks import check
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.words import words
from pmcli.review.changes import Difference, compare
from pmcli.review.changes.agreement import Side
from pmcli.workspace import files
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import load as load_texts
from pmcli.workspace.opening import OpenWorkspace

NAMED = 5
"""Features left out that are named, at most."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """A backlog before and after; the ids are full ones, None for the working files.

    `is_new` says that there was no workspace before: what stands for it has no features. `older` is the side
    whose plan counts as agreed where there is no plan.yaml: the ancestor, else the smaller id.
    """

    before: Loaded
    after: Loaded
    ids: tuple[str | None, str | None]
    is_new: bool = False
    older: Side = "before"


def revisions(after: OpenWorkspace, before: str | None = None, *, forked: bool = False) -> Revisions:
    """Both backlogs, with all that is wrong with them.

    `before` names a git revision. Where it is None it is the commit at which the main branch and `after` (or
    HEAD, where that is the files) part. `forked` means the commit at which `before` and `after` part, in the
    place of `before`.

    Raises:
        PmError: there is no repository, no such revision, no main branch.
    """
    root, tip = after.root, after.commit
    if not files.is_repository(root):
        raise PmError("the workspace is in no git repository", "git init, and commit it")
    if before is None:
        base = _base(root, tip)
    else:
        base = files.resolve_revision(root, before)
        if forked:
            base = files.merge_base(root, base, tip or files.resolve_revision(root, "HEAD"))
    there = after.asked(advice=True).loaded
    if files.exists_at(root, base, (WORKSPACE_FILE,)):
        older = _older(root, base, tip)
        return Revisions(after.at(base).asked(advice=True).loaded, there, (base, tip), older=older)
    return Revisions(_nothing(after), there, (base, tip), is_new=True, older="after")


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
    backlogs, notes, hidden = _sound(pair)
    if pair.is_new:
        notes.append("there was no pm.yaml before: everything is new")
    difference = compare(
        backlogs[0], backlogs[1], model, planning=planning, older=pair.older, progress=progress
    )
    names = {rename.before: rename.after for rename in difference.renamed}
    old, new = pair.before.diagnostics, pair.after.diagnostics
    return replace(
        difference,
        hidden=hidden,
        notes=(*notes, *difference.notes),
        revisions=pair.ids,
        silenced=_silenced(pair),
        new=_beyond(new, old, {}, names),
        fixed=_beyond(old, new, names, {}),
    )


def _sound(pair: Revisions) -> tuple[list[Backlog], list[str], tuple[str, ...]]:
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
        name: f"{origin.path}: {broken[origin.path]}" for name, origin in other.origins.items()
        if origin.path in broken and name not in loaded.backlog.features
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


def _beyond(
    findings: tuple[Diagnostic, ...], others: tuple[Diagnostic, ...],
    names: Mapping[str, str], others_names: Mapping[str, str],
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """The findings that the others do not have; where they stand does not count, how often does."""
    rest = Counter(_key(other, others_names) for other in others)
    beyond = []
    for finding in findings:
        key = _key(finding, names)
        if rest[key]:
            rest[key] -= 1
        else:
            beyond.append(finding)
    return tuple(beyond)


def _key(diagnostic: Diagnostic, names: Mapping[str, str]) -> tuple[str, str, str]:
    code, feature, gist = diagnostic.identity
    return code, names.get(feature, feature) or diagnostic.location.path, gist
