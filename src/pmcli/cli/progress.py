"""How far a long search is, on a terminal that somebody looks at."""

from __future__ import annotations

import sys
import time

from pmcli.cli import screen

PATIENCE = 0.8
"""Seconds after which somebody wonders."""
_WIDE = 50


class Progress:
    """Tells how far a search is, on one line of stderr; nothing where that is no terminal.

    Called with how much is done, 0 to 1, it says to go on: Ctrl-C ends the search and keeps the best so far.
    """

    def __init__(self, words: str = "planning: {} %; Ctrl-C keeps the best so far") -> None:
        self.words = words
        self.start = time.monotonic()
        self.is_watched = screen.is_terminal(sys.stderr)
        self.is_shown = False

    def __call__(self, done: float) -> bool:
        """Tell how much is done; True, for nobody but Ctrl-C stops it."""
        if self.is_watched and time.monotonic() - self.start > PATIENCE:
            self.is_shown = True
            self._line(self.words.format(f"{100 * done:.0f}"))
        return True

    def end(self) -> None:
        """Wipe the line away."""
        if self.is_shown:
            self._line("")
            screen.tell("\r")
            self.is_shown = False

    def _line(self, text: str) -> None:
        screen.tell("\r" + text.ljust(_WIDE))
