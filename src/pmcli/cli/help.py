"""The help of `pm` and of its commands: what it is, examples, then the options."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any

from pmcli.cli import screen, streams
from pmcli.cli.command import Command, CommandEntry
from pmcli.cli.options import SHARED
from pmcli.cli.preferences import ANSWERS, PREFERENCES, WHY, lenient

WIDEST = 100
GROUPS = ("Decide", "How sure", "Look", "Write", "Keep it sound", "Launch and learn", "Share, set up")
_GUTTER = max(map(len, GROUPS)) + 2
_NARROW = 60
"""In fewer cells groups have lines of their own."""
EXAMPLES = (
    ("pm rank", "what to do first, and why"),
    ("pm explain guest-checkout", "how its score and its place come about"),
    ("pm rank --where theme=conversion --top 5", "the first five of a theme"),
    ("pm check", "what is wrong in the files, and where"),
)
TITLE = "pm: decide what to build next, from YAML files in git"
USAGE = "Usage: pm [-C DIR] COMMAND [OPTIONS]"
MORE = "More: pm COMMAND --help; options, settings and exit codes: pm --help --all"
CODES = (
    ("0", "done"),
    ("1", "findings, or errors in the backlog"),
    ("2", "wrong usage"),
    ("3", "a fault in pm; with PM_DEBUG=1 it says where"),
    ("130", "stopped by Ctrl-C"),
)
FILES = (
    ("pm.yaml", "makes a folder a workspace; found upwards from where you are, or from -C DIR"),
    ("features/", "the features, unless pm.yaml names other files"),
    ("plan.yaml", "the plan that pm accept has agreed on"),
    ("ratings/", "what each person rated, a file each, before it is agreed"),
    ("imports/", "what pm import remembers of each source"),
    ("~/.config/pm/config.toml", "your own settings, below; in $XDG_CONFIG_HOME/pm where that is set"),
    ("~/.cache/pm/", "what pm knows already, to be fast; in $XDG_CACHE_HOME/pm where that is set"),
)
SETTINGS = (
    "An option comes first, then its PM_ variable, then your own file, then NO_COLOR, FORCE_COLOR, PAGER and "
    "what the terminal can do. CI and TERM=dumb have no pager; less is asked for LESS=FRX, unless LESS says "
    'otherwise. A file is lines such as color = "never" or pager = "less -S". With PM_CACHE=0 nothing that '
    "pm knows already is kept or used: the answers are the same, and take longer."
)
SAME = "Neither can say what an answer is ({}): " + WHY + "."


def overview(commands: Iterable[CommandEntry]) -> str:
    """The help of `pm` itself on one screen: a line for each command."""
    lines = [*_wrapped(TITLE, 0), *_wrapped(USAGE, 0)]
    for group, members in groupby(commands, lambda entry: entry.group):
        lines += ["", *_grouped(group, [(entry.name, entry.title) for entry in members])]
    return "\n".join([*lines, "", *_wrapped(MORE, 0)]) + "\n"


def _grouped(group: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The lines of a group of commands: its name stands beside the first, or above it where that is wide."""
    if _width() < _NARROW:
        yield from (f"{group}:", *_pairs(rows, 10))
        return
    for at, (name, title) in enumerate(rows):
        first, *rest = _wrapped(title, _GUTTER + 12)
        yield f"{group if at == 0 else '':{_GUTTER}}{name:12}{first}"
        yield from (" " * (_GUTTER + 12) + line for line in rest)


def everything(commands: Iterable[CommandEntry], parameters: Sequence[Any]) -> str:
    """All that `pm` has to tell of itself; `parameters` are typer's, of the options before a command."""
    lines = [TITLE, "", USAGE, "", "Examples:", *_pairs(EXAMPLES, 42)]
    for group, members in groupby(commands, lambda entry: entry.group):
        lines += ["", f"{group}:", *_pairs([(entry.name, entry.title) for entry in members], 14)]
    for title, rows in general(parameters):
        lines += ["", f"{title}:", *_pairs(rows, 26)]
    for paragraph in settings_paragraphs():
        lines += ["", *_wrapped(paragraph, 0)]
    return "\n".join([*lines, "", "Exit codes:", *_pairs(CODES, 14)]) + "\n"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What the help of a command tells; `parts` are its arguments and options under their headings."""

    name: str
    title: str
    examples: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    usage: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def general(parameters: Sequence[Any]) -> tuple[tuple[str, Sequence[tuple[str, str]]], ...]:
    """The options, files and settings that are no single command's, under their headings."""
    options = [_described(parameter) for parameter in parameters if parameter.name in (*SHARED, "version")]
    settings = [
        (f"{preference.key}, {preference.variable}", f"{preference.about} ({preference.metavar})")
        for preference in PREFERENCES
    ]
    return (
        ("Options, before or after a command that has them", options), ("Files", FILES),
        ("Settings: a key of your own file, a variable of the environment", settings),
    )  # fmt: skip


def settings_paragraphs() -> tuple[str, str]:
    """What there is to know of settings."""
    return SETTINGS, SAME.format(", ".join(ANSWERS))


def page_of(entry: CommandEntry, command: Command, parameters: Sequence[Any]) -> HelpPage:
    """The help of one command; `parameters` are typer's."""
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    options = [
        parameter
        for parameter in parameters
        if parameter.param_type_name == "option" and parameter.name != "help"
    ]
    own = [option for option in options if option.name not in SHARED]
    shared = [option for option in options if option.name in SHARED]
    names = "".join(
        f" {argument.metavar}" if argument.required else f" [{argument.metavar}]" for argument in arguments
    )
    parts = (("Arguments", arguments), ("Options", own), ("Everywhere", shared))
    return HelpPage(
        entry.name, entry.title, command.examples,
        tuple(paragraph for paragraph in _filled(command.about).split("\n") if paragraph),
        f"pm {entry.name}{names} [OPTIONS]",
        tuple((title, tuple(map(_described, members))) for title, members in parts if members),
    )  # fmt: skip


def of_command(entry: CommandEntry, command: Command, parameters: Sequence[Any]) -> str:
    """The help of one command as text; `parameters` are typer's."""
    page = page_of(entry, command, parameters)
    lines = [
        f"pm {page.name}: {page.title}",
        "", "Examples:", *_pairs(page.examples, 44),
        *(line for paragraph in page.about for line in ("", *_wrapped(paragraph, 0))),
        "", f"Usage: {page.usage}",
    ]  # fmt: skip
    for title, rows in page.parts:
        lines += ["", f"{title}:", *_pairs(rows, 26)]
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
    usual = lenient(os.environ)
    terminal = streams.width_of(sys.stdout)
    return min(usual.width or (terminal and usual.width_at_terminal) or terminal or streams.USUAL, WIDEST)


def show(text: str, words: Sequence[str]) -> None:
    """Writes help, its headings bold where there are colours; `words` are those of the command line."""
    usual = lenient(os.environ)
    if streams.has_color(usual.color or "auto", sys.stdout, os.environ):
        text = _lit(text)
    screen.show(text, usual.pager, no_pager=usual.no_pager or "--no-pager" in words)


def _lit(text: str) -> str:
    """The text with its headings bold."""
    lines = []
    for line in text.split("\n"):
        group = next((group for group in GROUPS if line.startswith(f"{group} ")), "")
        heading = line if line.endswith(":") and line[:1] != " " else group
        lines.append(f"\x1b[1m{heading}\x1b[0m{line[len(heading) :]}" if heading else line)
    return "\n".join(lines)
