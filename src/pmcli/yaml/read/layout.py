"""Troubles of a line as a whole: colons too many or too few, indentation, text that is left over."""

from __future__ import annotations

import re
from typing import Final

from pmcli.model.diagnostic import numbered
from pmcli.yaml.read.parser_faults import Trouble
from pmcli.yaml.read.parser_limits import bare_document
from pmcli.yaml.read.place import Fault
from pmcli.yaml.read.prose import OPENERS, QUOTES, line_at, value_at

_GLUED: Final = re.compile(r"""((?:- +)*(?:[^\s:\[\]{},'"#]+|"[^"]*"|'[^']*')):([^\s:].*)""")
_DASHED: Final = re.compile(r"-([^\s-].*)")
_KEYED: Final = re.compile(r"(?:- +)*([^\s#:][^:]*):(?:\s+(.*))?")
_SHORT: Final = 40


def second_colon(trouble: Trouble) -> Fault | None:
    """A ": " where none can be: in prose, after a line without ":", or in a line indented too far."""
    if "mapping values are not allowed" not in trouble.words:
        return None
    lead, value, _ = value_at(trouble.text, trouble.index)
    if trouble.in_brackets or _KEYED.fullmatch(trouble.text[lead:value].rstrip()):
        return trouble.prose('a second ": " stands in the line: only text in quotes may hold one')
    if trouble.text.startswith(("--- ", "---\t"), trouble.line_start):
        return trouble.here('a key cannot stand on the line of "---"', "write it on the next line")
    return _line_above(trouble, lead)


def _line_above(trouble: Trouble, lead: int) -> Fault:
    """A line that is well by itself, but not below the one above it."""
    above = next(trouble.lines_above(lead), None)
    if above is None:
        return anything(trouble)
    said = trouble.text[slice(*above)]
    line = trouble.text[lead : line_at(trouble.text, lead)[1]]
    keyed = _KEYED.fullmatch(said)
    if _GLUED.fullmatch(said) and not (keyed and keyed[2]):
        return _glued(trouble, *above)
    if keyed is None and trouble.column(above[0]) >= trouble.column(lead):
        return _goes_on(trouble, lead, line) or _no_colon(trouble, *above)
    number = trouble.line_number(above[0])
    message, gist = numbered(
        f'"{_short(line)}" is indented as if it belonged to line ', number, ", which has its value already"
    )
    hint = "begin both lines in the same column; text of several lines goes in quotes"
    return trouble.fault("PM001", lead, lead + len(line), message, hint, gist)


def _goes_on(trouble: Trouble, lead: int, line: str) -> Fault | None:
    """A text of several lines, with a ": " in one that is not its first."""
    for start, end in trouble.lines_above(lead):
        if trouble.column(start) < trouble.column(lead):
            keyed = _KEYED.fullmatch(trouble.text[start:end])
            if keyed is None or not keyed[2]:
                return None
            number = trouble.line_number(start)
            message, gist = numbered(
                "the text that begins on line ", number, ' goes on here; only in quotes may it hold ": "'
            )
            hint = f"put the whole text in quotes, or write: {keyed[1]}: >-, and the text below, indented"
            return trouble.fault("PM010", lead, lead + len(line), message, hint, gist)
    return None


def missing_colon(trouble: Trouble) -> Fault | None:
    """A line that is no `key: value`."""
    if "could not find expected ':'" not in trouble.words:
        return None
    start, end = line_at(trouble.text, trouble.context)
    start += len(trouble.text[start:end]) - len(trouble.text[start:end].lstrip())
    said = trouble.text[start:end].rstrip()
    if _GLUED.fullmatch(said):
        return _glued(trouble, start, start + len(said))
    dashed = _DASHED.fullmatch(said)
    if dashed:
        message = 'a list item needs a space after its "-"'
        return trouble.fault("PM001", start, start + 1, message, f"write: - {dashed[1]}")
    return _no_colon(trouble, start, start + len(said))


def _no_colon(trouble: Trouble, start: int, end: int) -> Fault:
    said = trouble.text[start:end]
    first, _, rest = said.partition(" ")
    hint = f"write: {first}: {rest or '…'}; text that goes on from the line above is indented below its key"
    if said.startswith(("'", '"')):
        hint = f"write: {said}: …; text of several lines has its closing quote at the very end"
    message = f'"{_short(said.strip(QUOTES))}" has no ":" after its key'
    return trouble.fault("PM001", start, end, message, hint)


def _glued(trouble: Trouble, start: int, end: int) -> Fault:
    said = _GLUED.fullmatch(trouble.text[start:end])
    head, rest = said.groups() if said else ("…", "…")
    message = 'a space is missing after the ":"'
    return trouble.fault("PM010", start, end, message, f"write: {head}: {rest}")


def indicator(trouble: Trouble) -> Fault | None:
    """A `- ` or a `? ` at the start of a value."""
    for words, sign in (("sequence entries are not allowed", "-"), ("mapping keys are not allowed", "?")):
        if words in trouble.words:
            if trouble.before:
                return trouble.prose(f'"{sign} " at the start of a text has a meaning of its own in YAML')
            return trouble.here(f'"{sign} " cannot stand here', "indent it as the lines above")
    return None


def comment_cut(trouble: Trouble) -> Fault | None:
    """A text of several lines with a comment in it."""
    between = trouble.text[trouble.last[1] : trouble.index]
    if "#" not in between or "expected" not in trouble.words or trouble.last[2]:
        return None
    at = trouble.last[1] + between.index("#")
    number = trouble.line_number(at)
    message, gist = numbered(
        "the comment on line ", number, " ends the text before it, and this line is left over"
    )
    return trouble.here(message, "put the whole text in quotes, or take the comment out of it", "PM010", gist)


def after(trouble: Trouble) -> Fault | None:
    """Text on the same line as a value that is complete."""
    if not trouble.before:
        return None
    start, end, quote = trouble.last
    sign = trouble.before[-1]
    what = "quote" if sign in "\"'" else f'"{sign}"'
    if quote and end <= trouble.index and start < trouble.line_start:
        number = trouble.line_number(start)
        message, gist = numbered(
            "text stands after the closing quote of the text that begins on line ", number
        )
        hint = "check the quotes: within single quotes an apostrophe is written twice"
        return trouble.here(message, hint, "PM010", gist)
    if trouble.char == ":" and sign in "\"'":
        lead, end = value_at(trouble.text, trouble.index)[0], line_at(trouble.text, trouble.index)[1]
        if _GLUED.fullmatch(trouble.text[lead:end]):
            return _glued(trouble, lead, end)
    if sign in "\"']}":
        return trouble.prose(f"text stands after the closing {what}")
    if trouble.text[value_at(trouble.text, trouble.index)[1]] == "*":
        return trouble.prose(OPENERS["*"])
    return trouble.here("text stands where the line should end", "put the whole text in quotes")


def indentation(trouble: Trouble) -> Fault | None:
    """A line that begins in a column of its own."""
    if "expected" not in trouble.words:
        return None
    line = trouble.text[trouble.index : line_at(trouble.text, trouble.index)[1]].rstrip()
    above = next((trouble.text[slice(*line)] for line in trouble.lines_above(trouble.index)), "")
    if above == "...":
        return bare_document(trouble.index)
    said = _short(line)
    if "document start" in trouble.words:
        return trouble.here(f'"{said}" stands after the end of what is complete', "check the lines above")
    if line.startswith("- "):
        hint = 'write "key:" on a line before the list'
        return trouble.here("a list item stands where a key is expected", hint)
    if "'-' indicator" in trouble.words or "block collection" in trouble.words:
        return trouble.here(f'"{said}" stands in a list, and does not begin with "- "', f"write: - {line}")
    spaces = trouble.column(trouble.index)
    message = f"the line is indented by {spaces} space{'' if spaces == 1 else 's'}, as no line above is"
    return trouble.here(message, "begin it in the same column as the keys it belongs to")


def anything(trouble: Trouble) -> Fault:
    """What no other rule knows."""
    return trouble.here("YAML cannot make sense of the text here", "if it is prose, put it in quotes")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
