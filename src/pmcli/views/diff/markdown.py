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


def message(comparison: Comparison) -> list[pages.Block]:
    """What a chat gets to read: the sentences, and what nobody should have to click for."""
    difference = comparison.difference
    title = pages.Heading("What this change does to the plan", 1)
    if difference.is_empty:
        return [title, pages.Paragraph(words.NOTHING)]
    shown = (*OPEN, "Roadmap") if difference.unagreed else OPEN
    found: list[pages.Block] = [title, pages.Bullets(tuple(summary.lines(comparison)))]
    found += [pages.Paragraph(note) for note in words.notes(difference)]
    for name, blocks in sections(comparison, MOST, hint=""):
        if name in shown:
            found += [pages.Heading(name), *blocks]
    return found


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{md.inline(title)}</summary>\n\n{text}\n</details>\n"
