"""Faults of syntax, in words for people who do not know YAML's, by rules that are asked one after another.

Each rule looks at the parser's error and at the source text there, and yields a fault or None; the first
that yields one counts. The two parsers stop at the same place, but for a few, and say it differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pmcli.model.diagnostic import did_you_mean
from pmcli.yaml.read.events import Event
from pmcli.yaml.read.faults import Fault
from pmcli.yaml.read.line_faults import (
    comment_cut,
    indentation,
    indicator,
    left_over,
    missing_colon,
    second_colon,
    unexplained,
)
from pmcli.yaml.read.parser_error import ParserError, closer, unclosed
from pmcli.yaml.read.parser_limits import (
    blank_first,
    directive_fault,
    half_character,
    no_key,
    sign_in_flow,
    tab_fault,
)
from pmcli.yaml.read.prose import OPENERS, quote_hint, value_at

_SIGNS: Final = re.compile(r"[\"'#\[{]")
_BEFORE_DOCUMENT: Final = ("directive", "document start", "incompatible", "tag handle")
_NO_CHARACTER: Final = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
_SIGNED: Final = re.compile(r"while \w+ an? (?:alias|anchor|tag|block scalar)|tag handle")


def explain(text: str, raised: Exception, last: Event) -> Fault:
    """The fault behind what a parser raised; `last` is the event before it."""
    mark, context = getattr(raised, "problem_mark", None), getattr(raised, "context_mark", None)
    complaint = f"{getattr(raised, 'context', None) or ''}: {getattr(raised, 'problem', None) or raised}"
    mark, context = mark or context, context or mark
    # without a mark: Python's chr(), which the pure parser calls, raised it
    huge = _NO_CHARACTER.search(text) if mark is None else None
    if huge:
        return half_character(huge.start())
    index, began = (len(text) if place is None else min(place.index, len(text)) for place in (mark, context))
    error = ParserError(text, complaint, index, began, _value_before(last))
    for rule in RULES:
        fault = rule(error)
        if fault is not None:
            return fault
    raise AssertionError("the last rule knows everything")


def explain_alias(text: str, event: Event, anchors: Sequence[str]) -> Fault:
    """The fault of a `*name` where no `&name` stands before."""
    start, end = event.start_mark.index, event.end_mark.index
    _, value, stop = value_at(text, start)
    error = ParserError(text, "", start, start, (start, end, ""))
    if not error.in_brackets and value == start and stop > end:
        return error.prose(OPENERS["*"])
    message = f'"*{event.anchor}" repeats the value named "&{event.anchor}", and there is none above'
    hint = did_you_mean(event.anchor, anchors) or f'if it is text, write: "*{event.anchor}"'
    return Fault("PM001", start, end, message, hint)


def _value_before(last: Event) -> tuple[int, int, str]:
    style = getattr(last, "style", None)
    if last is None:
        return 0, 0, ""
    return last.start_mark.index, last.end_mark.index, style if style in ("'", '"') else ""


def _tab(error: ParserError) -> Fault | None:
    """A tab at the place, or only blanks between them, or in the indentation."""
    text, start = error.text, error.line_start
    blank = len(text[start : error.index].rstrip(" \t"))
    lead = re.compile(r"[ \t]*").match(text, start)
    here, indent = (error.index, error.index + 1), lead.span() if lead else (start, start)
    for stretch in (here, (start + blank, error.index), indent):
        at = text.find("\t", *stretch)
        if at >= 0:
            return tab_fault(at)
    written = text[start : error.index]
    return tab_fault(start + written.index("\t")) if "\t" in written and not _SIGNS.search(written) else None


def _directive(error: ParserError) -> Fault | None:
    """A line that begins with "%"."""
    if not any(words in error.words for words in _BEFORE_DOCUMENT):
        return None
    above = next((start for start, _ in error.lines_above(error.index)), error.line_start)
    for start in (error.line_start, above):
        if error.text.startswith("%", start):
            return directive_fault(error.text, start)
    return None


def _quote(error: ParserError) -> Fault | None:
    """A quote that is never closed, or an escape that means nothing."""
    words, text, start = error.words, error.text, error.context
    if "quoted scalar" not in words:
        return None
    if "end of stream" in words or "document separator" in words or "document indicator" in words:
        lead, value, end = value_at(text, start)
        prose = text[start:end] if text[start : start + 1] == "'" else text[start + 1 : end]
        hint = "close it where the text ends"
        if value == start:
            hint = quote_hint(text[lead:start], prose)
        return error.fault("PM001", start, start + 1, "the quote that opens here is never closed", hint)
    at = max(text.rfind("\\", 0, error.index + 1), start)
    if "Unicode" in words:
        return half_character(at)
    sign = text[at : at + 2].strip()
    message = f'"{sign}" means nothing within double quotes'
    return error.fault("PM001", at, at + 2, message, 'write "\\\\" for a backslash, or use single quotes')


def _opener(error: ParserError) -> Fault | None:
    """A value that begins with a sign of YAML's."""
    words = error.words
    if "cannot start any token" in words:
        sign, at = error.char, error.index
    elif _SIGNED.search(words):
        sign, at = error.text[error.context : error.context + 1], error.context
    else:
        return None
    if sign in ("*", "&", "!") and value_at(error.text, at)[1] > at:
        return None
    return error.prose(OPENERS.get(sign, f'"{sign}" cannot begin a text without quotes'), at)


def _blank_line(error: ParserError) -> Fault | None:
    """A blank first line of a block text."""
    if "more indented follow up" not in error.words:
        return None
    header = next(end for _, end in error.lines_above(error.index))
    blank_line = re.compile(r"[ \t]*(?:\r\n|\r|\n)( *)").match(error.text, header)
    return blank_first(*blank_line.span(1)) if blank_line else None


def _no_key(error: ParserError) -> Fault | None:
    """A ":" without a key before it."""
    if error.char == ":" and (not error.before or error.before[-1] in ",{[-"):
        return no_key(error.index) if "expected" in error.words else None
    return None


def _bracket_colon(error: ParserError) -> Fault | None:
    """A ":" without a space, within brackets."""
    return sign_in_flow(error.text, error.index) if "unexpected ':'" in error.words else None


def _bracket(error: ParserError) -> Fault | None:
    """A bracket that is not closed, or a comma too few or too many."""
    words, text = error.words, error.text
    if "flow" not in words and not (error.in_brackets and "node content" in words):
        return None
    at = error.context
    if text[at : at + 1] not in ("[", "{"):
        at = max(unclosed(text, error.index), 0)
    sign = text[at : at + 1]
    outside = error.column(error.index - len(error.before)) <= error.column(value_at(text, at)[0])
    if not error.char or (at < error.line_start and outside) or closer(sign) not in text[error.index :]:
        hint = f'write "{closer(sign)}" where it ends; if it is text, put it in quotes'
        return error.fault("PM001", at, at + 1, f'the "{sign}" that opens here is never closed', hint)
    if "node content" in words:
        message = f'a value is missing before the "{error.char}"'
        return error.fault("PM001", error.index, error.index + 1, message, 'leave out a ","')
    if error.char == "?" or (error.char == ":" and error.before.endswith(("'", '"'))):
        return sign_in_flow(text, error.index)
    message = f'a "," or a "{closer(sign)}" is missing before this'
    hint = 'put a "," between the items, and quotes around an item that is text'
    return error.fault("PM001", error.index, error.index + 1, message, hint)


def _stray(error: ParserError) -> Fault | None:
    """A value that begins with `,` `]` or `}`; a bracket too many at its end."""
    if error.char not in (",", "]", "}") or not error.char:
        return None
    _, value, end = value_at(error.text, error.index)
    if value == error.index and len(error.text[value:end]) > 1:
        return error.prose(f'"{error.char}" cannot begin a text without quotes')
    opener = {"]": "[", "}": "{"}.get(error.char, "value")
    message, hint = f'the "{error.char}" has no "{opener}" before it', f'leave out the "{error.char}"'
    return error.fault("PM001", error.index, error.index + 1, message, hint)


RULES: Final[tuple[Callable[[ParserError], Fault | None], ...]] = (
    _tab,
    _directive,
    _quote,
    _blank_line,
    _opener,
    second_colon,
    missing_colon,
    indicator,
    _no_key,
    _bracket_colon,
    _bracket,
    _stray,
    comment_cut,
    left_over,
    indentation,
    unexplained,
)
