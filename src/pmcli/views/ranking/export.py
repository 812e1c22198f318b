"""The order in which to do the features."""

from __future__ import annotations

from pmcli.sharing import AudienceView
from pmcli.views.backlog import BACKLOG, item, missing, table_of
from pmcli.views.feature.visible import fields_in_use
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


def page(shared: AudienceView, _: Subject = None) -> list[Block]:
    """The ranking as a table."""
    page: list[Block] = [Heading(f"{shared.backlog.workspace.product}: what to do first", 1)]
    if not shared.ranking.items:
        return [*page, Paragraph("nothing to rank yet")]
    return [*page, TableBlock(table(shared)), *missing(shared)]


def table(shared: AudienceView) -> Table:
    """The ranked features; for readers who see all the table of `pm rank`."""
    if shared.reader.fields is None:
        whole = ranking_table(shared.ranking, shared.backlog)
        return Table(whole.columns, whole.rows, None, whole.notes)
    fields = [one for one in fields_in_use(shared) if one.key in _SHORT]
    return table_of(shared, [shared.backlog.features[one.id] for one in shared.ranking.items], fields)


def document(shared: AudienceView, _: Subject = None) -> Document:
    """The document of `pm rank`; for readers who may not see all, the features with what they may."""
    if shared.reader.fields is None:
        return ranking_document(shared.ranking, shared.backlog)
    fields = fields_in_use(shared)
    items = [item(shared, shared.backlog.features[one.id], fields) for one in shared.ranking.items]
    return documents.document("ranking", BACKLOG, shared, items=items)


VIEW = View(
    "rank",
    "what to do first",
    page,
    document,
    table,
    is_interactive=True,
    has_sheets=True,
    has_periods=False,
)
