"""Org files: headlines with a keyword such as TODO are items, those above them what they are parts of.

Source: The Org Manual, TODO items, https://orgmode.org/manual/TODO-Items.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.plain_values import status_of
from pmcli.importing.sources.tables.meaning.group_heads import Head
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.text.files import text_of_bytes
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError

_SUFFIX: Final = ".org"
_HEADLINE: Final = re.compile(r"(\*+)[ \t]+(?:([A-Z][A-Z_-]{1,20})[ \t]+)?(?:\[#([A-Z\d])\][ \t]+)?(\S.*)")
_TAGS: Final = re.compile(r"[ \t]+:((?:[\w@#%]+:)+)[ \t]*$")
_COOKIE: Final = re.compile(r"[ \t]*\[\d*(?:%|/\d*)\]")
_PLANNED: Final = re.compile(r"(SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[](\d{4}-\d\d-\d\d)")
_PROPERTY: Final = re.compile(r"[ \t]*:([\w-]{1,40}):[ \t]*(.*)")
_LINK: Final = re.compile(r"\[\[([^\]]{1,400})\](?:\[([^\]]{1,300})\])?\]")
_DATES: Final = {"SCHEDULED": "start", "DEADLINE": "deadline", "CLOSED": "completed"}
_DRAWERS: Final = frozenset(("properties", "end", "logbook"))


def _keyword(line: str) -> str:
    """The status word of a headline, "" where it has none."""
    match = _HEADLINE.fullmatch(line)
    return match[2] if match and match[2] and status_of(match[2]) else ""


def _recognise(source: Source) -> float:
    if source.data is None or source.suffix != _SUFFIX:
        return 0.0
    return 0.9 if any(_keyword(line) for line in text_of_bytes(source.data).split("\n")) else 0.2


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the headlines that have a keyword.

    Raises:
        PmError: there is none.
    """
    items = list(_items(text_of_bytes(source.data or b"").split("\n")))
    if not items:
        raise PmError(f'"{source.name}" has no headline with a keyword', "such as * TODO Login", exit_code=2)
    return read_items(source, items, mapping, "heading")


def _items(lines: list[str]) -> Iterator[NestedItem]:
    above: list[tuple[int, str, int]] = []  # level, title, and index of the item, -1 for a mere heading
    item: NestedItem | None = None
    text: list[str] = []
    count = 0
    for number, line in enumerate(lines, 1):
        headline = _HEADLINE.fullmatch(line)
        if headline is None:
            if item is not None:
                _within(item, line, text)
            continue
        if item is not None:
            yield _described(item, text)
        item, text = None, []
        level = len(headline[1])
        above = [one for one in above if one[0] < level]
        if keyword := _keyword(line):
            parent = next((index for _, _, index in reversed(above) if index >= 0), -1)
            heads = tuple(Head(title) for _, title, index in above if index < 0) if parent < 0 else ()
            item = NestedItem(f"line {number}", _cells(headline, keyword), heads, parent)
            above.append((level, "", count))
            count += 1
        else:
            above.append((level, _plain(f"{headline[2] or ''} {headline[4]}".strip()), -1))
    if item is not None:
        yield _described(item, text)


def _plain(text: str) -> str:
    return _LINK.sub(lambda match: match[2] or match[1], _COOKIE.sub("", _TAGS.sub("", text))).strip()


def _cells(headline: re.Match[str], keyword: str) -> dict[str, str]:
    tags = _TAGS.search(headline[4])
    link = _LINK.search(headline[4])
    cells = {
        "title": _plain(headline[4]), "mark": keyword, "priority": headline[3] or "",
        "tags": listed_in(tags[1].split(":")) if tags else "",
        "url": link[1] if link and "://" in link[1] else "",
    }  # fmt: skip
    return {name: cell for name, cell in cells.items() if cell}


def _within(item: NestedItem, line: str, text: list[str]) -> None:
    """The facts in a line below a headline: dates, a property, or text."""
    planned = _PLANNED.findall(line)
    for word, day in planned:
        item.cells[_DATES[word]] = day
    if planned:
        return
    if (match := _PROPERTY.fullmatch(line)) is None:
        text.append(line.strip())
    elif match[1].casefold() not in _DRAWERS and match[2].strip():
        item.cells.setdefault(match[1].casefold(), match[2].strip())


def _described(item: NestedItem, text: list[str]) -> NestedItem:
    if written := "\n".join(text).strip():
        item.cells["description"] = written
    return item


ORG: Final = Importer("org", "headlines of an Org file", _recognise, _read)
