"""Changes of files as a patch that `git apply` takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_LINES = 20_000
"""Comparing longer texts would take minutes: of them only that they differ is told."""
_SIGNS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The patch from some files to others; a path that is in one of them only is created or deleted.

    Where one file goes and one comes, it is the same file under another name.
    """
    gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    pairs = [(path, path) for path in after if path in before]
    if len(gone) == len(come) == 1:
        pairs.append((gone[0], come[0]))
    else:
        pairs += [*((path, "") for path in gone), *(("", path) for path in come)]
    return "".join(
        line for old, new in sorted(pairs, key=max) for line in _of_file(old, new, before, after)
    )  # fmt: skip


def _of_file(
    old: str, new: str, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[str]:  # fmt: skip
    if old and new and old != new:
        yield f"diff --git a/{old} b/{new}\nrename from {old}\nrename to {new}\n"
    name_before, name_after = (
        f"{side}/{name}" if name else "/dev/null" for side, name in (("a", old), ("b", new))
    )
    texts = before.get(old, b""), after.get(new, b"")
    lines, others = map(_lines, texts)
    if any(b"\0" in text for text in texts) or len(lines) + len(others) > MOST_LINES:
        if texts[0] != texts[1]:
            yield f"Files {name_before} and {name_after} differ\n"
        return
    for line in difflib.unified_diff(lines, others, name_before, name_after):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    return _LINES.findall(data.decode("utf-8", "backslashreplace"))


def painted(patch: str) -> str:
    """A patch with its lines in the colours that git gives them."""
    return "".join(_painted(line) for line in patch.splitlines(keepends=True))


def _painted(line: str) -> str:
    if line.startswith(("---", "+++", "diff ")):
        return f"\x1b[1m{line.rstrip()}\x1b[0m\n"
    sign = _SIGNS.get(line[:1])
    return line if sign is None else f"{sign}{line.rstrip()}\x1b[0m\n"
