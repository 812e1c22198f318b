"""Texts from disk or from a git revision: the only room that knows either; it never writes history."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pmcli import wildcard
from pmcli.diagnostic import Diagnostic, Location, PmError

WORKSPACE_FILE = "pm.yaml"
SUFFIXES = (".yaml", ".yml", ".md")
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not read at all."""
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false")


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
        'a workspace is a folder with a pm.yaml; two lines make one: "pm: 1" and "product: NAME"',
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


def read(root: Path, globs: Iterable[str]) -> Texts:
    """pm.yaml and every feature file that `globs` name, by path."""
    patterns = [_Glob.of(text) for text in globs]
    texts: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    texts[WORKSPACE_FILE] = read_workspace_file(root)
    real_root = os.path.realpath(root)
    for path in _walk(real_root, patterns, faults):
        found = _read(os.path.join(real_root, path), path)
        if isinstance(found, Diagnostic):
            faults.append(found)
        else:
            texts[path] = found
    return Texts(texts, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Glob:
    """A glob as its folder, which is walked, and the pattern that a path must match."""

    folder: str
    pattern: str

    @classmethod
    def of(cls, text: str) -> _Glob:
        parts = wildcard.parts(text)
        fixed = list(takewhile(lambda part: not re.search(r"[*?]", part), parts))
        if len(fixed) == len(parts) and not text.endswith(SUFFIXES):
            parts.append("**")
        folder = "/".join(fixed[:-1] if len(fixed) == len(parts) else fixed)
        return cls(folder, "/".join(parts))

    def names(self, path: str) -> bool:
        return wildcard.matches(self.pattern, path)


def _walk(root: str, globs: list[_Glob], faults: list[Diagnostic]) -> Iterator[str]:
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
            faults.append(_unreadable(current, f"the folder cannot be read: {fault.strerror}"))
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
        return _unreadable(path, "the link leads to a folder; links to folders are not followed")
    return _unreadable(path, "the link leaves the workspace; it is not followed")


def _unreadable(path: str, message: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic("PM012", "unreadable-file", "error", message, Location(path), None, hint)


def _read(full: str, path: str) -> bytes | Diagnostic:
    try:
        handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as fault:
        return _unreadable(path, f"the file cannot be read: {fault.strerror}")
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(path, "this is no ordinary file")
        if status.st_size > MAX_BYTES:
            return _too_large(path, status.st_size)
        return _read_all(handle, status.st_size)
    finally:
        os.close(handle)


def _too_large(path: str, size: int) -> Diagnostic:
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


# --- git --------------------------------------------------------------------------------------------------


def resolve_revision(root: Path, revision: str) -> str:
    """The full id of the commit that `revision` names.

    Raises:
        PmError: there is no such revision, no git, or no repository.
    """
    if revision.startswith("-") or not revision or re.search(r"[\x00-\x20]", revision):
        raise PmError(f'"{revision}" is no revision')
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = found.decode().strip() if found is not None else ""
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise PmError(f'unknown revision "{revision}"', "name a branch, a tag or a commit, such as HEAD~1")
    return commit


def _git(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What a git plumbing command prints; None where it fails."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - git by name, arguments as a list, revisions checked
            [*_GIT, "-C", str(root), *arguments],
            input=given,
            capture_output=True,
            check=False,
            env=environment,
        )
    except FileNotFoundError:
        raise PmError("git is not installed, and a revision can only be read with it") from None
    return done.stdout if done.returncode == 0 else None


def read_workspace_file_at(root: Path, commit: str) -> bytes:
    """The bytes of pm.yaml in a commit (a full id)."""
    found = _git(root, "cat-file", "blob", f"{commit}:./{WORKSPACE_FILE}")
    if found is None:
        raise PmError(f"revision {commit[:10]} has no {WORKSPACE_FILE} in this folder")
    return found


def read_at(root: Path, commit: str, globs: Iterable[str]) -> Texts:
    """The same as `read`, from a commit (a full id), without touching the work tree."""
    patterns = [_Glob.of(text) for text in globs]
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", ".")
    if listed is None:
        raise PmError(f"git cannot list revision {commit[:10]}")
    blobs, faults = _blobs(listed, patterns)
    texts = {WORKSPACE_FILE: read_workspace_file_at(root, commit)}
    texts.update(_contents(root, blobs, faults))
    return Texts(texts, tuple(faults))


def _blobs(listed: bytes, globs: list[_Glob]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The blob of every feature file: path to object id."""
    blobs: dict[str, str] = {}
    faults: list[Diagnostic] = []
    for line in listed.split(b"\0"):
        if not line:
            continue
        head, _, name = line.partition(b"\t")
        mode, kind, blob = head.decode().split()
        path = os.fsdecode(name)
        hidden = any(part.startswith(".") for part in path.split("/"))
        if kind != "blob" or hidden or path == WORKSPACE_FILE or not path.endswith(SUFFIXES):
            continue
        if not any(glob.names(path) for glob in globs):
            continue
        if mode == "120000":
            faults.append(_unreadable(path, "links are not followed in a revision"))
        else:
            blobs[path] = blob
    return dict(sorted(blobs.items())), faults


def _contents(root: Path, blobs: dict[str, str], faults: list[Diagnostic]) -> dict[str, bytes]:
    wanted = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    answer = _git(root, "cat-file", "--batch", given=wanted) if blobs else b""
    if answer is None:
        raise PmError("git cannot read the files of this revision")
    texts: dict[str, bytes] = {}
    at = 0
    for path in blobs:
        end = answer.index(b"\n", at)
        words = answer[at:end].split()
        if len(words) != 3:
            raise PmError(f'git cannot read "{path}" of this revision')
        size = int(words[2])
        if size > MAX_BYTES:
            faults.append(_too_large(path, size))
        else:
            texts[path] = answer[end + 1 : end + 1 + size]
        at = end + 2 + size
    return texts


# --- interim: revisions ---


def is_repository(root: Path) -> bool:
    """Whether the workspace lies in a git repository."""
    return _git(root, "rev-parse", "--git-dir") is not None


def prefix(root: Path) -> str | None:
    """The way from the top of the repository to the workspace."""
    found = _git(root, "rev-parse", "--show-prefix")
    return None if found is None else os.fsdecode(found.rstrip(b"\n"))


def main_branch(root: Path) -> str | None:
    """The main branch."""
    for name in ("refs/remotes/origin/HEAD", "origin/main", "origin/master", "main", "master"):
        if _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None:
            return name
    return None


def merge_base(root: Path, first: str, second: str) -> str:
    """Where two revisions part."""
    found = _git(root, "merge-base", resolve_revision(root, first), resolve_revision(root, second))
    if not found:
        raise PmError(f'"{first}" and "{second}" have no commit in common')
    return found.decode().strip()


def exists_at(root: Path, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """Which paths exist in a commit."""
    return frozenset(path for path in paths if _git(root, "cat-file", "-e", f"{commit}:./{path}") is not None)


def write_back(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Write a file of the workspace that still says what it said."""
    real = Path(os.path.realpath(root / path))
    if not _is_inside(os.path.realpath(root), str(real)):
        raise PmError(f'"{path}" leaves the workspace; it is not written')
    if real.read_bytes() != before:
        raise PmError(f'"{path}" has changed meanwhile; nothing is written there')
    real.write_bytes(after)
