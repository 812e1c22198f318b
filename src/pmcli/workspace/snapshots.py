"""The files of a revision, or of many, read from git: nothing is checked out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.special_files import is_passed_over
from pmcli.workspace.blobs import read_blobs
from pmcli.workspace.blobs import unreadable as unreadable_blob
from pmcli.workspace.commits import Commit, changes, commits
from pmcli.workspace.disk import (
    MAX_BYTES,
    SUFFIXES,
    Glob,
    Texts,
    is_feature_file,
    is_special,
    passed_over,
    pointer,
    too_large,
    unreadable,
)
from pmcli.workspace.git import Entry, ground, is_file_at, tree
from pmcli.workspace.git_faults import NoWorkspaceError, UnreadableError
from pmcli.workspace.moves import listed

_AT_ONCE = 50
Listing = tuple[str, list[Entry]]
"""The folder of the workspace in a commit, and its files."""
_LINK, _SUBMODULE = "120000", "160000"


def exists_at(root: Path, commit: str, home: str, path: str) -> bool:
    """Whether a path in the workspace, which lay in the folder `home`, is a file or folder in a commit.

    Raises:
        UnreadableError: git cannot say.
    """
    inside = posixpath.normpath(path)
    if not path or "\0" in path or inside.startswith(("/", "../")) or inside == "..":
        return False
    return is_file_at(root, commit, posixpath.normpath(home + inside))


def read_at(root: Path, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
    """pm.yaml and every feature file of one commit: see `Snapshots.texts`."""
    return Snapshots(root).texts(commit, globs)


def settings_over_time(root: Path, until: str, most: int) -> list[bytes]:
    """The texts that pm.yaml had along the first parent of a revision, the oldest first; the last `most`.

    Raises:
        UnreadableError: git cannot read one of them.
    """
    here = ground(root)
    known = commits(root, until=until, here=here)[::-1]
    told = (change.get(WORKSPACE_FILE) for change in changes(here.top, known, WORKSPACE_FILE))
    blobs = [blob for blob in told if blob][-most:]
    texts = read_blobs(root, blobs, MAX_BYTES)
    for blob in blobs:
        if texts[blob] is None:
            raise unreadable_blob(root, blob, f"an earlier {WORKSPACE_FILE}")
    return [text for blob in blobs if isinstance(text := texts[blob], bytes)]


class Snapshots:
    """The files of many commits: every blob is read once, and is the same bytes wherever it comes.

    Where `known` says in which order they will be asked for, many are listed at a time, and side by side.
    """

    def __init__(self, root: Path, known: Iterable[Commit] = ()) -> None:
        self.root, self._ground = root, ground(root)
        self._order = list(known)
        self._folders = {commit.id: commit.folder for commit in self._order}
        self._ahead = {*self._folders}
        self._listings: dict[str, Listing | PmError] = {}
        self._blobs: dict[str, bytes | int | None] = {}
        self._named: dict[tuple[tuple[str, ...], str], bool] = {}

    @property
    def is_shallow(self) -> bool:
        """Whether the clone holds only the last commits."""
        return self._ground.is_shallow

    def texts(self, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
        """pm.yaml, plan.yaml, what people rated, and every feature file of a commit (a full id).

        `globs` says of a pm.yaml where features live.

        Raises:
            NoWorkspaceError: it has no pm.yaml.
            UnreadableError: git cannot read one of its files.
        """
        folder, listed = self._listing(commit)
        self._fetch(entry.blob for entry in listed if _is_likely_read(entry))
        settings = self._settings(commit, listed)
        names = tuple(globs(settings))
        faults: list[Diagnostic] = []
        wanted: dict[str, str] = {}
        for entry in listed:
            if is_passed_over(entry.path):
                faults.append(passed_over(entry.path))
            if fault := self._not_a_file(entry, names):
                faults.append(fault)
            elif entry.mode != _SUBMODULE and self._is_read(entry.path, names):
                wanted[entry.path] = entry.blob
        self._fetch(wanted.values())
        texts: dict[str, bytes] = {}
        for path, blob in sorted(wanted.items()):
            text = self._blobs[blob]
            if text is None:
                raise unreadable_blob(self.root, blob, f"{path} of revision {commit[:10]}")
            if isinstance(text, int):
                faults.append(too_large(path, text))
            elif (fault := pointer(path, text)) is not None:
                faults.append(fault)
            else:
                texts[path] = text
        return Texts(texts, tuple(faults), folder)

    def _settings(self, commit: str, listed: list[Entry]) -> bytes:
        """The bytes of pm.yaml."""
        entry = next((entry for entry in listed if entry.path == WORKSPACE_FILE), None)
        if entry is None:
            raise NoWorkspaceError(f"revision {commit[:10]} has no {WORKSPACE_FILE} in this folder")
        what = f"{WORKSPACE_FILE} of revision {commit[:10]}"
        if entry.mode in (_LINK, _SUBMODULE):
            raise UnreadableError(what, "it is no ordinary file; links are not followed in a revision")
        self._fetch([entry.blob])
        text = self._blobs[entry.blob]
        if text is None:
            raise unreadable_blob(self.root, entry.blob, what)
        if isinstance(text, int):
            raise PmError(f"{what} is too large to be read", exit_code=1)
        if (fault := pointer(WORKSPACE_FILE, text)) is not None:
            raise PmError(f"{what}: {fault.message}", fault.hint, exit_code=1)
        return text

    def _not_a_file(self, entry: Entry, names: tuple[str, ...]) -> Diagnostic | None:
        """Why something that would be read is no file: a link, or a submodule with files that would be."""
        if entry.mode == _LINK and self._is_read(entry.path, names):
            return unreadable(entry.path, "links are not followed in a revision")
        if entry.mode == _SUBMODULE and any(self._is_read(f"{entry.path}/a{end}", names) for end in SUFFIXES):
            hint = "keep features in the repository of pm.yaml, or let its `features` leave the submodule out"
            return unreadable(entry.path, "this is a submodule: the revision does not have its files", hint)
        return None

    def _is_read(self, path: str, names: tuple[str, ...]) -> bool:
        key = (names, path)
        if key not in self._named:
            globs = [Glob.of(text) for text in names]
            self._named[key] = is_special(path) or is_feature_file(globs, path)
        return self._named[key]

    def _listing(self, commit: str) -> Listing:
        """The files of a commit; those of the commits that come next are looked up with it."""
        if commit in self._ahead and commit not in self._listings:
            start = next(place for place, known in enumerate(self._order) if known.id == commit)
            batch = [known.id for known in self._order[start : start + _AT_ONCE]]
            self._ahead -= {*batch}
            with ThreadPoolExecutor(max_workers=4) as threads:
                self._listings = dict(zip(batch, threads.map(self._listed, batch), strict=True))
            self._fetch(
                entry.blob for listing in self._listings.values() if not isinstance(listing, PmError)
                for entry in listing[1] if entry.path.endswith(SUFFIXES) and entry.mode != _SUBMODULE
            )  # fmt: skip
        listed = self._listings.pop(commit, None) or self._listed(commit)
        if isinstance(listed, PmError):
            raise listed
        return listed

    def _listed(self, commit: str) -> Listing | PmError:
        """The folder of the workspace in a commit, and its files; or why git cannot tell them."""
        try:
            if commit in self._folders:
                return self._folders[commit], tree(self.root, commit, self._folders[commit])
            return listed(self.root, self._ground, commit)
        except PmError as fault:
            return fault

    def _fetch(self, wanted: Iterable[str]) -> None:
        """Read the blobs that are not known yet."""
        self._blobs |= read_blobs(self.root, (blob for blob in wanted if blob not in self._blobs), MAX_BYTES)


def _is_likely_read(entry: Entry) -> bool:
    """Whether a file is read of most workspaces: all such are fetched at once, before pm.yaml says more."""
    is_feature = entry.path.startswith("features/") and entry.path.endswith(SUFFIXES)
    return (is_feature or is_special(entry.path)) and entry.mode not in (_LINK, _SUBMODULE)
