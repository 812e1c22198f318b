"""Bytes to a stream, all of them: also where it is a pipe that somebody has made non-blocking."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def send(buffer: Any, data: bytes) -> None:
    """Writes all of the data to the stream behind a buffer, and leaves none of it there.

    A stream that takes no more is waited for.

    Raises:
        OSError: it cannot be written.
    """
    raw, left = getattr(buffer, "raw", buffer), memoryview(data)
    while left:
        count = raw.write(left)
        if count is None:
            from select import select

            select([], [raw], [])
        else:
            left = left[count:]
