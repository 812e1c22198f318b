"""The pages of the manual, `man pm` and `man pm-rank`: what --help tells, in the words of man(7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pmcli import __version__
from pmcli.cli import help as help_text
from pmcli.cli.app import COMMANDS, general_help, help_of

Rows = Iterable[tuple[str, str]]
_PARTS = {"Arguments": "ARGUMENTS", "Options": "OPTIONS", "Everywhere": "OPTIONS OF MANY COMMANDS"}


def pages() -> dict[str, str]:
    """The pages by the names of their files."""
    found = {"pm.1": _overview()}
    return found | {f"pm-{command.name}.1": _page(command.name) for command in COMMANDS}


def _overview() -> str:
    lines = [*_head("pm", help_text.TITLE.partition(": ")[2]), _bold("pm"), "[-C DIR] COMMAND [OPTIONS]"]
    lines += [".SH EXAMPLES", *_rows(help_text.EXAMPLES)]
    for group, members in groupby(COMMANDS, lambda command: command.group):
        named = [(f"pm {command.name}", command.title) for command in members]
        lines += [f".SH {_text(group.upper())}", *_rows(named)]
    for title, rows in general_help():
        heading, *more = re.split("[,:] ", title, maxsplit=1)
        lines += [f".SH {_text(heading.upper())}", *(f"{_text(words)}:" for words in more), *_rows(rows)]
    for paragraph in help_text.settings_paragraphs():
        lines += [".PP", _text(paragraph)]
    return _joined([*lines, *_ending(f"pm-{command.name}" for command in COMMANDS)])


def _page(name: str) -> str:
    page = help_of(name)
    command, _, rest = page.usage.removeprefix("pm ").partition(" ")
    lines = [*_head(f"pm-{name}", page.title), _bold(f"pm {command}"), _text(rest), ".SH EXAMPLES"]
    lines += _rows(page.examples)
    if page.about:
        lines += [".SH DESCRIPTION", "\n.PP\n".join(map(_text, page.about))]
    for title, rows in page.parts:
        lines += [f".SH {_PARTS[title]}", *_rows(rows)]
    return _joined([*lines, *_ending(["pm"])])


def _head(name: str, title: str) -> Iterator[str]:
    yield f'.TH {name.upper()} 1 "" "pm {__version__}" "pm"'
    yield from (".SH NAME", f"{_text(name)} \\- {_text(title)}", ".SH SYNOPSIS")


def _ending(others: Iterable[str]) -> Iterator[str]:
    yield from (".SH EXIT STATUS", *_rows(help_text.CODES), ".SH SEE ALSO")
    *first, last = [f".BR {_text(name)} (1)" for name in others]
    yield from (*(f"{each}," for each in first), last)


def _rows(rows: Rows) -> Iterator[str]:
    for left, right in rows:
        yield from (".TP", _bold(left), _text(right) or "\\&")


def _bold(text: str) -> str:
    return f"\\fB{_text(text)}\\fR"


def _text(text: str) -> str:
    """A text as it is: nothing of it is a request or an escape of roff, and dashes are those of options."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
