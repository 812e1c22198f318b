"""What a run of `pm` reads, noted before it is read: files, folders, paths asked for, the state of git.

Nobody who reads has to tell: Python says which files are opened and which folders listed, by an audit hook,
and the functions of `os` that ask for a path are replaced by ones that note it. Only who asks git says so
(`reads_of_git.py`). Whatever else a run does, such as writing a file, starting a program or asking a person,
makes its answer one that is not remembered. All this is of the process of a command, from `begin` on.
"""

from __future__ import annotations

import os
import stat
from _thread import _local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Any

FILE, KIND, LINK, OWNER = "file", "kind", "link", "owner"
"""What of a path counts: all of its state; only whether it is a file, a folder or nothing; where it leads;
whose it is."""
State = tuple[int, ...] | int | str
Fact = tuple[str, str, State]
"""What of a path counts, the path, and its state."""
_ACTS = frozenset((
    "builtins.input", "os.chdir", "os.chmod", "os.chown", "os.exec", "os.link", "os.mkdir", "os.posix_spawn",
    "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.startfile", "os.symlink", "os.system",
    "os.truncate", "os.utime", "socket.bind", "socket.connect", "socket.getaddrinfo", "subprocess.Popen",
))  # fmt: skip
"""Events by which a run does more than read. Source: docs.python.org, "Audit events table" """
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LISTS = ("os.scandir", "os.listdir")
_HEARD = frozenset(("open", *_LISTS, *_ACTS))
_stat, _lstat, _readlink = os.stat, os.lstat, os.readlink


class Reads:
    """The state of all that was read, by what of it counts and path; and why that may not be all.

    Paths are as they were asked for: those that are relative start at the folder of the process. `workspace`
    is the folder with the pm.yaml that was found, `repositories` are the folders in which git was asked.
    """

    def __init__(self) -> None:
        self.facts: dict[tuple[str, str], State] = {}
        self.gap = ""
        self.workspace: str | None = None
        self.repositories: set[str] = set()

    def note(self, path: str | bytes | os.PathLike[str], what: str = FILE) -> None:
        """Notes the state of a path, the first time."""
        key = (what, os.fsdecode(path))
        if key not in self.facts:
            self.facts[key] = state(*key)


class _Aside(_local):
    """A context of this thread in which nothing is noted."""

    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.depth -= 1


aside = _Aside()
"""`with aside:` nothing is noted: other notes pin what is read and done in it, or it means nothing."""
_reads: Reads | None = None


def begin() -> Reads:
    """What this process reads from now on. Python never takes a hook back: a process begins once."""
    import sys

    global _reads
    if _reads is None:
        _reads = Reads()
        sys.addaudithook(_hear)
        for asks, what in ((_stat, FILE), (os.access, FILE), (_lstat, LINK), (_readlink, LINK)):
            _replace(asks, what)
    return _reads


def current() -> Reads | None:
    """What this process has read; None where nobody wants to know."""
    return _reads


def state(what: str, path: str) -> State:
    """The state of a path now, so far as `what` counts; below zero the fault by which it has none."""
    try:
        if what == LINK:
            kind = stat.S_IFMT(_lstat(path).st_mode)
            return _readlink(path) if kind == stat.S_IFLNK else kind
        found = _stat(path)
    except OSError as fault:
        return -(fault.errno or 1)
    except ValueError:  # a zero byte
        return -1
    if what == KIND:
        return stat.S_IFMT(found.st_mode)
    if what == OWNER:
        return found.st_uid
    return (
        found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev, found.st_mode,
    )  # fmt: skip


def note_workspace(root: str | os.PathLike[str]) -> None:
    """The workspace is found."""
    if _reads is not None:
        _reads.workspace = os.fspath(root)


def hold(facts: Iterable[Fact]) -> bool:
    """Whether all is as it was."""
    return all(state(what, path) == known for what, path, known in facts)


def refuse(why: str) -> None:
    """The answer depends on what nothing here can tell of, such as the standard input."""
    if _reads is not None:
        _reads.gap = _reads.gap or why


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _HEARD:  # there are thousands of others
        return
    reads = _reads
    if reads is None or aside.depth:
        return
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or _is_of_python(name := os.fsdecode(path)):
            return
        if flags & _WRITES:
            refuse(f"it writes {name}")
        else:
            reads.note(name)
    elif event in _LISTS:
        if isinstance(arguments[0], int):
            refuse(event)
        else:
            reads.note(arguments[0] or ".")
    elif not (event.startswith("os.") and _is_of_python(str(arguments[0]))):
        refuse(event)


def _is_of_python(path: str) -> bool:
    """Whether a file is a module or its compiled form, for which the folders of modules stand; or nothing."""
    draft_of, _, digits = path.rpartition(".")  # Python writes a compiled form as x.pyc.140234 first
    named = draft_of if digits.isdecimal() else path
    return named.endswith((".py", ".pyc", ".so", ".pyd", "__pycache__")) or path == os.devnull


def _replace(asks: Callable[..., Any], what: str) -> None:
    """Puts a function in the place of one of `os` that asks for a path, which notes that first.

    Of a folder only counts that it is one: who wants to know what is in it lists it.
    """

    def noting(path: Any, *arguments: Any, **options: Any) -> Any:
        reads = _reads
        if options.get("dir_fd") is not None:
            refuse("a path that begins at an open folder")
        elif reads is not None and not aside.depth and not isinstance(path, int):
            seen = LINK if options.get("follow_symlinks") is False else what
            name = os.fsdecode(path)
            if seen == FILE and state(KIND, name) != stat.S_IFREG:
                seen = KIND
            reads.note(name, seen)
        return asks(path, *arguments, **options)

    for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if asks in able:
            able.add(noting)
    setattr(os, asks.__name__, noting)
