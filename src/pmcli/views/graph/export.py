"""The exported dependency graph: chart, table and document."""

from __future__ import annotations

from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience, missing
from pmcli.views.graph import drawing as drawings
from pmcli.views.graph.drawing import EDGE, Drawing
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Code, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document
from pmcli.writers.table import Cell, Column, Table

MOST = 150
"""Most features in a Mermaid chart: beyond that nobody reads it, and GitHub draws none."""


def drawing_of(view: AudienceView) -> Drawing:
    """The open features and what they wait for."""
    return Drawing.of(view.backlog, view.ranking, None)


def linked(view: AudienceView) -> Drawing:
    """The part of it that has arrows."""
    whole = drawing_of(view)
    ends = {name for arc in (*whole.arcs, *whole.soft) for name in arc}
    return Drawing(
        whole.backlog, tuple(name for name in whole.ids if name in ends), whole.arcs, whole.soft, whole.ranks,
        whole.parents,
    )  # fmt: skip


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """A flowchart of what is bound together, and every dependency as a row."""
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: what waits for what", 1)]
    drawing = linked(view)
    if not drawing.ids:
        return [*blocks, Paragraph("no open feature waits for another")]
    return [*blocks, *flowchart(drawing), TableBlock(table(view)), *missing(view)]


def flowchart(drawing: Drawing) -> list[Block]:
    """The chart, or why there is none."""
    if len(drawing.ids) > MOST:
        return [Paragraph(f"{len(drawing.ids):,} features are bound together: too many for a chart here")]
    legend = "An arrow leads from what comes first to what waits for it"
    dashed = ", dashed where it only would like to" if drawing.soft else ""
    return [Paragraph(f"{legend}{dashed}."), Code(drawings.mermaid(drawing).rstrip("\n"), "mermaid")]


def table(view: AudienceView) -> Table:
    """Every dependency: what waits, for what, and whether it must."""
    whole = drawing_of(view)
    arcs = sorted([*((*arc, "hard") for arc in whole.arcs), *((*arc, "soft") for arc in whole.soft)])
    with_titles = view.sees("title") or view.sees("public")
    columns = (
        Column("feature", "feature", kind="id"), *([Column("title", "title")] if with_titles else []),
        Column("waits_for", "waits for", kind="id"),
        *([Column("waits_for_title", "which is")] if with_titles else []), Column("kind", "kind"),
    )  # fmt: skip
    rows = []
    for name, need, kind in arcs:
        cells = [Cell(name), Cell(view.title(name)), Cell(need), Cell(view.title(need)), Cell(kind)]
        rows.append(tuple(cells if with_titles else [cells[0], cells[2], cells[4]]))
    return Table(columns, tuple(rows))


def _svg(view: AudienceView) -> str:
    from pmcli.views.graph.svg import graph_svg

    return graph_svg(view)


GRAPH = for_audience("nodes edges", nodes=list[dict[str, str | int | None]], edges=[EDGE])


def document(view: AudienceView, _: Subject = None) -> Document:
    """The document of `pm graph`; for readers who may not see all without statuses and ranks."""
    drawing = drawing_of(view)
    if view.reader.fields is None:
        return drawings.graph_document(drawing, view.left_out)
    keys = ["id", *(key for key in ("title", "status", "rank") if view.sees(key))]
    nodes = [{key: node[key] for key in keys} for node in drawings.node_items(drawing)]
    return documents.document("graph", GRAPH, view, nodes=nodes, edges=drawings.edge_items(drawing))


VIEW = View(
    "graph", "what waits for what", page, document, table,
    {
        "svg": _svg,
        "mermaid": lambda view: drawings.mermaid(drawing_of(view)),
        "dot": lambda view: drawings.dot(drawing_of(view)),
    },
    is_interactive=True, has_periods=False,
)  # fmt: skip
