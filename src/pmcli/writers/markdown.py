"""Markdown that shows every text literally, on GitHub and on GitLab."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pmcli.writers.escaping import visible
from pmcli.writers.table import Column, Table

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(
    r"""
      (?P<entity>&(?=\#?\w+;)|[<>])                 # an ampersand where it would begin an entity
    | (?P<word>(?<=[^\W_])_(?=[^\W_]))              # inside a word it means nothing
    | (?P<tilde>(?<=\w)~(?=\w))                    # alone in a text it strikes nothing through
    | (?P<plain>[\\`*_{}\[\]|~])
    | (?P<link>:(?=//)|(?<=www)\.)                  # or the address would be a link, backslashes and all
    | (?P<sigil>[@\#!%:](?=[\w"'`+-])|\$)           # a mention, an issue, an emoji, mathematics
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TILDE = re.compile(r"(?<=\w)~")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_BLOCK = re.compile(r"^(\s*)(?:([-+]|\#{1,6})(?=\s|$)|(\d{1,9})([.)])(?=\s|$)|([=-])(?=[=\s-]*$))")


def render(table: Table) -> str:
    """The table as a pipe table, numbers to the right; the title in bold above it, the notes below."""
    parts = [f"**{inline(table.title)}**"] if table.title else []
    parts += ["\n".join(_lines(table))] if table.rows else []
    parts += [paragraph(str(note)) for note in table.notes]
    return "".join("\n" * bool(number) + part + "\n" for number, part in enumerate(parts))


def inline(text: str) -> str:
    """One line of text so that it is read as it stands: no markup, no HTML, no mention, no link.

    What GitHub and GitLab look for after the Markdown is read (mentions, issue numbers, emoji codes,
    mathematics) a backslash does not stop: there the sign stands in a `<span>`, as GitHub's manual advises.
    """
    return _SPECIAL.sub(_literal, visible(text))


def linked(text: str) -> str:
    """An address that can be followed (http, https or mailto); any other text as it stands."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else inline(text)


def paragraph(text: str) -> str:
    """One line of text on a line of its own: nothing at its beginning makes it a heading or a list."""
    return _BLOCK.sub(_opened, inline(text).strip())


def paragraphs(lines: Iterable[str]) -> str:
    """Prose whose line breaks are kept; an empty line begins a new paragraph."""
    text = "\n".join(map(paragraph, lines)).strip("\n")
    if text.count("~") > 1:
        text = _TILDE.sub(r"\\~", text)
    return re.sub(r"(?<!\n)\n(?!\n)", "\\\\\n", text) + "\n"


def fenced(text: str, language: str) -> str:
    """A text as it is, between fences longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def pipes(cells: Iterable[str]) -> str:
    """One line of a table, from texts that are escaped already."""
    return "| " + " | ".join(cells) + " |"


def _lines(table: Table) -> Iterable[str]:
    yield pipes(inline(column.title) for column in table.columns)
    yield pipes("---:" if _is_right(column) else ":---" for column in table.columns)
    for row in table.rows:
        yield pipes(inline(cell.text).strip() for cell in row)


def _is_right(column: Column) -> bool:
    return column.align == "right" or column.kind in ("number", "bar")


def _literal(match: re.Match[str]) -> str:
    sign = match[0]
    if match["word"] or (match["tilde"] and match.string.count(sign) == 1):
        return sign
    if match["sigil"]:
        return f"<span>{sign}</span>"
    return _ENTITIES.get(sign, "\\" + sign)


def _opened(match: re.Match[str]) -> str:
    space, mark, digits, dot, rule = match.groups()
    return f"{space}{digits}\\{dot}" if digits else f"{space}\\{mark or rule}"
