"""Texts from git, by plumbing commands only: nothing is checked out, fetched or written."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.workspace.disk import MAX_BYTES, SUFFIXES, WORKSPACE_FILE, Glob, Texts, too_large, unreadable

_GIT = (
    "git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false", "-c", "i18n.logOutputEncoding=UTF-8",
    "-c", "log.showSignature=false",
)  # fmt: skip
_OURS = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
}  # fmt: skip
_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
"""What git tells its hooks of the repository that they run for: the workspace may lie in another."""
_MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_SHALLOW_HINT = "fetch more: git fetch --unshallow, or fetch-depth: 0 in the checkout step"
_ID = re.compile(r"[0-9a-f]{40,64}")


_AT_ONCE = 50
Listing = list[tuple[str, str, str, int]]
"""Path, mode, id and size of every file of a commit."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full id, the author's name and day, the first line of its message, its parents.

    `committed` is the day on which it came to stand where it is; a rebase leaves the author's day as it was.
    """

    id: str
    parents: tuple[str, ...]
    day: date
    author: str
    subject: str
    committed: date = date.min


def _git(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What a git plumbing command prints; None where it fails."""
    plain = {name: value for name, value in os.environ.items() if name not in _HOOKS}
    done = _run(root, arguments, given, plain)
    if done.returncode and "GIT_DIR" in os.environ and b"not a git repository" in done.stderr:
        done = _run(root, arguments, given, dict(os.environ))
    if b"dubious ownership" in done.stderr:
        raise PmError(
            "git does not trust this repository, for its folder belongs to somebody else",
            "git config --global --add safe.directory FOLDER, if you do",
        )
    return done.stdout if done.returncode == 0 else None


def _run(
    root: Path, arguments: Iterable[str], given: bytes | None, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - git by name, arguments as a list, revisions checked
            [*_GIT, "-C", str(root), *arguments],
            input=given, capture_output=True, check=False, env={**environment, **_OURS},
        )  # fmt: skip
    except FileNotFoundError:
        raise PmError("git is not installed, and a revision can only be read with it") from None


# --- revisions ---


def is_repository(root: Path) -> bool:
    """Whether the workspace lies in a git repository."""
    return _git(root, "rev-parse", "--git-dir") is not None


def prefix(root: Path) -> str | None:
    """The way from the top of the repository to the workspace, "" or "roadmap/"; None without one."""
    prefix = _git(root, "rev-parse", "--show-prefix")
    return None if prefix is None else os.fsdecode(prefix.removesuffix(b"\n"))


def user_name(root: Path) -> str | None:
    """What git calls its user (`user.name`), None where it knows nobody or is not there."""
    try:
        user_name = _git(root, "config", "--get", "user.name")
    except PmError:
        return None
    return (user_name or b"").decode("utf-8", "replace").strip() or None


def is_shallow(root: Path) -> bool:
    """Whether the repository holds only the last commits."""
    return _git(root, "rev-parse", "--is-shallow-repository") == b"true\n"


def resolve_revision(root: Path, revision: str) -> str:
    """The full id of the commit that `revision` names.

    Raises:
        PmError: there is no such revision, no git, or no repository.
    """
    if revision.startswith("-") or not revision or re.search(r"[\x00-\x20]", revision):
        raise PmError(f'"{revision}" is no revision')
    commit = _resolved(root, revision)
    if commit is None:
        if not is_repository(root):
            raise PmError("the workspace is in no git repository", "git init, and commit it")
        hint = "name a branch, a tag or a commit" if has_commits(root) else "commit something first"
        raise PmError(f'unknown revision "{revision}"', _SHALLOW_HINT if is_shallow(root) else hint)
    return commit


def has_commits(root: Path) -> bool:
    """Whether anything was committed yet."""
    return _resolved(root, "HEAD") is not None


def _resolved(root: Path, revision: str) -> str | None:
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = found.decode("ascii", "replace").strip() if found is not None else ""
    return commit if _ID.fullmatch(commit) else None


def main_branch(root: Path) -> str | None:
    """The name of the main branch: origin's, else main or master; None where there is none of them."""
    return next((name for name in _MAIN if _resolved(root, name) is not None), None)


def merge_base(root: Path, first: str, second: str) -> str:
    """The full id of the commit at which two revisions part.

    Raises:
        PmError: there is none, or the clone does not reach it.
    """
    commits = [resolve_revision(root, one) for one in (first, second)]
    found = _git(root, "merge-base", *commits)
    commit = (found or b"").decode("ascii", "replace").strip()
    if _ID.fullmatch(commit):
        return commit
    if is_shallow(root):
        raise PmError(f'this clone is shallow, and does not reach where "{first}" parts', _SHALLOW_HINT)
    raise PmError(f'"{first}" and "{second}" have no commit in common', "name the revision to compare with")


def commits(root: Path, *, until: str = "HEAD", since: date | None = None) -> tuple[Commit, ...]:
    """The commits that changed something in the workspace, the newest first, along the first parent.

    A merge counts as the one commit that brought its branch in. `since` leaves out those of earlier days.

    Raises:
        PmError: there is no such revision, or no commit at all.
    """
    tip = resolve_revision(root, until)
    form = "--format=%H%x00%P%x00%as%x00%an%x00%cs%x00%s"
    listed = _git(root, "rev-list", "--first-parent", form, tip, "--", ".")
    if listed is None:
        raise PmError(f"git cannot list the commits before {tip[:10]}")
    rows = [
        line.split("\0") for line in listed.decode("utf-8", "replace").split("\n") if line.count("\0") == 5
    ]
    commits = [
        Commit(row[0], tuple(row[1].split()), _day(row[2]), row[3], row[5], _day(row[4])) for row in rows
    ]
    return tuple(commit for commit in commits if since is None or commit.day >= since)


def _day(text: str) -> date:
    """A day as git writes it; the last there is for one of the year 10000 and later."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


# --- files of a revision ---


def exists_at(root: Path, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """Which of these paths in the workspace are files or folders in a commit (a full id)."""
    wanted = list(paths)
    plain = [path for path in wanted if path and "\n" not in path]
    asked = "".join(f"{commit}:./{path}\n" for path in plain).encode("utf-8", "surrogateescape")
    answer = _git(root, "cat-file", "--batch-check", given=asked) if plain else b""
    lines = (answer or b"").split(b"\n")
    return frozenset(
        path
        for path, line in zip(plain, lines, strict=False)
        if line.split(b" ")[1:2] in ([b"blob"], [b"tree"])
    )


def read_at(root: Path, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
    """The same as `read`, from a commit (a full id); `globs` says of a pm.yaml where features live."""
    return Snapshots(root).texts(commit, globs)


class Snapshots:
    """The files of many commits: every blob is read once, and is the same bytes wherever it comes.

    Where `commits` says in which order they will be asked for, many are listed at a time, and side by side.
    """

    def __init__(self, root: Path, commits: Iterable[str] = ()) -> None:
        self.root = root
        self._order = list(commits)
        self._listings: dict[str, Listing] = {}
        self._blobs: dict[str, bytes] = {}
        self._named: dict[tuple[tuple[str, ...], str], bool] = {}

    def texts(self, commit: str, globs: Callable[[bytes], Iterable[str]]) -> Texts:
        """pm.yaml and every feature file of a commit (a full id); `globs` says of a pm.yaml where they live.

        Raises:
            PmError: git cannot read it, or it has no pm.yaml.
        """
        listed = self._listing(commit)
        settings = {
            blob: size for path, mode, blob, size in listed if path == WORKSPACE_FILE and mode != "120000"
        }
        if not settings:
            raise PmError(f"revision {commit[:10]} has no {WORKSPACE_FILE} in this folder")
        if max(settings.values()) > MAX_BYTES:
            raise PmError(f"{WORKSPACE_FILE} of revision {commit[:10]} is too large to be read", exit_code=1)
        self._fetch(settings)
        names = tuple(globs(self._blobs[next(iter(settings))]))
        faults: list[Diagnostic] = []
        wanted: dict[str, str] = {}
        for path, mode, blob, size in listed:
            if path != WORKSPACE_FILE and not self._is_feature(path, names):
                continue
            if mode == "120000":
                faults.append(unreadable(path, "links are not followed in a revision"))
            elif size > MAX_BYTES:
                faults.append(too_large(path, size))
            else:
                wanted[path] = blob
        self._fetch(wanted.values())
        texts = {path: self._blobs[blob] for path, blob in sorted(wanted.items()) if blob in self._blobs}
        return Texts(texts, tuple(faults))

    def _listing(self, commit: str) -> Listing:
        """What a commit holds; where more are to come, those too are looked up."""
        if commit not in self._listings and commit in self._order:
            at = self._order.index(commit)
            some = self._order[at : at + _AT_ONCE]
            with ThreadPoolExecutor(max_workers=4) as threads:
                self._listings = dict(zip(some, threads.map(self._listed, some), strict=True))
            self._fetch(
                blob for listing in self._listings.values() for path, mode, blob, size in listing
                if path.endswith(SUFFIXES) and mode != "120000" and size <= MAX_BYTES
            )  # fmt: skip
        return self._listings.pop(commit, None) or self._listed(commit)

    def _listed(self, commit: str) -> Listing:
        """Path, mode, id and size of every file of a commit; not what belongs to submodules."""
        listed = _git(self.root, "ls-tree", "-r", "-z", "-l", commit, "--", ".")
        if listed is None:
            raise PmError(f"git cannot list revision {commit[:10]}")
        found = []
        for line in listed.split(b"\0"):
            head, _, name = line.partition(b"\t")
            words = head.decode("ascii", "replace").split()
            if len(words) == 4 and words[1] == "blob":
                found.append((os.fsdecode(name), words[0], words[2], int(words[3])))
        return found

    def _is_feature(self, path: str, names: tuple[str, ...]) -> bool:
        key = (names, path)
        if key not in self._named:
            self._named[key] = _is_feature(path, [Glob.of(text) for text in names])
        return self._named[key]

    def _fetch(self, wanted: Iterable[str]) -> None:
        """Read the blobs that are not known yet."""
        blobs = [blob for blob in dict.fromkeys(wanted) if blob not in self._blobs]
        given = "".join(f"{blob}\n" for blob in blobs).encode()
        answer = _git(self.root, "cat-file", "--batch", given=given) if blobs else b""
        if answer is None:
            raise PmError("git cannot read the files of this revision")
        at = 0
        for blob in blobs:
            end = answer.index(b"\n", at)
            words = answer[at:end].split()
            if len(words) != 3:
                raise PmError("git cannot read a file of this revision: the clone does not hold it")
            size = int(words[2])
            self._blobs[blob] = answer[end + 1 : end + 1 + size]
            at = end + 2 + size


def _is_feature(path: str, globs: list[Glob]) -> bool:
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and path.endswith(SUFFIXES) and any(glob.names(path) for glob in globs)
