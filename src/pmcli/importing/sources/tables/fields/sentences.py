"""Lists of sentences in cells: a line each, or set apart by semicolons, never by the commas within them."""

from __future__ import annotations

import re
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables import cells
from pmcli.importing.sources.tables.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.table import BREAK

_APART: Final = re.compile(rf"[\n;{BREAK}]")
_SIGN: Final = re.compile(r"\s*(?:[-*+•◦▪–—☐☑☒✓✔✅]\s*|\d{1,3}[.)]\s+|\[[ xX]?\]\s*)")
"""In front of an item of a list."""
_SIGNS: Final = 3
"""Signs at most that stand in front of one item, such as "- [ ] 1. "."""


def read_sentences(row: SourceRow) -> None:
    """Criteria, questions, risks and options: what there is one of in a line."""
    for name in ("acceptance", "questions"):
        if listed := sentences(row.cells.get(name, ())):
            row.fields[name] = listed
    for name in ("risks", "options"):
        if listed := sentences(row.cells.get(name, ())):
            row.fields[name] = [{"what": text} for text in listed]


def sentences(texts: tuple[str, ...]) -> list[str]:
    """The sentences in cells, each once, without the signs in front of them."""
    bare = (_unsigned(part) for text in texts for part in _APART.split(text))
    return list(dict.fromkeys(part[:LONGEST_TITLE] for part in bare if part and not cells.says_nothing(part)))


def _unsigned(text: str) -> str:
    """A sentence without the signs of a list in front of it, on one line."""
    for _ in range(_SIGNS):
        if (match := _SIGN.match(text)) is None:
            break
        text = text[match.end() :]
    return line_of(text)
