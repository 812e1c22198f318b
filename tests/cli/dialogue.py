"""`pm` in a pseudo-terminal with somebody at the keyboard: what is typed, and what stands on the screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.cli.conftest import environment

CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07")
PATIENCE = 30.0


class Dialogue:
    """A run of `pm` in a terminal of 80 by 24; `screen` is all that was written, without escapes."""

    def __init__(
        self, *arguments: str, at: Path, columns: int = 80, rows: int = 24,
        variables: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        given = environment(**{"TERM": "xterm-256color", "INPUTRC": os.devnull, **(variables or {})})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pmcli", *arguments], cwd=at, env=given,
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
        told, self._seen = self.screen[self._seen : at], at
        return told

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
