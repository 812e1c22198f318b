"""`pm graph`: what waits for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.common import START, Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import Where
from pmcli.words import words

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.formats.page import Block
    from pmcli.ranking import LeftOut

Root = Annotated[
    str | None,
    typer.Argument(
        metavar="ID", help="Only what it waits for and unlocks.", autocompletion=complete.features
    ),
]


def run(desk: Desk, feature: Root = None, where: Where = None) -> None:
    """Draw the dependencies."""
    backlog, left_out = desk.open_backlog()
    from pmcli import rank
    from pmcli.formats import drawings
    from pmcli.formats.drawings import Drawing
    from pmcli.where import Filter

    root = find_feature(backlog, feature, left_out).id if feature else None
    ranking = rank(backlog)
    drawing = Drawing.of(backlog, ranking, Filter.parse(where or (), backlog).shown(ranking))
    if root is not None and root in drawing.ids:
        drawing = drawing.about(root)
    if desk.format == "json":
        desk.document(drawings.graph_document(drawing, left_out))
    elif desk.format in drawings.TEXTS:
        desk.write(drawings.TEXTS[desk.format](drawing))
    else:
        desk.page([*drawings.page(drawing, root), *_notes(backlog, left_out)])


def _notes(backlog: Backlog, left_out: Sequence[LeftOut] | None) -> list[Block]:
    from pmcli.formats.page import Paragraph

    notes: list[Block] = []
    if not backlog.features:
        notes.append(Paragraph(f"no features yet; {START}"))
    if left_out:
        notes.append(
            Paragraph("left out: " + ", ".join(f"{one.id} ({words(one.reason)})" for one in left_out))
        )
    return notes


COMMAND = Command(
    name="graph",
    group="Look",
    title="what waits for what, as a tree or a diagram",
    examples=(
        ("pm graph", "every chain, from what comes first"),
        ("pm graph guest-checkout", "what it waits for, and what it unlocks"),
        ("pm graph --format mermaid", "for pull requests and wikis"),
        ("pm graph --format dot | dot -Tsvg > graph.svg", "for Graphviz"),
    ),
    about="What is further in waits for what it hangs on. Features with several prerequisites are drawn in "
    "full once. In diagrams an arrow leads from what comes first to what waits for it, dashed where it only "
    "would like to.",
    formats=("tree", "mermaid", "dot", "json"),
    run=run,
)
