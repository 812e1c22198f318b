"""An open workspace: the texts of a folder, or of a revision of it, and the backlog that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

from pmcli.checks import Selection, check
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic, PmError, UnreadableWorkspaceError
from pmcli.workspace import files
from pmcli.workspace.known import Known
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import feature_globs
from pmcli.workspace.loading import load as load_texts
from pmcli.workspace.stored import Stored
from pmcli.yaml.read import Value

_ALL = "git sparse-checkout disable brings all files; git sparse-checkout add, some"


@dataclass(frozen=True)
class OpenWorkspace:
    """A workspace whose texts are read when they are first asked for, each of them once.

    Not to be taken for `Workspace`, the record of its pm.yaml. `commit` is the full id of a revision, None
    where the files count. `clock` is the day it is, `today` stands for the first day planned. Without
    `advice` only those rules are asked that can make a ranking untrue; `selection` says which. `given` are
    texts in the place of those of the files: those of a `scenario` where it is named, with the `factors` on
    the values of features, which no file can say. `known` is what was read of the same bytes before: all that
    come from one opening share it. `unwritten` are texts that no file has yet: the first writing makes them.
    """

    root: Path
    commit: str | None
    clock: date
    today: date | None = None
    selection: Selection | None = None
    advice: bool = False
    given: files.Texts | None = None
    scenario: str | None = None
    factors: Mapping[str, float] = field(default_factory=dict)
    known: Known = field(default_factory=Known, repr=False, compare=False)
    unwritten: Mapping[str, bytes] = field(default_factory=dict)

    # --- texts ---

    @property
    def texts(self) -> Mapping[str, bytes]:
        """The bytes of pm.yaml and of every feature file, by path.

        Raises:
            PmError: there is no pm.yaml that can be read.
        """
        return self._read.texts

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """The files that cannot be opened, each with the reason."""
        return self._read.faults

    @cached_property
    def globs(self) -> tuple[str, ...]:
        """The globs of feature files, as pm.yaml names them."""
        return feature_globs(self.texts[WORKSPACE_FILE], self.known)

    def has(self, path: str, *, new: bool = False) -> bool:
        """Whether a path is a file that is read, or a folder with one; with `new` also one to come."""
        paths = {*self.texts, *(fault.location.path for fault in self.faults)}
        is_there = any(other == path or other.startswith(f"{path}/") for other in paths)
        return is_there or (new and files.would_read(self.globs, path))

    @cached_property
    def _read(self) -> files.Texts:
        if self.given is not None:
            return self.given
        if self.commit is None:
            with files.reading(self.root):
                read = files.read(self.root, self._globs_of_files, self._settings)
            return self._told_skipped(read)
        return files.read_at(self.root, self.commit, partial(feature_globs, known=self.known))

    @cached_property
    def _settings(self) -> bytes:
        """The bytes of pm.yaml as the file is now, whatever the revision."""
        return files.read_workspace_file(self.root)

    @property
    def _globs_of_files(self) -> tuple[str, ...]:
        return feature_globs(self._settings, self.known)

    # --- the backlog ---

    @cached_property
    def loaded(self) -> Loaded:
        """The backlog, with all that is wrong with it."""
        backlog, faults = self.unchecked.backlog, self.unchecked.diagnostics
        return Loaded(backlog, check(backlog, faults, advice=self.advice, selection=self.selection))

    @cached_property
    def unchecked(self) -> Loaded:
        """The backlog, with what reading it found wrong: no rule is asked."""
        backlog, faults = load_texts(
            self.texts, clock=self.clock, today=self.today, faults=self.faults, known=self.known
        )
        if self.commit is None:
            if self.given is None:
                self.known.save(self.texts)
            exists = partial(files.exists, self.root)
            backlog = replace(backlog, head=partial(files.head, self.root))
        else:
            exists = partial(files.exists_at, self.root, self.commit, self._read.home)
        backlog = replace(backlog, exists=exists, store=Stored(self.root))
        return Loaded(self._in_scenario(backlog), faults)

    def _in_scenario(self, backlog: Backlog) -> Backlog:
        """The backlog with what no file can say of the scenario; its product is called after it."""
        if self.scenario is None:
            return backlog
        product = f"{backlog.workspace.product}, scenario {self.scenario}"
        workspace = backlog.workspace.model_copy(update={"product": product})
        return replace(backlog, workspace=workspace, scenario=self.scenario, factors=self.factors)

    @cached_property
    def home(self) -> str | None:
        """The folder of the workspace at its revision, from the top of the repository; None for none.

        It may have been moved since. Also None where the files count, and they are gone.

        Raises:
            PmError: git cannot say.
        """
        if self.commit is None:
            is_there = files.has_settings(self.root)
            return files.path_in_repository(self.root) if is_there else None
        try:
            return self._read.home
        except files.NoWorkspaceError:
            return None

    @cached_property
    def past(self) -> files.CommitPast:
        """The commits of the workspace; where its files count also what they say since, but of no scenario.

        Raises:
            PmError: there is no repository, no commit, or git cannot tell what they changed.
        """
        if self.scenario is not None:
            return replace(self, given=None, scenario=None, factors={}).past
        return files.CommitPast.of(
            self.root, self.commit or "HEAD", self.texts if self.commit is None else None
        )

    def data(self, feature: str) -> dict[str, Value]:
        """The data of a feature as its file has them, the Markdown below included; none of one not there."""
        origin = self.loaded.backlog.origins.get(feature)
        if origin is None:
            return {}
        reading, body = self.known.read(self.texts[origin.path], origin.path)
        node: Any = reading.documents[origin.document].data
        for key in origin.keys:
            node = node[key]
        data = cast("dict[str, Value]", node)
        return {**data, "description": body.strip("\n")} if body.strip() else data

    # --- others of the same workspace ---

    def replaced(self, texts: Mapping[str, bytes]) -> OpenWorkspace:
        """The workspace with these texts in the place of all of its own; the same text is not read again."""
        return self if texts == self.texts else replace(self, given=replace(self._read, texts=dict(texts)))

    def under(
        self, scenario: str, texts: Mapping[str, bytes], factors: Mapping[str, float]
    ) -> OpenWorkspace:  # fmt: skip
        """The workspace as it would be in a scenario: with these texts, and these factors on values."""
        given = replace(self._read, texts=dict(texts))
        return replace(self, given=given, scenario=scenario, factors=dict(factors))

    def without_skipped(self) -> OpenWorkspace:
        """The workspace, with a fault for every file that a sparse checkout leaves out of its folder.

        Raises:
            PmError: git cannot be asked.
        """
        if self.commit is not None:
            return self
        told = {fault.location.path for fault in self.faults}
        lost = tuple(fault for fault in self._skipped() if fault.location.path not in told)
        return replace(self, given=replace(self._read, faults=(*self.faults, *lost))) if lost else self

    def _skipped(self) -> Iterator[Diagnostic]:
        """A fault for every file that is read, and that a sparse checkout leaves out of the folder.

        Raises:
            PmError: git cannot be asked.
        """
        for path in sorted(files.skipped(self.root)):
            if files.would_read(self._globs_of_files, path):
                yield files.unreadable(path, "the sparse checkout leaves this file out", _ALL)

    def _told_skipped(self, read: files.Texts) -> files.Texts:
        """What was read of the folder, with a fault for what a sparse checkout leaves out of it."""
        if not files.is_sparse(self.root):
            return read
        try:
            lost = tuple(self._skipped())
        except PmError as fault:
            why = f"nobody can tell which files the sparse checkout leaves out: {fault.message}"
            lost = (files.unreadable(WORKSPACE_FILE, why, fault.hint),)
        return replace(read, faults=(*read.faults, *lost))

    def at(self, revision: str | None) -> OpenWorkspace:
        """The workspace at another revision, or as its files are now (None).

        Raises:
            PmError: there is no such revision.
        """
        return self.at_commit(None if revision is None else files.resolve_revision(self.root, revision))

    def at_commit(self, commit: str | None) -> OpenWorkspace:
        """The workspace at a commit (a full id), or as its files are now (None)."""
        return replace(self, commit=commit, given=None, scenario=None, factors={})

    def asked(self, *, advice: bool, selection: Selection | None = None) -> OpenWorkspace:
        """The workspace with the same texts, of which other rules are asked."""
        if (advice, selection) == (self.advice, self.selection):
            return self
        return replace(self, advice=advice, selection=selection, given=self._read)

    # --- writing ---

    def write(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
        """Bring files from `before` to `after`: all of them, or none.

        Raises:
            PmError: a file says something else meanwhile, leaves the workspace, or cannot be written.
        """
        there = {path: text for path, text in before.items() if path not in self.unwritten}
        files.write_all(self.root, there, {**self.unwritten, **after})

    def output_file(self, target: str, *, beside: Path | None = None, called: str = "") -> Path:
        """The file that an answer would be written into, where links lead; `called` is what people call it.

        Raises:
            PmError: it must not be, such as a file that is read.
        """
        return files.output_file(self.root, target, self._kept_globs, beside=beside, called=called)

    def write_output(
        self, target: str, data: bytes, *, beside: Path | None = None, called: str = ""
    ) -> None:  # fmt: skip
        """Write an answer into a file of the workspace, or below `beside`; `called` is what people call it.

        Raises:
            PmError: it must not be written, such as a file that is read, or it cannot.
        """
        files.write_output(self.root, target, data, self._kept_globs, beside=beside, called=called)

    @property
    def _kept_globs(self) -> tuple[str, ...]:
        """The globs of the files that no answer is written over: of all, where pm.yaml does not say which."""
        try:
            return self._globs_of_files
        except UnreadableWorkspaceError:
            return ("**",)


def open_workspace(
    folder: str | Path = ".",
    revision: str | None = None,
    *,
    today: date | None = None,
    clock: date | None = None,
    advice: bool = False,
    selection: Selection | None = None,
    tell: Callable[[str], None] | None = None,
) -> OpenWorkspace:
    """The workspace in or above a folder, as its files are or as they were at a git revision.

    `tell` gets a sentence about what is finished or undone of a change that was killed there; with None it is
    left as it is, and files that are half of it are not read.

    Raises:
        UnreadableWorkspaceError: such a change can be neither finished nor undone.
        PmError: there is none, or no such revision.
    """
    root = files.find_workspace(Path(folder), tell)
    commit = None if revision is None else files.resolve_revision(root, revision)
    return OpenWorkspace(root, commit, clock or date.today(), today, selection, advice, known=Known(root))
