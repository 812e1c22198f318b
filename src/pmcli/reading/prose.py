"""Prose that YAML takes for its own signs: how to quote it, and where a comment cuts it off."""

from __future__ import annotations

import re
from typing import Final

from pmcli.reading.events import Event
from pmcli.reading.place import Fault

_LINE: Final = re.compile(r"[^\r\n]*")
_BREAK: Final = re.compile(r"[\r\n]")
_COMMENT: Final = re.compile(r"[ \t]{2,}#[ \t].*|[ \t]+$")
_LEAD: Final = re.compile(r"(?:-[ \t]+)*")
_KEY: Final = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'#\[{][^:]*?)[ \t]*:[ \t]+""")
_CUT: Final = re.compile(r" +#([^\r\n]*)")


def quoted(text: str) -> str:
    """`text` as YAML in quotes: double ones, or single ones where it has double ones itself."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def line_at(text: str, index: int) -> tuple[int, int]:
    """Start and end of the line of `index`, without its break."""
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    found = _LINE.match(text, start)
    return start, found.end() if found else len(text)


def value_at(text: str, index: int) -> tuple[int, int, int]:
    """Of the line of `index`: where its key (or its `-`) stands, where its value starts, where that ends."""
    start, end = line_at(text, index)
    while start < end and text[start] in " \t":
        start += 1
    lead = _LEAD.match(text, start, end)
    value = lead.end() if lead else start
    key = _KEY.match(text, value, end)
    if key and key.end() <= index:
        value = key.end()
    comment = _COMMENT.search(text, value, end)
    return start, value, comment.start() if comment else end


def unquoted(text: str, index: int, message: str) -> Fault:
    """The fault of a value, on the line of `index`, that is prose and needs quotes."""
    start, value, end = value_at(text, index)
    prose = text[value:end]
    if len(prose) > 1 and prose[0] in "\"'" and prose[0] == prose[-1]:
        prose = prose[1:-1]
    return Fault("PM010", value, end, message, f"write: {text[start:value]}{quoted(prose)}")


def prose_cuts(text: str, events: list[Event]) -> list[Fault]:
    """Texts that a comment cuts off, against what was probably meant.

    Told where the "#" has no space after it, or follows two or more words with only one space before
    it. Of keys nothing is told.
    """
    found = (_cut(text, event) for event in events if type(event).__name__ == "ScalarEvent" and not event.style)
    return [fault for fault in found if fault is not None]


def _cut(text: str, event: Event) -> Fault | None:
    start, end = event.start_mark.index, event.end_mark.index
    found = _CUT.match(text, end)
    if found is None or start == end:
        return None
    said, comment = text[start:end], found[0].rstrip()
    glued = bool(found[1]) and not found[1][0].isspace()
    prose = len(said.split()) > 1 and comment.startswith(" #")
    if not glued and not prose:
        return None
    message = f'the text ends at "{_last_line(said)}": "{comment}" is read as a comment'
    hint = "put the text in quotes; if it is a comment, put two spaces before the \"#\" and one after it"
    return Fault("PM011", end, end + len(comment), message, hint)


def _last_line(said: str) -> str:
    return _BREAK.split(said)[-1].strip()
