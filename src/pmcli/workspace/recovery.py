"""What a killed run has left in a folder: finished or undone by whoever comes next, who says so.

A run that is killed before its journal stands has changed nothing, and its drafts are taken away; one that is
killed after is finished. So a change is made or not made, never half. Who has edited a file of it meanwhile
is asked: nothing of theirs is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.model.figure import counted, listed
from pmcli.workspace import causes, disk, drafts, journal
from pmcli.workspace.journal import Change
from pmcli.workspace.locking import await_quiet, locked

Tell = Callable[[str], None]
_MOST_NAMED: Final = 3


def recover(folder: Path, tell: Tell, *, undoes_new: bool = False) -> None:
    """Finish or undo what a run has begun in a folder that was killed there, and tell it in a sentence.

    With `undoes_new` a change that makes nothing but new files is undone, not finished.

    Raises:
        UnreadableWorkspaceError: it can be neither finished nor undone, and the files are half of it.
        PmError: another run is still writing.
    """
    if not drafts.is_there(str(folder)):
        return
    with locked(str(folder)) as is_locked:
        sentence = settled(str(folder), is_locked=is_locked, undoes_new=undoes_new)
    if sentence is not None:
        tell(sentence)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """A context in which nobody writes in a folder, so that what is read of it is of one state.

    Raises:
        PmError: a run was killed there while it changed several files.
    """
    with locked(str(folder), shared=True):
        if journal.is_there(str(folder)) and _is_half(os.path.realpath(folder)):
            raise PmError("another run of pm is at its writing here", "run this again", exit_code=1)
        yield


def _is_half(folder: str) -> bool:
    """Whether some files of a change are as before and some as after."""
    return len({journal.state(folder, change) for change in journal.read(folder) or ()}) > 1


def settled(folder: str, *, is_locked: bool, undoes_new: bool = False) -> str | None:
    """Finish or undo what is begun in a folder of which no living run has the lock; the sentence about it.

    None where there was nothing to finish or undo.

    Raises:
        UnreadableWorkspaceError: neither is possible, and the files are neither before nor after.
    """
    if not drafts.is_there(folder):
        return None
    if not is_locked:
        await_quiet(lambda: _look(folder))
    real = os.path.realpath(folder)
    changes = journal.read(real)
    if changes is None:
        return _swept(real)
    if undoes_new and all(change.before is None for change in changes):
        return _taken_away(real, changes)
    return _settled(real, changes)


def _taken_away(folder: str, changes: Sequence[Change]) -> str:
    """The sentence, after all files that were made are deleted, but for those edited since."""
    edited = []
    for change in changes:
        found = journal.state(folder, change)
        edited += [change.path] if found == "edited" else []
        try:
            if found == "after":
                os.unlink(journal.target(folder, change.path))
        except OSError as fault:
            raise journal.cannot_write(change.path, fault, is_deleted=True) from None
    _end(folder, changes)
    return _undone(changes, edited)


def _look(folder: str) -> list[tuple[str, int, int]]:
    """The names, sizes and times of all that is among the drafts."""
    try:
        with os.scandir(drafts.home(folder)) as entries:
            statuses = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []
    return sorted((name, status.st_size, status.st_mtime_ns) for name, status in statuses)


def _swept(folder: str) -> str | None:
    """The sentence, after drafts are deleted that no journal names: nothing of them was in the files."""
    try:
        left = drafts.names(folder)
        drafts.take_home_away(folder)
    except OSError:  # it may only be read: they are in nobody's way
        return None
    return _NOTHING if left else None


def _settled(folder: str, changes: Sequence[Change]) -> str:
    states = {change: journal.state(folder, change) for change in changes}
    pending = [change for change, found in states.items() if found == "before"]
    edited = [
        change.path for change, found in states.items()
        if found == "edited" and not journal.is_made(folder, change)
    ]  # fmt: skip
    lost = [change.path for change in pending if not journal.is_whole(folder, change)]
    if (edited or lost) and len(pending) + len(edited) < len(changes):
        raise _half(changes, edited, lost)
    try:
        if edited or lost:
            _end(folder, changes)
            return _undone(changes, edited)
        journal.carry_out(folder, pending)
        _end(folder, changes)
    except (OSError, PmError) as fault:
        if _is_half(folder):
            why = fault.message if isinstance(fault, PmError) else causes.reason(fault)
            raise _stuck(changes, pending, why, fault) from None
        return f"{_BEGUN.format(_files(changes))}: that is left as it is, for nothing can be written here"
    return f"{_BEGUN.format(_files(changes))}: that is finished now"


def _end(folder: str, changes: Sequence[Change]) -> None:
    """Remove the journal and all drafts, also those that were on their way to another file system."""
    for there in {os.path.dirname(journal.target(folder, change.path)) for change in changes} - {folder}:
        drafts.take_home_away(there)
    journal.end(folder)


_NOTHING: Final = (
    "an earlier run of pm was stopped before it had written its change: nothing of it is in the files"
)
_BEGUN: Final = "an earlier run of pm was stopped while it changed {}"


def _undone(changes: Sequence[Change], edited: Sequence[str] = ()) -> str:
    since = f", for {listed(edited, _MOST_NAMED)} was edited since" if edited else ""
    return f"{_BEGUN.format(_files(changes))}: that is undone now{since}; run it again"


def _half(changes: Sequence[Change], edited: Sequence[str], lost: Sequence[str]) -> UnreadableWorkspaceError:
    """The error for files of which some are as before and some as after, and pm must not decide."""
    path = (*edited, *lost)[0]
    others = [change.path for change in changes if change.path != path]
    if edited:
        why, hint = "was edited since", f"git restore {path} lets the next run finish it"
    else:
        why, hint = "has lost its draft", f"git restore {' '.join(others[:_MOST_NAMED])} undoes it"
    message = f"{_BEGUN.format(_files(changes))}, some of it is written, and {path} {why}"
    return UnreadableWorkspaceError(disk.unreadable(path, message, f"{hint}; {journal.KEEP}"))


def _stuck(
    changes: Sequence[Change], pending: Sequence[Change], why: str, fault: OSError | PmError
) -> UnreadableWorkspaceError:
    """The error for files of which some are as before, and pm may not write these."""
    path = (*pending, *changes)[0].path
    cure = fault.hint if isinstance(fault, PmError) else causes.cure(fault)
    message = f"{_BEGUN.format(_files(changes))}, some of it is written, and the rest cannot be: {why}"
    return UnreadableWorkspaceError(disk.unreadable(path, message, cure or journal.KEEP))


def _files(changes: Sequence[Change]) -> str:
    named = listed([change.path for change in changes], _MOST_NAMED)
    return f"{counted(len(changes), 'file')} ({named})"
