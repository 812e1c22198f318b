"""Acceptance criteria in one cell, taken apart: lists with bullets or numbers, lines, what ";" sets apart."""

from __future__ import annotations

import re
from typing import Final

from pmcli.importing.sources.html_text import markdown_of
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.tables.values.cells import listed_in, says_nothing

_BULLET: Final = re.compile(
    r"\s*(?:[・●■]\s*|(?:[-*+•▪◦‣–—·]|\d{1,2}[.)]|[a-zA-Z]\)|AC\s?\d{0,2}[:.)])\s*(?=\s|\[|☐|☑|✓)"
    r"|(?=\[[ xX]\]|[☐☑✓✔]))"
)
_MARK: Final = re.compile(r"\s*(?:\[(?P<x>[ xX✓]?)\]|(?P<sign>[☐☑✓✔✅]))\s*")
_WITHIN: Final = re.compile(r"\s[•▪◦‣]\s|(?<=[.;)\w])\s+(?=(?:\d{1,2}[.)]|- \[[ xX]\])\s)")
_GIVEN: Final = re.compile(
    r"(?:given|angenommen|gegeben|étant donné|dado|scenario|szenario)\b", re.IGNORECASE
)
_AFTER: Final = re.compile(
    r"(?:when|then|and|but|wenn|dann|und|quand|alors|et|cuando|entonces|y|quando|então|e)\b", re.IGNORECASE
)


def criteria(cell: str) -> tuple[list[str], bool]:
    """The criteria in a cell, each once on one line, and whether some were marked as done."""
    is_done = False
    found: list[str] = []
    for item in listed_in(cell) if BREAK in cell else _items(markdown_of(cell)):
        text = _BULLET.sub("", item, count=1) if _BULLET.match(item) else item
        if mark := _MARK.match(text):
            is_done = is_done or bool((mark["x"] or "").strip()) or (mark["sign"] or "☐") != "☐"
            text = text[mark.end() :]
        text = " ".join(text.split())
        if not says_nothing(text):
            found.append(text)
    return list(dict.fromkeys(found)), is_done


def _items(text: str) -> list[str]:
    """The items of a text, each with its mark in front."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        pieces = _WITHIN.split(lines[0])
        return pieces if len(pieces) > 1 else re.split("[;；]", lines[0])
    items: list[str] = []
    is_list = any(map(_BULLET.match, lines))
    for line in lines:
        goes_on = is_list and items and line[0].isspace() and not _BULLET.match(line)
        is_step = items and _AFTER.match(line.strip()) and _GIVEN.match(items[-1].strip())
        if goes_on or is_step:
            items[-1] += f" {line.strip()}"
        else:
            items.append(line)
    return items
