"""What one parser takes and the other does not: refused, so that a file means the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.reading.events import Event
from pmcli.reading.place import Fault, Refusal
from pmcli.reading.prose import unquoted

_DIRECTIVE: Final = re.compile(r"^%([^\r\n]*)", re.MULTILINE)
_VERSION: Final = re.compile(r"YAML[ \t]+1\.2[ \t]*(?:#.*)?")
_TAG: Final = re.compile(r"TAG[ \t]+\S+[ \t]+\S+[ \t]*(?:#.*)?")
_NAME: Final = re.compile(r"[0-9A-Za-z_-]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_COMMENT: Final = re.compile(r"(?:^|(?<=[\s]))#[^\r\n]*")
TAB_HINT: Final = "replace the tab by spaces, or put the text in quotes"


def check_directives(text: str, start: int, event: Event) -> None:
    """Refuse `%` lines before a document that are neither `%YAML 1.2` nor `%TAG`."""
    for found in _DIRECTIVE.finditer(text, start, event.end_mark.index):
        if not _VERSION.fullmatch(found[1]) and not _TAG.fullmatch(found[1]):
            raise Refusal(directive_fault(found))


def directive_fault(found: re.Match[str]) -> Fault:
    """The fault of a `%` line."""
    message = f'"{found[0].strip()}" is not read; YAML 1.2 is what pm speaks'
    if not found[1].startswith("YAML"):
        message = f'"{found[0].strip()}" is no instruction that pm knows'
    return Fault("PM009", found.start(), found.end(), message, 'leave out the line that begins with "%"')


def first_dispute(text: str, events: list[Event]) -> Fault | None:
    """The first place in what was read so far that the parsers see differently; None where there is none."""
    found = [*_tabs(text, events), *_flow_colons(text, events), *_names(text, events), *_bare(text, events)]
    found += _surrogates(events)
    return min(found, key=lambda fault: fault.start, default=None)


def _is(event: Event, kind: str) -> bool:
    return type(event).__name__ == kind


def _flow(events: list[Event]) -> Iterator[tuple[Event, bool]]:
    """Every event, and whether it stands in `[ ]` or `{ }`."""
    opened: list[bool] = []
    for event in events:
        yield event, bool(opened) and opened[-1]
        if _is(event, "SequenceStartEvent") or _is(event, "MappingStartEvent"):
            opened.append(bool(event.flow_style))
        elif opened and (_is(event, "SequenceEndEvent") or _is(event, "MappingEndEvent")):
            opened.pop()


def _flow_colons(text: str, events: list[Event]) -> Iterator[Fault]:
    """A plain scalar in `[ ]` with a ":" and no space after it."""
    for event, in_flow in _flow(events):
        if in_flow and _is(event, "ScalarEvent") and not event.style and ":" in event.value:
            start = text.find(":", event.start_mark.index)
            yield colon_in_flow(text, start)


def colon_in_flow(text: str, index: int) -> Fault:
    """The fault of a ":" with no space after it within brackets."""
    start = max(text.rfind(sign, 0, index) for sign in " ,[{\n\r\t") + 1
    end = re.compile(r"[^,\s\]}]*").match(text, index)
    stop = end.end() if end else index + 1
    message = f'within brackets, "{text[start:stop]}" needs quotes, or a space after the ":"'
    return Fault("PM010", start, stop, message, f'write: "{text[start:stop]}"')


def _names(text: str, events: list[Event]) -> Iterator[Fault]:
    """Anchors whose name only one parser takes."""
    for event in events:
        name = getattr(event, "anchor", None)
        if name is not None and not _NAME.fullmatch(name):
            sign = "*" if _is(event, "AliasEvent") else "&"
            yield unquoted(text, event.start_mark.index, f'"{sign}" at the start of a value has a meaning of its own')


def _bare(text: str, events: list[Event]) -> Iterator[Fault]:
    """A document after `...` that does not begin with `---`."""
    starts = [event for event in events if _is(event, "DocumentStartEvent")]
    for event in starts[1:]:
        if not event.explicit:
            start = event.start_mark.index
            yield Fault("PM001", start, start, 'a further document begins with "---"', 'write "---" on a line before it')


def _surrogates(events: list[Event]) -> Iterator[Fault]:
    for event in events:
        if _is(event, "ScalarEvent") and _SURROGATE.search(event.value):
            start, end = event.start_mark.index, event.end_mark.index
            yield Fault("PM001", start, end, "half a character is written here", "write the character itself")


def _tabs(text: str, events: list[Event]) -> Iterator[Fault]:
    """Tabs outside of quotes, block texts, comments and brackets."""
    if "\t" not in text or not events:
        return
    at, depth = 0, 0
    for event, in_flow in _flow(events):
        start, end = event.start_mark.index, event.end_mark.index
        if _is(event, "ScalarEvent") and start >= at:
            yield from _tab_between(text, at, start, in_flow)
            if not event.style and "\t" in text[start:end]:
                yield tab_fault(text.index("\t", start))
            at = max(at, end)
        elif end > at:
            yield from _tab_between(text, at, end, in_flow)
            at = end


def _tab_between(text: str, start: int, end: int, in_flow: bool) -> Iterator[Fault]:  # noqa: FBT001
    """The first tab of a stretch that holds no values."""
    if in_flow or "\t" not in text[start:end]:
        return
    bare = _COMMENT.sub(lambda found: " " * len(found[0]), text[start:end])
    if "\t" in bare:
        yield tab_fault(start + bare.index("\t"))


def tab_fault(index: int) -> Fault:
    """The fault of the tab at `index`."""
    return Fault("PM007", index, index + 1, "a tab, where YAML wants spaces", TAB_HINT)
