"""`pm` with somebody at the keyboard: what is typed, and what stands on the screen.

A `Dialogue` has a pseudo-terminal and a process of its own: it proves keys, signals, widths and colours. A
`Conversation` is the same in this process, within a fraction of the time: it proves what is asked and done.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import queue
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from pmcli.cli import main
from tests.cli.conftest import environment

CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07")
PATIENCE = 30.0


class Dialogue:
    """A run of `pm` in a terminal of 80 by 24; `screen` is all that was written, without escapes."""

    def __init__(
        self, *arguments: str, at: Path, columns: int = 80, rows: int = 24,
        variables: Mapping[str, str] | None = None, without: Sequence[str] = (),
        program: Sequence[str] = (sys.executable, "-m", "pmcli"),
    ) -> None:  # fmt: skip
        self.parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        given = environment(**{"TERM": "xterm-256color", "INPUTRC": os.devnull, **(variables or {})})
        given = {name: value for name, value in given.items() if name not in without}
        self.process = subprocess.Popen(
            [*program, *arguments], cwd=at, env=given,
            stdin=child, stdout=child, stderr=child, start_new_session=True, preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(child)
        self.screen = ""
        self._seen = 0

    def __enter__(self) -> Dialogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.parent)

    def until(self, words: str) -> str:
        """Wait for these words; what was written since the last ones, with them."""
        end = time.monotonic() + PATIENCE
        while words not in self.screen[self._seen :]:
            if not self._read(end):
                raise AssertionError(f"no {words!r} in:\n{self.screen[self._seen :]}")
        at = self.screen.index(words, self._seen) + len(words)
        until, self._seen = self.screen[self._seen : at], at
        return until

    def type(self, text: str, end: str = "\r") -> None:
        """Press these keys, and Enter."""
        os.write(self.parent, (text + end).encode())

    def answer(self, prompt: str, text: str) -> str:
        """Wait for a prompt, and answer; what was written until then."""
        told = self.until(prompt)
        self.type(text)
        return told

    def ended(self) -> int:
        """The exit code, once the run is over."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self.process.wait(timeout=PATIENCE)

    def interrupted(self) -> int:
        """The exit code after Ctrl-C, pressed again where Python lost it.

        A signal that comes after `input` has written its prompt and before it waits for keys is seen with the
        next key only: so it is in CPython's readline module (`readline_until_enter_or_signal`).
        """
        for _ in range(10):
            self.type("\x03", end="")
            end = time.monotonic() + PATIENCE / 10
            while self._read(end):
                pass
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(timeout=0.5)
        raise AssertionError(f"Ctrl-C does not end it:\n{self.screen}")

    def _read(self, end: float) -> bool:
        """Take what has been written; False where nothing more will come."""
        while time.monotonic() < end:
            ready, _, _ = select.select([self.parent], [], [], 0.1)
            if not ready:
                continue
            try:
                piece = os.read(self.parent, 65536)
            except OSError:  # the terminal is gone with the process
                return False
            if not piece:
                return False
            text = piece.decode(errors="replace").replace("\r\n", "\n")
            self.screen += CONTROL.sub("", text)
            return True
        return False


def _take_terminal() -> None:
    """Make it the process's own terminal, so that Ctrl-C and Ctrl-D reach it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it


class Conversation:
    """A run of `pm` in this process, as if in a terminal of 80 columns; what is typed comes line by line."""

    def __init__(self, *arguments: str, at: Path, variables: Mapping[str, str] | None = None) -> None:
        self._screen = _Screen()
        self._keys = _Keys(self._screen)
        self._seen = 0
        self._code: int | None = None
        self._before = (Path.cwd(), dict(os.environ), sys.stdin, sys.stdout, sys.stderr)
        os.chdir(at)
        os.environ.update(variables or {})
        sys.stdin, sys.stdout, sys.stderr = self._keys, self._screen, self._screen
        self._run = threading.Thread(target=self._talk, args=(arguments,), daemon=True)
        self._run.start()

    def _talk(self, arguments: tuple[str, ...]) -> None:
        try:
            self._code = main(arguments)
        finally:
            self._screen.end()

    def __enter__(self) -> Conversation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self._keys.lines.put("")  # Ctrl-D, for a test that failed halfway
        self._run.join(PATIENCE)
        folder, variables, sys.stdin, sys.stdout, sys.stderr = self._before
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)

    @property
    def screen(self) -> str:
        """All that was written, without escapes."""
        return CONTROL.sub("", self._screen.getvalue())

    def until(self, words: str) -> str:
        """Wait for these words; what was written since the last ones, with them."""
        if not self._screen.wait(lambda: words in self.screen[self._seen :]):
            raise AssertionError(f"no {words!r} in:\n{self.screen[self._seen :]}")
        at = self.screen.index(words, self._seen) + len(words)
        until, self._seen = self.screen[self._seen : at], at
        return until

    def type(self, text: str, end: str = "\r") -> None:
        """Press these keys, and Enter; of others only Ctrl-D is known here."""
        self._keys.lines.put("" if text + end == "\x04" else f"{text}\n")

    def answer(self, prompt: str, text: str) -> str:
        """Wait for a prompt, and answer; what was written until then."""
        told = self.until(prompt)
        self.type(text)
        return told

    def ended(self) -> int:
        """The exit code, once the run is over."""
        self._run.join(PATIENCE)
        if self._code is None:
            raise AssertionError(f"it goes on:\n{self.screen[self._seen :]}")
        return self._code

    def completions(self, text: str) -> list[str]:
        """What the Tab key offers for the beginning of a word; nothing where this Python has no readline."""
        import readline

        complete = readline.get_completer()
        completions: list[str] = []
        while complete is not None and (word := complete(text, len(completions))) is not None:
            completions.append(word)
        return completions


class _Screen(io.StringIO):
    """What a terminal shows, and who waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._news = threading.Condition()
        self._is_over = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self._news:
            count = super().write(text)
            self._news.notify_all()
        return count

    def end(self) -> None:
        """Nothing more will come."""
        with self._news:
            self._is_over = True
            self._news.notify_all()

    def wait(self, is_there: Callable[[], bool]) -> bool:
        """Wait for something, as long as something may come; whether it is there."""
        with self._news:
            self._news.wait_for(lambda: is_there() or self._is_over, PATIENCE)
            return is_there()


class _Keys(io.TextIOBase):
    """A keyboard: a line of it at a time, echoed; an empty one is Ctrl-D."""

    def __init__(self, screen: _Screen) -> None:
        super().__init__()
        self.lines: queue.Queue[str] = queue.Queue()
        self._screen = screen

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # that of TextIOBase is loose
        line = self.lines.get(timeout=PATIENCE)
        self._screen.write(line)
        return line
