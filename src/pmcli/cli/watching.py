"""`--watch`: a command run again whenever the files of the workspace change, until Ctrl-C."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import typer

from pmcli.cli import streams
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.output import FOR_PEOPLE, Output
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import listed

PAUSE = 0.5
"""Seconds between two looks at the files."""
_MOST, _NAMED = 5_000, 3
_ENDINGS = (".yaml", ".yml", ".md", ".markdown")
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
Files = Mapping[str, tuple[int, int, int]]
"""What tells of a change of a file, by its path."""


def watch(context: typer.Context, output: Output) -> int:
    """Runs the command line over and over; the exit code of Ctrl-C, by which alone it ends.

    Raises:
        PmError: the answer is not for people, goes into a file, or can never change.
    """
    from pmcli.cli.app import run

    _refuse(output)
    arguments = [word for word in context.find_root().obj if word != "--watch"] + ["--no-pager"]

    def again() -> int:
        code = run(arguments)
        gc.collect()  # which is off, as a run is short; this one is not
        return code

    try:
        return rounds(again, lambda: files_below(Path(output.directory)), time.sleep, output)
    except KeyboardInterrupt:
        return INTERRUPTED


def rounds(
    again: Callable[[], int], look: Callable[[], Files], sleep: Callable[[float], object], output: Output
) -> int:
    """Runs at once, and again after every change; ends with the code of a run that was interrupted."""
    changed: list[str] = []
    while True:
        before = look()
        _begin(output, changed)
        if again() == INTERRUPTED:
            return INTERRUPTED
        while (after := look()) == before:
            sleep(PAUSE)
        changed = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))


def files_below(folder: Path) -> Files:
    """The files that may be part of a workspace, in the folder of its pm.yaml or else in this one."""
    homes = [home for home in (folder.absolute(), *folder.absolute().parents) if (home / "pm.yaml").exists()]
    root = homes[0] if homes else folder
    found: dict[str, tuple[int, int, int]] = {}
    for path in _walked(root):
        try:
            state = os.stat(path)
        except OSError:
            continue
        found[os.path.relpath(path, root)] = (state.st_mtime_ns, state.st_size, state.st_ino)
        if len(found) >= _MOST:
            break
    return found


def _walked(root: Path) -> Iterator[str]:
    for place, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        yield from (os.path.join(place, name) for name in names if name.endswith(_ENDINGS))


def _begin(output: Output, changed: list[str]) -> None:
    """Clears the screen; where there is none, a line says what changed."""
    if streams.is_terminal(sys.stdout) and not streams.is_dumb(os.environ):
        streams.answer(_CLEAR)
    elif changed:
        output.notice(f"--- changed: {listed(changed, _NAMED)}\n")


def _refuse(output: Output) -> None:
    if output.path is not None:
        raise PmError(
            "--watch writes no file", "leave out -o, or let pm view --serve show a page that follows"
        )
    if output.format not in FOR_PEOPLE:
        raise PmError(
            f"--watch is not for {output.format}", "what machines read is asked for when it is read"
        )
    if output.revision is not None:
        raise PmError("a revision never changes", "leave out --rev, or --watch")
