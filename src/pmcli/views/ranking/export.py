"""The order in which to do the features."""

from __future__ import annotations

from pmcli.sharing import AudienceView
from pmcli.views.backlog import BACKLOG, item, missing, table_of
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.ranking.document import ranking_document
from pmcli.views.ranking.table import ranking_table
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document
from pmcli.writers.table import Table

_SHORT = (
    "rank", "id", "title", "period", "owner", "theme", "outcomes", "effort", "confidence", "problem",
    "reasons",
)  # fmt: skip


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """The ranking as a table."""
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: what to do first", 1)]
    if not view.ranking.items:
        return [*blocks, Paragraph("nothing to rank yet")]
    return [*blocks, TableBlock(table(view)), *missing(view)]


def table(view: AudienceView) -> Table:
    """The ranked features; for readers who see all the table of `pm rank`."""
    if view.reader.fields is None:
        whole = ranking_table(view.ranking, view.backlog, hints=False)
        return Table(whole.columns, whole.rows, None, whole.notes)
    fields = [field for field in fields_in_use(view) if field.key in _SHORT]
    return table_of(view, [view.backlog.features[ranked.id] for ranked in view.ranking.items], fields)


def document(view: AudienceView, _: Subject = None) -> Document:
    """The document of `pm rank`; for readers who may not see all, the features with what they may."""
    if view.reader.fields is None:
        return ranking_document(view.ranking, view.backlog)
    fields = fields_in_use(view)
    items = [item(view, view.backlog.features[ranked.id], fields) for ranked in view.ranking.items]
    return documents.document("ranking", BACKLOG, view, items=items)


VIEW = View(
    "rank",
    "what to do first",
    page,
    document,
    table,
    is_interactive=True,
    sheets=("Ranking", "Not scored"),
    has_periods=False,
    odds_in=("html",),
)
