"""Sources of imports, a file or a folder from anywhere; and files of the workspace that are no features."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pmcli.model.diagnostic import PmError

LARGEST: Final = 512 * 1024 * 1024
"""The most bytes that a source may have."""
MOST_FILES: Final = 200_000
SUFFIXES: Final = (".md", ".markdown", ".mdx", ".yaml", ".yml", ".json")
"""Endings of the files that are read of a folder."""


def read_source(path: str) -> tuple[str, bytes | None, dict[str, bytes]]:
    """The name of a file or folder, the file's bytes (None of a folder), and the folder's files by path.

    Hidden files and folders of a folder, and links, are left alone.

    Raises:
        PmError: it is not there, too large, or cannot be read.
    """
    real = Path(path)
    try:
        if real.is_dir():
            return real.resolve().name, None, dict(_files(real))
        with real.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size > LARGEST:
                raise _too_large(path)
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise _too_large(path)
    except FileNotFoundError:
        raise PmError(f'there is no file "{path}"') from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "it failed"
        raise PmError(f'cannot read "{path}": {why.lower()}') from None
    return real.name, data, {}


def _too_large(path: str) -> PmError:
    return PmError(f'"{path}" has more than {LARGEST // 1024 // 1024} MB', "import it in parts")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    size = count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            full = Path(place) / name
            if name.startswith(".") or not name.endswith(SUFFIXES) or full.is_symlink() or not full.is_file():
                continue
            size, count = size + full.stat().st_size, count + 1
            if size > LARGEST or count > MOST_FILES:
                raise _too_large(str(folder))
            yield full.relative_to(folder).as_posix(), full.read_bytes()


def read_inner(root: Path, path: str) -> bytes | None:
    """The bytes of a file in the workspace; None where there is none.

    Raises:
        PmError: it leads out of the workspace, or cannot be read.
    """
    real_root, real = os.path.realpath(root), os.path.realpath(root / path)
    if not os.path.lexists(root / path):
        return None
    if os.path.commonpath([real_root, real]) != real_root:
        raise PmError(f'"{path}" leads out of the workspace; it is not read', exit_code=1)
    try:
        return Path(real).read_bytes()
    except OSError as fault:
        raise PmError(
            f'cannot read "{path}": {(fault.strerror or "it failed").lower()}', exit_code=1
        ) from None
