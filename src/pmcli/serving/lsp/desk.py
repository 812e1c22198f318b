"""The texts that editors hold open, and the workspaces with these in the place of their files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.planning import Roadmap, plan
from pmcli.ranking import Ranking, rank
from pmcli.workspace import files
from pmcli.workspace.known import Known
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import feature_globs
from pmcli.workspace.opening import OpenWorkspace, open_workspace

Stale = Callable[[], bool]
"""Whether nobody waits for an answer any more."""


@dataclass(frozen=True)
class Standing:
    """A workspace as it stands in the editor, and what follows from it, worked out when first asked for.

    `held` are the paths in it of the texts that an editor holds. `before` is the last one whose pm.yaml could
    be read: its names count while somebody types in pm.yaml.
    """

    opened: OpenWorkspace
    held: frozenset[str]
    before: Standing | None = None

    @property
    def root(self) -> Path:
        """The folder of the workspace."""
        return self.opened.root

    @property
    def is_read(self) -> bool:
        """Whether somebody has asked for the backlog."""
        return "unchecked" in vars(self.opened)

    @property
    def texts(self) -> Mapping[str, bytes]:
        """The bytes of all that is read, by path in the workspace."""
        return self.opened.texts

    @property
    def loaded(self) -> Loaded:
        """The backlog, with all that is wrong with it."""
        return self.opened.loaded

    @property
    def backlog(self) -> Backlog:
        """The backlog as far as it can be read."""
        return self.opened.unchecked.backlog

    @property
    def is_sound(self) -> bool:
        """Whether pm.yaml can be read as YAML, so that all names are known."""
        return not self.backlog.unread

    @property
    def names(self) -> Backlog:
        """The backlog whose names are offered: the one before where pm.yaml cannot be read now."""
        return self.backlog if self.is_sound or self.before is None else self.before.backlog

    def source(self, path: str) -> str:
        """The text of a file; bytes that are not UTF-8 are marked. "" where there is none."""
        return self.texts.get(path, b"").decode("utf-8-sig", "replace")

    @cached_property
    def ranking(self) -> Ranking | None:
        """The ranking of the sound part; None where there is none, for pm.yaml cannot be read."""
        try:
            backlog, left_out = self.loaded.sound()
            return rank(backlog, left_out=left_out)
        except PmError:
            return None

    def roadmap(self, is_stale: Stale = lambda: False) -> Roadmap | None:
        """The plan of the sound part; None where there is none, or the question `is_stale` meanwhile."""
        if "made" not in self._plans:
            try:
                backlog, left_out = self.loaded.sound()
                made = plan(
                    backlog, left_out=left_out, propose=False, progress=lambda _: not is_stale()
                ) if backlog.workspace.teams else None  # fmt: skip
            except PmError:
                made = None
            if made is not None and (made.stopped is not None or is_stale()):
                return None
            self._plans["made"] = made
        return self._plans["made"]

    @cached_property
    def _plans(self) -> dict[str, Roadmap | None]:
        return {}


class Desk:
    """The texts that editors hold, by the path of the file, and the workspaces that they are of.

    `buffers` is never changed, only replaced: whoever has it has a state. What is worked out is asked for by
    one thread alone.
    """

    def __init__(self, today: date | None = None, clock: Callable[[], date] = date.today) -> None:
        self.buffers: Mapping[str, bytes] = {}
        self._today, self._clock = today, clock
        self._standing: dict[Path, Standing] = {}

    def put(self, path: str, text: str) -> None:
        """An editor holds this text."""
        self.buffers = {**self.buffers, path: text.encode("utf-8", "surrogatepass")}

    def drop(self, path: str) -> None:
        """An editor holds a text no longer: the file counts again."""
        self.buffers = {other: text for other, text in self.buffers.items() if other != path}

    def standing(self, root: Path) -> Standing:
        """A workspace as it is now: the same object as before where nothing has changed since.

        Raises:
            UnreadableWorkspaceError: of its files nothing can be told.
            PmError: it is no workspace any more.
        """
        known = self._standing.get(root)
        opened = self._opened(root, known)
        held = frozenset(_inside(root, self.buffers)) & opened.texts.keys()
        if known is not None and _is_same(known.opened, opened) and known.held == held:
            return known
        if known is not None and known.is_read:  # somebody may type all day: what was typed before is let go
            opened = replace(opened, known=opened.known.renewed())
        before = known.before if known is not None else None
        if known is not None and known.is_read and known.is_sound:
            before = replace(known, before=None)
        self._standing[root] = Standing(opened, held, before)
        return self._standing[root]

    def forget(self, root: Path) -> None:
        """Nothing is known of a workspace any more."""
        self._standing.pop(root, None)

    def _opened(self, root: Path, known: Standing | None) -> OpenWorkspace:
        """The workspace as its files are now, with the texts of editors in their place."""
        base = open_workspace(root, today=self._today, clock=self._clock(), advice=True)
        if base.root != root:
            raise PmError(f"no {WORKSPACE_FILE} in {root}")
        base = replace(base, known=known.opened.known if known is not None else Known())
        held = _inside(root, self.buffers)
        settings = held.get(WORKSPACE_FILE)
        globs = base.globs if settings is None else feature_globs(settings, base.known)
        read = files.Texts(dict(base.texts), base.faults)
        if globs != base.globs:  # the editor's pm.yaml names other files
            read = files.read(root, globs, settings)
        mine = {path: text for path, text in held.items() if files.would_read(globs, path)}
        faults = tuple(fault for fault in read.faults if fault.location.path not in mine)
        return replace(base, given=files.Texts({**read.texts, **mine}, faults))


def _inside(root: Path, buffers: Mapping[str, bytes]) -> dict[str, bytes]:
    """The texts below a folder, by path in it."""
    beginning = os.path.join(root, "")
    return {
        path.removeprefix(beginning).replace(os.sep, "/"): text
        for path, text in buffers.items()
        if path.startswith(beginning)
    }


def _is_same(before: OpenWorkspace, now: OpenWorkspace) -> bool:
    same: tuple[Diagnostic, ...] = before.faults
    return before.texts == now.texts and same == now.faults and before.clock == now.clock


def workspace_of(path: str) -> Path | None:
    """The folder of the workspace that a file belongs to, the nearest with a pm.yaml; None in none."""
    for folder in Path(path).parents:
        if os.path.lexists(folder / WORKSPACE_FILE):
            return folder
    return None


def path_in(root: Path, path: str) -> str | None:
    """A file as its path in a workspace; None outside of it."""
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return None
