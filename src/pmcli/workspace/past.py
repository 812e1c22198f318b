"""The files of a workspace over its commits, told by what each commit changed; none is listed whole."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1, sha256
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.workspace.disk import MAX_BYTES
from pmcli.workspace.git import Commit, commits, git_output, is_shallow, read_blobs

_FILES = ("100644", "100755", "100664")
_SHA1 = 40
Blobs = dict[str, str | None]
"""The id of the blob that a path has from a commit on, by path; None where it is gone."""


@dataclass(frozen=True)
class Past:
    """The commits that changed something in a workspace, the oldest first, and what each of them changed.

    They are those along the first parent; a merge counts as the one that brought its branch in. Where the
    files count, what is not committed yet is told as one change more: `changes` has it last, `commits` has
    not. A link has the blob "": nothing that can be read.
    """

    root: Path
    commits: tuple[Commit, ...]
    changes: tuple[Mapping[str, str | None], ...]
    _versions: Mapping[str, tuple[list[int], list[str | None]]] = field(repr=False)
    _texts: dict[str, bytes | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, root: Path, until: str = "HEAD", working: Mapping[str, bytes] | None = None) -> Past:
        """The past of the workspace in `root`; `working` are its files where they may be ahead of `until`.

        Raises:
            PmError: there is no repository, no commit, or git cannot tell what they changed.
        """
        known = commits(root, until=until)[::-1]
        changes: list[Mapping[str, str | None]] = _changes(root, known)
        if working is None:
            return cls(root, known, tuple(changes), _versions(changes))
        state = {path: blob for change in changes for path, blob in change.items()}
        length = next((len(blob) for blob in state.values() if blob), _SHA1)
        texts = {_id_of(text, length): text for text in working.values()}
        changes.append(_ahead(state, {path: _id_of(text, length) for path, text in working.items()}))
        return cls(root, known, tuple(changes), _versions(changes), {**texts})

    def blob(self, index: int, path: str) -> str | None:
        """The blob of a path as of a change; None where it is not there, or before the first change."""
        places, blobs = self._versions.get(path, ([], []))
        place = bisect_right(places, index)
        return blobs[place - 1] if place else None

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """All paths that there ever were, by name."""
        return tuple(sorted(self._versions))

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the clone holds only the last commits."""
        return is_shallow(self.root)

    def touching(self, path: str) -> tuple[int, ...]:
        """The changes that concerned a path, the oldest first."""
        return tuple(self._versions.get(path, ([], []))[0])

    def versions(self, path: str) -> tuple[str, ...]:
        """All blobs that a path has had."""
        return tuple(blob for blob in self._versions.get(path, ([], []))[1] if blob)

    def text(self, blob: str) -> bytes | None:
        """The bytes of a blob, None where they cannot be read; one not fetched before is read alone."""
        self.fetch([blob])
        return self._texts[blob]

    def fetch(self, blobs: Iterable[str]) -> None:
        """Read blobs that will be asked for, all at once.

        Raises:
            PmError: git cannot be asked.
        """
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in self._texts]
        small = _small(self.root, [blob for blob in wanted if blob])
        self._texts.update(dict.fromkeys(wanted), **read_blobs(self.root, small))


def _changes(root: Path, known: tuple[Commit, ...]) -> list[Mapping[str, str | None]]:
    """What each commit changed against its first parent; the first of a clone changed all there is."""
    given = "".join(f"{' '.join((commit.id, *commit.parents[:1]))}\n" for commit in known).encode()
    told = git_output(
        root, "diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames",
        "--relative", given=given,
    )  # fmt: skip
    if told is None:
        raise PmError("git cannot tell what the commits of this workspace changed")
    changes: dict[bytes, Blobs] = {commit.id.encode(): {} for commit in known}
    here: Blobs = {}
    pieces = iter(told.split(b"\0"))
    for piece in pieces:
        if not piece.startswith(b":"):
            here = changes.get(piece, {})
            continue
        _, mode, _, blob, _ = piece.decode("ascii").split(" ")
        here[os.fsdecode(next(pieces))] = _read_as(mode, blob)
    return [*changes.values()]


def _read_as(mode: str, blob: str) -> str | None:
    """The blob of a file; "" of a link, which is not followed; None of what is none."""
    if mode in _FILES:
        return blob
    return "" if mode == "120000" else None


def _versions(changes: Iterable[Mapping[str, str | None]]) -> dict[str, tuple[list[int], list[str | None]]]:
    """By path the changes that concerned it, and its blob after each."""
    versions: dict[str, tuple[list[int], list[str | None]]] = {}
    for index, change in enumerate(changes):
        for path, blob in change.items():
            places, blobs = versions.setdefault(path, ([], []))
            places.append(index)
            blobs.append(blob)
    return versions


def _ahead(state: Mapping[str, str | None], working: Mapping[str, str]) -> Blobs:
    """What the files that are read say otherwise than the last commit, where other files are none."""
    gone: Blobs = {path: None for path, blob in state.items() if blob is not None and path not in working}
    return gone | {path: blob for path, blob in working.items() if state.get(path) != blob}


def _id_of(text: bytes, length: int) -> str:
    """The id that git gives a file."""
    data = b"blob %d\0" % len(text) + text
    return (sha1(data, usedforsecurity=False) if length == _SHA1 else sha256(data)).hexdigest()


def _small(root: Path, blobs: list[str]) -> list[str]:
    """Those of the blobs that are there, and small enough to be read."""
    given = "".join(f"{blob}\n" for blob in blobs).encode()
    told = git_output(root, "cat-file", "--batch-check", given=given) if blobs else b""
    if told is None:
        raise PmError("git cannot read the files of this workspace's commits")
    lines = [line.split() for line in told.decode("ascii", "replace").splitlines()]
    return [words[0] for words in lines if len(words) == 3 and int(words[2]) <= MAX_BYTES]
