"""The standard streams: their abilities, writing, messages, questions, and the progress of a search."""

from __future__ import annotations

import errno
import io
import os
import select
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, TextIO

from pmcli.cli.sending import send
from pmcli.model.diagnostic import PmError
from pmcli.workspace import reads

if TYPE_CHECKING:
    from pmcli.writers.terminal.progress import ProgressLine

USUAL = 80
"""The width of a terminal that does not say its own."""
PATIENCE = 0.8
"""Seconds after which somebody wonders."""
KEEPS = "Ctrl-C keeps the best so far"
MOST_GIVEN = 512 * 1024 * 1024
"""Bytes of the standard input, as of a file that comes in."""
_PIECE = 1 << 20
_OFTEN = 0.1
"""Seconds between two drawings of the progress."""
_SAMPLE = "█▏├│…–×é"


def width_of(stream: TextIO | None) -> int | None:
    """The width of the terminal behind a stream; None where there is none: nothing is cut then."""
    if not is_terminal(stream):
        return None
    size = size_of(stream)
    return size.columns if size else USUAL


def size_of(stream: TextIO | None) -> os.terminal_size | None:
    """The columns and lines of the terminal behind a stream; None where it does not say them."""
    if stream is None or not is_terminal(stream):
        return None
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return None
    return size if size.columns and size.lines else None


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def has_color(choice: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream has colours: as chosen, else by NO_COLOR, by FORCE_COLOR, by being a terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(
        environment.get(name, "0") not in ("", "0", "false") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")
    ):
        return True
    return is_terminal(stream) and not is_dumb(environment)


def has_unicode(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream can show more than ASCII."""
    if is_terminal(stream) and is_dumb(environment):
        return False
    try:
        _SAMPLE.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_dumb(environment: Mapping[str, str]) -> bool:
    """Whether the terminal can do nothing but write one line after another."""
    return environment.get("TERM") in ("dumb", "unknown")


# --- out ---


class UnwritableError(PmError):
    """Raised where the answer cannot be written; `why` is the reason in words."""

    def __init__(self, why: str) -> None:
        super().__init__(f"cannot write the answer: {why}")
        self.why = why


class UntoldError(PmError):
    """Raised where something is done, and stays so, and that cannot be told."""

    def __init__(self, fault: UnwritableError) -> None:
        super().__init__(f"it is done, but that cannot be told: {fault.why}")


def answer(text: str | bytes) -> None:
    """Writes all of an answer to the standard output; a reader that has gone away is no error.

    Everything that `pm` answers goes this way, help and scripts for shells as well.

    Raises:
        UnwritableError: it cannot be written for another reason, or there is no standard output.
    """
    try:
        _send(sys.stdout, text)
    except (OSError, ValueError) as fault:
        raise UnwritableError(_why(fault)) from None


@contextmanager
def collected(made: Callable[[str], str] = str) -> Iterator[None]:
    """What others print in here is an answer as well, once they have ended; `made` is what becomes of it.

    Raises:
        UnwritableError: it cannot be written.
    """
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    finally:
        answer(made(said.getvalue()))


def settle() -> None:
    """Writes what others have left in the buffer of the standard output, or Python does when it ends.

    Raises:
        UnwritableError: it cannot be written.
    """
    if sys.stdout is not None and not sys.stdout.closed:
        answer("")


def tell(text: str) -> None:
    """Writes a message to stderr, where there is one that takes it."""
    try:
        wipe()
        _send(sys.stderr, text)
    except (OSError, ValueError):
        return


def _send(stream: TextIO | None, text: str | bytes) -> None:
    """Writes all of the text and leaves nothing in a buffer; what is no text in its encoding is written out.

    Raises:
        OSError, ValueError: it cannot be written, and nothing more will be.
    """
    if stream is None or stream.closed:
        raise OSError(errno.EBADF, "the stream is closed")
    buffer = getattr(stream, "buffer", None)
    try:
        stream.flush()
        if buffer is None:
            stream.write(text if isinstance(text, str) else text.decode())
            return
        data = text if isinstance(text, bytes) else text.encode(stream.encoding, "backslashreplace")
        send(buffer, data)
    except BrokenPipeError:
        _abandon(stream)
    except OSError:
        _abandon(stream)
        raise


def _abandon(stream: TextIO) -> None:
    """Lets what is left in the buffer go nowhere, or Python complains when it ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


def _why(fault: OSError | ValueError) -> str:
    return (getattr(fault, "strerror", None) or "it is closed").lower()


def file_behind(stream: TextIO | None) -> os.stat_result | None:
    """The status of the file into which a stream goes, None where it goes elsewhere."""
    try:
        status = os.fstat(stream.fileno()) if stream is not None else None
    except (OSError, ValueError):
        return None
    return status if status is not None and stat.S_ISREG(status.st_mode) else None


# --- questions ---


def given() -> bytes:
    """All that the standard input holds.

    Raises:
        PmError: there is none, it cannot be read, or it has no end.
    """
    reads.refuse("the standard input")
    if sys.stdin is None or sys.stdin.closed:
        raise PmError("there is no standard input to read", "name a file instead of -")
    try:
        data = _all_of(sys.stdin.buffer)
    except (OSError, ValueError) as fault:
        raise PmError(
            f"the standard input cannot be read: {_why(fault)}", "name a file instead of -"
        ) from None
    if len(data) > MOST_GIVEN:
        raise PmError(f"the standard input has more than {MOST_GIVEN // 1024 // 1024} MB", "give it in parts")
    return data


def _all_of(source: BinaryIO) -> bytes:
    """All that there is, a little more than is allowed at most; it waits where it would not."""
    pieces, size = [], 0
    while size <= MOST_GIVEN:
        piece = source.read(_PIECE)
        if piece is None:  # somebody has made it non-blocking
            select.select([source], [], [])
            continue
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def is_somebody_there() -> bool:
    """Whether a person can read what is written, and answer."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def ask(prompt: str, words: Iterable[str] = ()) -> str | None:
    """The answer as one line of words, None where nobody answers; the Tab key completes to one of `words`."""
    _complete(sorted(words))
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper) and stream.errors != errors:
            stream.reconfigure(errors=errors)
    settle()
    try:
        line = input(prompt)
    except EOFError:
        answer("\n")
        return None
    except OSError:  # the terminal is gone
        return None
    return " ".join(line.split())


def _complete(words: list[str]) -> None:
    """Lets lines be edited with the arrow keys, and words be completed, where this Python can."""
    try:
        import readline
    except ImportError:  # pragma: no cover - Windows, and Pythons built without it
        return

    def complete(text: str, number: int) -> str | None:
        complete = [word for word in words if word.startswith(text)]
        return complete[number] if number < len(complete) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    readline.parse_and_bind("tab: complete" if words else "tab: self-insert")


# --- progress ---


class Progress:
    """The progress of a search, told on one line of stderr where that is a terminal that can wipe it again.

    It is called with the share that is done, 0 to 1. Ctrl-C ends the search and keeps the best so far.
    """

    shown: ClassVar[Progress | None] = None
    """The one whose line stands on the terminal: whoever tells something else wipes it away first."""

    def __init__(self, doing: str = "planning", hint: str = KEEPS, *, is_told: bool = True) -> None:
        self.words = doing, hint
        self.next = time.monotonic() + PATIENCE
        self.is_watched = is_told and is_terminal(sys.stderr) and not is_dumb(os.environ)
        self.line: ProgressLine | None = None

    def __call__(self, done: float) -> bool:
        """True, after how much is done is told: only Ctrl-C stops a search."""
        if self.is_watched and time.monotonic() > self.next:
            try:
                self._line().show(done)
            except (OSError, ValueError):  # the terminal is gone
                self.is_watched = False
            self.next = time.monotonic() + _OFTEN
        return True

    def end(self) -> None:
        """Wipes the line away."""
        if self.line is not None:
            with suppress(OSError, ValueError):
                self.line.end()
            self.line = Progress.shown = None

    def _line(self) -> ProgressLine:
        if self.line is None:
            # Only here: most searches are done before anybody wonders.
            from pmcli.writers.terminal.progress import ProgressLine

            color = has_color("auto", sys.stderr, os.environ)
            width = width_of(sys.stderr) or USUAL
            stream = getattr(sys.stderr, "unheard", sys.stderr)  # it is no part of an answer
            self.line = ProgressLine(stream, width, *self.words, color=color)
            Progress.shown = self
        return self.line


def wipe() -> None:
    """Wipes away the progress that is shown."""
    if Progress.shown is not None:
        Progress.shown.end()


# --- CI ---


def append_summary(text: str, environment: Mapping[str, str]) -> None:
    """Appends Markdown to the file that $GITHUB_STEP_SUMMARY names; a file that cannot be written is told."""
    target = environment.get("GITHUB_STEP_SUMMARY")
    if not target:
        return
    try:
        with Path(target).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as fault:
        tell(f"warning: cannot write the step summary: {(fault.strerror or 'it failed').lower()}\n")
