"""git, asked by plumbing commands only: nothing is fetched, written, or run that a repository configures."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pmcli.model.diagnostic import PmError
from pmcli.workspace import reads
from pmcli.workspace.git_faults import (
    Complaint,
    NoGitError,
    NoRepositoryError,
    UnreadableError,
    fault_of,
    is_lacking,
    lacking,
    no_git,
    too_slow,
)
from pmcli.workspace.reads_of_git import note_git
from pmcli.workspace.sparse import is_sparse

_GIT = (
    "git", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false", "-c",
    "core.warnAmbiguousRefs=true", "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false",
)  # fmt: skip
_OURS = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1", "GIT_GRAFT_FILE": os.devnull, "LC_ALL": "C",
}  # fmt: skip
"""No lock, question, network or language; the commits as they are, without what was grafted on them."""
_NO_INDEX = {"GIT_INDEX_FILE": os.path.join(os.path.abspath(os.sep), "no", "index")}
"""Commits are read without the index, which may be broken."""
_HOOKS = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_IMPLICIT_WORK_TREE",
)  # fmt: skip
"""What git tells its hooks of the repository that they run for: the workspace may lie in another."""
_PATIENCE = 300.0
"""Seconds after which a git that does not answer is given up."""


class Answer(NamedTuple):
    """What git answered: its exit code, what it wrote, and what it complained of."""

    code: int
    output: bytes
    complaint: str


class Entry(NamedTuple):
    """A file of a commit: its path below the folder that was listed, its mode, and the id of its blob."""

    path: str
    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The repository of a workspace: its top folder, and the path from there to it, "" or "roadmap/".

    The folder itself may be gone. `is_shallow` says that it holds only the last commits.
    """

    top: Path
    prefix: str
    is_shallow: bool


def ask(root: Path, *arguments: str, given: bytes | None = None, by_index: bool = False) -> Answer:
    """What git answers, asked in a folder; all that pm asks of git is asked here.

    `by_index` lets it read the index.

    Raises:
        NoGitError: git is not installed, cannot be run, or does not answer.
    """
    note_git(root)
    ours = _OURS if by_index else {**_OURS, **_NO_INDEX}
    plain = {name: value for name, value in os.environ.items() if name not in _HOOKS} | ours
    answer = _run(root, arguments, given, plain)
    if answer.code and "GIT_DIR" in os.environ and "not a git repository" in answer.complaint:
        answer = _run(root, arguments, given, {**os.environ, **ours})
    return answer


def _run(root: Path, arguments: Iterable[str], given: bytes | None, environment: dict[str, str]) -> Answer:
    try:
        with reads.aside:
            done = subprocess.run(  # noqa: S603 - git by name, arguments as a list, revisions checked
                [*_GIT, "-C", str(standing(root)[0]), *arguments], input=given or b"",
                capture_output=True, check=False, env=environment, timeout=_PATIENCE,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        reads.refuse("git does not answer")
        raise too_slow(_PATIENCE) from None
    except OSError as fault:
        reads.refuse("there is no git that can be run")
        raise no_git(fault) from None
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def git_output(
    root: Path, *arguments: str, given: bytes | None = None, what: str = "the repository"
) -> bytes:
    """The output of a git command; `what` is asked for, as people call it.

    Raises:
        UnreadableError: git cannot read it.
        PmError: git cannot be asked.
    """
    answer = ask(root, *arguments, given=given)
    if answer.code:
        raise fault(root, answer, what)
    return answer.output


def git_reply(root: Path, *arguments: str, what: str = "the repository") -> bytes | None:
    """The output of a git command that may say no: None then.

    Raises:
        UnreadableError: git cannot read what it is asked about.
        PmError: git cannot be asked.
    """
    answer = ask(root, *arguments)
    if answer.code == 1 and not re.search(r"^(error|fatal): ", answer.complaint, re.MULTILINE):
        return None
    if answer.code:
        raise fault(root, answer, what)
    return answer.output


def fault(root: Path, answer: Answer, what: str) -> PmError:
    """Why git failed."""
    told = fault_of(Complaint(root, answer.complaint, what))
    if not isinstance(told, NoRepositoryError):
        reads.refuse("git fails")  # it may be mended where nobody looks
    if isinstance(told, UnreadableError) and is_lacking(answer.complaint):
        remote, left_out = _promised(root)
        if left_out or "promisor remote" in answer.complaint:
            return lacking(what, remote, left_out)
    return told


def _promised(root: Path) -> tuple[str, str]:
    """The remote that has what a partial clone lacks, and the filter that left it out ("" where unknown)."""
    answer = ask(root, "config", "--get-regexp", r"^remote\..*\.partialclonefilter$")
    line = answer.output.decode("utf-8", "replace").partition("\n")[0]
    key, _, left_out = line.partition(" ")
    return (key[len("remote.") : -len(".partialclonefilter")], left_out) if left_out else ("origin", "")


def ground(root: Path) -> Ground:
    """The repository of a workspace.

    Raises:
        NoRepositoryError: there is none that git takes for one.
        PmError: git cannot be asked.
    """
    said = git_output(root, "rev-parse", "--is-shallow-repository", "--show-toplevel", "--show-prefix")
    shallow, top, prefix, *_ = [*said.split(b"\n"), b"", b""]
    if not top:
        raise UnreadableError(
            "the repository", "it does not say where that is", "git rev-parse --show-toplevel"
        )
    is_shallow = shallow == b"true"
    if shallow not in (b"true", b"false"):  # a git too old for the question says it back
        path = git_output(root, "rev-parse", "--git-path", "shallow").removesuffix(b"\n")
        is_shallow = (root / os.fsdecode(path)).exists()
    return Ground(Path(os.fsdecode(top)), os.fsdecode(prefix) + standing(root)[1], is_shallow)


def standing(root: Path) -> tuple[Path, str]:
    """The nearest folder that is there, from `root` upwards; and the path from it to `root`, "" or "a/b/".

    Commits may have a folder that is gone. One that cannot be looked into is there.
    """
    folder, gone = root, ""
    while folder != folder.parent:
        try:
            if stat.S_ISDIR(os.stat(folder).st_mode):
                break
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            break
        folder, gone = folder.parent, f"{folder.name}/{gone}"
    return folder, gone


def skipped(root: Path) -> frozenset[str]:
    """The paths of a workspace that a sparse checkout leaves out of the folder, though the commit has them.

    Raises:
        UnreadableError: the checkout is sparse, and the index, which alone tells them, cannot be read.
        PmError: git cannot be asked.
    """
    reads.refuse("git's index")
    answer = ask(root, "ls-files", "-t", "-z", by_index=True)
    if (answer.code or not answer.output) and is_sparse(root):
        raise _without_index(root, answer)
    listed = answer.output.split(b"\0")
    folder, gone = standing(root)
    paths = (os.fsdecode(line[2:]) for line in listed if line.startswith(b"S "))
    left_out = (path for path in paths if path.startswith(gone) and not (folder / path).exists())
    return frozenset(path[len(gone) :] for path in left_out)


def _without_index(root: Path, answer: Answer) -> PmError:
    """Why nobody can tell what a sparse checkout leaves out."""
    told = fault(root, answer, "its index") if answer.code else None
    if told is not None and not isinstance(told, UnreadableError):
        return told
    why = "it is broken" if told is not None else "it is empty"
    hint = 'rm -f "$(git rev-parse --git-path index)"; git reset makes it again'
    return UnreadableError("its index", why, hint)


def user_name(root: Path) -> str | None:
    """The name of the user as git knows it (`user.name`), None where it knows none or cannot be asked."""
    try:
        name = ask(root, "config", "--get", "user.name").output
    except NoGitError:
        return None
    return name.decode("utf-8", "replace").strip() or None


# --- trees ---


def tree(root: Path, commit: str, prefix: str) -> list[Entry]:
    """The files of a commit below a folder of the repository ("" for all), what belongs to submodules too.

    A submodule is one entry, of mode 160000. None at all where there is no such folder.

    Raises:
        UnreadableError: a tree of the commit cannot be read.
    """
    where = ["--", prefix] if prefix else []
    listed = git_output(
        root, "ls-tree", "-r", "-z", "--full-tree", commit, *where, what=f"revision {commit[:10]}"
    )
    entries = []
    for line in listed.split(b"\0"):
        head, _, name = line.partition(b"\t")
        words = head.decode("ascii", "replace").split()
        path = os.fsdecode(name)
        if len(words) == 3 and path.startswith(prefix):
            entries.append(Entry(path[len(prefix) :], words[0], words[2]))
    return entries


def is_file_at(root: Path, commit: str, path: str) -> bool:
    """Whether a path of the repository is a file or folder in a commit.

    Raises:
        UnreadableError: a tree that leads there cannot be read.
    """
    listed = git_output(
        root, "ls-tree", "-z", "--full-tree", commit, "--", path.rstrip("/"), what=f"revision {commit[:10]}"
    )
    return bool(listed)
