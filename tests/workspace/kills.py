"""What a folder looks like wherever a run is killed: as it is before each call that changes something.

A kill lets no more code run, so a copy of the folder before each call is all that it can leave; of a `write`
also what stands after half of it. Nothing is killed for that, and a run is asked once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CALLS = (
    "open",
    "write",
    "replace",
    "rename",
    "unlink",
    "mkdir",
    "rmdir",
    "chmod",
    "chown",
    "fsync",
    "setxattr",
)
Tree = dict[str, bytes | None]


def tree(folder: Path) -> Tree:
    """The bytes of every file below a folder by its path; None of a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def texts(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder by its path."""
    return {path: data for path, data in tree(folder).items() if data is not None}


def plant(folder: Path, state: Tree) -> Path:
    """The folder, with these files and folders and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, data in state.items():
        (folder / path).mkdir() if data is None else (folder / path).write_bytes(data)
    return folder


@contextmanager
def called(monkeypatch: pytest.MonkeyPatch, before: Callable[[str, int], object]) -> Iterator[None]:
    """A context in which `before` is asked before each call that may change a file, with its number."""
    count = 0

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            nonlocal count
            if name == "open" and not given[1] & os.O_CREAT:
                return real(*given, **options)
            count += 1
            before(name, count)
            if name == "write" and len(given[1]) > 1:
                return real(given[0], given[1][: len(given[1]) // 2])  # as a system may do; the rest comes
            return real(*given, **options)

        return call

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, watched(name, getattr(os, name)))
        yield


def left_by_kills(monkeypatch: pytest.MonkeyPatch, folder: Path, run: Callable[[], object]) -> list[Tree]:
    """The different states of a folder that a run leaves where it is killed, in their order, and at its end."""
    states: list[Tree] = []

    def keep(*_: object) -> None:
        if (now := tree(folder)) not in states[-1:]:
            states.append(now)

    with called(monkeypatch, keep):
        run()
    keep()
    return states
