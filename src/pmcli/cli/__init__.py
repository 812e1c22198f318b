"""The command line `pm`: a file a command, and what the commands share.

Read `app.py` first (the table of commands, how one is loaded and run), then `rank.py` as the pattern of a
command, then `output.py` (the options, the workspace, the answer). No view and no sum lives here.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from pmcli import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `pm` with these arguments (those of the process with None); the exit code.

    The version is told before anything else is imported.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        sys.stdout.write(f"pm {__version__}\n")
        return 0
    # No plugin may change what a file means, and looking for plugins costs 25 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A run is short and makes many objects and little garbage: looking for it takes a third of the time.
    gc.disable()
    try:
        from pmcli.cli.app import run

        return run(given)
    except KeyboardInterrupt:
        return 130


__all__ = ["main"]
