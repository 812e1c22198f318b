"""The state of pm's own code, and of the libraries': what decides what is made of the same input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from pmcli import __version__


def state_of_code(rooms: Iterable[str]) -> bytes | None:
    """Pm's version and Python's, the modules of these rooms by size and time, and the libraries' folders.

    None where that cannot be told, as of a pm in an archive, or one that is being changed just now.
    """
    try:
        return repr((__version__, sys.version, _modules(rooms), _libraries())).encode()
    except OSError:
        return None


def _modules(rooms: Iterable[str]) -> list[tuple[str, int, int]]:
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    modules = []
    for room in rooms:
        with os.scandir(os.path.join(here, *room.split("/"))) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    modules.append((f"{room}/{entry.name}", status.st_size, status.st_mtime_ns))
    return sorted(modules)


def _libraries() -> list[tuple[str, int]]:
    """The folders from which libraries come, by time."""
    folders = (path for path in sys.path if path.endswith("-packages") and os.path.isdir(path))
    return [(path, os.stat(path).st_mtime_ns) for path in folders]
