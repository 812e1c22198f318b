"""What the streams can show: how wide, in which colours, in which characters."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO

USUAL = 80
"""The width of a terminal that does not say its own."""
_SAMPLE = "█▏├│…–×é"


def width_of(stream: TextIO | None) -> int | None:
    """The width of the terminal behind a stream; None where there is none: nothing is cut then."""
    if not is_terminal(stream):
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL  # type: ignore[union-attr]  # a terminal
    except (OSError, ValueError):
        return USUAL


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is looking."""
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
    return is_terminal(stream) and not _is_dumb(environment)


def has_unicode(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream can show more than ASCII."""
    if is_terminal(stream) and _is_dumb(environment):
        return False
    try:
        _SAMPLE.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _is_dumb(environment: Mapping[str, str]) -> bool:
    return environment.get("TERM") in ("dumb", "unknown")


def write(stream: TextIO | None, text: str) -> None:
    """Write all of it; a reader that has gone away is no mistake.

    Raises:
        OSError: it cannot be written for another reason.
    """
    if stream is None or stream.closed:
        return
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace", newline="\n")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _abandon(stream)
    except OSError:
        _abandon(stream)
        raise


def write_bytes(stream: TextIO | None, data: bytes) -> None:
    """Write what is no text, in the same way.

    Raises:
        OSError: it cannot be written.
    """
    if stream is None or stream.closed:
        return
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        _abandon(stream)


def _abandon(stream: TextIO) -> None:
    """Let what is left in the buffer go nowhere, or Python complains when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def tell(text: str) -> None:
    """Write a message for people, as far as somebody listens."""
    try:
        write(sys.stderr, text)
    except OSError:
        return
