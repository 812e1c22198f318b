"""The text below front matter, by its headings: problem, solution, acceptance criteria, the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.labels import fact_in, field_of, is_of_features
from pmcli.importing.sources.text.prose import HEADING, lines, without_comments

_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[([^\]])\][ \t]+)?(\S.*)")
_NUMBERED: Final = re.compile(r"^(?:(?:ADR|RFC|RFD|PEP)[- ]?)?\d{1,5}[.:)]\s+(?=\S)", re.IGNORECASE)
_SHORT: Final = 60
_TITLE: Final = "title"


@dataclass(frozen=True, slots=True)
class Body:
    """A text taken apart: its first heading, its cells by name, and how many criteria are ticked."""

    title: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    ticked: int = 0


@dataclass(slots=True)
class _Part:
    """A heading with its level and what stands below it; `means` is its field, "" for the description."""

    level: int
    heading: str
    title: str
    means: str = ""
    text: list[str] = field(default_factory=list)


def read_body(text: str) -> Body:
    """A text by its headings."""
    title, cells, ticked = "", dict[str, str](), 0
    description: list[str] = []
    for part in _parts(without_comments(text), cells):
        own = "\n".join(part.text).strip("\n")
        said = line_of(own)
        is_short = 0 < len(said) <= _SHORT and "\n" not in own.strip()
        if part.means == _TITLE:
            title = part.title
        elif part.level and is_short and is_of_features(part.title):
            cells.setdefault(part.title, plain(said))
        elif part.means == "acceptance" and (items := list(_items(own))):
            cells[f"## {part.title}"] = listed_in(line_of(plain(item)) for _, item in items)
            ticked += sum(1 for box, _ in items if box in ("x", "X"))
        elif part.means and own.strip():
            before = cells.get(f"## {part.title}", "")
            cells[f"## {part.title}"] = f"{before}\n\n{own}" if before else own
        elif own.strip() or part.heading:
            description.append(f"{part.heading}\n\n{own}".strip("\n") if part.heading else own)
    written = "\n\n".join(description).strip()
    if written:
        cells["body"] = written
    return Body(title, cells, ticked)


def _parts(text: str, cells: dict[str, str]) -> Iterator[_Part]:
    """The text by headings; the first heading of the highest level is the title.

    Lines above the first other heading that say something of the feature become cells.
    """
    part, has_title = _Part(0, "", ""), False
    for line in lines(text):
        heading = HEADING.fullmatch(line.text) if line.is_prose else None
        if heading is None:
            said = fact_in(line.text) if line.is_prose and not part.level else None
            if said:
                cells.setdefault(*said)
            else:
                part.text.append(line.text)
            continue
        level, title = len(heading[1]), heading[2].rstrip("# \t")
        if not has_title and level == 1:
            named = _NUMBERED.sub("", plain(title), count=1)
            yield _Part(level, line.text, named, _TITLE)
            has_title = named != ""
            continue
        if part.means and level > part.level and not field_of(title):
            part.text.append(line.text)
            continue
        yield part
        part = _Part(level, line.text, plain(title), field_of(title))
    yield part


def _items(text: str) -> Iterator[tuple[str, str]]:
    """The items of a list, each with the sign in its box."""
    for line in lines(text):
        if match := _ITEM.fullmatch(line.text):
            yield match[1] or "", match[2]
