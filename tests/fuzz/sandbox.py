"""A folder in which a case lies, and `pm` run in it, in this process, under guard."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import FrameType

from pmcli.cli import main
from pmcli.workspace import cache_folder
from tests.fuzz.case import Case, Commit

BOUND = 5.0
"""The seconds of CPU that a run may take."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = frozenset(
    f"os.{name}"
    for name in ("rename", "remove", "mkdir", "rmdir", "link", "symlink", "truncate", "chmod", "chown")
)


class TooLong(BaseException):
    """A run took longer than it may."""


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    line: tuple[str, ...]
    code: int
    out: bytes
    err: str
    outside: tuple[str, ...] = ()
    """Paths out of the sandbox that it wanted to write to."""


class Sandbox:
    """A folder with the workspace in `shop` and nothing else; one a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / "shop"
        self.bound = BOUND
        self.codes: Counter[int] = Counter()
        _watch()

    def lay(self, case: Case) -> None:
        """Make the folder anew as the case has it; what no file system takes is left out."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.root.mkdir(parents=True)
        (self.folder / "home").mkdir()
        if case.commits:
            _commit(self.root, case.commits)
            _harm(self.root, case.harm)
        for path, text in case.files.items():
            _write(self.root, path, _bytes(text))

    def tree(self) -> dict[str, bytes]:
        """Everything in the folder, by path: the content of a file, the target of a link, "/" for a folder."""
        return {path.removeprefix(f"{self.folder}/"): content for path, content in _tree(str(self.folder))}

    def pm(self, *line: str, given: str = "", is_cached: bool = False) -> Ran:
        """A run in the workspace; one that is cached keeps what files say, and finds it again."""
        stdin = io.TextIOWrapper(io.BytesIO(_bytes(given)), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        _GUARD.begin(str(self.folder))
        before, here = os.environ.copy(), Path.cwd()
        before_streams = sys.stdin, sys.stdout, sys.stderr
        os.environ.clear()
        os.environ.update(_environment(self.folder))
        if is_cached:
            os.environ.update({"PM_CACHE": "1", "XDG_CACHE_HOME": str(self.folder / "home")})
        cache_folder.allow(yes=is_cached)
        os.chdir(self.root)
        sys.stdin, sys.stdout, sys.stderr = stdin, out, err
        try:
            with bounded(self.bound):
                code = main(line)
        finally:
            sys.stdin, sys.stdout, sys.stderr = before_streams
            cache_folder.allow(yes=False)
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
            outside = _GUARD.end()
        self.codes[code] += 1
        return Ran(line, code, _told(out), _told(err).decode("utf-8", "replace"), outside)


def _told(stream: io.TextIOWrapper) -> bytes:
    with contextlib.suppress(ValueError):
        stream.flush()
        buffer = stream.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()
    return b""


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder / "home")
    return {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": home, "XDG_CONFIG_HOME": os.devnull, "TZ": "UTC",
        "PM_CACHE": "0", "PM_DEBUG": "1", "PM_PAGER": "", "PYDANTIC_DISABLE_PLUGINS": "__all__",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": str(folder),
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "MPLCONFIGDIR": home,
    }  # fmt: skip


# --- time ---


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in what takes more CPU, and again where it is swallowed."""
    begun = process_time()

    def stop(*_: int | FrameType | None) -> None:
        raise TooLong(f"{process_time() - begun:.0f} s of CPU")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


# --- what is written, and where ---


class _Guard:
    """Notes what is written out of a folder, as Python's audit events tell it."""

    def __init__(self) -> None:
        self.folder = ""
        self.found: list[str] = []

    def begin(self, folder: str) -> None:
        self.folder, self.found = folder, []

    def end(self) -> tuple[str, ...]:
        self.folder = ""
        return tuple(dict.fromkeys(self.found))

    def __call__(self, event: str, details: tuple[object, ...]) -> None:
        if not self.folder:
            return
        if event == "open":
            path, mode, flags = (*details, None, None)[:3]
            is_written = (isinstance(flags, int) and flags & _WRITING) or set(str(mode or "")) & set("wax+")
            if is_written:
                self._note(path)
        elif event in _CHANGING:
            self._note(details[0])

    def _note(self, path: object) -> None:
        name = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
        if name.startswith("/") and not name.startswith((self.folder, "/dev/")) and "__pycache__" not in name:
            self.found.append(name)


_GUARD = _Guard()
_WATCHED: list[_Guard] = []


def _watch() -> None:
    """Begin to listen, once in a process: nobody can be told to stop again."""
    if not _WATCHED:
        sys.addaudithook(_GUARD)
        _WATCHED.append(_GUARD)


def _tree(folder: str) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                yield entry.path, b"-> " + os.fsencode(os.readlink(entry.path))
            elif entry.is_dir():
                yield f"{entry.path}/", b""
                yield from _tree(entry.path)
            else:
                yield entry.path, Path(entry.path).read_bytes()


# --- laying it ---


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _write(root: Path, path: str, data: bytes) -> None:
    if ".." in path.split("/") or path.startswith(("/", ".git/")):
        return
    with contextlib.suppress(OSError, ValueError):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def _commit(root: Path, commits: tuple[Commit, ...]) -> None:
    """A repository of these commits, each given as a whole tree, made by one process of git."""
    stream = bytearray()
    for at, commit in enumerate(commits):
        when = 1_780_000_000 + 86_400 * at
        stream += f"commit refs/heads/b{at}\nmark :{at + 1}\n".encode()
        stream += (
            f"committer Ada <ada@example.org> {when} +0000\ndata {len(str(at)) + 7}\ncommit {at}\n".encode()
        )
        parents = [number for number in dict.fromkeys(commit.parents) if 0 <= number < at]
        for word, number in zip(("from", *["merge"] * len(parents)), parents, strict=False):
            stream += f"{word} :{number + 1}\n".encode()
        stream += b"deleteall\n"
        for path, text in commit.files.items():
            if (
                path
                and path.isprintable()
                and '"' not in path
                and not {"", ".", "..", ".git"} & {*path.split("/")}
            ):
                data = _bytes(text)
                stream += b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)
    stream += f"reset refs/heads/main\nfrom :{len(commits)}\n\nreset refs/tags/v1\nfrom :1\n\n".encode()
    clean = {**os.environ, **_environment(root.parent)}
    subprocess.run(["git", "init", "-q", "-b", "main", "."], cwd=root, env=clean, check=True)
    line = ["git", "-c", "fastimport.unpackLimit=9999", "fast-import", "--quiet", "--force"]
    subprocess.run(line, cwd=root, env=clean, input=bytes(stream), check=False, capture_output=True)
    subprocess.run(["git", "reset", "-q"], cwd=root, env=clean, check=False, capture_output=True)


def _harm(root: Path, harm: tuple[tuple[str, int], ...]) -> None:
    """Take objects away, or write something else in them."""
    objects = sorted(path for path in (root / ".git" / "objects").glob("??/*") if path.is_file())
    for how, number in harm:
        if not objects:
            return
        path = objects[number % len(objects)]
        with contextlib.suppress(OSError):
            path.chmod(0o644)
            if how == "gone":
                path.unlink(missing_ok=True)
            elif how == "empty":
                path.write_bytes(b"")
            else:
                path.write_bytes(b"x\x9cjunk" + path.read_bytes()[6:])
