"""The summary of a step in GitHub's CI, where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pmcli.cli import screen


def append_summary(text: str, environment: Mapping[str, str]) -> None:
    """Append Markdown to the file that $GITHUB_STEP_SUMMARY names; a file that cannot be written is told."""
    target = environment.get("GITHUB_STEP_SUMMARY")
    if not target:
        return
    try:
        with Path(target).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as fault:
        screen.tell(f"warning: cannot write the step summary: {(fault.strerror or 'it failed').lower()}\n")
