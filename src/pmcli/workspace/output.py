"""Answers into files: whole or not at all, inside the workspace, never onto what `pm` reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pmcli.model import wildcard
from pmcli.model.diagnostic import PmError
from pmcli.workspace.disk import replace_file

_ELSEWHERE = "write it elsewhere in the workspace; or use > FILE of your shell"
_SOURCES = (".yaml", ".yml", ".md")


def write_output(
    workspace: Path, target: str, data: bytes, features: Iterable[str], *, beside: Path | None = None
) -> None:
    """Write `data` into a file, which others see either as it was or whole.

    `features` are the globs of the feature files. A link is followed, and what counts is where it leads. What
    is below the folder `beside` may be written too.

    Raises:
        PmError: the file is outside the workspace, in a hidden folder, or one that `pm` reads; or it cannot
            be written.
    """
    real = output_file(workspace, target, features, beside=beside)
    try:
        replace_file(real, data)
    except OSError as fault:
        raise _failed(target, fault) from None


def output_file(
    workspace: Path, target: str, features: Iterable[str], *, beside: Path | None = None, called: str = ""
) -> Path:  # fmt: skip
    """The file that would be written, where links lead; `called` is what people call it.

    Raises:
        PmError: it must not be.
    """
    try:
        real = Path(os.path.realpath(target))
        root = Path(os.path.realpath(workspace))
        folder = root if beside is None or real.is_relative_to(root) else Path(os.path.realpath(beside))
        _allow(folder, real, called or target, features if folder == root else ())
    except OSError as fault:
        raise _failed(called or target, fault) from None
    except ValueError:  # a zero byte
        raise PmError(f"{target!a} is no name of a file") from None
    return real


def _failed(target: str, fault: OSError) -> PmError:
    return PmError(f'cannot write "{target}": {(fault.strerror or "it failed").lower()}')


def _allow(root: Path, real: Path, target: str, features: Iterable[str]) -> None:
    if not real.is_relative_to(root):
        raise PmError(f'"{target}" is outside the workspace {root.name}', _ELSEWHERE)
    path = real.relative_to(root)
    if any(part.startswith(".") for part in path.parts[:-1]):
        raise PmError(f'"{target}" is in a hidden folder', _ELSEWHERE)
    if real.is_dir():
        raise PmError(f'"{target}" is a folder', "name a file in it")
    settings = root / "pm.yaml"
    is_settings = path.as_posix().casefold() == settings.name
    if is_settings or (real.exists() and settings.exists() and real.samefile(settings)):
        raise PmError("pm.yaml is not written over", _ELSEWHERE)
    if real.suffix.lower() in _SOURCES and any(
        wildcard.names(glob.casefold(), path.as_posix().casefold()) for glob in features
    ):
        raise PmError(f'"{target}" is where features are read from', _ELSEWHERE)
