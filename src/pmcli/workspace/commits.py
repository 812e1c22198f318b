"""The commits of a workspace, along the first parent, and what each of them changed; moves are followed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.workspace.git import Ground, git_output, ground
from pmcli.workspace.git_faults import missing
from pmcli.workspace.moves import listed as files_of
from pmcli.workspace.moves import moved
from pmcli.workspace.revision_names import resolve_revision

_FORM = "--format=%H%x00%P%x00%ad%x00%an%x00%cd%x00%s"
_FILES = ("100644", "100755", "100664")
_NOTHING = "000000"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full id, the author's name and day, the first line of its message, its parents.

    `committed` is the day on which it came to stand where it is; a rebase leaves the author's day as it was.
    `folder` is the path from the top of the repository to the workspace as of the commit, "" or "roadmap/".
    """

    id: str
    parents: tuple[str, ...]
    day: date
    author: str
    subject: str
    committed: date = date.min
    folder: str = ""


def commits(
    root: Path, *, until: str = "HEAD", since: date | None = None, here: Ground | None = None
) -> tuple[Commit, ...]:  # fmt: skip
    """The commits that changed something in the workspace, the newest first, along the first parent.

    A merge counts as the one commit that brought its branch in. `since` leaves out those of earlier days.
    Where the workspace was moved, it goes on in the folder from which it came. `here` is the repository
    where that is known.

    Raises:
        UnreadableError: git cannot tell all of them.
        PmError: there is no such revision, or no commit at all.
    """
    here = here or ground(root)
    tip = resolve_revision(root, until)
    folder = here.prefix
    part = _listed(here.top, tip, folder)
    if not _is_there(part):
        folder, _ = files_of(root, here, tip)
        part = part if folder == here.prefix else _listed(here.top, tip, folder)
    listed: list[Commit] = []
    while move := _move(here.top, part, folder):
        born, folder = move
        listed += [commit for commit, _ in part[: part.index(born) + 1]]
        tip = born[0].parents[0]
        part = _listed(here.top, tip, folder)
    return _dated([*listed, *(commit for commit, _ in part)], since)


Listed = tuple[Commit, tuple[str, str, str] | None]
"""A commit, and what it changed of pm.yaml: the mode before, the mode after and the blob after."""


def _listed(top: Path, tip: str, folder: str) -> list[Listed]:
    """The commits that changed something in a folder of the repository, the newest first."""
    listed = git_output(
        top, "rev-list", "--first-parent", "--date=short", _FORM, tip, "--", folder or ".",
        what=f"the commits before {tip[:10]}",
    )  # fmt: skip
    rows = [
        line.split("\0", 5) for line in listed.decode("utf-8", "replace").split("\n") if line.count("\0") >= 5
    ]
    known = [
        Commit(row[0], tuple(row[1].split()), _day(row[2]), row[3], row[5], _day(row[4]), folder)
        for row in rows
    ]
    path = f"{folder}{WORKSPACE_FILE}"
    return [
        (commit, change.get(path))
        for commit, change in zip(known, raw_changes(top, known, path), strict=True)
    ]


def _is_there(part: list[Listed]) -> bool:
    """Whether the last commit that changed pm.yaml left one."""
    return next((change[1] != _NOTHING for _, change in part if change is not None), False)


def _move(top: Path, part: list[Listed], folder: str) -> tuple[Listed, str] | None:
    """The last commit that moved a workspace into a folder, and from where; None where none did."""
    for commit, change in part:
        if commit.parents and change is not None and change[0] == _NOTHING:
            origin = moved(top, commit.parents[0], commit.id, folder)
            if origin is not None:
                return (commit, change), origin
    return None


def _dated(listed: list[Commit], since: date | None) -> tuple[Commit, ...]:
    """The commits since a day; one without a day that can be read has that of the one before it."""
    known: list[Commit] = []
    before = date.min
    for commit in reversed(listed):
        committed = commit.committed if commit.committed != date.min else before
        before = committed
        day = commit.day if commit.day != date.min else committed
        known.append(replace(commit, day=day, committed=committed))
    return tuple(commit for commit in reversed(known) if since is None or commit.day >= since)


def _day(text: str) -> date:
    """A day as git writes it; the last there is for one of the year 10000 and later, the first for none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max if text else date.min


# --- what they changed ---


def raw_changes(
    top: Path, known: Sequence[Commit], path: str
) -> list[Mapping[str, tuple[str, str, str]]]:  # fmt: skip
    """By path the mode before, the mode after and the blob after of what each commit changed below a path.

    The first of a clone changed all there is.

    Raises:
        UnreadableError: a tree of a commit, or of its parent, cannot be read.
    """
    changes: dict[bytes, dict[str, tuple[str, str, str]]] = {commit.id.encode(): {} for commit in known}
    given = "".join(f"{' '.join((commit.id, *commit.parents[:1]))}\n" for commit in known).encode()
    where = ["--", path.rstrip("/")] if path else []
    told = git_output(
        top, "diff-tree", "--stdin", "--always", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames",
        *where, given=given, what="what the commits of this workspace changed",
    )  # fmt: skip
    seen = set()
    here: dict[str, tuple[str, str, str]] = {}
    pieces = iter(told.split(b"\0"))
    for piece in pieces:
        if not piece.startswith(b":"):
            name = piece.strip(b"\n")
            seen.add(name)
            here = changes.get(name, {})
            continue
        before, mode, _, blob, _ = piece[1:].decode("ascii").split(" ")
        here[os.fsdecode(next(pieces))] = (before, mode, blob)
    if changes.keys() - seen:  # git passes over what it does not have
        raise missing("what the commits of this workspace changed")
    return [*changes.values()]


def changes(top: Path, known: tuple[Commit, ...], path: str = "") -> list[Mapping[str, str | None]]:
    """By path in the workspace the blob that each commit left there: None of what is gone, "" of a link.

    The commits come the oldest first; `path` asks for one file only. A move changes no path.

    Raises:
        UnreadableError: a tree of a commit, or of its parent, cannot be read.
    """
    told: list[Mapping[str, str | None]] = []
    state: dict[str, str | None] = {}
    for folder, part in _by_folder(known):
        for index, raw in enumerate(raw_changes(top, part, folder + path)):
            change = {
                path[len(folder) :]: _read_as(mode, blob) for path, (_, mode, blob) in raw.items()
                if path.startswith(folder)
            }  # fmt: skip
            if index == 0:
                left = {path: None for path, blob in state.items() if blob is not None and path not in change}
                change = {**left, **{path: blob for path, blob in change.items() if state.get(path) != blob}}
            state |= change
            told.append(change)
    return told


def _by_folder(known: tuple[Commit, ...]) -> list[tuple[str, tuple[Commit, ...]]]:
    """The commits, those of the same folder together, in their order."""
    parts: list[tuple[str, tuple[Commit, ...]]] = []
    for commit in known:
        if parts and parts[-1][0] == commit.folder:
            parts[-1] = (commit.folder, (*parts[-1][1], commit))
        else:
            parts.append((commit.folder, (commit,)))
    return parts


def _read_as(mode: str, blob: str) -> str | None:
    """The blob of a file; "" of a link, which is not followed; None of what is none."""
    if mode in _FILES:
        return blob
    return "" if mode == "120000" else None
