"""Foreign Markdown taken apart: its sections, its check-lists, what of it is code or quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmcli.importing.sources.plain_values import line_of

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
"""A line that is a heading: its signs, and its title."""
_BOLD = re.compile(r"\*\*([^*]{1,80})\*\*:?[ \t]*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[([^\]])\][ \t]+)?(\S.*)")
_COUNTED = re.compile(r"#\d{1,4}[ \t]+(?=\S)")
_ACCEPTANCE = re.compile(
    r"acceptance(?: criteria)?|definition of acceptance|akzeptanzkriterien", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and whether it is prose: no code, no quotation."""

    text: str
    is_prose: bool


@dataclass(frozen=True, slots=True)
class ProseSection:
    """A heading as it stands ("" before the first) with its title, and the lines below it."""

    heading: str
    title: str
    body: str


def without_comments(text: str) -> str:
    """The text without `<!-- … -->`; a line that held nothing else is gone."""
    if "<!--" not in text:
        return text
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
        if pieces[-1][-1:] in ("", "\n") and text[at : at + 1] == "\n":
            at += 1
    return "".join([*pieces, text[at:]])


def lines(text: str) -> Iterator[Line]:
    """The lines of a text; code between fences and quoted lines are no prose."""
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and (not fence or match[1].startswith(fence)):
            fence = "" if fence else match[1]
            yield Line(line, is_prose=False)
        else:
            yield Line(line, is_prose=not fence and not line.lstrip().startswith(">"))


def sections(text: str) -> list[ProseSection]:
    """The text by headings, of whatever level; a line that is bold as a whole is one too."""
    parts: list[tuple[str, str, list[str]]] = [("", "", [])]
    for line in lines(text):
        heading = (HEADING.fullmatch(line.text) or _BOLD.fullmatch(line.text)) if line.is_prose else None
        if heading is None:
            parts[-1][2].append(line.text)
        else:
            parts.append((line.text, heading[heading.lastindex or 0].strip(" \t#*:"), []))
    return [ProseSection(heading, title, "\n".join(body)) for heading, title, body in parts]


def joined(parts: list[ProseSection]) -> str:
    """The text of sections."""
    texts = [f"{part.heading}\n{part.body}" if part.heading else part.body for part in parts]
    return "\n".join(texts).strip("\n")


@dataclass(frozen=True, slots=True)
class Checked:
    """A text without its acceptance criteria; those; and how many of them are ticked."""

    text: str
    acceptance: tuple[str, ...]
    ticked: int


def acceptance(text: str, *, counted: bool = False) -> Checked:
    """The acceptance criteria in a text, and the rest of it: what stands beside the list stays.

    `counted`: an item begins with its number, `#1`, which is no part of it.
    """
    rest, items, ticked = [], [], 0
    for part in sections(text):
        if not _ACCEPTANCE.fullmatch(part.title):
            rest.append(part)
            continue
        criteria, beside = _items(part.body)
        items += [_COUNTED.sub("", item, count=1) if counted else item for _, item in criteria]
        ticked += sum(1 for is_ticked, _ in criteria if is_ticked)
        if not criteria or beside.strip():
            rest.append(ProseSection(part.heading, part.title, beside))
    return (
        Checked(joined(rest), tuple(item for item in items if item), ticked)
        if items
        else Checked(text, (), 0)
    )


def _items(body: str) -> tuple[list[tuple[bool, str]], str]:
    """The items of a list, those below them among their text, and what is no item."""
    items: list[tuple[bool, str]] = []
    beside: list[str] = []
    depth = 0
    for line in lines(body):
        item = _ITEM.fullmatch(line.text) if line.is_prose else None
        if item is not None and (not items or len(item[1].expandtabs()) <= depth + 1 or item[2] is not None):
            depth = len(item[1].expandtabs()) if not items else depth
            items.append((item[2] in ("x", "X"), line_of(item[3])))
        elif items and not beside and line.text[:1] in (" ", "\t") and line.text.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line_of(line.text)}")
        elif line.text.strip() or beside:
            beside.append(line.text)
    return items, "\n".join(beside).strip("\n")
