"""A difference as annotations of GitHub: what moved, at the features that a reviewer looks at."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.diagnostic import Location
from pmcli.model.words import words as sentence
from pmcli.views.diff import summary, words
from pmcli.views.diff.words import Comparison
from pmcli.writers.escaping import plain, visible
from pmcli.writers.reports.github import command

MOST = 10
"""Notices that GitHub shows of one step."""


def notices(comparison: Comparison, prefix: str = "") -> str:
    """Workflow commands: warnings for broken promises, notices for what moved; the summary as plain lines.

    `prefix` leads from the top of the repository to the workspace.
    """
    sentences = [*summary.summary(comparison.difference), *words.customers(comparison)]
    lines = [plain(visible(f"pm diff: {line}")) for line in sentences]
    return "".join(f"{line}\n" for line in [*lines, *_commands(comparison, prefix)])


def _commands(comparison: Comparison, prefix: str) -> Iterator[str]:
    difference = comparison.difference
    for missed in difference.missed[:MOST]:
        yield command(
            "warning", sentence(missed.reason), _place(comparison, missed.feature), prefix, "promise"
        )
    moved = [shifted for shifted in difference.roadmap if shifted.id in comparison.backlog.features]
    for shifted in moved[:MOST]:
        before, after = words.period(shifted.before), words.period(shifted.after)
        message = f"{before} → {after}: {words.why_shifted(shifted, difference)}"
        yield command("notice", message, _place(comparison, shifted.id), prefix, f"{shifted.id} moves")


def _place(comparison: Comparison, feature: str) -> Location:
    return comparison.backlog.locate(feature)
