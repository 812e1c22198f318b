"""Sources that lie where a workspace keeps its features: pm would read them as its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pmcli.importing.sources.importer import Source
from pmcli.model.diagnostic import PmError
from pmcli.workspace.files import would_read


def is_read_here(root: Path, globs: Iterable[str], path: str, source: Source) -> bool:
    """Whether files of a source, which is at `path`, would be read as features of the workspace."""
    real, home = Path(path).resolve(), root.resolve()
    if real == home or home not in real.parents:
        return False
    at, known = real.relative_to(home).as_posix(), tuple(globs)
    files = [at] if source.data is not None else [f"{at}/{name}" for name in source.files]
    return any(would_read(known, file) for file in files)


def check_apart(root: Path, globs: Iterable[str], path: str, source: Source) -> None:
    """Nothing, where a source stands beside the features of the workspace.

    Raises:
        PmError: it lies among them.
    """
    if is_read_here(root, globs, path, source):
        raise PmError(
            f'"{source.name}" lies where pm keeps features itself, and is read as such',
            f"move it first: git mv {path} {source.name}-before, or name another place in pm.yaml: "
            'features: ["backlog/**"]'
        )  # fmt: skip
