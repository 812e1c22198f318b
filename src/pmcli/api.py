"""The public functions: what the command line uses, and anybody may."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pmcli import files
from pmcli.backlog import WORKSPACE_FILE, Backlog
from pmcli.checks import ADVICE, Selection, check
from pmcli.diagnostic import Diagnostic, PmError, drawn
from pmcli.graph import adjacency, came_from
from pmcli.loading import feature_globs
from pmcli.loading import load as load_texts
from pmcli.ranking import LeftOut
from pmcli.structure import Structure


@dataclass(frozen=True, slots=True)
class Loaded:
    """A backlog as it stands in files, and everything that is wrong with it."""

    backlog: Backlog
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What would make an answer untrue; not those errors that leave a ranking true."""
        return tuple(one for one in self.diagnostics if one.severity == "error" and one.code not in ADVICE)

    def usable(self) -> Backlog:
        """All of the backlog; its sound part where something is wrong.

        Raises:
            PmError: pm.yaml itself cannot be read.
        """
        return self.sound()[0] if self.errors else self.backlog

    def sound(self) -> tuple[Backlog, tuple[LeftOut, ...]]:
        """The part of the backlog that is sound, and what had to be left out of it.

        A feature with an error is left out, and so is what hard-depends on it: its place would be untrue.

        Raises:
            PmError: pm.yaml itself cannot be read, so that nothing can be answered.
        """
        if any(one.location.path == WORKSPACE_FILE and one.code < "PM1" for one in self.errors):
            raise PmError("pm.yaml cannot be read", "pm check shows where", exit_code=1)
        reasons = self._faulty()
        structure = Structure.of(self.backlog)
        for cycle in structure.cycles():
            for feature in cycle:
                reasons.setdefault(feature, f"waits for itself: {drawn(cycle)}")
        _spread(self.backlog, reasons)
        left = tuple(LeftOut(feature, reason) for feature, reason in sorted(reasons.items()))
        return self.backlog.without(reasons), left

    def _faulty(self) -> dict[str, str]:
        reasons: dict[str, str] = {}
        for one in self.errors:
            if one.feature is not None:
                reasons.setdefault(one.feature, one.message)
        for feature, reason in self.backlog.broken.items():
            reasons.setdefault(feature, reason)
        return reasons


def _spread(backlog: Backlog, reasons: dict[str, str]) -> None:
    """Leave out what waits for something left out."""
    spreading = sorted(name for name in reasons if name not in backlog.features or backlog.is_open(name))
    waiting = adjacency(
        (need, feature.id)
        for feature in backlog.features.values()
        if feature.id not in reasons
        for need in feature.prerequisites()
    )
    for name, gone in came_from(spreading, waiting).items():
        reasons[name] = f'waits for "{gone}", which is left out'


def load(
    folder: str | Path = ".",
    *,
    revision: str | None = None,
    today: date | None = None,
    clock: date | None = None,
    advice: bool = False,
    selection: Selection | None = None,
    replaced: Mapping[str, bytes] | None = None,
) -> Loaded:
    """The backlog of the workspace in or above `folder`, with all that is wrong with it.

    `revision` reads a git revision instead of the files, without touching the work tree. `today` stands for
    the first day planned. `clock` is the day it is, which counts only where pm.yaml names no start. With
    `advice` the diagnostics tell too what leaves a ranking true; `selection` says which of them. `replaced`
    are texts that stand for those of files, by path in the workspace.

    Raises:
        PmError: there is no workspace, or no such revision.
    """
    root = files.find_workspace(Path(folder))
    if revision is None:
        found = files.read(root, feature_globs(files.read_workspace_file(root)))
    else:
        commit = files.resolve_revision(root, revision)
        found = files.read_at(root, commit, feature_globs(files.read_workspace_file_at(root, commit)))
    texts = {**found.texts, **(replaced or {})}
    backlog, told = load_texts(texts, clock=clock or date.today(), today=today, faults=found.faults)
    if revision is None:
        backlog = dataclasses.replace(backlog, exists=partial(files.exists, root))
    else:
        backlog = dataclasses.replace(
            backlog, exists=lambda path: bool(files.exists_at(root, commit, (path,)))
        )
    return Loaded(backlog, check(backlog, told, advice=advice, selection=selection))


def reads(folder: str | Path, path: str, *, revision: str | None = None, new: bool = False) -> bool:
    """Whether a path in the workspace is a file that is read, or a folder with one.

    With `new` also where no such file is there yet.

    Raises:
        PmError: there is no workspace, or no such revision.
    """
    root = files.find_workspace(Path(folder))
    if revision is None:
        globs = feature_globs(files.read_workspace_file(root))
        found = files.read(root, globs)
    else:
        commit = files.resolve_revision(root, revision)
        globs = feature_globs(files.read_workspace_file_at(root, commit))
        found = files.read_at(root, commit, globs)
    known = {*found.texts, *(one.location.path for one in found.faults)}
    there = any(one == path or one.startswith(f"{path}/") for one in known)
    return there or (new and files.would_read(globs, path))


def place_in_repository(folder: str | Path) -> str:
    """The way from the top of the git repository to the workspace, such as "roadmap/"; "" at the top."""
    return files.prefix(files.find_workspace(Path(folder))) or ""
