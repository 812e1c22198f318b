"""A difference as the comment on a pull request: three lines, and the rest behind a click."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.planning import Roadmap
from pmcli.review.changes import Difference
from pmcli.views.diff import words
from pmcli.views.diff.page import sections
from pmcli.views.diff.words import Comparison
from pmcli.writers import blocks as pages
from pmcli.writers import markdown as md
from pmcli.writers import mermaid

MARKER = "<!-- pm diff -->"
"""The first line, by which a bot finds the comment that it is to renew."""
MOST = 50
"""Rows of a table: a comment has an end."""
CHARTED = 40
"""Features in a chart."""
OPEN = ("Promises that can no longer be kept", "Decisions", "Worth a question")
"""Sections that nobody should have to click for; the roadmap too, where a promise moves unagreed."""


def comment(comparison: Comparison) -> str:
    """The comment; the same for the same change, so that it can be renewed in place."""
    difference = comparison.difference
    if difference.is_empty:
        return f"{MARKER}\n{words.NOTHING}\n"
    parts = [f"{MARKER}\n### What this change does to the plan\n"]
    parts.append("".join(f"- {md.paragraph(sentence)}\n" for sentence in words.summary(difference)))
    if notes := words.notes(difference):
        parts.append("".join(f"> {md.paragraph(note)}\n" for note in notes))
    shown = (*OPEN, "Roadmap") if difference.unagreed else OPEN
    for title, blocks in sorted(
        sections(comparison, MOST, hint=""), key=lambda section: section[0] not in shown
    ):
        text = pages.markdown(blocks)
        parts.append(f"**{md.inline(title)}**\n\n{text}" if title in shown else _folded(title, text))
    if difference.roadmap:
        parts.append(_folded("Before and after (red: moved)", "\n".join(_charts(comparison))))
    return "\n".join(parts)


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{md.inline(title)}</summary>\n\n{text}\n</details>\n"


def _charts(comparison: Comparison) -> Iterator[str]:
    for title, roadmap in zip(("Before", "After"), comparison.difference.roadmaps or (), strict=False):
        yield f"```mermaid\n{gantt(title, roadmap, comparison)}```\n"


def gantt(title: str, roadmap: Roadmap, comparison: Comparison) -> str:
    """A Mermaid chart of a roadmap: features in their periods, those that moved marked, and shown first."""
    difference = comparison.difference
    moved = _moved(difference)
    shown = sorted(
        roadmap.placements,
        key=lambda placement: (placement.id not in moved, placement.rank or 0, placement.id),
    )[:CHARTED]
    chosen = {placement.id for placement in shown}
    fiscal = (comparison.before if title == "Before" else comparison.backlog).workspace.calendar.fiscal
    bars = []
    for period in roadmap.periods:
        inside = [
            placement
            for placement in roadmap.placements
            if placement.period == period and placement.id in chosen
        ]
        for placement in inside:
            name = mermaid.task(difference.titles.get(placement.id) or placement.id, placement.id)
            days = fiscal.first_day(period), fiscal.last_day(period)
            bars.append(mermaid.GanttBar(name, str(period), *days, placement.id in moved))
    return mermaid.gantt(title, bars)


def _moved(difference: Difference) -> set[str]:
    names = {rename.after: rename.before for rename in difference.renamed}
    after = {shifted.id for shifted in difference.roadmap}
    return after | {names[name] for name in after if name in names}
