"""The text of an item of a list: its first lines, and all that stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.outline import OutlineEntry

_NAME: Final = re.compile(r"(?:\*\*|__)[^*_]{1,200}(?:\*\*|__)[.:]?|\[[^\[\]]{1,200}\]\([^()\s]{1,400}\)")
"""A line that is bold, or a link, as a whole: a title, below which its text begins."""


def first_lines(entry: OutlineEntry) -> list[str]:
    """The lines on which an item's first paragraph goes on."""
    lines: list[str] = []
    if _NAME.fullmatch(entry.text.strip()):
        return lines
    for line in entry.more:
        if not line or line.startswith(("```", "~~~", "|", ">")):
            break
        lines.append(line)
    return lines


def whole(entry: OutlineEntry) -> str:
    """An item with all that stands below it, as text."""
    return "\n".join(bullets(entry, 0)).removeprefix("- ")


def bullets(entry: OutlineEntry, depth: int) -> Iterator[str]:
    """The lines of an item and of those below it, as a list."""
    lead = "  " * min(depth, 20)
    yield f"{lead}- {' '.join([entry.text, *first_lines(entry)])}"
    for line in entry.more[len(first_lines(entry)) :]:
        yield f"{lead}  {line}".rstrip()
    for inner in entry.inner:
        yield from bullets(inner, depth + 1)


def put_texts(cells: dict[str, str], texts: dict[str, list[str]]) -> None:
    """The texts of an item as cells; criteria are a list."""
    for name, some in texts.items():
        if name == "acceptance":
            cells[name] = listed_in(line_of(plain(one)) for one in some)
        else:
            joined = "\n\n".join(some)
            cells[name] = re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", joined)
