"""The files of a workspace, read from disk."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from pmcli.model import wildcard
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import Diagnostic, Location, UnreadableWorkspaceError
from pmcli.model.special_files import LONGEST_HEAD, PLAN_FILE, RATINGS, is_passed_over, is_ratings_file
from pmcli.workspace import causes

SUFFIXES = (".yaml", ".yml", ".md")
NEVER_FEATURES = (WORKSPACE_FILE, PLAN_FILE, "portfolio.yaml")
"""Files of a workspace that no glob makes features of; nor what lies below `RATINGS`."""
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not read at all."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The bytes of every file of a workspace by its path in it, and the files that could not be read.

    Of a revision `home` is the folder of the workspace then, from the top of the repository: "roadmap/".
    """

    texts: dict[str, bytes]
    faults: tuple[Diagnostic, ...] = ()
    home: str = field(default="", compare=False)


def read_workspace_file(root: Path) -> bytes:
    """The bytes of pm.yaml.

    Raises:
        UnreadableWorkspaceError: it leaves the workspace, or cannot be read.
    """
    real = os.path.realpath(root)
    if not is_inside(real, os.path.realpath(root / WORKSPACE_FILE)):
        raise UnreadableWorkspaceError(_not_followed(real, WORKSPACE_FILE))
    text = read_file(str(root / WORKSPACE_FILE), WORKSPACE_FILE)
    if isinstance(text, Diagnostic):
        raise UnreadableWorkspaceError(text)
    return text


def read(root: Path, globs: Iterable[str], settings: bytes | None = None) -> Texts:
    """pm.yaml, plan.yaml, the files in ratings/ and every feature file that `globs` name, by path.

    `settings` is pm.yaml where it was read.
    """
    patterns = [Glob.of(text) for text in globs]
    texts: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    texts[WORKSPACE_FILE] = read_workspace_file(root) if settings is None else settings
    real_root = os.path.realpath(root)
    for path in (
        *_plan(real_root, faults),
        *_ratings(real_root, faults),
        *_walk(real_root, patterns, faults),
    ):
        text = read_file(os.path.join(real_root, path), path)
        if isinstance(text, Diagnostic):
            faults.append(text)
        else:
            texts[path] = text
    return Texts(texts, tuple(dict.fromkeys(faults)))


@dataclass(frozen=True, slots=True)
class Glob:
    """A glob as its folder, which is walked, and the pattern that a path must match.

    `takes_all` is whether that is all below the folder.
    """

    folder: str
    pattern: str
    takes_all: bool = False

    @classmethod
    def of(cls, text: str) -> Glob:
        """The glob that a text writes; a folder is all below it."""
        parts = wildcard.parts(text)
        fixed = list(takewhile(lambda part: not re.search(r"[*?]", part), parts))
        if len(fixed) == len(parts) and not text.endswith(SUFFIXES):
            parts.append("**")
        folder = "/".join(fixed[:-1] if len(fixed) == len(parts) else fixed)
        return cls(folder, "/".join(parts), takes_all=parts == [*fixed, "**"] and bool(fixed))

    def names(self, path: str) -> bool:
        """Whether it names a path."""
        if self.takes_all:
            return path.startswith(f"{self.folder}/")
        return wildcard.matches(self.pattern, path)


def would_read(globs: Iterable[str], path: str) -> bool:
    """Whether a file of this path in the workspace would be read, were it there."""
    return is_special(path) or is_feature_file([Glob.of(text) for text in globs], path)


def is_special(path: str) -> bool:
    """Whether a file is read, and holds no features: pm.yaml, plan.yaml, and what people rated."""
    return path in (WORKSPACE_FILE, PLAN_FILE) or is_ratings_file(path)


def is_feature_file(globs: Iterable[Glob], path: str) -> bool:
    """Whether a path is one of a feature file: named by a glob, with a fitting ending, and not hidden."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return (
        not hidden
        and not _is_other(path)
        and path.endswith(SUFFIXES)
        and any(glob.names(path) for glob in globs)
    )


def _is_other(path: str) -> bool:
    """Whether a path is that of something else than features, whatever globs say."""
    return path in NEVER_FEATURES or path.startswith(RATINGS)


def _plan(root: str, faults: list[Diagnostic]) -> Iterator[str]:
    """plan.yaml where there is one."""
    full = os.path.join(root, PLAN_FILE)
    if os.path.islink(full):
        yield from _follow(root, PLAN_FILE, faults)
    elif os.path.lexists(full):
        yield PLAN_FILE


def _ratings(root: str, faults: list[Diagnostic]) -> Iterator[str]:
    """The files in ratings/, sorted; of other files there it is told that they are not read."""
    folder = RATINGS.rstrip("/")
    if not os.path.isdir(os.path.join(root, folder)):
        return
    yield from sorted(filter(is_ratings_file, _files_below(root, folder, faults, deep=False)))
    for current, _, names in os.walk(os.path.join(root, folder)):
        inside = os.path.relpath(current, root).replace(os.sep, "/")
        faults += [passed_over(path) for name in names if is_passed_over(path := f"{inside}/{name}")]


def _walk(root: str, globs: list[Glob], faults: list[Diagnostic]) -> Iterator[str]:
    """The paths of feature files, sorted."""
    paths = {
        path for glob in globs for path in _files_below(root, glob.folder, faults)
        if not _is_other(path) and glob.names(path)
    }  # fmt: skip
    return iter(sorted(paths))


def _files_below(root: str, folder: str, faults: list[Diagnostic], *, deep: bool = True) -> Iterator[str]:
    if any(part.startswith(".") for part in folder.split("/")):
        return  # hidden: reported where pm.yaml is read
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
            why = f"the folder cannot be read: {causes.reason(fault)}"
            faults.append(unreadable(current, why, causes.cure(fault)))
            continue
        for entry in listed:
            path = f"{current}/{entry.name}" if current else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield from _follow(root, path, faults)
            elif entry.is_dir(follow_symlinks=False):
                waiting += [path] if deep else []
            elif entry.name.endswith(SUFFIXES):
                yield path


def _follow(root: str, path: str, faults: list[Diagnostic]) -> Iterator[str]:
    """A link to a file inside the workspace is that file; any other link is a fault, and not followed."""
    target = os.path.realpath(os.path.join(root, path))
    is_folder = os.path.isdir(target)
    if is_folder or (not is_inside(root, target) and path.endswith(SUFFIXES)):
        faults.append(_not_followed(root, path))
    elif path.endswith(SUFFIXES):
        yield path


def is_inside(root: str, target: str) -> bool:
    """Whether a real path is the folder `root`, or below it."""
    return os.path.commonpath([root, target]) == root


def _not_followed(root: str, path: str) -> Diagnostic:
    if is_inside(root, os.path.realpath(os.path.join(root, path))):
        return unreadable(path, "the link leads to a folder; links to folders are not followed")
    hint = "put a copy of the file there instead"
    return unreadable(path, "the link leaves the workspace; it is not followed", hint)


def unreadable(path: str, message: str, hint: str | None = None) -> Diagnostic:
    """A fault: the file cannot be read, for a reason that `message` gives."""
    return Diagnostic("PM012", "unreadable-file", "error", message, Location(path), None, hint)


def passed_over(path: str) -> Diagnostic:
    """A finding: a file in ratings/ that is not read."""
    hint = "a person's numbers stand in ratings/NAME.yaml, right in that folder"
    return Diagnostic(
        "PM319", "unread-rating", "info", "nothing here counts: it is not read", Location(path), None, hint
    )


def read_file(full: str, path: str) -> bytes | Diagnostic:
    """The bytes of an ordinary file; what keeps it from being read, at its path in the workspace."""
    try:
        handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as fault:
        if isinstance(fault, FileNotFoundError) and os.path.islink(full):
            return unreadable(path, "the link leads to no file", "take it away, or put a file there")
        return unreadable(path, f"the file cannot be read: {causes.reason(fault)}", causes.cure(fault))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no ordinary file"
            return unreadable(path, f"this is {kind}", "move it away, and put a file there")
        if status.st_size > MAX_BYTES:
            return too_large(path, status.st_size)
        text = _read_all(handle, status.st_size)
        return pointer(path, text) or text
    except OSError as fault:
        return unreadable(path, f"the file cannot be read: {causes.reason(fault)}", causes.cure(fault))
    finally:
        os.close(handle)


def pointer(path: str, text: bytes) -> Diagnostic | None:
    """A fault: Git LFS keeps the file elsewhere, and left a pointer in its place; None where it did not."""
    if not text.startswith(b"version https://git-lfs.github.com/"):
        return None
    hint = "git lfs pull brings it; revisions have only the pointer, so better keep it out of Git LFS"
    return unreadable(path, "this is a pointer of Git LFS, not the file", hint)


def too_large(path: str, size: int) -> Diagnostic:
    """A fault: the file has `size` bytes and is not read."""
    message = f"the file has {size / 1e6:.0f} MB, expected at most {MAX_BYTES / 1e6:.0f} MB"
    return Diagnostic("PM004", "file-too-large", "error", message, Location(path), None, "split it")


def _read_all(handle: int, size: int) -> bytes:
    data = os.read(handle, size + 1)
    while 0 < len(data) <= MAX_BYTES and len(data) != size:  # it grows or shrinks while it is read
        rest = os.read(handle, max(size, 4096))
        if not rest:
            break
        data += rest
    return data


def head(root: Path, path: str) -> str:
    """The beginning of a file in the workspace, "" where there is none that can be read."""
    try:
        real_root, real = os.path.realpath(root), os.path.realpath(root / path)
        if not is_inside(real_root, real):
            return ""
        with open(real, "rb") as file:
            return file.read(LONGEST_HEAD).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def exists(root: Path, path: str) -> bool:
    """Whether there is a file or folder at a path in the workspace; what a link leads out to is none."""
    try:
        real_root, real = os.path.realpath(root), os.path.realpath(root / path)
        return is_inside(real_root, real) and os.path.exists(real)
    except (OSError, ValueError):
        return False
