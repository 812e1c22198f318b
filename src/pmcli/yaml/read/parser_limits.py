"""Texts that one parser takes and the other does not: refused, so that a file means the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pmcli.yaml.read.events import Event
from pmcli.yaml.read.faults import Fault, Refusal
from pmcli.yaml.read.prose import OPENERS, item_at, quote_hint, unquoted

_BREAK: Final = r"(?>\r\n|\r|\n)"  # atomic: else CRLF could be taken as two, and matching would take for ever
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%([^\r\n]*)")
_VERSION: Final = re.compile(r"YAML[ \t]+1\.2(?:[ \t]+#.*|[ \t]*)")
_TAG: Final = re.compile(r"TAG[ \t]+!(?:[0-9A-Za-z_-]*!)?[ \t]+[-0-9A-Za-z_;/?:@&=+$,.!~*'()\[\]%]+[ \t]*")
_WORD: Final = re.compile(r"%[A-Za-z]+(?=\s|$)[^\r\n]*")
_NAME: Final = re.compile(r"[0-9A-Za-z_-]+")
_AFTER_NAME: Final = ("", " ", "\t", "\r", "\n", ",", "]", "}")
_GLUED_COLON: Final = re.compile(r":(?=\S)")
_GLUED: Final = re.compile(r"""["']:(?=\S)""")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s*)*")
# block texts: their first line, `|` or `>` and what may stand behind it; then the lines
_ODD_BLOCK: Final = re.compile(
    rf"[|>][-+0-9]*(?:#| *(?:#[^\r\n]*)?{_BREAK} +{_BREAK})|(?<![^\r\n])(?:---)? *(?:[&!]\S*[ \t]+)*[|>]"
)
_GLUED_MARK: Final = re.compile(r"[\[{,]\s*\?\S")
_LONE_COLON: Final = re.compile(r":(?=\s|$)")
_FLOW_SIGN: Final = re.compile(r"[:?]")
_GLUED_COMMENT: Final = re.compile(r"[|>][-+0-9]*#")
_HEADER_TAB: Final = re.compile(r"[|>][-+0-9]* *\t")
_FLUSH: Final = re.compile(rf"[|>][^\r\n]*{_BREAK}(?: *{_BREAK})*[^ \r\n]")
_LEADING_TAB: Final = re.compile(rf"[|>][-+]?(?: [^\r\n]*)?{_BREAK}(?: *{_BREAK})* *\t")
_BLANK_FIRST: Final = re.compile(rf"[|>][-+]?(?: [^\r\n]*)?{_BREAK}( +)(?={_BREAK}(?: *{_BREAK})*( *))")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HALF: Final = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")
_COMMENT: Final = re.compile(r"(?:^|(?<=[\s]))#[^\r\n]*")
TAB_HINT: Final = "replace the tab by spaces, or put the text in quotes"


def check_directives(text: str, start: int, event: Event) -> None:
    """Refuse `%` lines before a document that are neither `%YAML 1.2` nor `%TAG`."""
    for match in _DIRECTIVE.finditer(text, start, event.end_mark.index):
        if not _VERSION.fullmatch(match[1]) and not _TAG.fullmatch(match[1]):
            raise Refusal(directive_fault(text, match.start()))


def directive_fault(text: str, index: int) -> Fault:
    """The fault of a line that begins with "%"."""
    match = _WORD.match(text, index)
    if match is None:
        return unquoted(text, index, OPENERS["%"])
    written = match[0].strip()
    message = f'"{written}" is no instruction that pm knows'
    if written.startswith("%YAML"):
        message = f'"{written}" is not read: pm reads YAML 1.2'
    return Fault("PM009", index, match.end(), message, 'leave out the line that begins with "%"')


def check_name(text: str, event: Event) -> None:
    """Refuse anchors and aliases whose name only one parser takes."""
    sign = "*" if type(event).__name__ == "AliasEvent" else "&"
    at = text.find(sign + event.anchor, event.start_mark.index)
    after = text[at + len(event.anchor) + 1 : at + len(event.anchor) + 2]
    if not _NAME.fullmatch(event.anchor) or after not in _AFTER_NAME:
        raise Refusal(unquoted(text, at, OPENERS[sign]))


def may_differ(text: str) -> bool:
    """Whether `first_dispute` could find anything in what the C parser takes."""
    if "\t" in text or (("|" in text or ">" in text) and _ODD_BLOCK.search(text)):
        return True
    if "?" in text and _GLUED_MARK.search(text):
        return True
    return ("':" in text or '":' in text) and _GLUED.search(text) is not None


def first_difference(text: str, events: list[Event]) -> Fault | None:
    """The first place in what was read so far that the parsers see differently; None where there is none."""
    faults = [*_tabs(text, events), *_flow_signs(text, events), *_bare(events), *_blocks(text, events)]
    faults += _keys(text, events)
    faults += _glued_marks(text, events)
    faults += _surrogates(text, events)
    return min(faults, key=lambda fault: fault.start, default=None)


def first_mistake(text: str, events: list[Event]) -> Fault | None:
    """The first place in what was read so far that is YAML and surely not meant, None without one."""
    faults = [*_glued_pairs(text, events), *_keys(text, events), *_surrogates(text, events), *_bare(events)]
    return min(faults, key=lambda fault: fault.start, default=None)


def _glued_pairs(text: str, events: list[Event]) -> Iterator[Fault]:
    """A ":" at the end of a text within brackets, or in a key of a map there that has no value."""
    for (event, in_flow), following in zip(_flow(events), [*events[1:], None], strict=True):
        if not (in_flow and _is(event, "ScalarEvent") and not event.style and ":" in event.value):
            continue
        end = event.end_mark.index
        is_bare = following is not None and following.start_mark.index == following.end_mark.index
        is_word = is_bare and _is(following, "ScalarEvent") and text[end : end + 1] in (",", "}")
        if event.value.endswith(":") or is_word:
            yield sign_in_flow(text, event.start_mark.index + event.value.index(":"))


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


def _flow_signs(text: str, events: list[Event]) -> Iterator[Fault]:
    """A ":" with no space after it, or a "?", in a plain text within brackets."""
    for event, in_flow in _flow(events):
        if in_flow and _is(event, "ScalarEvent") and not event.style:
            match = _FLOW_SIGN.search(text, event.start_mark.index, event.end_mark.index)
            if match:
                yield sign_in_flow(text, match.start())
    for event, key in pairwise(events):  # ["a":1] is for one parser only, {"a":1} for both
        at = key.end_mark.index
        lone = _is(event, "MappingStartEvent") and event.flow_style and _is(key, "ScalarEvent") and key.style
        if lone and text[event.start_mark.index] != "{" and _GLUED_COLON.match(text, at):
            yield sign_in_flow(text, at)


def _glued_marks(text: str, events: list[Event]) -> Iterator[Fault]:
    """A "?" to which something is glued, before a text within brackets, which is taken for no part of it."""
    for event, in_flow in _flow(events):
        at = event.start_mark.index
        if in_flow and _is(event, "ScalarEvent") and at and text[at - 1] == "?":
            yield sign_in_flow(text, at - 1)


def sign_in_flow(text: str, index: int) -> Fault:
    """The fault of a ":" with no space after it, or of a "?", within brackets."""
    start, end = item_at(text, index)
    message = f'within brackets, a text with "{text[index]}" needs quotes'
    hint = quote_hint("", text[start:end])
    if text[index] == ":":
        hint += '; a key has a space after its ":"'
    return Fault("PM010", start, max(end, index + 1), message, hint)


def _blocks(text: str, events: list[Event]) -> Iterator[Fault]:
    """Block texts with something odd behind their sign, or in their first line."""
    for before, event in pairwise(events):
        if _is(event, "ScalarEvent") and event.style in ("|", ">"):
            properties = _PROPERTIES.match(text, event.start_mark.index)
            start = properties.end() if properties else event.start_mark.index
            at_root = _is(before, "DocumentStartEvent")
            fault = _block(text, start, at_root=at_root)
            if fault is not None:
                yield fault


def _block(text: str, start: int, *, at_root: bool) -> Fault | None:
    """The fault of the block text whose sign stands at `start`."""
    if _GLUED_COMMENT.match(text, start):
        return unquoted(text, start, OPENERS[text[start]])
    tab = _HEADER_TAB.match(text, start) or _LEADING_TAB.match(text, start)
    if tab:
        return tab_fault(tab.end() - 1)
    if at_root and _FLUSH.match(text, start):
        message = "the lines of this text begin at the left edge"
        return Fault("PM001", start, start + 1, message, "indent them by two spaces")
    blank = _BLANK_FIRST.match(text, start)
    return blank_first(*blank.span(1)) if blank and len(blank[2]) > len(blank[1]) else None


def blank_first(start: int, end: int) -> Fault:
    """The fault of a blank first line of a block text."""
    message = "the text begins with a blank line of fewer spaces than its other lines"
    return Fault("PM001", start, end, message, "delete the blank line, or its spaces")


def _keys(text: str, events: list[Event]) -> Iterator[Fault]:
    """A ":" without a key before it."""
    end = 0
    for event in events:
        at = event.start_mark.index
        if _is(event, "ScalarEvent") and at == event.end_mark.index:
            before = _COMMENT.sub("", text[end : max(at - 1, end)]).rstrip()
            if _LONE_COLON.match(text, at) and not text[end:at].rstrip().endswith("?"):
                yield no_key(at)
            elif at > end and text[at - 1] == ":" and before.endswith((",", "{", "[")):
                yield no_key(at - 1)
            elif at > end and text[at - 1] == "?" and text[at : at + 1] in (",", "]", "}"):
                yield sign_in_flow(text, at - 1)
        end = max(end, event.end_mark.index) if not _is(event, "MappingStartEvent") else end


def no_key(index: int) -> Fault:
    """The fault of the ":" at `index`."""
    message = 'a key is missing before the ":"'
    return Fault("PM001", index, index + 1, message, 'write the key, or leave out the ":"')


def _bare(events: list[Event]) -> Iterator[Fault]:
    """A document after `...` that does not begin with `---`."""
    starts = [event for event in events if _is(event, "DocumentStartEvent")]
    for event in starts[1:]:
        if not event.explicit:
            start = event.start_mark.index
            yield bare_document(start)


def bare_document(index: int) -> Fault:
    """The fault of a document that does not begin with `---`."""
    return Fault(
        "PM001", index, index, 'a further document begins with "---"', 'write "---" on a line before it'
    )


def _surrogates(text: str, events: list[Event]) -> Iterator[Fault]:
    """An escape that stands for half a character."""
    for event in events:
        if _is(event, "ScalarEvent") and _SURROGATE.search(event.value):
            match = _HALF.search(text, event.start_mark.index)
            yield half_character(match.start() if match else event.start_mark.index)


def half_character(index: int) -> Fault:
    """The fault of the escape at `index`, which stands for no character."""
    message = 'the "\\" here begins a number that stands for no character'
    return Fault("PM001", index, index + 1, message, "write the character itself")


def _tabs(text: str, events: list[Event]) -> Iterator[Fault]:
    """Tabs outside of quotes, block texts, comments and brackets."""
    if "\t" not in text or not events:
        return
    at = 0
    for event, in_flow in _flow(events):
        start, end = event.start_mark.index, event.end_mark.index
        if _is(event, "ScalarEvent") and start >= at:
            yield from _tab_between(text, at, start, in_flow)
            lead = _PROPERTIES.match(text, start, end)
            stop = end if not event.style else lead.end() if lead and not in_flow else start
            if "\t" in text[start:stop]:
                yield tab_fault(text.index("\t", start))
            at = max(at, end)
        elif end > at:
            yield from _tab_between(text, at, end, in_flow)
            at = end


def _tab_between(text: str, start: int, end: int, in_flow: bool) -> Iterator[Fault]:  # noqa: FBT001
    """The first tab of a stretch that holds no values."""
    if in_flow or "\t" not in text[start:end]:
        return
    bare = _COMMENT.sub(lambda match: " " * len(match[0]), text[start:end])
    if "\t" in bare:
        yield tab_fault(start + bare.index("\t"))


def tab_fault(index: int) -> Fault:
    """The fault of the tab at `index`."""
    return Fault("PM007", index, index + 1, "a tab, where YAML wants spaces", TAB_HINT)
