"""A difference as the comment on a pull request: a few lines, and the rest behind a click."""

from __future__ import annotations

from pmcli.views.diff import summary, words
from pmcli.views.diff.charts import charts
from pmcli.views.diff.odds import TITLE
from pmcli.views.diff.page import sections
from pmcli.views.diff.words import Comparison
from pmcli.writers import blocks as pages
from pmcli.writers import markdown as md

MARKER = "<!-- pm diff -->"
"""The first line, by which a bot finds the comment that it is to renew."""
MOST = 50
"""Rows of a table: a comment has an end."""
OPEN = ("Shipped", "Promises that can no longer be kept", TITLE, "Decisions", "Worth a question")
"""Sections that nobody should have to click for; the roadmap too, where a promise moves unagreed."""


def comment(comparison: Comparison) -> str:
    """The comment; the same for the same change, so that it can be renewed in place."""
    difference = comparison.difference
    if difference.is_empty:
        return f"{MARKER}\n{words.NOTHING}\n"
    parts = [f"{MARKER}\n### What this change does to the plan\n"]
    parts.append("".join(f"- {md.paragraph(sentence)}\n" for sentence in summary.lines(comparison)))
    if notes := words.notes(difference):
        parts.append("".join(f"> {md.paragraph(note)}\n" for note in notes))
    shown = (*OPEN, "Roadmap") if difference.unagreed else OPEN
    for title, blocks in sorted(
        sections(comparison, MOST, hint=""), key=lambda section: section[0] not in shown
    ):
        text = pages.markdown(blocks)
        parts.append(f"**{md.inline(title)}**\n\n{text}" if title in shown else _folded(title, text))
    if difference.roadmap and difference.whole is None:
        parts.append(_folded("Before and after (red: moved, grey: shipped)", "\n".join(charts(comparison))))
    return "\n".join(parts)


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{md.inline(title)}</summary>\n\n{text}\n</details>\n"
