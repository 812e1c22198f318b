"""Faults of a line as a whole: colons too many or too few, indentation, text that is left over."""

from __future__ import annotations

import re
from typing import Final

from pmcli.model.diagnostic import numbered
from pmcli.yaml.read.faults import Fault
from pmcli.yaml.read.parser_error import ParserError
from pmcli.yaml.read.parser_limits import bare_document
from pmcli.yaml.read.prose import OPENERS, QUOTES, line_at, value_at

_GLUED: Final = re.compile(r"""((?:- +)*(?:[^\s:\[\]{},'"#]+|"[^"]*"|'[^']*')):([^\s:].*)""")
_DASHED: Final = re.compile(r"-([^\s-].*)")
_KEYED: Final = re.compile(r"(?:- +)*+([^\s#:][^:]*):(?:\s+(.*))?")
_SHORT: Final = 40


def second_colon(error: ParserError) -> Fault | None:
    """A ": " where none can be: in prose, after a line without ":", or in a line indented too far."""
    if "mapping values are not allowed" not in error.words:
        return None
    lead, value, _ = value_at(error.text, error.index)
    if error.in_brackets or _KEYED.fullmatch(error.text[lead:value].rstrip()):
        return error.prose('a second ": " stands in the line: only text in quotes may hold one')
    if error.text.startswith(("--- ", "---\t"), error.line_start):
        return error.here('a key cannot stand on the line of "---"', "write it on the next line")
    return _line_above(error, lead)


def _line_above(error: ParserError, lead: int) -> Fault:
    """A line that is well by itself, but not below the one above it."""
    above = next(error.lines_above(lead), None)
    if above is None:
        return unexplained(error)
    written = error.text[slice(*above)]
    line = error.text[lead : line_at(error.text, lead)[1]]
    keyed = _KEYED.fullmatch(written)
    if _GLUED.fullmatch(written) and not (keyed and keyed[2]):
        return _glued(error, *above)
    if keyed is None and error.column(above[0]) >= error.column(lead):
        return _goes_on(error, lead, line) or _no_colon(error, *above)
    number = error.line_number(above[0])
    message, gist = numbered(
        f'"{_short(line)}" is indented as if it belonged to line ', number, ", which has its value already"
    )
    hint = "begin both lines in the same column; text of several lines goes in quotes"
    return error.fault("PM001", lead, lead + len(line), message, hint, gist)


def _goes_on(error: ParserError, lead: int, line: str) -> Fault | None:
    """A text of several lines, with a ": " in one that is not its first."""
    for start, end in error.lines_above(lead):
        if error.column(start) < error.column(lead):
            keyed = _KEYED.fullmatch(error.text[start:end])
            if keyed is None or not keyed[2]:
                return None
            number = error.line_number(start)
            message, gist = numbered(
                "the text that begins on line ", number, ' goes on here; only in quotes may it hold ": "'
            )
            hint = f"put the whole text in quotes, or write: {keyed[1]}: >-, and the text below, indented"
            return error.fault("PM010", lead, lead + len(line), message, hint, gist)
    return None


def missing_colon(error: ParserError) -> Fault | None:
    """A line that is no `key: value`."""
    if "could not find expected ':'" not in error.words:
        return None
    start, end = line_at(error.text, error.context)
    start += len(error.text[start:end]) - len(error.text[start:end].lstrip())
    written = error.text[start:end].rstrip()
    if _GLUED.fullmatch(written):
        return _glued(error, start, start + len(written))
    dashed = _DASHED.fullmatch(written)
    if dashed:
        message = 'a list item needs a space after its "-"'
        return error.fault("PM001", start, start + 1, message, f"write: - {dashed[1]}")
    return _no_colon(error, start, start + len(written))


def _no_colon(error: ParserError, start: int, end: int) -> Fault:
    written = error.text[start:end]
    first, _, rest = written.partition(" ")
    hint = f"write: {first}: {rest or '…'}; text that goes on from the line above is indented below its key"
    if written.startswith(("'", '"')):
        hint = f"write: {written}: …; text of several lines has its closing quote at the very end"
    message = f'"{_short(written.strip(QUOTES))}" has no ":" after its key'
    return error.fault("PM001", start, end, message, hint)


def _glued(error: ParserError, start: int, end: int) -> Fault:
    written = _GLUED.fullmatch(error.text[start:end])
    head, rest = written.groups() if written else ("…", "…")
    message = 'a space is missing after the ":"'
    return error.fault("PM010", start, end, message, f"write: {head}: {rest}")


def indicator(error: ParserError) -> Fault | None:
    """A `- ` or a `? ` at the start of a value."""
    for words, sign in (("sequence entries are not allowed", "-"), ("mapping keys are not allowed", "?")):
        if words in error.words:
            if error.before:
                return error.prose(f'"{sign} " at the start of a text has a meaning of its own in YAML')
            return error.here(f'"{sign} " cannot stand here', "indent it as the lines above")
    return None


def comment_cut(error: ParserError) -> Fault | None:
    """A text of several lines with a comment in it."""
    between = error.text[error.last[1] : error.index]
    if "#" not in between or "expected" not in error.words or error.last[2]:
        return None
    at = error.last[1] + between.index("#")
    number = error.line_number(at)
    message, gist = numbered(
        "the comment on line ", number, " ends the text before it, and this line is left over"
    )
    return error.here(message, "put the whole text in quotes, or take the comment out of it", "PM010", gist)


def left_over(error: ParserError) -> Fault | None:
    """Text on the same line as a value that is complete."""
    if not error.before:
        return None
    start, end, quote = error.last
    sign = error.before[-1]
    what = "quote" if sign in "\"'" else f'"{sign}"'
    if quote and end <= error.index and start < error.line_start:
        number = error.line_number(start)
        message, gist = numbered(
            "text stands after the closing quote of the text that begins on line ", number
        )
        hint = "check the quotes: within single quotes an apostrophe is written twice"
        return error.here(message, hint, "PM010", gist)
    if error.char == ":" and sign in "\"'":
        lead, end = value_at(error.text, error.index)[0], line_at(error.text, error.index)[1]
        if _GLUED.fullmatch(error.text[lead:end]):
            return _glued(error, lead, end)
    if sign in "\"']}":
        return error.prose(f"text stands after the closing {what}")
    if error.text[value_at(error.text, error.index)[1]] == "*":
        return error.prose(OPENERS["*"])
    return error.here("text stands where the line should end", "put the whole text in quotes")


def indentation(error: ParserError) -> Fault | None:
    """A line that begins in a column of its own."""
    if "expected" not in error.words:
        return None
    rest = error.text[error.index : line_at(error.text, error.index)[1]].rstrip()
    above = next((error.text[slice(*line)] for line in error.lines_above(error.index)), "")
    if above == "...":
        return bare_document(error.index)
    written = _short(rest)
    if "document start" in error.words:
        return error.here(f'"{written}" stands after the end of what is complete', "check the lines above")
    if rest.startswith("- "):
        hint = 'write "key:" on a line before the list'
        return error.here("a list item stands where a key is expected", hint)
    if "'-' indicator" in error.words or "block collection" in error.words:
        return error.here(f'"{written}" stands in a list, and does not begin with "- "', f"write: - {rest}")
    spaces = error.column(error.index)
    message = f"the line is indented by {spaces} space{'' if spaces == 1 else 's'}, as no line above is"
    return error.here(message, "begin it in the same column as the keys it belongs to")


def unexplained(error: ParserError) -> Fault:
    """Any error that no other rule knows."""
    return error.here("YAML cannot make sense of the text here", "if it is prose, put it in quotes")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
