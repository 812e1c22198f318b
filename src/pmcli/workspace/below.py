"""What lies around a folder: the workspaces below it, and the repository above it; git is not asked."""

from __future__ import annotations

import os
import shlex
from itertools import islice
from pathlib import Path

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.figure import listed

_DEEPEST = 3
_MOST_ENTRIES = 2_000
_MOST_NAMED = 4
_FOREIGN = ("node_modules", "bower_components", "vendor", "site-packages", "venv", "__pycache__", "target")


def workspaces_below(start: Path) -> list[str]:
    """The paths of the nearest folders with a pm.yaml below one, as far as a short look finds them.

    Hidden folders, links, and those where tools keep what is not one's own are left out.
    """
    found: list[str] = []
    level, left = [os.path.normpath(start)], _MOST_ENTRIES
    for _ in range(_DEEPEST):
        inner: list[str] = []
        for folder in level:
            entries, left = _folders(folder, left)
            inner += entries
        found += [folder for folder in inner if os.path.isfile(os.path.join(folder, WORKSPACE_FILE))]
        level = [folder for folder in inner if folder not in found]
    return sorted(found)


def _folders(folder: str, most: int) -> tuple[list[str], int]:
    """The folders in one that may be somebody's own, by name, and how many more entries may be looked at."""
    try:
        with os.scandir(folder) as entries:
            seen = list(islice(entries, most))
    except OSError:
        return [], most
    names = sorted(
        entry.name
        for entry in seen
        if not entry.name.startswith(".")
        and entry.name not in _FOREIGN
        and entry.is_dir(follow_symlinks=False)
    )
    return [os.path.normpath(os.path.join(folder, name)) for name in names], most - len(seen)


def path_in_repository(root: Path) -> str:
    """The path from the top of the git repository to a folder, "roadmap/"; "" at the top, and in none."""
    real = Path(os.path.realpath(root))
    for folder in (real, *real.parents):
        if (folder / ".git").exists():
            return f"{real.relative_to(folder).as_posix()}/" if folder != real else ""
    return ""


def hint_below(start: Path) -> str | None:
    """The command line for the workspaces below a folder, None where there are none.

    In a bare repository it is how to come by files.
    """
    if (start / "HEAD").is_file() and (start / "objects").is_dir() and (start / "refs").is_dir():
        return "a bare git repository has no files: git worktree add FOLDER makes a folder with them"
    folders = workspaces_below(start)
    if not folders:
        return None
    first = f"pm -C {shlex.quote(folders[0])} rank"
    if len(folders) == 1:
        return f"there is one below: {first}"
    return f"there are some below: {first}; also {listed(folders[1:], _MOST_NAMED)}"
