"""Files written whole or not at all: those of the workspace, and answers, never onto what `pm` reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pmcli.model import wildcard
from pmcli.model.agreement import PLAN_FILE
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError
from pmcli.model.rating import RATINGS
from pmcli.workspace import disk

_ELSEWHERE = "write it elsewhere in the workspace; or use > FILE of your shell"


def write_all(root: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Bring files of the workspace from `before` to `after`: all of them, or none.

    A path that is only in `after` is a new file, with its folders; one that is only in `before` is deleted.

    Raises:
        PmError: a file says something else meanwhile, leaves the workspace, or cannot be written.
    """
    with _locked(root):
        for path in {**before, **after}:
            _expect(root, path, before.get(path))
        done: list[str] = []
        try:
            for path in sorted({**before, **after}, key=lambda path: (path not in after, path)):
                done.append(path)
                _bring(root, path, before.get(path), after.get(path))
        except BaseException:  # Ctrl-C too leaves nothing half done
            for path in reversed(done):
                with suppress(PmError):
                    _bring(root, path, after.get(path), before.get(path))
            raise


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """A context in which no other run of pm writes, where the system can lock a folder."""
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _expect(root: Path, path: str, before: bytes | None) -> None:
    """Raises a PmError where something else stands than was read, or nothing may be written."""
    real, real_root = os.path.realpath(root / path), os.path.realpath(root)
    if not disk.is_inside(real_root, real):
        raise PmError(f'"{path}" leaves the workspace; it is not written', exit_code=1)
    if before is None and os.path.lexists(root / path):
        raise PmError(f'there is a file "{path}" already', exit_code=1)
    if before is None and real != os.path.join(real_root, path):
        raise PmError(f'"{path}" would stand behind a link to a folder, where pm does not read', exit_code=1)
    if before is not None and not os.access(real, os.W_OK):
        raise PmError(
            f'"{path}" may only be read; it is left as it is', "chmod u+w, or edit another", exit_code=1
        )
    if before is not None and disk.read_file(real, path) != before:
        raise PmError(f'"{path}" was changed meanwhile; it is left as it is', "run it again", exit_code=1)


def _bring(root: Path, path: str, before: bytes | None, after: bytes | None) -> None:
    _expect(root, path, before)
    full = root / path
    try:
        if after is None:
            full.unlink()
            return
        real = Path(os.path.realpath(full))
        if before is None:
            real.parent.mkdir(parents=True, exist_ok=True)
        replace_file(real, after)
    except OSError as fault:
        verb = "delete" if after is None else "write"
        raise PmError(
            f'cannot {verb} "{path}": {(fault.strerror or "it failed").lower()}', exit_code=1
        ) from None


def replace_file(real: Path, data: bytes) -> None:
    """Put a file in the place of another, which others see either as it was or whole; its mode is kept.

    Raises:
        OSError: it cannot be written.
    """
    draft = real.with_name(f".{real.name}.{os.getpid()}.tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if real.exists():
            draft.chmod(real.stat().st_mode & 0o7777)
        draft.replace(real)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


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
    try:
        replace_file(real, data)
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
    return PmError(f'cannot write "{target}": {(fault.strerror or "it failed").lower()}')


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
