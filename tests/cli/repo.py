"""A git repository around a workspace, with nothing of the machine's own settings in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "2026-11-02T09:00:00Z",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-11-02T09:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    """What git prints, having read what it is given; it must succeed."""
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env={**os.environ, **_IDENTITY}, capture_output=True, input=given,
        check=True,
    )  # fmt: skip
    return done.stdout.decode().strip()


def commit(folder: Path, message: str = "a change") -> str:
    """The id of a commit of everything as it is; the folder is made a repository where it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
