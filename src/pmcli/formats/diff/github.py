"""A difference as annotations of GitHub: what moved, at the features that a reviewer looks at."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.diagnostic import Location
from pmcli.formats.diff import words
from pmcli.formats.diff.words import Scene
from pmcli.formats.reports.github import command
from pmcli.formats.visible import plain, visible
from pmcli.words import words as sentence

MOST = 10
"""Notices that GitHub shows of one step."""


def notices(scene: Scene, prefix: str = "") -> str:
    """Workflow commands: warnings for broken promises, notices for what moved; the summary as plain lines.

    `prefix` leads from the top of the repository to the workspace.
    """
    lines = [plain(visible(f"pm diff: {sentence}")) for sentence in words.summary(scene.difference)]
    return "".join(f"{line}\n" for line in [*lines, *_commands(scene, prefix)])


def _commands(scene: Scene, prefix: str) -> Iterator[str]:
    found = scene.difference
    for missed in found.missed[:MOST]:
        yield command("warning", sentence(missed.reason), _place(scene, missed.feature), prefix, "promise")
    moved = [one for one in found.forced if one.id in scene.backlog.features]
    for one in moved[:MOST]:
        message = f"{words.period(one.before)} → {words.period(one.after)}: {words.why_shifted(one, found)}"
        yield command("notice", message, _place(scene, one.id), prefix, f"{one.id} moves")


def _place(scene: Scene, feature: str) -> Location:
    return scene.backlog.locate(feature)
