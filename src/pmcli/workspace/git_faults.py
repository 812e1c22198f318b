"""Why git does not answer, with a cure: absent, unreadable, and no git are errors of their own."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pmcli.model.diagnostic import PmError

_OBJECT = re.compile(r"\b[0-9a-f]{40,64}\b")
_STORED = re.compile(r"loose object ([0-9a-f]{40,64}) \(stored in (.+?)\) is corrupt")
_EMPTY = re.compile(r"object file (.+?/objects/(..)/(.+?)) is empty")
_WRONG = r"^(?:error|fatal): .*"
_BROKEN = (
    rf"{_WRONG}(?:corrupt|unpack|inflate|packfile|index file .*\.idx|unable to (?:read|stream|find)"
    r"|[Mm]issing|[Cc]ould not (?:read|get)|not a tree object|bad (?:file|object|tree)"
    r"|[Nn]ot a valid (?:commit|object)|[Ff]ailed to traverse)"
)
_HARMED = re.compile("corrupt|inflate|unpack|packfile|is empty|Permission denied|alternate")
_FETCH = "git fetch --refetch brings it again; git fsck tells what else is broken"
_LONGEST = 300
"""Characters of what git says that are told."""
_SHORT = 10
"""Characters by which people know an object."""


class NoGitError(PmError):
    """git is not installed, cannot be run, does not answer, or is too old: nothing can be asked."""


class NoRepositoryError(PmError):
    """The workspace is in no git repository."""


class NoCommitError(PmError):
    """Nothing was committed yet."""


class BadRepositoryError(PmError):
    """The workspace is in a git repository, which git does not take for one, or cannot use."""


class NoWorkspaceError(PmError):
    """A revision was read, and has no pm.yaml where the workspace lay: it is truly not there."""


class UnreadableError(PmError):
    """What ought to be there cannot be read: `what`, and `why`. Never to be taken for what is absent."""

    def __init__(self, what: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"git cannot read {what}: {why}", hint)
        self.what, self.why = what, why


class Complaint(NamedTuple):
    """What git wrote on stderr when asked in a folder, with what it was asked for, as people call it."""

    root: Path
    said: str
    what: str

    @property
    def gist(self) -> str:
        """The last line that is an error, without git's "fatal: "."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        wrong = [line for line in lines if line.startswith(("fatal: ", "error: "))]
        gist = re.sub("^(fatal|error): ", "", (wrong[-1:] or lines[:1] or [""])[0])
        return gist if len(gist) <= _LONGEST else f"{gist[:_LONGEST]}…"


def fault_of(complaint: Complaint) -> PmError:
    """Why git failed, by what it complained of."""
    for pattern, fault in _KINDS:
        if pattern.search(complaint.said):
            return fault(complaint)
    why = f'git says "{complaint.gist}"' if complaint.gist else "git fails, and does not say why"
    return UnreadableError(complaint.what, why, "git fsck tells what is broken")


def is_of_object(said: str) -> bool:
    """Whether a complaint is of an object that is missing or broken, and not of the whole repository."""
    fault = next((fault for pattern, fault in _KINDS if pattern.search(said)), None)
    return fault in (_lacking, _refused, _bad_references, _borrowed, _broken_file, _broken)


def is_lacking(said: str) -> bool:
    """Whether a complaint may be of an object that a partial clone lacks; git from 2.50 on says no more."""
    return "promisor remote" in said or (is_of_object(said) and not _HARMED.search(said))


def lacking(what: str, remote: str, left_out: str) -> UnreadableError:
    """The clone is partial: `left_out` is its filter, `remote` has the rest."""
    return UnreadableError(
        what, f"this clone is partial ({left_out}) and lacks it" if left_out else "this clone lacks it",
        f"git fetch --refetch --no-filter {shlex.quote(remote)} brings all that it lacks",
    )  # fmt: skip


def missing(what: str) -> UnreadableError:
    """An object that should be there is not, or is broken: git does not say which."""
    return UnreadableError(what, "an object is missing or broken", _FETCH)


def too_slow(seconds: float) -> NoGitError:
    """Git hangs."""
    return NoGitError(f"git has not answered within {seconds:g} seconds", "try it by hand: git log -1")


def no_git(fault: OSError) -> NoGitError:
    """There is no git that can be run."""
    if isinstance(fault, FileNotFoundError):
        return NoGitError(
            "git is not installed, and a revision can only be read with it", "install git 2.20 or newer"
        )
    return NoGitError(
        f"git cannot be run: {(fault.strerror or str(fault)).lower()}", "which git tells where it is"
    )


# --- the kinds ---


def _not_trusted(complaint: Complaint) -> PmError:
    named = re.search(r"(?:repository (?:in|at) |repository \()'(.+?)'", complaint.said)
    folder = shlex.quote(named[1]) if named else "FOLDER"
    return PmError(
        "git does not trust this repository, for its folder belongs to somebody else",
        f"git config --global --add safe.directory {folder}, if you do",
    )


def _too_old(complaint: Complaint) -> PmError:
    return NoGitError(f'git is too old: it says "{complaint.gist}"', "install git 2.20 or newer")


def _newer(complaint: Complaint) -> PmError:
    return NoGitError(
        f'this repository is of a kind that the git here does not know: it says "{complaint.gist}"',
        "install a newer git",
    )


def _misconfigured(complaint: Complaint) -> PmError:
    return BadRepositoryError(f"git cannot read its configuration: {complaint.gist}", "mend that line")


def _elsewhere(complaint: Complaint) -> PmError:
    return BadRepositoryError(
        f"the file .git leads nowhere: {complaint.gist}",
        "git worktree repair, in the main work tree; of a submodule: git submodule update --init",
    )


def _no_repository(complaint: Complaint) -> PmError:
    root = complaint.root.absolute()
    there = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if there is None:
        return NoRepositoryError("the workspace is in no git repository", "git init, and commit it")
    own = [there / ".git", *(there / ".git" / name for name in ("HEAD", "objects", "refs"))]
    if any(path.exists() and not os.access(path, os.R_OK | os.X_OK * path.is_dir()) for path in own):
        return BadRepositoryError("git may not read the repository in .git", "ls -la .git tells whose it is")
    ceilings = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    hiding = (Path(name) for name in ceilings if name and Path(name) in root.parents)
    if any(there == ceiling or there in ceiling.parents for ceiling in hiding):
        hint = "GIT_CEILING_DIRECTORIES keeps git from the one above: unset it"
        return NoRepositoryError("the workspace is in no git repository", hint)
    return BadRepositoryError(
        "git does not take the workspace's repository for one: HEAD, objects or refs in .git are damaged",
        "often .git/HEAD is damaged: let it say ref: refs/heads/main; else clone it anew",
    )


def _bare(complaint: Complaint) -> PmError:  # noqa: ARG001 - all kinds are called alike
    return BadRepositoryError(
        "the workspace lies in a bare repository, or in .git: git has none of its files there",
        "git worktree add FOLDER makes a folder with files",
    )


def _lacking(complaint: Complaint) -> PmError:
    return UnreadableError(
        complaint.what, "this clone is partial and lacks it", "git fetch --refetch --no-filter"
    )


def _refused(complaint: Complaint) -> PmError:
    return UnreadableError(
        complaint.what, f"git may not read its own files: {complaint.gist}", "ls -l .git tells whose they are"
    )


def _bad_references(complaint: Complaint) -> PmError:
    where = " in .git/shallow" if "shallow" in complaint.gist else ""
    return UnreadableError(complaint.what, f"{complaint.gist}{where}", "take that line out, or clone it anew")


def _borrowed(complaint: Complaint) -> PmError:
    lines = [line.partition(": ")[2] for line in complaint.said.splitlines() if "alternate" in line]
    return UnreadableError(
        complaint.what, f"it borrows objects of another repository, and they are gone: {lines[0]}",
        "put that repository back where it was, or clone anew",
    )  # fmt: skip


def _broken_file(complaint: Complaint) -> PmError:
    match, empty = _STORED.search(complaint.said), _EMPTY.search(complaint.said)
    name, path = (match[1], match[2]) if match else (empty[2] + empty[3], empty[1]) if empty else ("", "")
    hint = f"at the top of the repository: rm -f {shlex.quote(path)}; git fetch --refetch; or clone it anew"
    return UnreadableError(complaint.what, f"object {name[:_SHORT]} is broken", hint)


def _broken(complaint: Complaint) -> PmError:
    if "pack" in complaint.said:
        return UnreadableError(complaint.what, f"a pack is broken: {complaint.gist}", "clone it anew")
    named = _OBJECT.findall(complaint.gist) or _OBJECT.findall(complaint.said)
    if not named:
        return missing(complaint.what)
    return UnreadableError(complaint.what, f"object {named[-1][:_SHORT]} is missing or broken", _FETCH)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Complaint], PmError]], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), fault) for pattern, fault in (
        (r"dubious ownership|unsafe repository", _not_trusted),
        (r"^usage: git|unknown option|unrecognized argument|^Unknown option", _too_old),
        (r"Expected git repo version|unknown repository extension|unknown object format", _newer),
        (r"^fatal: (bad (numeric|boolean) |.*\bconfig (file|line)|unable to access )", _misconfigured),
        (r"^fatal: invalid value for ", _misconfigured),
        (r"^error: .*\bin file .*config", _misconfigured),
        (r"not a git repository: |invalid gitfile format|gitfile", _elsewhere),
        (r"not a git repository", _no_repository),
        (r"must be run in a work tree|cannot use bare repository", _bare),
        (_WRONG + "promisor remote", _lacking),
        (_WRONG + "Permission denied", _refused),
        (r"^error: .*alternate", _borrowed),
        (_WRONG + "(?:packed-refs|bad shallow line)", _bad_references),
        (_STORED.pattern, _broken_file),
        (_EMPTY.pattern, _broken_file),
        (_BROKEN, _broken),
    )
)  # fmt: skip
