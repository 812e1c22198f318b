"""The files of a workspace over its commits, told by what each commit changed; none is listed whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted
from pmcli.workspace.blobs import read_blobs, unreadable
from pmcli.workspace.commits import Commit, changes, commits
from pmcli.workspace.disk import MAX_BYTES
from pmcli.workspace.git import ground, skipped
from pmcli.workspace.moves import SHA1, blob_id

Blobs = dict[str, str | None]
"""The id of the blob that a path has from a commit on, by path; None where it is gone."""


@dataclass(frozen=True)
class CommitPast:
    """The commits that changed something in a workspace, the oldest first, and what each of them changed.

    They are those along the first parent; a merge counts as the one that brought its branch in. Where the
    files count, what is not committed yet is told as one change more: `changes` has it last, `commits` has
    not. A link has the blob "": nothing that can be read. `is_shallow` says that the clone holds only the
    last commits.
    """

    root: Path
    commits: tuple[Commit, ...]
    changes: tuple[Mapping[str, str | None], ...]
    is_shallow: bool
    _versions: Mapping[str, tuple[list[int], list[str | None]]] = field(repr=False)
    _texts: dict[str, bytes | None] = field(default_factory=dict, repr=False)
    _lost: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, root: Path, until: str = "HEAD", working: Mapping[str, bytes] | None = None) -> CommitPast:
        """The past of the workspace in `root`; `working` are its files where they may be ahead of `until`.

        Raises:
            PmError: there is no repository, no commit, or git cannot tell what they changed.
        """
        here = ground(root)
        known = commits(root, until=until, here=here)[::-1]
        told = changes(here.top, known)
        if working is None:
            return cls(root, known, tuple(told), here.is_shallow, _versions(told))
        state = {path: blob for change in told for path, blob in change.items()}
        length = next((len(blob) for blob in state.values() if blob), SHA1)
        texts = {blob_id(text, length): text for text in working.values()}
        ahead = _ahead(state, {path: blob_id(text, length) for path, text in working.items()})
        if any(blob is None and not (root / path).exists() for path, blob in ahead.items()):
            ahead = {path: ahead[path] for path in ahead.keys() - skipped(root)}
        told.append(ahead)
        return cls(root, known, tuple(told), here.is_shallow, _versions(told), {**texts})

    def blob(self, index: int, path: str) -> str | None:
        """The blob of a path as of a change; None where it is not there, or before the first change."""
        places, blobs = self._versions.get(path, ([], []))
        place = bisect_right(places, index)
        return blobs[place - 1] if place else None

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """All paths that there ever were, by name."""
        return tuple(sorted(self._versions))

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
        read = read_blobs(self.root, [blob for blob in wanted if blob], MAX_BYTES)
        self._lost.extend(blob for blob, text in read.items() if text is None)
        self._texts.update(
            {blob: text if isinstance(text := read.get(blob), bytes) else None for blob in wanted}
        )

    @property
    def fault(self) -> PmError | None:
        """Why some of what was asked for cannot be read by git; None where all of it can."""
        if not self._lost:
            return None
        return unreadable(
            self.root, self._lost[0], counted(len({*self._lost}), "file") + " of earlier commits"
        )


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
