"""The answer that was given before, given again before any library is imported.

An answer (the bytes on both streams, and the exit code) is kept in the user's cache folder with the state of
all that was read for it; where all of that is as it was, it is the answer. The question is the command line,
the folder, the day, the user, the terminal, the environment, pm and Python. Only what is sure to be the same
again is kept: nothing of a command that writes, asks or was interrupted, nor of files that changed while, or
just before, they were read, whose times may not tell of the next change (in git's index they are "racy").
"""

from __future__ import annotations

import io
import marshal
import os
import sys
import time

from pmcli import __version__
from pmcli.cli.sending import send
from pmcli.workspace import cache_folder, reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TextIO

    Chunk = tuple[int, Any]

WRITING = frozenset((
    "accept", "decide", "fmt", "import", "init", "mcp", "new", "rename", "rm", "set", "triage", "view",
))  # fmt: skip
"""Commands that write, ask, or stay."""
_OTHERWISE = (
    "-o",
    "--output",
    "--fix",
    "--add-ignores",
    "--optimal",
    "--time-limit",
    "--stdin-filename",
    "--watch",
)
"""How words begin with which a command writes, reads the standard input, or answers what time allows."""
_FLEETING = (
    "_", "OLDPWD", "SHLVL", "WINDOWID", "GPG_TTY", "ITERM_SESSION_ID", "SSH_AUTH_SOCK", "SSH_CLIENT",
    "SSH_CONNECTION", "SSH_TTY", "TERM_SESSION_ID", "TMUX_PANE", "XDG_SESSION_ID",
)  # fmt: skip
"""Variables that are others in every shell, and that no answer depends on."""
_KIND = "answer"
_CODES = (0, 1)
_LARGEST = 4 * 1024 * 1024
_FINE, _COARSE = 100_000_000, 2_100_000_000
"""Nanoseconds by which a change may be later than its time says; the latter where times are rough."""
_ROUND = 10_000_000
PAGED = 3
"""The stream of a text that a person read in a pager."""
_OUT, _ERROR = 1, 2


def question(arguments: Sequence[str], without: Sequence[str] = ()) -> bytes | None:
    """All that is asked, as one key; None where the answer is not to be remembered.

    The variables `without` do not count. On Windows nothing is remembered: there Python asks for files in
    ways that cannot be heard of.
    """
    if os.name != "posix" or WRITING.intersection(arguments) or any(map(_is_otherwise, arguments)):
        return None
    try:
        terminals = [tuple(os.get_terminal_size(end)) if os.isatty(end) else () for end in range(3)]
        streams = [(stream.encoding, stream.fileno()) for stream in (sys.stdin, sys.stdout, sys.stderr)]
        asked = (
            __version__, sys.version, sys.executable, __file__, tuple(sys.flags), sys.path,
            list(arguments), os.getcwd(), _today(), os.geteuid(), os.getegid(), os.getgroups(), streams,
            terminals, sorted(item for item in os.environ.items() if item[0] not in (*_FLEETING, *without)),
        )  # fmt: skip
        return repr(asked).encode()
    except (OSError, ValueError, AttributeError):  # such as a stream that is closed, or a folder that is gone
        return None


def recall(key: bytes) -> int | None:
    """The exit code of the answer, which has been given again; None where it is not known, or not sure."""
    cache = cache_folder.opened_cache()
    kept = cache and cache.get(_KIND, key)
    if not kept:
        return None
    facts, chunks, code = marshal.loads(kept)  # noqa: S302 - sealed by a key of the user's own
    behind = os.fstat(sys.stdout.fileno())
    if any(state[3:5] == (behind.st_ino, behind.st_dev) for *_, state in facts if isinstance(state, tuple)):
        return None  # the answer would be written into what is read
    return int(code) if reads.hold(facts) and _say(chunks) else None


def _say(chunks: Sequence[Chunk]) -> bool:
    """Whether an answer could be given; a reader that has gone away is no fault."""
    streams: dict[int, Any] = {_OUT: sys.stdout, _ERROR: sys.stderr}
    try:
        for end, said in chunks:
            if end == PAGED:
                _show(*said)
                continue
            send(streams[end].buffer, said)
    except BrokenPipeError:
        return True
    except OSError:
        return False
    return True


def _show(text: str, named: str | None) -> None:
    """A text in the pager, of which is told what is wrong with it now."""
    from pmcli.cli import pager

    if fault := pager.write(text, named, os.environ):
        sys.stderr.write(f"{fault}\n")


# --- remembering ---


class Listener:
    """What a run reads and says, from now until it is kept."""

    def __init__(self, key: bytes) -> None:
        self._key, self._began, self._day = key, time.time_ns(), _today()
        self._chunks: list[Chunk] = []
        self._others: list[tuple[str, bytes, Any, bool]] = []
        self._reads = reads.begin()
        for folder in {*sys.path} - {"", os.getcwd()}:
            self._reads.note(folder)  # what is installed gets a folder of its own in one of them
        sys.stdout = _Heard(sys.stdout, _OUT, self._chunks)
        sys.stderr = _Heard(sys.stderr, _ERROR, self._chunks)

    def page(self, text: str, named: str | None) -> None:
        """A person has read a text in the pager that they named, if any."""
        self._chunks.append((PAGED, (text, named)))

    def take(self, facts: Sequence[reads.Fact]) -> None:
        """What was read before for the same is part of what is read now."""
        self._reads.facts.update({(what, path): state for what, path, state in facts})

    def also(self, kind: str, key: bytes, data: Any, *, pinned: bool = True) -> None:
        """Something else to be kept, with the state of all that is read where it depends on it."""
        self._others.append((kind, key, data, pinned))

    def keep(self, code: int) -> None:
        """Remembers the answer, if it is one that will be the same again."""
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            return
        size = sum(len(said[0] if end == PAGED else said) for end, said in self._chunks)
        if code not in _CODES or self._reads.gap or size > _LARGEST or self._day != _today():
            return
        for path in _own_modules():
            self._reads.note(path)
        facts = [(what, path, state) for (what, path), state in self._reads.facts.items()]
        if any(_is_racy(state, self._began) for _, _, state in facts):
            return
        cache = cache_folder.opened_cache(self._reads.workspace or os.getcwd())
        if cache is not None:
            cache.put(_KIND, self._key, marshal.dumps((facts, self._chunks, code)))
            for kind, key, data, pinned in self._others:
                cache.put(kind, key, marshal.dumps((facts if pinned else [], data)))


listener: Listener | None = None
"""That of this process, where it is one whose answer may be remembered."""


class _Heard(io.TextIOWrapper):
    """A standard stream of which is heard what is written to it; what passes by, such as progress, is not."""

    def __init__(self, stream: TextIO, end: int, chunks: list[Chunk]) -> None:
        self.unheard = stream
        copy: Any = _Copy(stream.buffer, end, chunks)
        buffer, is_by_line = io.BufferedWriter(copy), bool(stream.line_buffering)
        super().__init__(buffer, stream.encoding, stream.errors, line_buffering=is_by_line)


class _Copy(io.RawIOBase):
    """Bytes on their way to a stream."""

    def __init__(self, buffer: Any, end: int, chunks: list[Chunk]) -> None:
        self._buffer, self._end, self._chunks = buffer, end, chunks

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._buffer.isatty())

    def fileno(self) -> int:
        return int(self._buffer.fileno())

    def write(self, data: Any) -> int:
        said = bytes(data)
        try:
            send(self._buffer, said)
        except OSError:
            reads.refuse("a stream that nobody reads, or that is full")
            raise
        self._chunks.append((self._end, said))
        return len(said)


def _is_racy(state: reads.State, began: int) -> bool:
    """Whether what was read from `began` on could change without another state."""
    if not isinstance(state, tuple):
        return False
    changed = state[1]
    return changed > began - (_FINE if changed % _ROUND else _COARSE)


def _own_modules() -> list[str]:
    """The files of pm's modules where somebody works on them; an installed pm changes as a whole."""
    if "site-packages" in __file__ or "dist-packages" in __file__:
        return []
    modules = [module for name, module in sys.modules.items() if name.startswith("pmcli")]
    return [file for module in modules if (file := getattr(module, "__file__", None))]


def _is_otherwise(word: str) -> bool:
    return word == "-" or word.startswith(_OTHERWISE)


def _today() -> tuple[int, ...]:
    return tuple(time.localtime()[:3])
