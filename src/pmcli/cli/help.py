"""The help of `pm` and of its commands: what it is, examples, then the options."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from pmcli.cli import streams
from pmcli.cli.command import Command, CommandEntry
from pmcli.cli.options import SHARED

WIDEST = 100
GROUPS = ("Decide", "Look", "Write", "Keep it sound", "Share it", "Set up")
EXAMPLES = (
    ("pm rank", "what to do first, and why"),
    ("pm explain guest-checkout", "how its score and its place come about"),
    ("pm rank --where theme=conversion --top 5", "the first five of a theme"),
    ("pm check", "what is wrong in the files, and where"),
)
TITLE = "pm: decide what to build next, from YAML files in git"
FACTS = (
    "pm COMMAND --help tells more. -C DIR, --rev, --today and the like stand before or after the command.",
    "Exit codes: 0 done; 1 findings, or errors in the backlog; 2 wrong usage; 3 a fault in pm; 130 stopped.",
    "Colours: --color, then NO_COLOR and FORCE_COLOR, then whether there is a terminal.",
)


def overview(commands: Iterable[CommandEntry]) -> str:
    """The help of `pm` itself."""
    rows: list[str] = []
    listed = list(commands)
    for group in GROUPS:
        members = [(entry.name, entry.title) for entry in listed if entry.group == group]
        rows += ["", f"{group}:", *_pairs(members, 14)] if members else []
    facts = [line for fact in FACTS for line in ("", *_wrapped(fact, 0))]
    usage = ["", "Usage: pm [-C DIR] COMMAND [OPTIONS]", "", "Examples:", *_pairs(EXAMPLES, 42)]
    extras = ("", "--version, -V tells the version; pm completion sets up your shell.")
    return "\n".join([TITLE, *usage, *rows, *extras, *facts]) + "\n"


def of_command(entry: CommandEntry, command: Command, parameters: Sequence[Any]) -> str:
    """The help of one command; `parameters` are typer's."""
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    options = [
        parameter
        for parameter in parameters
        if parameter.param_type_name == "option" and parameter.name != "help"
    ]
    own = [option for option in options if option.name not in SHARED]
    shared = [option for option in options if option.name in SHARED]
    about = [paragraph for paragraph in _filled(command.about).split("\n") if paragraph]
    names = "".join(
        f" {argument.metavar}" if argument.required else f" [{argument.metavar}]" for argument in arguments
    )
    lines = [
        f"pm {entry.name}: {entry.title}",
        "", "Examples:", *_pairs(command.examples, 44),
        *(line for paragraph in about for line in ("", *_wrapped(paragraph, 0))),
        "", f"Usage: pm {entry.name}{names} [OPTIONS]",
    ]  # fmt: skip
    for title, members in (("Arguments", arguments), ("Options", own), ("Everywhere", shared)):
        if members:
            lines += ["", f"{title}:", *_pairs([_described(member) for member in members], 26)]
    return "\n".join(lines) + "\n"


def _filled(about: str) -> str:
    """The text with the fields that can be asked for in the place of {fields}."""
    if "{fields}" not in about:
        return about
    from pmcli.ranking.where import askable

    return about.replace("{fields}", ", ".join(field.name for field in askable()))


def _described(parameter: Any) -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return parameter.metavar, parameter.help or ""
    names = ", ".join(sorted(parameter.opts, key=len))
    return (f"{names} {parameter.metavar}" if parameter.metavar else names), parameter.help or ""


def _pairs(rows: Iterable[tuple[str, str]], wide: int) -> list[str]:
    """Lines of two columns; a text too wide for the first has a line of its own."""
    pairs = list(rows)
    column = min(max((len(left) for left, _ in pairs), default=0), wide) + 2
    if _width() - column < 30:
        column = 6
    lines: list[str] = []
    for left, right in pairs:
        texts = _wrapped(right, column + 2)
        if len(left) + 2 > column:
            lines += [f"  {left}", *(" " * (column + 2) + text for text in texts)]
        else:
            lines += [f"  {left:{column}}{texts[0] if texts else ''}".rstrip()]
            lines += [" " * (column + 2) + text for text in texts[1:]]
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    return wrap(text, max(_width() - indent, 24), break_long_words=False, break_on_hyphens=False)


def _width() -> int:
    return min(streams.width_of(sys.stdout) or streams.USUAL, WIDEST)


def lit(text: str) -> str:
    """The text with its headings bold, where there is a terminal."""
    if not streams.has_color("auto", sys.stdout, os.environ):
        return text
    lines = text.split("\n")
    return "\n".join(
        f"\x1b[1m{line}\x1b[0m" if line.endswith(":") and line[:1] != " " else line for line in lines
    )
