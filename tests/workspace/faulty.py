"""A small repository of three commits, and ways to break it: made once, copied for each break."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.cli.repo import git
from tests.review.repository import Repository

HEAD = (
    "pm: 1\nproduct: Shop\nscoring: {model: rice}\nteams: {web: {capacity: 10}}\n"
    "calendar: {start: 2026-Q4, periods: 2}\n"
)


def feature(title: str, effort: int = 2, more: str = "") -> str:
    """The text of a feature that can be ranked."""
    return (
        f"title: {title}\neffort: {{web: {effort}}}\nproblem: People wait\n"
        f"rice: {{reach: 100, impact: high, confidence: 50%}}\n{more}"
    )


def small(folder: Path) -> Path:
    """The workspace `roadmap` in a repository: v1 has a, b and c; then a is edited, and d comes."""
    repo = Repository(folder)
    files: dict[str, str | None] = {f"features/{name}.yaml": feature(name.upper()) for name in "abc"}
    repo.commit("2026-10-01", {"pm.yaml": HEAD, **files}, "one")
    repo.commit("2026-10-02", {"pm.yaml": HEAD + "# x\n", "features/a.yaml": feature("A", 3)}, "two")
    repo.commit("2026-10-03", {"features/d.yaml": feature("D", 1)}, "three")
    root = repo.write()
    git(root, "tag", "v1", "HEAD~2")
    git(root, "config", "uploadpack.allowFilter", "true")
    return root


def copied(root: Path, folder: Path) -> Path:
    """The same workspace in a copy of its repository."""
    shutil.copytree(root.parent, folder, symlinks=True)
    return folder / root.name


def damage(root: Path, what: str, left: bytes | None) -> Path:
    """The file of an object, which is gone, or has these bytes."""
    name = git(root, "rev-parse", what)
    held = root.parent / ".git" / "objects" / name[:2] / name[2:]
    held.unlink()
    if left is not None:
        held.write_bytes(left)
    return held


def raw_commit(root: Path, change: Mapping[bytes, bytes]) -> None:
    """HEAD as it was, with pieces of its commit object replaced: also what git would never write."""
    asked = ["git", "-C", str(root), "cat-file", "commit", "HEAD"]
    text = subprocess.run(asked, capture_output=True, check=True).stdout
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    name = git(root, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=text)
    (root.parent / ".git" / "refs" / "heads" / "main").write_text(f"{name}\n")
