"""The command line `pm`: a file a command, and what the commands share.

Read `app.py` first (the table of commands, how one is loaded and run), then `rank.py` as the pattern of a
command, then `output.py` (the options, the workspace, the answer). No view and no sum lives here.
"""

from __future__ import annotations

import gc
import os
import sys

from pmcli import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `pm` with these arguments (those of the process with None); the exit code.

    The version is told before anything else is imported. Signals and closed streams are seen to only where
    the process is `pm` itself.
    """
    try:
        if arguments is not None:
            return _run(list(arguments))
        _fill_streams()
        return _run(sys.argv[1:], listens=True)
    except KeyboardInterrupt:
        return 130


def _run(given: list[str], *, listens: bool = False) -> int:
    if given in (["--version"], ["-V"]) and _is_version_told():
        return 0
    # No plugin may change what a file means, and looking for plugins costs 25 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A run is short and makes many objects and little garbage: looking for it takes a third of the time.
    gc.disable()
    if not listens:
        from pmcli.cli.app import run

        return run(given)
    from pmcli.cli.signals import heard

    with heard():
        from pmcli.cli.app import run

        return run(given)


def _is_version_told() -> bool:
    """Whether the version is written; where it cannot be, the run that follows says why."""
    try:
        sys.stdout.write(f"pm {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        return False
    return True


def _fill_streams() -> None:
    """Opens what is closed of the three streams into nowhere, or files would be opened in their places."""
    number = 3 if None not in (sys.stdin, sys.stdout, sys.stderr) else 0
    while number < 3:
        number = os.open(os.devnull, os.O_RDWR)
        os.set_inheritable(number, number < 3)


__all__ = ["main"]
