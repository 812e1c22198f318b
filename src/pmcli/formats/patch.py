"""What changed in a file, as a patch that `git apply` takes."""

from __future__ import annotations

import difflib
import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_LINES = 20_000
"""Comparing longer texts would take minutes."""


def patch(path: str, before: bytes | None, after: bytes) -> str:
    """The patch from one text to the other; `before` is None for a file that is not there yet.

    Of what is no text, or very long, only that it differs.
    """
    if before == after:
        return ""
    if b"\0" in (before or b"") or b"\0" in after:
        return f"Binary files a/{path} and b/{path} differ\n"
    old, new = (_LINE.findall(text.decode("utf-8", "backslashreplace")) for text in (before or b"", after))
    if len(old) + len(new) > MOST_LINES:
        return f"Files a/{path} and b/{path} differ\n"
    named = "/dev/null" if before is None else f"a/{path}"
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, named, f"b/{path}")
    )
