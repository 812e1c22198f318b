"""A chart as a page for the terminal and for Markdown, and as a document."""

from __future__ import annotations

from pmcli.formats.documents import SCHEMA_VERSION, Document, left_out
from pmcli.formats.page import Block, Heading, Paragraph, Picture, TableBlock
from pmcli.formats.plots import bars, field
from pmcli.formats.plots.chart import Bars, Chart, Plot, Scatter, Subject
from pmcli.formats.table import records
from pmcli.formats.terminal import Line, Look

STOPPED = "the plan was {}: a longer search may find another"


def page(chart: Chart) -> list[Block]:
    """The picture under its title, and what it says; in Markdown the numbers behind it."""
    found: list[Block] = [Heading(chart.title, 1)]
    picture = chart.picture
    if picture is not None:
        found.append(Picture(lambda look: _drawn(picture, look), (TableBlock(chart.table),)))
    notes = [*chart.notes, *([STOPPED.format(chart.stopped)] if chart.stopped else [])]
    return [*found, Paragraph("\n".join(notes))] if notes else found


def _drawn(picture: Scatter | Bars, look: Look) -> list[Line]:
    return field.drawn(picture, look) if isinstance(picture, Scatter) else bars.drawn(picture, look)


def document(chart: Chart, plot: Plot, subject: Subject) -> Document:
    """The numbers behind the picture as JSON."""
    keys = [column.key for column in chart.table.columns]
    items = [dict(zip(keys, row, strict=True)) for row in records(chart.table)]
    found: Document = {
        "schemaVersion": SCHEMA_VERSION, "kind": "plot", "plot": plot.name, **chart.facts, "items": items,
        "notes": list(chart.notes),
    }  # fmt: skip
    return found if subject.left_out is None else {**found, "leftOut": left_out(subject.left_out)}
