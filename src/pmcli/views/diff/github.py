"""A difference as annotations of GitHub: what moved, at the features that a reviewer looks at."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.diagnostic import Location
from pmcli.model.words import words as sentence
from pmcli.views.diff import words
from pmcli.views.diff.words import Comparison
from pmcli.writers.reports.github import command
from pmcli.writers.visible import plain, visible

MOST = 10
"""Notices that GitHub shows of one step."""


def notices(comparison: Comparison, prefix: str = "") -> str:
    """Workflow commands: warnings for broken promises, notices for what moved; the summary as plain lines.

    `prefix` leads from the top of the repository to the workspace.
    """
    lines = [plain(visible(f"pm diff: {sentence}")) for sentence in words.summary(comparison.difference)]
    return "".join(f"{line}\n" for line in [*lines, *_commands(comparison, prefix)])


def _commands(comparison: Comparison, prefix: str) -> Iterator[str]:
    found = comparison.difference
    for missed in found.missed[:MOST]:
        yield command(
            "warning", sentence(missed.reason), _place(comparison, missed.feature), prefix, "promise"
        )
    moved = [one for one in found.forced if one.id in comparison.backlog.features]
    for one in moved[:MOST]:
        message = f"{words.period(one.before)} → {words.period(one.after)}: {words.why_shifted(one, found)}"
        yield command("notice", message, _place(comparison, one.id), prefix, f"{one.id} moves")


def _place(comparison: Comparison, feature: str) -> Location:
    return comparison.backlog.locate(feature)
