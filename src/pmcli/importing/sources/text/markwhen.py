"""Markwhen timelines: a line with a date or a range is an item, sections and tags say what it belongs to.

Source: Markwhen, syntax, https://docs.markwhen.com/syntax/events.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.group_heads import Head
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.text.files import text_of_bytes
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.labels import fact_in
from pmcli.importing.sources.text.line_fields import cuts_told
from pmcli.importing.sources.text.rows import read_items
from pmcli.model.diagnostic import PmError

_SUFFIXES: Final = (".mw", ".markwhen")
_SAMPLE: Final = 20_000
_DATE: Final = r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?:T[\d:.]{4,12}Z?)?"
_SPAN: Final = r"\d{1,5}\s?(?:days?|weeks?|months?|years?|d|w|mo|m|y)"
_EVENT: Final = re.compile(
    rf"(?:!(?P<id>[\w-]{{1,60}})\s+)?(?:(?P<start>{_DATE})|after\s+!?(?P<after>[\w-]{{1,60}}))?"
    rf"(?:\s*(?:/|-{{1,2}}|–|to)\s*(?P<end>{_DATE}|{_SPAN}|now)|\s+(?P<span>{_SPAN}))?\s*:\s+"
    r"(?:\[(?P<box>[^\]])\]\s+)?(?P<text>\S.*)"
)
_SECTION: Final = re.compile(r"(?:section|group)\s+(\S.*)|#{1,6}\s+(\S.*)")
_END: Final = re.compile(r"(?:endSection|endGroup|end section|end group)\b.*", re.IGNORECASE)
_TAG: Final = re.compile(r"\s+#[\w-]+")


def _is_event(line: str) -> re.Match[str] | None:
    match = _EVENT.fullmatch(line.strip()) if len(line) < 5000 else None
    return match if match and (match["start"] or match["after"]) else None


def _recognise(source: Source) -> float:
    """Whether it is named so, or most of its lines that are no text begin with a date."""
    if source.data is None:
        return 0.0
    if source.suffix not in (*_SUFFIXES, "", ".txt"):
        return 0.0
    some = text_of_bytes(source.data[:_SAMPLE], cut=True).split("\n")
    lines = [line for line in some if line.strip() and not line.lstrip().startswith("//")]
    events = sum(1 for line in lines if _is_event(line))
    if source.suffix in _SUFFIXES:
        return 0.9 if events else 0.2
    return 0.82 if events >= 2 and events * 2 > len(lines) else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """The drafts of the events.

    Raises:
        PmError: there is none.
    """
    items = list(_items(text_of_bytes(source.data or b"").split("\n")))
    if not items:
        raise PmError(
            f'"{source.name}" has no line that begins with a date', "such as 2027-01 / 2027-03: Login #web",
            exit_code=2,
        )  # fmt: skip
    return read_items(source, items, mapping, "section", guesses=cuts_told(items))


def _items(lines: list[str]) -> Iterator[NestedItem]:
    sections: list[tuple[int, str]] = []
    item: NestedItem | None = None
    text: list[str] = []
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        event, section = _is_event(line), _SECTION.fullmatch(bare)
        if bare.startswith("//"):
            continue
        if event or section or _END.fullmatch(bare):
            if item is not None:
                yield _described(item, text)
            item, text = None, []
        if event:
            item = _item(number, event, tuple(Head(name, "theme") for _, name in sections))
        elif section and section[1]:
            sections.append((0, _TAG.sub("", f" {section[1]}").strip()))
        elif section:
            level = len(bare) - len(bare.lstrip("#"))
            sections = [one for one in sections if 0 < one[0] < level]
            sections.append((level, _TAG.sub("", f" {section[2]}").strip()))
        elif _END.fullmatch(bare) and sections:
            sections.pop()
        elif item is not None:
            text.append(bare)
    if item is not None:
        yield _described(item, text)


def _item(number: int, event: re.Match[str], heads: tuple[Head, ...]) -> NestedItem:
    end = event["end"] or ""
    is_date = re.fullmatch(_DATE, end) is not None
    cells = {
        **read_line(event["text"], event["box"] or ""),
        "id": event["id"] or "", "after": event["after"] or "",
        "start": (event["start"] or "") if end else "",
        "end": end if is_date else "" if end else event["start"] or "",
        "duration": event["span"] or ("" if is_date or end == "now" else end),
    }  # fmt: skip
    return NestedItem(f"line {number}", {name: cell for name, cell in cells.items() if cell}, heads)


def _described(item: NestedItem, text: list[str]) -> NestedItem:
    """The item with the lines below it: facts such as "status: done", and its description."""
    rest = [item.cells.pop("text")] if "text" in item.cells else []
    for line in text:
        if fact := fact_in(line):
            item.cells.setdefault(*fact)
        else:
            rest.append(line)
    if written := "\n".join(rest).strip():
        item.cells["description"] = written
    return item


MARKWHEN: Final = Importer("markwhen", "a Markwhen timeline", _recognise, _read)
