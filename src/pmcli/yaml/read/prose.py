"""Prose that YAML takes for its own signs: how to quote it, and where a comment cuts it off."""

from __future__ import annotations

import re
from typing import Final

from pmcli.yaml.read.events import Event, kinds
from pmcli.yaml.read.faults import MAX_FAULTS, Fault

_BREAK: Final = re.compile(r"[\r\n]")
_KEY_BOUND: Final = 200  # characters; a key that is longer is none
_HINT_BOUND: Final = 300  # characters of text shown in a hint
_LEAD: Final = re.compile(r"(?:-[ \t]+)*")
_KEY: Final = re.compile(r"""(?:(?:"[^"]*"|'[^']*')[ \t]*|[^\s"'#\[{][^:]*):[ \t]+""")
_EMPTIED: Final = re.compile(r"[ \t]*:[ ]+(#[^\s#][^\r\n]*)")
_CUT_HINT: Final = 'put the text in quotes; a comment has two spaces before its "#" and one after it'
_CUT: Final = re.compile(r" +#([^\r\n]*)")

QUOTES: Final = "\"'"
OPENERS: Final = {
    "@": '"@" cannot begin a text without quotes',
    "`": 'a "`" cannot begin a text without quotes',
    "%": '"%" cannot begin a text without quotes',
    "*": '"*" at the start of a text has a meaning of its own in YAML',
    "&": '"&" at the start of a text has a meaning of its own in YAML',
    "!": '"!" at the start of a text has a meaning of its own in YAML',
    "|": '"|" at the start of a text has a meaning of its own in YAML',
    ">": '">" at the start of a text has a meaning of its own in YAML',
}


def quoted(text: str) -> str:
    """`text` as YAML in quotes: double ones, or single ones where it has double ones itself."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def unwrapped(text: str) -> str:
    """`text` without the pair of quotes around it, which its author meant as quotes."""
    if len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]:
        return text[1:-1]
    return text


def line_at(text: str, index: int) -> tuple[int, int]:
    """Start and end of the line of `index`, without its break."""
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    ends = [at for at in (text.find("\n", index), text.find("\r", index)) if at >= 0]
    return start, min(ends, default=len(text))


def value_at(text: str, index: int) -> tuple[int, int, int]:
    """Of the line of `index`: where its key (or its `-`) stands, where its value starts, where that ends."""
    start, end = line_at(text, index)
    while start < end and text[start] in " \t":
        start += 1
    lead = _LEAD.match(text, start, end)
    value = lead.end() if lead else start
    key = _KEY.match(text, value, min(end, value + _KEY_BOUND))
    if key and key.end() <= index:
        value = key.end()
    comment = text.find("  # ", value, end)
    end = comment if comment >= 0 else end
    return start, value, value + len(text[value:end].rstrip(" \t"))


def quote_hint(lead: str, text: str) -> str:
    """The hint that shows a line with its text in quotes."""
    if len(text) > _HINT_BOUND:
        return 'put the text in quotes: a " before it and after it'
    return f"write: {lead}{quoted(text)}"


def item_at(text: str, index: int) -> tuple[int, int]:
    """Start and end of the item at `index` within brackets."""
    line, stop = line_at(text, index)
    start = max(line, *(text.rfind(sign, line, index) + 1 for sign in ",[{"))
    colon = text.rfind(": ", start, index)
    start = colon + 2 if colon >= 0 else start
    ends = [at for at in (text.find(sign, index, stop) for sign in ",]}") if at > index]
    end = min(ends, default=stop)
    while start < end and text[start].isspace():
        start += 1
    return start, max(start, start + len(text[start:end].rstrip()))


def unquoted(text: str, index: int, message: str) -> Fault:
    """The fault of a value, on the line of `index`, that is prose and needs quotes."""
    start, value, end = value_at(text, index)
    return Fault("PM010", value, end, message, quote_hint(text[start:value], unwrapped(text[value:end])))


def prose_cuts(text: str, events: list[Event]) -> list[Fault]:
    """Texts that a comment cuts off, against what was probably meant.

    Told where the "#" has no space after it, or follows two or more words with only one space before it.
    """
    faults: list[Fault | None] = []
    scalar, end = kinds().scalar, 0
    for event in events:
        if event.__class__ is not scalar:
            continue
        before, end = end, event.end_mark.index
        if event.style:
            continue
        if not event.value:
            faults.append(_emptied(text, before))
        elif text[end : end + 2] in (" #", "  "):
            faults.append(_cut(text, event.start_mark.index, end))
    return [fault for fault in faults if fault is not None][:MAX_FAULTS]


def _cut(text: str, start: int, end: int) -> Fault | None:
    match = _CUT.match(text, end)
    if match is None:
        return None
    written, comment = text[start:end], match[0].rstrip()
    glued = bool(match[1]) and not match[1][0].isspace()
    if not glued and (len(written.split()) == 1 or comment.startswith("  ")):
        return None
    message = f'the text ends at "{_BREAK.split(written)[-1].strip()}": "{comment}" is read as a comment'
    return Fault("PM011", end, end + len(comment), message, _CUT_HINT)


def _emptied(text: str, end: int) -> Fault | None:
    """An empty value, behind `end`, where all there is was read as a comment."""
    match = _EMPTIED.match(text, end)
    if match is None:
        return None
    message = f'nothing stands here: "{match[1].rstrip()}" is read as a comment'
    return Fault("PM011", match.start(1), match.end(1), message, _CUT_HINT)
