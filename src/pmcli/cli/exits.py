"""The end of a run: the words on stderr and the exit code, for every kind of fault."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer

from pmcli.cli import streams
from pmcli.cli.preferences import lenient
from pmcli.model.diagnostic import Guess, PmError, did_you_mean

INTERNAL, INTERRUPTED = 3, 130
# What typer raises for wrong usage; older ones have the class only behind that of a bad parameter.
USAGE: type[BaseException] = getattr(typer, "TyperException", typer.BadParameter.__mro__[2])
_LONGEST, _LONGEST_PATH, _SHOWN = 80, 300, 40
"""Characters that an error repeats of a word of a command line, of one with folders, and of longer ones."""
_PARTS = re.compile(r"[=<>~!,:+.\[\]{}\s-]+")
_ERROR, _HINT, _END = "\x1b[1;31m", "\x1b[1;36m", "\x1b[0m"


def ended(fault: BaseException, arguments: Sequence[str]) -> int:
    """The exit code for a fault, which is told on stderr."""
    streams.wipe()
    if isinstance(fault, (KeyboardInterrupt, typer.Abort)):
        return INTERRUPTED
    error = wrong_usage(fault) if isinstance(fault, USAGE) else fault
    if not isinstance(error, PmError):
        error = _half_text(arguments) or error
    if not isinstance(error, PmError):
        error = _internal(error)
    error = shortened(error, arguments)
    streams.tell(error_text(error, color=streams.has_color(_color(arguments), sys.stderr, os.environ)))
    if os.environ.get("GITHUB_ACTIONS") == "true" or _is_for_github(arguments):
        streams.tell(annotation(error, arguments))
    return error.exit_code


def annotation(error: PmError, arguments: Sequence[str]) -> str:
    """An error as GitHub shows it on the pull request.

    It goes to stderr: GitHub reads both streams, and the answer may be a document.
    """
    from pmcli.cli.app import BY_NAME
    from pmcli.writers.reports.github import fault

    command = next((word for word in arguments if word in BY_NAME), "")
    return (
        fault(f"{error.message} ({error.hint})" if error.hint else error.message, f"pm {command}".strip())
        + "\n"
    )


def _is_for_github(arguments: Sequence[str]) -> bool:
    words = [word.partition("=") for word in arguments]
    return any(
        (name, value or following[0]) == ("--format", "github")
        for (name, _, value), following in pairwise([*words, ("", "", "")])
    )


def shortened(error: PmError, arguments: Sequence[str]) -> PmError:
    """The error with only the beginning of what it repeats of the command line where that is long."""
    parts = {part for word in arguments for part in (word, word.partition("=")[2], *_PARTS.split(word))}
    long = sorted(filter(_is_long, parts), key=lambda part: (-len(part), part))
    if not long or error.exit_code == INTERNAL:
        return error
    for part in long:
        error.message = error.message.replace(part, f"{part[:_SHOWN]}…")
        if error.hint is not None and part in error.hint:
            error.hint = type(error.hint)(error.hint.replace(part, f"{part[:_SHOWN]}…"))
    return error


def _is_long(word: str) -> bool:
    return len(word) > (_LONGEST_PATH if "/" in word or "\\" in word else _LONGEST)


def error_text(error: PmError, *, color: bool) -> str:
    """An error in words: the sentence, and the hint."""
    from pmcli.writers.escaping import visible

    sentence = f"{_lit('error:', _ERROR, color=color)} {visible(error.message)}"
    if error.hint is None:
        return f"{sentence}\n"
    if isinstance(error.hint, Guess):
        return f"{sentence}; {visible(error.hint)}\n"
    return f"{sentence}\n{_lit('hint:', _HINT, color=color)}  {visible(error.hint)}\n"


def wrong_usage(fault: Any) -> PmError:
    """The error that typer finds in a command line, as one sentence, the command first in it, and a hint.

    Its exceptions are told apart by the fields that they have, not by their words.
    """
    context = getattr(fault, "ctx", None)
    parameters = context.command.get_params(context) if context is not None else []
    command = context.command_path if context else "pm"
    parameter = getattr(fault, "param", None)
    option = getattr(fault, "option_name", None)
    helps = f"{command} --help"
    if option is not None and hasattr(fault, "possibilities"):
        known = [name for parameter in parameters for name in parameter.opts]
        return PmError(f'no such option "{option}"', did_you_mean(str(option), known) or helps)
    if option is not None:
        is_switch = any(
            option in parameter.opts and getattr(parameter, "is_flag", False) for parameter in parameters
        )
        return PmError(f"{option} takes no value" if is_switch else f"{option} needs a value", helps)
    if parameter is not None and hasattr(fault, "param_type"):
        return PmError(f"{command} needs {parameter.metavar or parameter.name}", helps)
    message = str(fault.format_message())
    return PmError(message[:1].lower() + message[1:].rstrip("."), helps)


def _half_text(arguments: Sequence[str]) -> PmError | None:
    """The first argument that is no text, which can name a file and be nothing else."""
    for word in arguments:
        if not word.isascii() and re.search("[\ud800-\udfff]", word):
            told = re.sub("[\ud800-\udfff]+", "\ufffd", word)
            return PmError(f'"{told}" is no UTF-8', "give it as text in UTF-8")
    return None


def _internal(fault: BaseException) -> PmError:
    if os.environ.get("PM_DEBUG"):
        streams.tell("".join(traceback.format_exception(fault)))
    words = f": {fault}" if str(fault) else ""
    hint = "PM_DEBUG=1 shows where; please report it"
    return PmError(f"a fault in pm itself: {type(fault).__name__}{words}", hint, exit_code=INTERNAL)


def _lit(word: str, start: str, *, color: bool) -> str:
    return f"{start}{word}{_END}" if color else word


def _color(arguments: Sequence[str]) -> str:
    """The colours asked for, else as the person has them, whatever else of the command line is wrong."""
    for word, following in pairwise([*arguments, ""]):
        name, equals, value = word.partition("=")
        if name == "--color":
            chosen = value if equals else following
            return chosen if chosen in ("always", "never") else "auto"
    return lenient(os.environ).color or "auto"
