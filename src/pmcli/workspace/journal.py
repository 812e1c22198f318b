"""The journal of a change of several files: written whole before the first moves, removed after the last.

What a killed run has begun is finished by its journal (`recovery.py`), which is read as any file of others
is: it may be made up.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from pmcli.model.diagnostic import Diagnostic, PmError, UnreadableWorkspaceError
from pmcli.workspace import causes, disk, drafts

NAME: Final = "journal"
PATH: Final = f"{drafts.FOLDER}/{NAME}"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NOT_PMS: Final = (".git", ".hg", ".svn", ".jj", drafts.FOLDER)
_KEYS: Final = {"path", "before", "after", "draft"}
KEEP: Final = f"rm -r {drafts.FOLDER} takes the files as they are now"


@dataclass(frozen=True, slots=True)
class Change:
    """A file that changes: the hashes of its bytes before and after, None of no file; the draft's name."""

    path: str
    before: str | None
    after: str | None
    draft: str | None


def hash_of(data: bytes | None) -> str | None:
    """The hash of the bytes of a file, None of no file."""
    if data is None:
        return None
    from hashlib import sha256

    return sha256(data).hexdigest()


def target(folder: str, path: str) -> str:
    """The path where a file of the workspace `folder` (a real path) is written, behind a link inside of it.

    Raises:
        PmError: it leaves the workspace, or is where git keeps its own.
    """
    real = os.path.realpath(os.path.join(folder, path))
    if not disk.is_inside(folder, real):
        raise PmError(f'"{path}" leaves the workspace; it is not written', exit_code=1)
    inside = os.path.relpath(real, folder).casefold().split(os.sep)
    if kept := next((name for name in _NOT_PMS if name in inside), None):
        raise PmError(f'"{path}" leads into {kept}; it is not written', exit_code=1)
    return real


def is_there(folder: str) -> bool:
    """Whether a folder has a journal, as far as can be seen."""
    return os.path.lexists(os.path.join(folder, PATH))


# --- writing ---


def write(folder: str, changes: Iterable[Change]) -> None:
    """Write the journal, in the place of one that is there, so that it outlasts a loss of power.

    Raises:
        OSError: it cannot be written.
    """
    import json

    files = [asdict(change) for change in changes]
    inner = drafts.home(folder)
    name = drafts.write_draft(folder, json.dumps({"pm": 1, "files": files}).encode(), folder, lasting=True)
    if drafts.are_many(len(files)):
        os.sync()
    drafts.sync_folders([inner])
    os.replace(os.path.join(inner, name), os.path.join(inner, NAME))
    drafts.sync_folders([inner])


def carry_out(folder: str, changes: Sequence[Change]) -> None:
    """Make the changes that are not made yet, deletions last.

    Raises:
        PmError: a file says something else than before and after, or cannot be written.
    """
    reals: list[str] = []
    for change in sorted(changes, key=lambda change: (change.after is None, change.path)):
        real = target(folder, change.path)
        found = state(folder, change)
        if found == "edited":
            raise PmError(
                f'"{change.path}" was changed meanwhile; it is left as it is', "run it again", exit_code=1
            )
        if found == "before":
            _make(folder, change, real)
            reals.append(real)
    drafts.sync_folders(os.path.dirname(real) for real in reals)


def _make(folder: str, change: Change, real: str) -> None:
    try:
        if change.draft is None:
            os.unlink(real if not os.path.islink(link := os.path.join(folder, change.path)) else link)
            return
        os.makedirs(os.path.dirname(real), exist_ok=True)
        try:
            drafts.put_in_place(folder, change.draft, real)
        except OSError as fault:
            if fault.errno != errno.EXDEV:
                raise
            drafts.put_elsewhere(folder, change.draft, real)
    except OSError as fault:
        raise cannot_write(change.path, fault, is_deleted=change.draft is None) from None


def cannot_write(path: str, fault: OSError, *, is_deleted: bool = False) -> PmError:
    """The error for a file that the system does not let pm write or delete."""
    verb = "delete" if is_deleted else "write"
    return PmError(f'cannot {verb} "{path}": {causes.reason(fault)}', causes.cure(fault), exit_code=1)


def end(folder: str) -> None:
    """Remove the journal, and then all drafts.

    Raises:
        OSError: it cannot be removed.
    """
    os.unlink(os.path.join(drafts.home(folder), NAME))
    drafts.take_home_away(folder)


def state(folder: str, change: Change) -> Literal["before", "after", "edited"]:
    """What a file says: what it said before the change, what it is to say, or something else.

    Raises:
        UnreadableWorkspaceError: it cannot be read.
    """
    real = target(folder, change.path)
    data = disk.read_file(real, change.path) if os.path.lexists(real) else None
    if isinstance(data, Diagnostic):
        raise UnreadableWorkspaceError(data)
    found = hash_of(data)
    return "before" if found == change.before else "after" if found == change.after else "edited"


def is_made(folder: str, change: Change) -> bool:
    """Whether a change was made, whatever its file says now: its draft has gone where it belongs."""
    return change.draft is not None and not os.path.lexists(os.path.join(drafts.home(folder), change.draft))


def is_whole(folder: str, change: Change) -> bool:
    """Whether the draft of a change is there as it was written."""
    if change.draft is None:
        return True
    try:
        return hash_of(drafts.read_own(folder, change.draft, disk.MAX_BYTES)) == change.after
    except OSError:
        return False


# --- reading ---


def read(folder: str) -> list[Change] | None:
    """The changes of the journal, None where there is none.

    Raises:
        UnreadableWorkspaceError: it is no journal that this run may carry out.
    """
    try:
        owner = os.lstat(os.path.join(folder, PATH)).st_uid
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise _refused(f"it cannot be read: {causes.reason(fault)}", causes.cure(fault)) from None
    try:
        data = drafts.read_own(folder, NAME, disk.MAX_BYTES)
        changes = None if data is None else _parsed(folder, data)
    except OSError as fault:
        raise _refused(f"it cannot be read: {causes.reason(fault)}", causes.cure(fault)) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, PmError):
        changes = None
    if changes is None:
        raise _refused("it is damaged")
    if not _may(owner, folder, changes):
        raise _refused("somebody wrote it who may not write all of these files", "have them run pm check")
    return changes


def _refused(why: str, hint: str | None = None) -> UnreadableWorkspaceError:
    message = f"a run of pm was stopped while it changed several files, and {PATH} does not help: {why}"
    cure = f"{hint or 'look at the files (git status)'}; or {KEEP}"
    return UnreadableWorkspaceError(disk.unreadable(PATH, message, cure))


def _parsed(folder: str, data: bytes) -> list[Change] | None:
    """The changes that a journal names, None where it is none."""
    import json

    document = json.loads(data)
    if not isinstance(document, dict) or document.get("pm") != 1:
        return None
    changes = [Change(**entry) for entry in document["files"] if set(entry) == _KEYS]
    drafted = [change.draft for change in changes if change.draft is not None]
    sound = len(changes) == len(document["files"]) == len({change.path for change in changes})
    sound = sound and len(drafted) == len({*drafted})
    return changes if changes and sound and all(_is_sound(folder, change) for change in changes) else None


def _is_sound(folder: str, change: Change) -> bool:
    """Whether a change is one that pm would make: of a file that it reads, inside the workspace."""
    parts = change.path.split("/")
    hashes = [text for text in (change.before, change.after) if text is not None]
    target(folder, change.path)  # raises where it leads elsewhere
    return (
        change.path.endswith(disk.SUFFIXES)
        and not any(not part or part.startswith(".") for part in parts)
        and change.before != change.after
        and all(_HASH.fullmatch(text) for text in hashes)
        and (change.draft is None) == (change.after is None)
        and (change.draft is None or drafts.is_draft(change.draft))
    )


def _may(owner: int, folder: str, changes: Sequence[Change]) -> bool:
    """Whether the owner of a journal could have written its files: it lends nobody another's rights."""
    if not hasattr(os, "geteuid") or owner in (os.geteuid(), 0):
        return True
    group = os.stat(folder).st_gid
    return all(_could_write(owner, group, os.path.dirname(target(folder, change.path))) for change in changes)


def _could_write(owner: int, group: int, place: str) -> bool:
    while not os.path.isdir(place):
        place = os.path.dirname(place)
    status = os.stat(place)
    is_shared = status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and status.st_gid == group)
    return status.st_uid == owner or bool(is_shared and not status.st_mode & stat.S_ISVTX)
