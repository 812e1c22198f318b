"""Texts from disk, and files written back whole."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pmcli.model import wildcard
from pmcli.model.diagnostic import Diagnostic, Location, PmError

WORKSPACE_FILE = "pm.yaml"
SUFFIXES = (".yaml", ".yml", ".md")
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not read at all."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The bytes of every file of a workspace by its path in it, and the files that could not be read."""

    texts: dict[str, bytes]
    faults: tuple[Diagnostic, ...] = ()


def find_workspace(start: Path) -> Path:
    """The nearest folder with a pm.yaml, from `start` upwards.

    Raises:
        PmError: `start` is no folder, or there is none above it.
    """
    try:
        if not start.is_dir():
            raise PmError(f'no such folder: "{start}"')
        for folder in (start.absolute(), *start.absolute().parents):
            if (folder / WORKSPACE_FILE).is_file():
                return folder
    except OSError as fault:
        raise PmError(f'no such folder: "{start}": {(fault.strerror or "").lower()}') from None
    raise PmError(
        f'no {WORKSPACE_FILE} in "{start}" or above it',
        "a workspace is a folder with a pm.yaml; pm init makes one",
    )


def read_workspace_file(root: Path) -> bytes:
    """The bytes of pm.yaml."""
    real = os.path.realpath(root)
    if not _is_inside(real, os.path.realpath(root / WORKSPACE_FILE)):
        raise PmError(
            f"{WORKSPACE_FILE} is a link that leaves the workspace; it is not followed", exit_code=1
        )
    found = _read(str(root / WORKSPACE_FILE), WORKSPACE_FILE)
    if isinstance(found, Diagnostic):
        raise PmError(f"{WORKSPACE_FILE}: {found.message}", found.hint, exit_code=1)
    return found


def read(root: Path, globs: Iterable[str], settings: bytes | None = None) -> Texts:
    """pm.yaml and every feature file that `globs` name, by path; `settings` is pm.yaml where it was read."""
    patterns = [Glob.of(text) for text in globs]
    texts: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    texts[WORKSPACE_FILE] = read_workspace_file(root) if settings is None else settings
    real_root = os.path.realpath(root)
    for path in _walk(real_root, patterns, faults):
        found = _read(os.path.join(real_root, path), path)
        if isinstance(found, Diagnostic):
            faults.append(found)
        else:
            texts[path] = found
    return Texts(texts, tuple(faults))


@dataclass(frozen=True, slots=True)
class Glob:
    """A glob as its folder, which is walked, and the pattern that a path must match."""

    folder: str
    pattern: str

    @classmethod
    def of(cls, text: str) -> Glob:
        """The glob that a text writes; a folder is all below it."""
        parts = wildcard.parts(text)
        fixed = list(takewhile(lambda part: not re.search(r"[*?]", part), parts))
        if len(fixed) == len(parts) and not text.endswith(SUFFIXES):
            parts.append("**")
        folder = "/".join(fixed[:-1] if len(fixed) == len(parts) else fixed)
        return cls(folder, "/".join(parts))

    def names(self, path: str) -> bool:
        """Whether it names a path."""
        return wildcard.matches(self.pattern, path)


def would_read(globs: Iterable[str], path: str) -> bool:
    """Whether a file of this path in the workspace would be read, were it there."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    named = path.endswith(SUFFIXES) and any(Glob.of(text).names(path) for text in globs)
    return path == WORKSPACE_FILE or (named and not hidden)


def _walk(root: str, globs: list[Glob], faults: list[Diagnostic]) -> Iterator[str]:
    """The paths of feature files, sorted."""
    found: set[str] = set()
    for glob in globs:
        for path in _files_below(root, glob.folder, faults):
            if path != WORKSPACE_FILE and glob.names(path):
                found.add(path)
    return iter(sorted(found))


def _files_below(root: str, folder: str, faults: list[Diagnostic]) -> Iterator[str]:
    if any(part.startswith(".") for part in folder.split("/")):
        return  # hidden: told where pm.yaml is read
    full = os.path.join(root, folder) if folder else root
    if os.path.realpath(full) != full:
        faults.append(_not_followed(root, folder))
        return
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(os.path.join(root, current) if current else root) as entries:
                listed = list(entries)
        except FileNotFoundError:
            continue
        except OSError as fault:
            faults.append(unreadable(current, f"the folder cannot be read: {fault.strerror}"))
            continue
        for entry in listed:
            path = f"{current}/{entry.name}" if current else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield from _follow(root, path, faults)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.name.endswith(SUFFIXES):
                yield path


def _follow(root: str, path: str, faults: list[Diagnostic]) -> Iterator[str]:
    """A link to a file inside the workspace is that file; any other link is told and not followed."""
    target = os.path.realpath(os.path.join(root, path))
    is_folder = os.path.isdir(target)
    if is_folder or (not _is_inside(root, target) and path.endswith(SUFFIXES)):
        faults.append(_not_followed(root, path))
    elif path.endswith(SUFFIXES):
        yield path


def _is_inside(root: str, target: str) -> bool:
    return os.path.commonpath([root, target]) == root


def _not_followed(root: str, path: str) -> Diagnostic:
    if _is_inside(root, os.path.realpath(os.path.join(root, path))):
        return unreadable(path, "the link leads to a folder; links to folders are not followed")
    return unreadable(path, "the link leaves the workspace; it is not followed")


def unreadable(path: str, message: str, hint: str | None = None) -> Diagnostic:
    """A file that cannot be read, and why."""
    return Diagnostic("PM012", "unreadable-file", "error", message, Location(path), None, hint)


def _read(full: str, path: str) -> bytes | Diagnostic:
    try:
        handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as fault:
        return unreadable(path, f"the file cannot be read: {fault.strerror}")
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return unreadable(path, "this is no ordinary file")
        if status.st_size > MAX_BYTES:
            return too_large(path, status.st_size)
        return _read_all(handle, status.st_size)
    finally:
        os.close(handle)


def too_large(path: str, size: int) -> Diagnostic:
    """A file of so many bytes, which is not read."""
    message = f"the file has {size / 1e6:.0f} MB, expected at most {MAX_BYTES / 1e6:.0f} MB"
    return Diagnostic("PM004", "file-too-large", "error", message, Location(path), None, "split it")


def _read_all(handle: int, size: int) -> bytes:
    found = os.read(handle, size + 1)
    while 0 < len(found) <= MAX_BYTES and len(found) != size:  # it grows or shrinks while it is read
        piece = os.read(handle, max(size, 4096))
        if not piece:
            break
        found += piece
    return found


# --- writing ---


def exists(root: Path, path: str) -> bool:
    """Whether there is a file or folder at a path in the workspace; what a link leads out to is none."""
    try:
        real_root, real = os.path.realpath(root), os.path.realpath(root / path)
        return _is_inside(real_root, real) and os.path.exists(real)
    except (OSError, ValueError):
        return False


def write_all(root: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Bring files of the workspace from `before` to `after`: all of them, or none.

    A path that is only in `after` is a new file, with its folders; one that is only in `before` is deleted.

    Raises:
        PmError: a file says something else meanwhile, leaves the workspace, or cannot be written.
    """
    with _held(root):
        for path in {**before, **after}:
            _expect(root, path, before.get(path))
        done: list[str] = []
        try:
            for path in sorted({**before, **after}, key=lambda one: (one not in after, one)):
                done.append(path)
                _bring(root, path, before.get(path), after.get(path))
        except BaseException:  # Ctrl-C too leaves nothing half done
            for path in reversed(done):
                with suppress(PmError):
                    _bring(root, path, after.get(path), before.get(path))
            raise


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Keeps other runs of pm from writing meanwhile, where the system can."""
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
    """Refuse to write where something else stands than was read.

    Raises:
        PmError: it does.
    """
    real, real_root = os.path.realpath(root / path), os.path.realpath(root)
    if not _is_inside(real_root, real):
        raise PmError(f'"{path}" leaves the workspace; it is not written', exit_code=1)
    if before is None and os.path.lexists(root / path):
        raise PmError(f'there is a file "{path}" already', exit_code=1)
    if before is None and real != os.path.join(real_root, path):
        raise PmError(f'"{path}" would stand behind a link to a folder, where pm does not read', exit_code=1)
    if before is not None and not os.access(real, os.W_OK):
        raise PmError(
            f'"{path}" may only be read; it is left as it is', "chmod u+w, or edit another", exit_code=1
        )
    if before is not None and _read(real, path) != before:
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
