"""A person's editor, opened on a file of theirs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.model.terminated import Terminated

_USUAL = ("vi", "nano", "notepad")


def edit_by_hand(file: Path, environment: Mapping[str, str]) -> None:
    """Open a file in the editor that $VISUAL or $EDITOR names, and wait until it is closed.

    Raises:
        PmError: there is none, or it failed; the file is left as it is.
    """
    named = environment.get("VISUAL") or environment.get("EDITOR")
    editor = named or next((name for name in _USUAL if shutil.which(name)), None)
    if editor is None:
        raise PmError("there is no editor", "name one: export EDITOR=nano")
    try:
        words = shlex.split(editor) if os.name == "posix" else [editor]
        process = subprocess.Popen([*words, str(file)])  # noqa: S603 - the person's own choice
    except (OSError, ValueError) as fault:
        raise PmError(f'the editor "{editor}" cannot be run', _reason(fault)) from None
    if code := _code(process):
        raise PmError(f'the editor "{editor}" ended with code {code}', exit_code=1)


def _code(process: subprocess.Popen[bytes]) -> int:
    """The code with which the editor ends; Ctrl-C is for it, which hears it too."""
    while True:
        try:
            return process.wait()
        except Terminated:
            process.terminate()
            process.wait()
            raise
        except KeyboardInterrupt:
            continue


def _reason(fault: OSError | ValueError) -> str:
    why = fault.strerror if isinstance(fault, OSError) else str(fault)
    return f"$VISUAL and $EDITOR name it: {(why or 'it failed').lower()}"
