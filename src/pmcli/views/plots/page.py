"""A chart as a page for the terminal and for Markdown, and as a document."""

from __future__ import annotations

from pmcli.ranking.result import LeftOut
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Heading, Paragraph, Picture, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.plots.chart import Chart, Plot, Subject
from pmcli.writers.table import records

PLOT = Shape(
    Chart, "plot model effortUnit? items notes leftOut?",
    plot=str, model=str, effort_unit=str, items=list[dict[str, str | float | None]], left_out=list[LeftOut],
)  # fmt: skip
FIELDS = Shape(
    Chart, "plot model effortUnit? thresholds items notes leftOut?", **PLOT.types,
    thresholds=(Shape(object, "value effort", value=float, effort=float), None),
)  # fmt: skip
"""A plot of four fields, and the lines between them."""
STOPPED = "the plan was {}: a longer search may find another"


def page(chart: Chart) -> list[Block]:
    """The picture under its title, and what it says; in Markdown the numbers behind it."""
    blocks: list[Block] = [Heading(chart.title, 1)]
    if (picture := chart.picture) is not None:
        blocks.append(Picture(picture, (TableBlock(chart.table),)))
    notes = [*chart.notes, *([STOPPED.format(chart.stopped)] if chart.stopped else [])]
    return [*blocks, Paragraph("\n".join(notes))] if notes else blocks


def document(chart: Chart, plot: Plot, subject: Subject) -> Document:
    """The numbers behind the picture: `pm plot --format json`."""
    keys = [column.key for column in chart.table.columns]
    items = [dict(zip(keys, row, strict=True)) for row in records(chart.table)]
    facts = chart.facts
    return documents.document(
        "plot", FIELDS if "thresholds" in facts else PLOT, chart, plot=plot.name, model=facts["model"],
        effort_unit=facts.get("effortUnit"), thresholds=facts.get("thresholds"), items=items,
        left_out=subject.left_out,
    )  # fmt: skip
