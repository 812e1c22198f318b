"""Questions to a person at a terminal; who does not answer (Ctrl-D) has answered None."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from pmcli.cli import screen


def is_somebody_there() -> bool:
    """Whether a person can read what is written, and answer."""
    return screen.is_terminal(sys.stdin) and screen.is_terminal(sys.stdout)


def asked(prompt: str, words: Iterable[str] = ()) -> str | None:
    """What is answered, on one line and without spaces around; the Tab key completes to one of `words`."""
    _complete(sorted(words))
    sys.stdout.flush()
    try:
        answer = input(prompt)
    except EOFError:
        sys.stdout.write("\n")
        return None
    return " ".join(answer.split())


def _complete(words: list[str]) -> None:
    """Let lines be edited with the arrow keys, and words be completed, where this Python can."""
    try:
        import readline
    except ImportError:  # pragma: no cover - Windows, and Pythons built without it
        return

    def complete(text: str, number: int) -> str | None:
        found = [one for one in words if one.startswith(text)]
        return found[number] if number < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    readline.parse_and_bind("tab: complete" if words else "tab: self-insert")
