"""Revisions and commits, asked of git by plumbing commands only: nothing is fetched or written."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.workspace import reads
from pmcli.workspace.reads_of_git import note_git

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


def git_output(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """The output of a git plumbing command; None where it fails.

    Raises:
        PmError: git is not installed, or does not trust the repository.
    """
    note_git(root)
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
        with reads.aside:
            return subprocess.run(  # noqa: S603 - git by name, arguments as a list, revisions checked
                [*_GIT, "-C", str(root), *arguments],
                input=given, capture_output=True, check=False, env={**environment, **_OURS},
            )  # fmt: skip
    except FileNotFoundError:
        raise PmError("git is not installed, and a revision can only be read with it") from None


def read_blobs(root: Path, blobs: Iterable[str]) -> dict[str, bytes | None]:
    """The bytes of blobs, each asked for once; None of one that the clone does not hold.

    A blob is named by its full id, or by that of a commit with a path, "commit:./path".

    Raises:
        PmError: git cannot be asked.
    """
    wanted = list(dict.fromkeys(blobs))
    given = "".join(f"{blob}\n" for blob in wanted).encode()
    answer = git_output(root, "cat-file", "--batch", given=given) if wanted else b""
    if answer is None:
        raise PmError("git cannot read the files of this revision")
    texts: dict[str, bytes | None] = {}
    start = 0
    for blob in wanted:
        end = answer.index(b"\n", start)
        words = answer[start:end].split()
        is_there = len(words) == 3
        size = int(words[2]) if is_there else 0
        texts[blob] = answer[end + 1 : end + 1 + size] if is_there else None
        start = end + 2 + size if is_there else end + 1
    return texts


def is_repository(root: Path) -> bool:
    """Whether the workspace lies in a git repository."""
    return git_output(root, "rev-parse", "--git-dir") is not None


def prefix(root: Path) -> str | None:
    """The path from the top of the repository to the workspace, "" or "roadmap/"; None without one."""
    output = git_output(root, "rev-parse", "--show-prefix")
    return None if output is None else os.fsdecode(output.removesuffix(b"\n"))


def user_name(root: Path) -> str | None:
    """The name of the user as git knows it (`user.name`), None where it knows none or is not there."""
    try:
        name = git_output(root, "config", "--get", "user.name")
    except PmError:
        return None
    return (name or b"").decode("utf-8", "replace").strip() or None


def is_shallow(root: Path) -> bool:
    """Whether the repository holds only the last commits."""
    return git_output(root, "rev-parse", "--is-shallow-repository") == b"true\n"


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
        if not has_commits(root):
            raise PmError("git finds no commit here", "commit something first")
        hint = _SHALLOW_HINT if is_shallow(root) else "name a branch, a tag or a commit"
        raise PmError(f'unknown revision "{revision}"', hint)
    return commit


def has_commits(root: Path) -> bool:
    """Whether anything was committed yet."""
    return _resolved(root, "HEAD") is not None


def _resolved(root: Path, revision: str) -> str | None:
    output = git_output(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    commit = (output or b"").decode("ascii", "replace").strip()
    return commit if _ID.fullmatch(commit) else None


def main_branch(root: Path) -> str | None:
    """The name of the main branch: origin's, else main or master; None where there is none of them."""
    return next((name for name in _MAIN if _resolved(root, name) is not None), None)


def merge_base(root: Path, first: str, second: str) -> str:
    """The full id of the commit at which two revisions part.

    Raises:
        PmError: there is none, or the clone does not reach it.
    """
    commits = [resolve_revision(root, revision) for revision in (first, second)]
    output = git_output(root, "merge-base", *commits)
    commit = (output or b"").decode("ascii", "replace").strip()
    if _ID.fullmatch(commit):
        return commit
    if is_shallow(root):
        raise PmError(f'this clone is shallow, and does not reach where "{first}" parts', _SHALLOW_HINT)
    raise PmError(f'"{first}" and "{second}" have no commit in common', "name the revision to compare with")


def is_ancestor(root: Path, first: str, second: str) -> bool:
    """Whether one commit (full ids) leads to the other."""
    return git_output(root, "merge-base", "--is-ancestor", first, second) is not None


def commits(root: Path, *, until: str = "HEAD", since: date | None = None) -> tuple[Commit, ...]:
    """The commits that changed something in the workspace, the newest first, along the first parent.

    A merge counts as the one commit that brought its branch in. `since` leaves out those of earlier days.

    Raises:
        PmError: there is no such revision, or no commit at all.
    """
    tip = resolve_revision(root, until)
    form = "--format=%H%x00%P%x00%as%x00%an%x00%cs%x00%s"
    listed = git_output(root, "rev-list", "--first-parent", form, tip, "--", ".")
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
