"""The page of `pm why-not`: what keeps a feature out of the roadmap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.model.words import sentences
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.planning.why_not import WhyNot

KINDS = {"capacity": "more people", "value": "more value", "instead": "in place of others", "input": "first"}


def why_not_page(answer: WhyNot, backlog: Backlog) -> list[Block]:
    """The reasons against a feature, and the changes that would bring it in or forward."""
    where = f"lands in {answer.period}" if answer.period else "is not in the plan"
    blocks: list[Block] = [
        Heading(backlog.features[answer.id].title, 1),
        Paragraph(f"{answer.id} {where}"),
    ]
    if answer.reasons:
        blocks += [
            Heading("Why not earlier" if answer.period else "Why not"),
            Bullets(sentences(answer.reasons, full=True)),
        ]
    if answer.changes:
        rows = tuple((KINDS[change.kind], change.text) for change in answer.changes)
        title = "What would bring it forward" if answer.period else "What would get it in"
        blocks += [Heading(title + ("" if len(rows) == 1 else ", each alone")), Fields(rows)]
    elif answer.period is None:
        blocks += [Paragraph("Nothing that was tried gets it in while all promises are kept.")]
    return blocks
