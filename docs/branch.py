"""A branch to show `pm diff` and `pm history` on: the northwind example in git, and two changes to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGES = (
    ("features/sso.yaml", "platform: 4..5..8", "platform: 7..9..14"),
    ("features/gift-cards.yaml", "impact: medium, confidence: 65%", "impact: high, confidence: 65%"),
)
"""File, what it says on the main branch, what it says on this one."""
FIRST_AGREED = (
    ("    - guided-steps\n", ""),
    ("    - brand-themes\n", "    - brand-themes\n    - guided-steps\n"),
    ("on: 2026-09-28", "on: 2026-09-14"),
    ("The year, as agreed with the shops", "A first plan of the year"),
)
"""The agreed plan as it is, and as it was at first."""


def make(folder: Path) -> Path:
    """The workspace in a new repository below `folder`, the changes made and not committed."""
    root = folder / "northwind"
    shutil.copytree(ROOT / "examples" / "northwind", root)
    _git(root, "init", "-q", "-b", "main")
    agreed = (root / "plan.yaml").read_text(encoding="utf-8")
    first = agreed
    for now, then in FIRST_AGREED:
        if now not in first:
            raise ValueError(f"plan.yaml does not say {now!r}")
        first = first.replace(now, then)
    for text, what in ((first, "The backlog, and a first plan"), (agreed, "Guided steps a quarter sooner")):
        (root / "plan.yaml").write_text(text, encoding="utf-8", newline="\n")
        _git(root, "add", "-A")
        _git(root, "commit", "-q", "-m", what)
    _git(root, "checkout", "-q", "-b", "autumn")
    for path, before, after in CHANGES:
        text = (root / path).read_text(encoding="utf-8")
        if before not in text:
            raise ValueError(f"{path} does not say {before}")
        (root / path).write_text(text.replace(before, after), encoding="utf-8", newline="\n")
    return root


def _git(root: Path, *words: str) -> None:
    """Run git with nothing of the machine's own settings, so that the ids are the same everywhere."""
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (
            ("NAME", "Amelie"),
            ("EMAIL", "amelie@example.org"),
            ("DATE", "2026-10-01T09:00:00Z"),
        )
    }
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TEMPLATE_DIR": ""}
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.fileMode=false", *words]
    subprocess.run(command, cwd=root, env={**os.environ, **who, **settings}, check=True, capture_output=True)
