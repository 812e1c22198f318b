"""The files of a revision, or of many, read from git: nothing is checked out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.special_files import is_passed_over
from pmcli.workspace.disk import (
    MAX_BYTES,
    SUFFIXES,
    Glob,
    Texts,
    is_feature_file,
    is_special,
    passed_over,
    too_large,
    unreadable,
)
from pmcli.workspace.git import git_output, read_blobs

_AT_ONCE = 50
Listing = list[tuple[str, str, str, int]]
"""Path, mode, id and size of every file of a commit."""


def exists_at(root: Path, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths in the workspace that are files or folders in a commit (a full id)."""
    wanted = list(paths)
    plain = [path for path in wanted if path and "\n" not in path]
    asked = "".join(f"{commit}:./{path}\n" for path in plain).encode("utf-8", "surrogateescape")
    answer = git_output(root, "cat-file", "--batch-check", given=asked) if plain else b""
    lines = (answer or b"").split(b"\n")
    return frozenset(
        path
        for path, line in zip(plain, lines, strict=False)
        if line.split(b" ")[1:2] in ([b"blob"], [b"tree"])
    )


def read_at(root: Path, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
    """pm.yaml and every feature file of one commit: see `Snapshots.texts`."""
    return Snapshots(root).texts(commit, globs)


def settings_over_time(root: Path, tip: str, most: int) -> list[bytes]:
    """The texts that pm.yaml had along the first parent of a commit, the oldest first; the last `most`."""
    listed = git_output(root, "rev-list", "--first-parent", f"--max-count={most}", tip, "--", WORKSPACE_FILE)
    names = [f"{commit.decode()}:./{WORKSPACE_FILE}" for commit in (listed or b"").split()[::-1]]
    texts = read_blobs(root, names)
    return [text for name in names if (text := texts[name]) is not None and len(text) <= MAX_BYTES]


class Snapshots:
    """The files of many commits: every blob is read once, and is the same bytes wherever it comes.

    Where `commits` says in which order they will be asked for, many are listed at a time, and side by side.
    """

    def __init__(self, root: Path, commits: Iterable[str] = ()) -> None:
        self.root = root
        self._order = list(commits)
        self._listings: dict[str, Listing] = {}
        self._blobs: dict[str, bytes] = {}
        self._named: dict[tuple[tuple[str, ...], str], bool] = {}

    def texts(self, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
        """pm.yaml, plan.yaml, what people rated, and every feature file of a commit (a full id).

        `globs` says of a pm.yaml where features live.

        Raises:
            PmError: git cannot read it, or it has no pm.yaml.
        """
        listed = self._listing(commit)
        settings = {
            blob: size for path, mode, blob, size in listed if path == WORKSPACE_FILE and mode != "120000"
        }
        if not settings:
            raise PmError(f"revision {commit[:10]} has no {WORKSPACE_FILE} in this folder")
        if max(settings.values()) > MAX_BYTES:
            raise PmError(f"{WORKSPACE_FILE} of revision {commit[:10]} is too large to be read", exit_code=1)
        self._need(commit, settings)
        names = tuple(globs(self._blobs[next(iter(settings))]))
        faults: list[Diagnostic] = []
        wanted: dict[str, str] = {}
        for path, mode, blob, size in listed:
            if is_passed_over(path):
                faults.append(passed_over(path))
            if not is_special(path) and not self._is_feature(path, names):
                continue
            if mode == "120000":
                faults.append(unreadable(path, "links are not followed in a revision"))
            elif size > MAX_BYTES:
                faults.append(too_large(path, size))
            else:
                wanted[path] = blob
        self._need(commit, wanted.values())
        texts = {path: self._blobs[blob] for path, blob in sorted(wanted.items()) if blob in self._blobs}
        return Texts(texts, tuple(faults))

    def _listing(self, commit: str) -> Listing:
        """The files of a commit; those of the commits that come next are looked up with it."""
        if commit not in self._listings and commit in self._order:
            start = self._order.index(commit)
            batch = self._order[start : start + _AT_ONCE]
            with ThreadPoolExecutor(max_workers=4) as threads:
                self._listings = dict(zip(batch, threads.map(self._listed, batch), strict=True))
            self._fetch(
                blob for listing in self._listings.values() for path, mode, blob, size in listing
                if path.endswith(SUFFIXES) and mode != "120000" and size <= MAX_BYTES
            )  # fmt: skip
        return self._listings.pop(commit, None) or self._listed(commit)

    def _listed(self, commit: str) -> Listing:
        """Path, mode, id and size of every file of a commit; not what belongs to submodules."""
        listed = git_output(self.root, "ls-tree", "-r", "-z", "-l", commit, "--", ".")
        if listed is None:
            raise PmError(f"git cannot list revision {commit[:10]}")
        files = []
        for line in listed.split(b"\0"):
            head, _, name = line.partition(b"\t")
            words = head.decode("ascii", "replace").split()
            if len(words) == 4 and words[1] == "blob":
                size = int(words[3]) if words[3].isdigit() else 0  # BAD: it is read, and found to be so
                files.append((os.fsdecode(name), words[0], words[2], size))
        return files

    def _is_feature(self, path: str, names: tuple[str, ...]) -> bool:
        key = (names, path)
        if key not in self._named:
            self._named[key] = is_feature_file([Glob.of(text) for text in names], path)
        return self._named[key]

    def _fetch(self, wanted: Iterable[str]) -> list[str]:
        """Read the blobs that are not known yet; those that git does not have, or cannot read."""
        found = read_blobs(self.root, (one for one in wanted if one not in self._blobs))
        self._blobs |= {blob: text for blob, text in found.items() if text is not None}
        return [blob for blob, text in found.items() if text is None]

    def _need(self, commit: str, wanted: Iterable[str]) -> None:
        """Read the blobs of a commit.

        Raises:
            PmError: git cannot.
        """
        if self._fetch(wanted):
            raise PmError(
                f"git cannot read a file of revision {commit[:10]}: the clone lacks it, or it is damaged",
                "git fsck tells which",
            )
