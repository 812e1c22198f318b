"""Names of revisions, and the commits that they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.workspace.git import Answer, ask, fault, git_output, git_reply, ground
from pmcli.workspace.git_faults import NoCommitError, NoRepositoryError, UnreadableError, is_of_object
from pmcli.workspace.reads_of_git import note_revision

_ID = re.compile(r"[0-9a-f]{40,64}")
_AMBIGUOUS = re.compile(r"^warning: refname '(.+)' is ambiguous", re.MULTILINE)
_MAIN = (
    "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
    "refs/heads/main", "refs/heads/master",
)  # fmt: skip
_SHALLOW_HINT = "fetch more: git fetch --unshallow, or fetch-depth: 0 in the checkout step"
_NAME_ONE = "name a branch, a tag or a commit"


def is_repository(root: Path) -> bool:
    """Whether the workspace lies in a git repository.

    Raises:
        PmError: there is one, and git cannot read it, or git cannot be asked.
    """
    try:
        ground(root)
    except NoRepositoryError:
        return False
    return True


def prefix(root: Path) -> str:
    """The path from the top of the repository to the workspace, "" or "roadmap/".

    Raises:
        PmError: there is no repository, or git cannot be asked.
    """
    return ground(root).prefix


def is_shallow(root: Path) -> bool:
    """Whether the repository holds only the last commits."""
    return ground(root).is_shallow


def resolve_revision(root: Path, revision: str) -> str:
    """The full id of the commit that `revision` names.

    Raises:
        UnreadableError: git knows which it is, and cannot read it.
        PmError: there is no such revision, no git, or no repository.
    """
    if revision.startswith("-") or not revision or re.search(r"[\x00-\x1f]|^\s|\s$", revision):
        raise PmError(f'"{revision}" is no revision', _NAME_ONE)
    note_revision(revision)
    answer = ask(root, "rev-parse", "--verify", f"{revision}^{{commit}}")
    commit = answer.output.decode("ascii", "replace").strip()
    if answer.code == 0 and _ID.fullmatch(commit):
        doubtful = [name for name in _AMBIGUOUS.findall(answer.complaint) if not _is_first(name)]
        if doubtful:
            raise PmError(
                f'"{doubtful[0]}" is ambiguous: git knows more than one', "write refs/tags/… or refs/heads/…"
            )
        return commit
    return _otherwise(root, revision, answer)


def _is_first(name: str) -> bool:
    """Whether git takes a name for what it is before it looks for a branch or tag that is called so."""
    return name == "HEAD" or _ID.fullmatch(name) is not None


def _otherwise(root: Path, revision: str, answer: Answer) -> str:
    """The commit of a name such as ":/words", which takes nothing after it; else why there is none.

    Raises:
        PmError: always, but for such a name.
    """
    is_shallow = ground(root).is_shallow  # there is a repository
    if is_of_object(answer.complaint):
        raise fault(root, answer, f'revision "{revision}"')
    named = ask(root, "rev-parse", "--verify", f"{revision}")
    object_id = named.output.decode("ascii", "replace").strip()
    if named.code or not _ID.fullmatch(object_id):
        raise _unknown(root, revision, named, is_shallow=is_shallow)
    if object_id == revision and ask(root, "cat-file", "-e", object_id).code:
        raise _unknown(root, revision, named, is_shallow=is_shallow)
    what = f'revision "{revision}" ({object_id[:10]})'
    kind = git_reply(root, "cat-file", "-t", object_id, what=what)
    if kind == b"commit\n":
        return object_id
    inner = git_reply(root, "rev-parse", "--verify", "--quiet", f"{object_id}^{{}}", what=f'"{revision}"')
    if inner is None:
        raise UnreadableError(
            f'"{revision}"', "what the tag names is missing or broken", "git fsck tells which"
        )
    shown = git_output(root, "cat-file", "-t", inner.decode().strip(), what=f'"{revision}"').decode().strip()
    raise PmError(f'revision "{revision}" names a {shown}, not a commit', _NAME_ONE)


def _unknown(root: Path, revision: str, answer: Answer, *, is_shallow: bool) -> PmError:
    """Why git knows no such revision."""
    said = answer.complaint
    if revision == "HEAD" and ask(root, "symbolic-ref", "--quiet", "HEAD").code > 1:
        said += ask(
            root, "for-each-ref", "--format=%(refname)"
        ).complaint  # its branch is broken: which is it?
    if broken := _broken(said):
        return broken
    if re.search(r"^error: short .* is ambiguous", said, re.MULTILINE):
        return PmError(f'"{revision}" is ambiguous: more than one object begins so', "write more of the id")
    if not _has_references(root):
        return NoCommitError("git finds no commit here", "commit something first")
    if revision == "HEAD":
        return PmError(
            "the branch that is checked out has no commit yet", f"commit something first, or {_NAME_ONE}"
        )
    if ".." in revision:
        return PmError(f'"{revision}" names two revisions, expected one', f"pm diff {revision} compares them")
    reason = re.search(
        r"^fatal: (no upstream .*|log for .*|no such branch.*|HEAD does not point to a branch)$",
        said,
        re.MULTILINE,
    )
    hint = _SHALLOW_HINT if is_shallow else _NAME_ONE
    return PmError(f'unknown revision "{revision}"' + (f": {reason[1]}" if reason else ""), hint)


def names(root: Path, most: int = 1000) -> list[str]:
    """The branches and tags by the names that mean them, what was committed last first, at most so many.

    Raises:
        PmError: git cannot be asked.
    """
    asked = ("--sort=-creatordate", f"--count={most}", "--format=%(refname:short)")
    told = git_output(root, "for-each-ref", *asked, "refs/heads", "refs/tags", "refs/remotes")
    return told.decode(errors="replace").splitlines()


def _has_references(root: Path) -> bool:
    """Whether there is a commit that any branch or tag names."""
    return bool(git_output(root, "for-each-ref", "--count=1", "--format=%(refname)")) or has_commits(root)


def has_commits(root: Path) -> bool:
    """Whether anything was committed yet on what is checked out."""
    return _named(root, "HEAD")


def _named(root: Path, name: str) -> bool:
    """Whether a full name names something; also what cannot be read is named.

    Raises:
        UnreadableError: there is such a name, and nobody can tell what it names.
    """
    answer = ask(root, "rev-parse", "--verify", "--quiet", name)
    if broken := _broken(answer.complaint):
        raise broken
    if answer.code not in (0, 1):
        raise fault(root, answer, name)
    return answer.code == 0


def _broken(said: str) -> UnreadableError | None:
    """That the file of a branch or tag holds no id."""
    match = re.search(r"ignoring broken ref (\S+)", said)
    if match is None:
        return None
    why, name = f"the file of {match[1]} is broken", match[1].rpartition("/")[2]
    return UnreadableError(
        f'"{name}"', why, f"git update-ref -d {shlex.quote(match[1])}, then fetch or make it again"
    )


def main_branch(root: Path) -> str | None:
    """The full name of the main branch: origin's, else main or master; None where there is none of them."""
    return next((name for name in _MAIN if _named(root, name)), None)


def merge_base(root: Path, first: str, second: str) -> str:
    """The full id of the commit at which two revisions part.

    Raises:
        PmError: there is none, or the clone does not reach it.
    """
    commits = [resolve_revision(root, revision) for revision in (first, second)]
    first, second = (_short(name) for name in (first, second))
    output = git_reply(root, "merge-base", *commits, what=f'the commits between "{first}" and "{second}"')
    commit = (output or b"").decode("ascii", "replace").strip()
    if _ID.fullmatch(commit):
        return commit
    if is_shallow(root):
        raise PmError(f'this clone is shallow, and does not reach where "{first}" parts', _SHALLOW_HINT)
    raise PmError(f'"{first}" and "{second}" have no commit in common', "name the revision to compare with")


def is_ancestor(root: Path, first: str, second: str) -> bool:
    """Whether one commit (full ids) leads to the other.

    Raises:
        UnreadableError: a commit between them cannot be read.
    """
    what = f'the commits between "{_short(first)}" and "{_short(second)}"'
    return git_reply(root, "merge-base", "--is-ancestor", first, second, what=what) is not None


def _short(name: str) -> str:
    """A revision as people call it."""
    return name[:10] if _ID.fullmatch(name) else re.sub("^refs/(heads|remotes)/", "", name)
