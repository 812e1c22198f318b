"""Files written whole or not at all: those of the workspace, and answers, never onto what `pm` reads."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pmcli.model import wildcard
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError
from pmcli.model.special_files import PLAN_FILE, RATINGS
from pmcli.workspace import causes, disk, drafts, journal
from pmcli.workspace.journal import Change, cannot_write, hash_of
from pmcli.workspace.locking import locked
from pmcli.workspace.recovery import settled

_ELSEWHERE = "write it elsewhere in the workspace; or use > FILE of your shell"
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV)
Texts = Mapping[str, bytes]


def write_all(root: Path, before: Texts, after: Texts) -> None:
    """Bring files of the workspace from `before` to `after`: all of them, or none, even where pm is killed.

    A path that is only in `after` is a new file, with its folders; one that is only in `before` is deleted.

    Raises:
        PmError: a file says something else meanwhile, leaves the workspace, or cannot be written.
    """
    folder = os.path.realpath(root)
    with _alone(folder):
        paths = sorted({**before, **after})
        for path in paths:
            _expect(folder, path, before.get(path))
        if len(paths) == 1:
            _write_one(folder, paths[0], before.get(paths[0]), after.get(paths[0]))
        elif paths:
            _write_several(folder, paths, before, after)


@contextmanager
def _alone(folder: str, *, settles: bool = True) -> Iterator[None]:
    """A context in which no other run of pm writes or reads in a folder, nor has been killed there.

    A change that was killed is left as it is unless this `settles` it, too.

    Raises:
        PmError: a run was killed while this one was at work; what it had begun is finished or undone.
    """
    with locked(folder) as is_locked:
        has_journal = journal.is_there(folder)
        sentence = settled(folder, is_locked=is_locked) if settles or not has_journal else None
        if has_journal and sentence:
            raise PmError(sentence, "nothing else was written: run this again", exit_code=1)
        yield


def _expect(folder: str, path: str, before: bytes | None) -> None:
    """Raises a PmError where something else stands than was read, or nothing may be written."""
    real, full = journal.target(folder, path), os.path.join(folder, path)
    if before is None and os.path.lexists(full):
        raise PmError(f'there is a file "{path}" already', exit_code=1)
    if before is None and real != full:
        raise PmError(f'"{path}" would stand behind a link to a folder, where pm does not read', exit_code=1)
    if before is not None and not os.access(real, os.W_OK):
        is_fixed = hasattr(os, "statvfs") and os.statvfs(real).f_flag & os.ST_RDONLY
        hint = causes.cure(OSError(errno.EROFS, "")) if is_fixed else "chmod u+w, or edit another"
        raise PmError(f'"{path}" may only be read; it is left as it is', hint, exit_code=1)
    if before is not None and disk.read_file(real, path) != before:
        raise PmError(f'"{path}" was changed meanwhile; it is left as it is', "run it again", exit_code=1)


def _write_one(folder: str, path: str, before: bytes | None, after: bytes | None) -> None:
    """Change, make or delete one file, which needs no journal: it is there as before, or as after."""
    full = os.path.join(folder, path)
    made: list[str] = []
    try:
        if after is None:
            os.unlink(full)
            return
        real = os.path.realpath(full)
        made = _missing(os.path.dirname(real))
        os.makedirs(os.path.dirname(real), exist_ok=True)
        _replace(folder, real, after, lambda: _expect(folder, path, before), lasting=True)
    except BaseException as fault:
        _remove_folders(made)
        if isinstance(fault, OSError):
            raise cannot_write(path, fault, is_deleted=after is None) from None
        raise


def _replace(
    folder: str, real: str, data: bytes, expect: Callable[[], None] = lambda: None, *, lasting: bool
) -> None:  # fmt: skip
    """Put a file in the place of another, by a draft in `folder`; beside it where that is closed to it.

    `expect` looks again at what is there, once the draft stands.
    """
    try:
        drafts.make_home(folder)
        name = drafts.write_draft(folder, data, real, lasting=lasting)
        expect()
        drafts.put_in_place(folder, name, real)
    except OSError as fault:
        beside = os.path.dirname(real)
        if fault.errno not in _CLOSED or folder == beside:
            raise
        with _alone(beside):
            _replace(beside, real, data, expect, lasting=lasting)
    finally:
        if not journal.is_there(folder):  # its drafts are not this run's
            with suppress(OSError):
                drafts.take_home_away(folder)


def _missing(folder: str) -> list[str]:
    """Those of a folder and the folders on the way to it that are not there, the outermost first."""
    missing: list[str] = []
    while not os.path.lexists(folder):
        missing.insert(0, folder)
        folder = os.path.dirname(folder)
    return missing


def _remove_folders(folders: Sequence[str]) -> None:
    for path in reversed(folders):
        with suppress(OSError):
            os.rmdir(path)


def _write_several(folder: str, paths: Sequence[str], before: Texts, after: Texts) -> None:
    """Change several files by a journal: all of them, or none; a kill leaves that to whoever comes next."""
    changes: list[Change] = []
    new = [inner for path in after for inner in _missing(os.path.dirname(os.path.join(folder, path)))]
    try:
        _begin(folder, paths, before, after, changes)
        journal.carry_out(folder, changes)
        journal.end(folder)
    except BaseException as fault:  # Ctrl-C too leaves nothing half done
        _take_back(folder, changes, before, fault)
        _remove_folders(sorted(new))
        if isinstance(fault, OSError):
            raise cannot_write(journal.PATH, fault) from None
        raise


def _begin(folder: str, paths: Sequence[str], before: Texts, after: Texts, changes: list[Change]) -> None:
    """Write the drafts and the journal; `changes` gets what it says once it stands."""
    path = drafts.FOLDER
    planned = []
    try:
        drafts.make_home(folder)
        for path in paths:
            text = before.get(path), after.get(path)
            planned += [_drafted(folder, path, *text, count=len(paths))]
        path = journal.PATH
        journal.write(folder, planned)
    except OSError as fault:
        if path == drafts.FOLDER and fault.errno in _CLOSED:
            message = f"pm may not write into {Path(folder).name}/, where a change of several files begins"
            raise PmError(f"{message}: {causes.reason(fault)}", causes.cure(fault), exit_code=1) from None
        raise cannot_write(path, fault) from None
    changes += planned


def _drafted(folder: str, path: str, before: bytes | None, after: bytes | None, *, count: int) -> Change:
    """One of so many changes, with its draft."""
    draft = None
    if after is not None:
        real = os.path.realpath(os.path.join(folder, path))
        draft = drafts.write_draft(folder, after, real, lasting=not drafts.are_many(count))
    return Change(path, hash_of(before), hash_of(after), draft)


def _take_back(folder: str, changes: Sequence[Change], before: Texts, why: BaseException) -> None:
    """Undo those of the changes that are made already, by a journal of its own.

    Raises:
        PmError: that cannot be done, and whoever comes next finishes the change.
    """
    try:
        made = [change for change in changes if journal.state(folder, change) == "after"]
        if made:
            back = [_drafted_back(folder, change, before.get(change.path), len(made)) for change in made]
            journal.write(folder, back)
            journal.carry_out(folder, back)
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, journal.PATH))
        with suppress(FileNotFoundError):
            drafts.take_home_away(folder)
    except (OSError, PmError):
        if not journal.is_there(folder):
            return
        sentence = why.message if isinstance(why, PmError) else "the run was stopped"
        hint = "make that good, then pm check: it finishes what is begun"
        raise PmError(f"{sentence}; a part of the change is written", hint, exit_code=1) from None


def _drafted_back(folder: str, change: Change, before: bytes | None, count: int) -> Change:
    back = _drafted(folder, change.path, None, before, count=count)
    return Change(change.path, change.after, change.before, back.draft)


# --- answers ---


def write_output(
    workspace: Path,
    target: str,
    data: bytes,
    features: Iterable[str],
    *,
    beside: Path | None = None,
    called: str = "",
) -> None:
    """Write `data` into a file, which others see either as it was or whole; `called` is what people call it.

    `features` are the globs of the feature files. A link is followed, and what counts is where it leads. What
    is below the folder `beside` may be written too.

    Raises:
        PmError: the file is outside the workspace, in a hidden folder, or one that `pm` reads; or it cannot
            be written.
    """
    real = output_file(workspace, target, features, beside=beside, called=called)
    folder, root = os.path.dirname(real), os.path.realpath(workspace)
    if disk.is_inside(root, folder):
        folder = root
    try:
        with _alone(folder, settles=False):
            _replace(folder, str(real), data, lasting=False)
    except OSError as fault:
        raise _failed(called or target, fault) from None


def output_file(
    workspace: Path, target: str, features: Iterable[str], *, beside: Path | None = None, called: str = ""
) -> Path:  # fmt: skip
    """The file that would be written, where links lead; `called` is what people call it.

    Raises:
        PmError: it must not be.
    """
    try:
        real = Path(os.path.realpath(target))
        root = Path(os.path.realpath(workspace))
        folder = root if beside is None or real.is_relative_to(root) else Path(os.path.realpath(beside))
        _allow(folder, real, called or target, features if folder == root else ())
    except OSError as fault:
        raise _failed(called or target, fault) from None
    except ValueError:  # a zero byte
        raise PmError(f"{target!a} is no name of a file") from None
    return real


def _failed(target: str, fault: OSError) -> PmError:
    return PmError(f'cannot write "{target}": {causes.reason(fault)}', causes.cure(fault))


def _allow(root: Path, real: Path, target: str, features: Iterable[str]) -> None:
    if not real.is_relative_to(root):
        raise PmError(f'"{target}" is outside the workspace {root.name}', _ELSEWHERE)
    path = real.relative_to(root)
    if any(part.startswith(".") for part in path.parts[:-1]):
        raise PmError(f'"{target}" is in a hidden folder', _ELSEWHERE)
    if real.is_dir():
        raise PmError(f'"{target}" is a folder', "name a file in it")
    folded = path.as_posix().casefold()
    for name in (WORKSPACE_FILE, PLAN_FILE):
        kept = root / name
        if folded == name or (real.exists() and kept.exists() and real.samefile(kept)):
            raise PmError(f"{name} is not written over", _ELSEWHERE)
    if folded.startswith(RATINGS):
        raise PmError(f'"{target}" is where ratings are kept', _ELSEWHERE)
    if real.suffix.lower() in disk.SUFFIXES and any(
        wildcard.names(glob.casefold(), folded) for glob in features
    ):
        raise PmError(f'"{target}" is where features are read from', _ELSEWHERE)
