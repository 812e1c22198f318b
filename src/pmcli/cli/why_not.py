"""`pm why-not ID`: what keeps a feature out of the roadmap, and the least that would get it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import Feature, Model
from pmcli.words import sentences

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.formats.page import Block
    from pmcli.roadmap.why_not import WhyNot

KINDS = {"capacity": "more people", "value": "more value", "instead": "in place of others", "input": "first"}


def run(desk: Desk, feature: Feature, model: Model = None) -> None:
    """Say what keeps one feature out."""
    backlog, left_out = desk.open_backlog()
    found = find_feature(backlog, feature, left_out)
    from pmcli.roadmap.why_not import why_not

    answer = why_not(backlog, found.id, model)
    if desk.format == "json":
        from pmcli.formats.documents import document, whole

        desk.document(document("why-not", whole(type(answer)), answer))
    else:
        desk.page(page(answer, backlog))


def page(answer: WhyNot, backlog: Backlog) -> list[Block]:
    """The answer to read."""
    from pmcli.formats.page import Bullets, Fields, Heading, Paragraph

    where = f"lands in {answer.period}" if answer.period else "is not placed"
    blocks: list[Block] = [
        Heading(backlog.features[answer.id].title, 1),
        Paragraph(f"{answer.id} {where}"),
    ]
    if answer.reasons:
        blocks += [
            Heading("Why not earlier" if answer.period else "Why not"),
            Bullets(sentences(answer.reasons)),
        ]
    if answer.changes:
        rows = tuple((KINDS[change.kind], change.text) for change in answer.changes)
        one = "What would bring it forward" if answer.period else "What would get it in"
        blocks += [Heading(one + ("" if len(rows) == 1 else ", each alone")), Fields(rows)]
    elif answer.period is None:
        blocks += [Paragraph("Nothing that was tried gets it in while all promises are kept.")]
    return blocks


COMMAND = Command(
    name="why-not",
    group="Decide",
    title="what keeps a feature out of the roadmap, and what would get it in",
    examples=(
        ("pm why-not loyalty", "the reasons, and the least change of each kind"),
        ("pm why-not loyalty --format json", "for machines"),
    ),
    about="Every change is enough by itself: people where the least is missing, the factor on its value from "
    "which the engine places it, or the features whose place it would take, with what that costs the plan. "
    "Of a feature that is placed it says what keeps it from landing earlier.",
    formats=("text", "json", "markdown"),
    run=run,
)
