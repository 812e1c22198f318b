"""Work that was begun and given up: who looks only at what was finished sees the lucky half."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.review.changes.pairing import renames
from pmcli.review.pieces import Pieces, Place
from pmcli.workspace.files import SUFFIXES, Commit

_BEGUN = re.compile(rb"in-progress|spent|started")


@dataclass(frozen=True, slots=True)
class GivenUpWork:
    """A feature on which work had begun, and that was parked, declined or removed since.

    `commit` is the one that removed it, None where it is still there, or its removal is not committed yet.
    """

    feature: str
    title: str
    how: Literal["parked", "declined", "removed"]
    commit: Commit | None = None


def given_up(backlog: Backlog) -> Iterator[GivenUpWork]:
    """What the backlog itself tells of: parked or declined, with a first day or something spent."""
    for name, feature in backlog.features.items():
        status = backlog.status(name)
        if status in ("parked", "declined") and _has_begun(feature):
            yield GivenUpWork(name, feature.title, "parked" if status == "parked" else "declined")


def removed(pieces: Pieces, backlog: Backlog) -> Iterator[GivenUpWork]:
    """What the commits tell of: features that are gone, by their last ids.

    A feature that went from a file which is no plain list, and is still there, is not looked for.
    """
    commits = pieces.past.commits
    for index, places in _gone(pieces):
        before = pieces.piece(index - 1, pieces.texts(index - 1, places))
        lost = {
            name: feature for name, path in places
            if name not in backlog.features and before is not None and path not in before.unreadable
            and (feature := before.backlog.features.get(name)) is not None and _has_begun(feature)
        }  # fmt: skip
        for name in sorted(lost.keys() - _moved(pieces, index)) if lost else ():
            commit = commits[index] if index < len(commits) else None
            yield GivenUpWork(name, lost[name].title, "removed", commit)


def _has_begun(feature: Feature) -> bool:
    """Whether work on a feature that is not shipped has begun."""
    has_signs = feature.started is not None or bool(feature.spent)
    return feature.status == "in-progress" or (feature.status != "shipped" and has_signs)


def _gone(pieces: Pieces) -> Iterator[tuple[int, list[Place]]]:
    """The features that a change took out of their files, where work on them may have begun."""
    past = pieces.past
    last = {
        path: blobs[-1] for path in past.paths if path.endswith(SUFFIXES) and (blobs := past.versions(path))
    }
    past.fetch(last.values())
    lists = {path for path, blob in last.items() if pieces.items(path, blob) is not None}
    taken = {
        index: [(path, blob) for path in change if (path in lists or (path in last and change[path] is None))
                and (blob := past.blob(index - 1, path)) is not None]
        for index, change in enumerate(past.changes)
    }  # fmt: skip
    past.fetch(blob for files in taken.values() for _, blob in files)
    for index, files in taken.items():
        change = past.changes[index]
        places = [place for path, blob in files for place in _taken(pieces, path, blob, change[path])]
        if places:
            yield index, places


def _taken(pieces: Pieces, path: str, old: str, new: str | None) -> Iterator[Place]:
    """The features of a file that a change took out of it."""
    text = pieces.past.text(old)
    if text is None or not _BEGUN.search(text):
        return
    before, after = pieces.items(path, old), pieces.items(path, new)
    if before is None:
        if new is None:
            yield path.rpartition("/")[2].rpartition(".")[0], path
    elif new is None or after is not None:
        yield from ((name, path) for name, item in before.items()
                    if name not in (after or {}) and _BEGUN.search(item))  # fmt: skip


def _moved(pieces: Pieces, index: int) -> set[str]:
    """The features that a change took from one place to another, by their ids before."""
    old, new = (pieces.piece(side, pieces.changed_files(side, index)) for side in (index - 1, index))
    if old is None or new is None:
        return set()
    stayed = old.backlog.features.keys() & new.backlog.features.keys()
    return stayed | renames(old.backlog, new.backlog).keys()
