"""Two revisions of a backlog, and what the later one does: for whoever reviews a change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pmcli import files
from pmcli.api import Loaded, load
from pmcli.backlog import WORKSPACE_FILE
from pmcli.changes import Difference, compare
from pmcli.checks import check
from pmcli.diagnostic import Diagnostic, PmError
from pmcli.loading import load as load_texts

_PLACE = re.compile(r":\d+")


@dataclass(frozen=True, slots=True)
class Revisions:
    """A backlog before and after; the ids are full ones, None for the working files.

    `is_new` says that there was no workspace before: what stands for it has no features.
    """

    before: Loaded
    after: Loaded
    ids: tuple[str | None, str | None]
    is_new: bool = False


def revisions(
    folder: str | Path = ".",
    before: str | None = None,
    after: str | None = None,
    *,
    forked: bool = False,
    today: date | None = None,
    clock: date | None = None,
) -> Revisions:
    """Both backlogs, with all that is wrong with them.

    `before` and `after` name git revisions. Where `before` is None it is the commit at which the main branch
    and HEAD (or `after`) part; where `after` is None the files as they are. `forked` means the commit at
    which `before` and `after` part, in the place of `before`.

    Raises:
        PmError: there is no workspace, no repository, no such revision, no main branch.
    """
    root = files.find_workspace(Path(folder))
    if not files.is_repository(root):
        raise PmError("the workspace is in no git repository", "git init, and commit it")
    tip = None if after is None else files.resolve_revision(root, after)
    if before is None:
        base = _base(root, tip)
    else:
        base = files.resolve_revision(root, before)
        if forked:
            base = files.merge_base(root, base, tip or files.resolve_revision(root, "HEAD"))
    clock = clock or date.today()
    there = load(folder, revision=tip, today=today, clock=clock, advice=True)
    if files.exists_at(root, base, (WORKSPACE_FILE,)):
        return Revisions(
            load(folder, revision=base, today=today, clock=clock, advice=True), there, (base, tip)
        )
    return Revisions(_nothing(root, tip, clock, today), there, (base, tip), is_new=True)


def _base(root: Path, tip: str | None) -> str:
    main = files.main_branch(root)
    if main is None:
        raise PmError("there is no main branch to compare with", "name a revision: pm diff HEAD~1")
    return files.merge_base(root, main, tip or "HEAD")


def _nothing(root: Path, tip: str | None, clock: date, today: date | None) -> Loaded:
    """The workspace as it is now, without a feature."""
    text = files.read_workspace_file(root) if tip is None else files.read_workspace_file_at(root, tip)
    backlog, _ = load_texts({WORKSPACE_FILE: text}, clock=clock, today=today)
    return Loaded(backlog, check(backlog, advice=False))


def review(
    found: Revisions, model: str | None = None, *, planning: bool = True,
    progress: Callable[[float], bool] | None = None,
) -> Difference:  # fmt: skip
    """What the later revision does: from what is sound in both, where one has errors."""
    backlogs, notes = [], []
    for loaded, when in ((found.before, "before"), (found.after, "after")):
        backlog, left_out = loaded.sound() if loaded.errors else (loaded.backlog, ())
        backlogs.append(backlog)
        if left_out:
            some = ", ".join(one.id for one in left_out[:5]) + (", …" if len(left_out) > 5 else "")
            notes.append(f"the backlog {when} has errors; left out of it: {some}")
    if found.is_new:
        notes.append("there was no pm.yaml before: everything is new")
    difference = compare(backlogs[0], backlogs[1], model, planning=planning, progress=progress)
    names = {one.before: one.after for one in difference.renamed}
    old, new = found.before.diagnostics, found.after.diagnostics
    return replace(
        difference,
        notes=(*notes, *difference.notes),
        revisions=found.ids,
        new=_beyond(new, old, {}, names),
        fixed=_beyond(old, new, names, {}),
    )


def _beyond(
    some: tuple[Diagnostic, ...], others: tuple[Diagnostic, ...],
    names: Mapping[str, str], others_names: Mapping[str, str],
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """The findings that the others do not have; where they stand does not count, how often does."""
    left = Counter(_key(one, others_names) for one in others)
    found = []
    for one in some:
        key = _key(one, names)
        if left[key]:
            left[key] -= 1
        else:
            found.append(one)
    return tuple(found)


def _key(one: Diagnostic, names: Mapping[str, str]) -> tuple[str, str, str]:
    about = one.location.path if one.feature is None else names.get(one.feature, one.feature)
    return one.code, about, _PLACE.sub("", one.message)
