"""What a run of `pm` reads, noted before it is read: files, folders, paths asked for, the state of git.

Python itself tells of opened files and listed folders (`sys.addaudithook`), so that none is forgotten; who
asks for a path without opening it notes it here, and so does who asks git. Whatever else a run does, such as
writing a file, starting a program or asking a person, makes its answer one that is not remembered. Nobody
pays for this but the process of a command, from `begin` on.
"""

from __future__ import annotations

import os
import stat
from _thread import _local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Any

FILE, KIND, LINK = "file", "kind", "link"
"""What of a path counts: all of its state; only whether it is a file, a folder or nothing; where it leads."""
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
_MOST_LINKS = 40


class Reads:
    """The state of all that was read, by what of it counts and path; and why it may not be all.

    Paths are as they were asked for: those that are relative start at the folder of the process. `workspace`
    is the folder with the pm.yaml that was found.
    """

    def __init__(self) -> None:
        self.facts: dict[tuple[str, str], State] = {}
        self.gap = ""
        self.workspace: str | None = None

    def note(self, path: str | bytes | os.PathLike[str], what: str = FILE) -> None:
        """Notes the state of a path, the first time."""
        key = (what, os.fsdecode(path))
        if key not in self.facts:
            self.facts[key] = state(*key)

    def note_way(self, path: str | os.PathLike[str]) -> None:
        """Notes every folder and link on the way to where a path leads."""
        waiting = [os.path.abspath(path)]
        for _ in range(_MOST_LINKS):
            if not waiting:
                return
            path = waiting.pop()
            while (LINK, path) not in self.facts:
                self.note(path, LINK)
                where, above = self.facts[LINK, path], os.path.dirname(path)
                if isinstance(where, str):
                    waiting.append(os.path.normpath(os.path.join(above, where)))
                path = above


class _Aside(_local):
    """Whether this thread does something of which is known what it depends on."""

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
    return _reads


def end() -> None:
    """Notes nothing any more."""
    global _reads
    _reads = None


def state(what: str, path: str) -> State:
    """The state of a path now, so far as `what` counts; below zero the fault by which it has none."""
    try:
        if what == LINK:
            kind = stat.S_IFMT(os.lstat(path).st_mode)
            return os.readlink(path) if kind == stat.S_IFLNK else kind
        found = os.stat(path)
    except OSError as fault:
        return -(fault.errno or 1)
    except ValueError:  # a zero byte
        return -1
    if what == KIND:
        return stat.S_IFMT(found.st_mode)
    return (
        found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev, found.st_mode,
    )  # fmt: skip


def hold(facts: Iterable[Fact]) -> bool:
    """Whether all is as it was."""
    return all(state(what, path) == known for what, path, known in facts)


# --- what those who read without opening anything tell ---


def note(path: str | os.PathLike[str], what: str = FILE) -> None:
    """A path is asked for."""
    if _reads is not None:
        _reads.note(path, what)


def note_way(path: str | os.PathLike[str]) -> None:
    """It is asked where a path leads, and what is there."""
    if _reads is not None:
        _reads.note_way(path)
        _reads.note(path, KIND)


def is_on() -> bool:
    """Whether anybody notes anything."""
    return _reads is not None


def note_workspace(root: str | os.PathLike[str]) -> None:
    """The workspace is found."""
    if _reads is not None:
        _reads.workspace = os.fspath(root)


def refuse(why: str) -> None:
    """The answer depends on what nothing here can tell of, such as the standard input."""
    if _reads is not None:
        _reads.gap = _reads.gap or why


# --- what Python tells ---


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
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
    elif event in _ACTS and not (event.startswith("os.") and _is_of_python(str(arguments[0]))):
        refuse(event)


def _is_of_python(path: str) -> bool:
    """Whether a file is a module or its compiled form, for which the folders of modules stand; or nothing."""
    return path.endswith((".py", ".pyc", ".so", ".pyd", "__pycache__", os.devnull)) or ".pyc." in path
