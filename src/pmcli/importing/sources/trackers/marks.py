"""Marks in the body of an issue that pm wrote, by which it tells the parts when it reads the issue again."""

from __future__ import annotations

import re
from typing import Final

MARKED: Final = ("problem", "request", "solution")
"""Fields that pm writes into a body, each below a mark and a heading of its name."""
VERBATIM: Final = "verbatim"
"""The mark of a description that would be read as more than that: nothing in it counts but its words."""
_MARK: Final = re.compile(rf"<!-- pm: ({'|'.join(MARKED)}|acceptance|{VERBATIM}) -->(?:\n## [^\n]*)?")


def mark(name: str) -> str:
    """The mark that stands in a body above a part of it; its heading, where it has one, is the next line."""
    heading = {VERBATIM: "", "acceptance": "\n## Acceptance criteria"}.get(name, f"\n## {name.capitalize()}")
    return f"<!-- pm: {name} -->{heading}"


def unmarked(text: str) -> str:
    """A text in which nothing looks like a mark: one more blank before the colon; `parted` takes it away."""
    return re.sub(r"<!-- pm( *):", r"<!-- pm\1 :", text)


def parted(body: str) -> tuple[str, dict[str, str]]:
    """A body before its first mark, and the text below each."""
    marks = list(_MARK.finditer(body))
    if not marks:
        return body, {}
    ends = [*(match.start() for match in marks[1:]), len(body)]
    texts = {match[1]: _restored(body[match.end() : end]) for match, end in zip(marks, ends, strict=True)}
    if "acceptance" in texts:
        texts["acceptance"] = f"## Acceptance criteria\n{texts['acceptance']}"
    return _restored(body[: marks[0].start()]), texts


def _restored(text: str) -> str:
    return re.sub(r"<!-- pm( *) :", r"<!-- pm\1:", text)
