"""Text at a terminal: through a pager where it is longer than the screen, as git does it.

The command is the person's own, from their environment or their file: nothing in a workspace names it, and
what is found in the folder that one is in does not run.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from pmcli.cli import memory, streams
from pmcli.model.terminated import Terminated
from pmcli.workspace import reads
from pmcli.writers.escaping import visible

_USUAL = "less"
_LESS = "FRX"
"""As git has it: short texts are only written, colours are shown, the screen is left as it is."""
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def write(text: str, named: str | None, environment: Mapping[str, str]) -> str | None:
    """Writes a text to the terminal; what is wrong with the pager that a person has named, if anything is.

    Raises:
        UnwritableError: it cannot be written.
    """
    chosen = named if named is not None else environment.get("PAGER")
    fault = _show(text, chosen, environment) if _is_long(text) and _is_usual(environment) else ""
    if fault is not None:
        streams.answer(text)
    elif memory.listener is not None:
        memory.listener.page(text, named)
    if fault:
        reads.refuse("a pager that could not be used")
    return f'the pager "{visible(chosen)}" {fault}' if fault and chosen is not None else None


def _is_usual(environment: Mapping[str, str]) -> bool:
    """Whether this is a terminal that a pager can use, with a person before it."""
    knows_terminal = bool(environment.get("TERM")) or os.name != "posix"
    is_person = environment.get("CI", "") in ("", "0", "false")
    return knows_terminal and is_person and not streams.is_dumb(environment)


def _is_long(text: str) -> bool:
    """Whether a text and the prompt after it have more lines than the terminal, those it breaks counted."""
    size = streams.size_of(sys.stdout)
    if size is None:
        return False
    lines = _ESCAPE.sub("", text).splitlines()
    return sum(max(1, -(-len(line) // size.columns)) for line in lines) >= size.lines


def _show(text: str, chosen: str | None, environment: Mapping[str, str]) -> str | None:
    """None where the pager has shown the text, else why not, "" where none is wanted."""
    try:
        words = shlex.split(_USUAL if chosen is None else chosen, posix=os.name == "posix")
    except ValueError as fault:
        return f"cannot be read: {str(fault).lower()}"
    if not words or words == ["cat"]:
        return ""
    program = _found(words[0], environment)
    if program is None:
        return "is not found: name a program in PATH, or write its whole path"
    try:
        with reads.aside:
            pager = subprocess.Popen(  # noqa: S603 - the person's own choice, and no shell
                [program, *words[1:]], stdin=subprocess.PIPE, env={"LESS": _LESS, **environment}
            )
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        return f"cannot be run: {(why or 'it failed').lower()}"
    is_stopped = _ended(pager, text.encode(sys.stdout.encoding, "backslashreplace"))
    return None if pager.returncode == 0 or is_stopped else f"ended with code {pager.returncode}"


def _found(name: str, environment: Mapping[str, str]) -> str | None:
    """The program: an absolute path, or a name in a folder of PATH that does not depend on where one is."""
    path = Path(os.path.expanduser(name))  # which leaves a name as it is that is nobody's
    if path.is_absolute():
        return shutil.which(path)
    if path.name != name:
        return None
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    places = (Path(folder) / name for folder in folders if os.path.isabs(folder))
    return next((found for place in places if (found := shutil.which(place))), None)


def _ended(pager: subprocess.Popen[bytes], text: bytes) -> bool:
    """Whether Ctrl-C came before the pager ended: it is the pager's, which knows what to do with it.

    One that is left before the end of the text wants no more, and is none the worse.
    """
    is_stopped = False
    while True:
        try:
            if is_stopped:
                pager.wait()
            else:
                pager.communicate(text)
        except Terminated:
            pager.terminate()  # it heard nothing
            raise
        except KeyboardInterrupt:
            is_stopped = True
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pager.stdin).close()  # or it would wait for the rest
        else:
            return is_stopped
