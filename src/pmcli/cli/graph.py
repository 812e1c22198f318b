"""`pm graph`: what waits for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from pmcli import Backlog, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature, left_out_text
from pmcli.cli.options import Where, formats
from pmcli.cli.output import START, Output
from pmcli.ranking import LeftOut
from pmcli.ranking.where import Filter
from pmcli.views.graph import drawing as drawings
from pmcli.views.graph.drawing import Drawing
from pmcli.writers.blocks import Block, Paragraph

Root = Annotated[
    str | None,
    typer.Argument(
        metavar="ID", help="Only what it waits for and unlocks.", autocompletion=complete.features
    ),
]

FORMATS = ("tree", "mermaid", "dot", "json")
Format = Annotated[str | None, formats(FORMATS)]


def run(context: typer.Context, feature: Root = None, where: Where = None, format_: Format = None) -> None:
    """Draw the dependencies."""
    output = Output.of(context, format_, FORMATS)
    backlog, left_out = output.open_backlog()
    root = find_feature(output, backlog, feature, left_out).id if feature else None
    ranking = rank(backlog)
    drawing = Drawing.of(backlog, ranking, Filter.parse(where or (), backlog).shown(ranking))
    if root is not None and root in drawing.ids:
        drawing = drawing.about(root)
    if output.format == "json":
        output.document(drawings.graph_document(drawing, left_out))
    elif output.format in drawings.TEXTS:
        output.write(drawings.TEXTS[output.format](drawing))
    else:
        output.page([*drawings.page(drawing, root), *_notes(backlog, left_out)])


def _notes(backlog: Backlog, left_out: Sequence[LeftOut] | None) -> list[Block]:
    notes: list[Block] = []
    if not backlog.features:
        notes.append(Paragraph(f"no features yet; {START}"))
    if left_out:
        notes.append(Paragraph(left_out_text(left_out)))
    return notes


COMMAND = Command(
    examples=(
        ("pm graph", "every chain, from what comes first"),
        ("pm graph guest-checkout", "what it waits for, and what it unlocks"),
        ("pm graph --format mermaid", "for pull requests and wikis"),
        ("pm graph --format dot | dot -Tsvg > graph.svg", "for Graphviz"),
    ),
    about="An indented feature waits for the one it stands under. Features with several "
    "prerequisites are drawn in full once. In diagrams an arrow leads from what comes first to what waits "
    "for it, dashed where it only would like to.",
    run=run,
)
