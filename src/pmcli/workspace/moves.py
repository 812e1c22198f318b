"""Where a workspace lay in the repository before it was moved to where it lies now."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import sha1, sha256
from itertools import islice
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.workspace.disk import SUFFIXES
from pmcli.workspace.git import Entry, Ground, ground, is_file_at, tree

Blobs = Mapping[str, str]
"""The ids of the blobs of files by their paths in the workspace."""
SHA1 = 40
"""The length of an id, where it is no SHA-256."""
_ALIKE = 0.5
"""The share of the files of the smaller of two folders that make them the same workspace."""
_MOST = 5_000


def listed(root: Path, here: Ground, commit: str) -> tuple[str, list[Entry]]:
    """The folder of a workspace in a commit, and its files: where it lies now, else from where it came.

    A folder is told as the path from the top of the repository, "" or "roadmap/".

    Raises:
        UnreadableError: git cannot say what the commit has.
    """
    files = tree(root, commit, here.prefix)
    if any(entry.path == WORKSPACE_FILE for entry in files):
        return here.prefix, files
    homes = {
        folder: blobs for folder, blobs in _homes(here.top, commit).items()
        if not (here.top / folder / WORKSPACE_FILE).exists()
    }  # fmt: skip
    folder = likest(_on_disk(root, _length(homes)), homes) if homes else None
    return (here.prefix, files) if folder is None else (folder, tree(root, commit, folder))


def moved(top: Path, before: str, after: str, folder: str) -> str | None:
    """The folder in one commit of what lies in `folder` in another; None where it is new there.

    Raises:
        UnreadableError: git cannot say what the commits have.
    """
    homes = {
        other: blobs for other, blobs in _homes(top, before).items()
        if not is_file_at(top, after, other + WORKSPACE_FILE)
    }  # fmt: skip
    if not homes:
        return None
    return likest({entry.path: entry.blob for entry in tree(top, after, folder)}, homes)


def moved_to(root: Path, before: str, after: str | None) -> str | None:
    """The folder in a commit, or on disk (None), of what lay in `root` in the commit `before`; None for none.

    Raises:
        UnreadableError: git cannot say what the commits have.
    """
    here = ground(root)
    files = {entry.path: entry.blob for entry in tree(here.top, before, here.prefix)}
    homes = _homes(here.top, after) if after is not None else _homes_on_disk(here.top, _length({"": files}))
    come = {
        folder: blobs for folder, blobs in homes.items()
        if not is_file_at(here.top, before, folder + WORKSPACE_FILE)
    }  # fmt: skip
    return likest(files, come)


def likest(files: Blobs, homes: Mapping[str, Blobs]) -> str | None:
    """The folder whose files are most like those of a workspace; None where none is alike.

    A file counts whole where the same bytes are there under any path, half where others are at its path.
    """
    known = {path: blob for path, blob in files.items() if path.endswith(SUFFIXES)}
    likeness = {folder: _likeness(known, blobs) for folder, blobs in homes.items()}
    folder = min(likeness, key=lambda name: (-likeness[name], name), default=None)
    return folder if folder is not None and likeness[folder] >= _ALIKE else None


def _likeness(first: Blobs, second: Blobs) -> float:
    blobs = {*second.values()}
    shared = sum(1.0 if blob in blobs else 0.5 if path in second else 0.0 for path, blob in first.items())
    return shared / max(1, min(len(first), len(second)))


def _homes(top: Path, commit: str) -> dict[str, dict[str, str]]:
    """The folders of a commit with a pm.yaml, each with the files below it that pm could read."""
    files = {entry.path: entry.blob for entry in tree(top, commit, "") if entry.path.endswith(SUFFIXES)}
    folders = [
        path[: -len(WORKSPACE_FILE)]
        for path in files
        if path == WORKSPACE_FILE or path.endswith(f"/{WORKSPACE_FILE}")
    ]
    return {
        folder: {path[len(folder) :]: blob for path, blob in files.items() if path.startswith(folder)}
        for folder in folders
    }


def _homes_on_disk(top: Path, length: int) -> dict[str, dict[str, str]]:
    """The workspaces at the top of a repository and below it, as far as a short look finds them."""
    from pmcli.workspace.below import path_in_repository, workspaces_below  # nobody else pays for the search

    folders = [top] if (top / WORKSPACE_FILE).is_file() else [Path(name) for name in workspaces_below(top)]
    return {path_in_repository(folder): _on_disk(folder, length) for folder in folders}


def _on_disk(root: Path, length: int) -> dict[str, str]:
    """The files of a folder that pm could read, the first `_MOST` of them."""
    return {path: blob_id((root / path).read_bytes(), length) for path in islice(_walked(root), _MOST)}


def _walked(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith(SUFFIXES) and path.is_file() and os.access(path, os.R_OK):
                yield path.relative_to(root).as_posix()


def _length(homes: Mapping[str, Blobs]) -> int:
    return next((len(blob) for blobs in homes.values() for blob in blobs.values()), SHA1)


def blob_id(text: bytes, length: int) -> str:
    """The id that git gives a file, of `length` digits."""
    data = b"blob %d\0" % len(text) + text
    return (sha1(data, usedforsecurity=False) if length == SHA1 else sha256(data)).hexdigest()
