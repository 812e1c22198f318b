"""What is not done, why, and when it will be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmcli.model.decision import in_force
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import NOTHING, Cell, Column, Table

NO_REASON = "no reason given"


@dataclass(frozen=True, slots=True)
class DeclinedFeature:
    """Something that is not done: a feature, or what the strategy leaves alone (`id` is None then)."""

    id: str | None
    what: str
    status: str
    because: str | None
    by: str | None
    until: str | None


def refusals(shared: AudienceView) -> list[DeclinedFeature]:
    """What the strategy leaves alone, then what is declined, then what is parked; by rank or title."""
    refusals = [
        DeclinedFeature(None, one.what, "not doing", one.because, None, str(one.until) if one.until else None)
        for one in shared.backlog.workspace.strategy.not_doing
    ]
    for status in ("declined", "parked"):
        for feature in shared.in_order():
            if shared.backlog.status(feature.id) == status:
                ruling = in_force(feature.decisions, shared.backlog.today)
                acts = ruling if ruling is not None and ruling.verdict in ("park", "decline") else None
                refusals.append(
                    DeclinedFeature(
                        feature.id, feature.title, status, acts.because if acts else None,
                        acts.by if acts else None, str(acts.until) if acts and acts.until else None,
                    )
                )  # fmt: skip
    return refusals


def table(shared: AudienceView) -> Table:
    """A row for everything that is not done."""
    return table_of(refusals(shared), shared)


def table_of(found: list[DeclinedFeature], shared: AudienceView) -> Table:
    """These refusals; without ids where the reader sees none."""
    with_ids = shared.sees("id") and any(one.id for one in found)
    columns = (
        *([Column("id", "id", kind="id")] if with_ids else []),
        Column("what", "what"), Column("status", "status"), Column("because", "why"), Column("by", "by"),
        Column("until", "looked at again"),
    )  # fmt: skip
    rows = tuple(tuple(_cells(one, with_ids=with_ids)) for one in found)
    used = [at for at, one in enumerate(columns) if one.key != "by" or any(row[at].text for row in rows)]
    return Table(tuple(columns[at] for at in used), tuple(tuple(row[at] for at in used) for row in rows))


def _cells(feature: DeclinedFeature, *, with_ids: bool) -> Iterator[Cell]:
    if with_ids:
        yield Cell(feature.id or "")
    yield Cell(feature.what)
    yield Cell(feature.status)
    yield Cell(feature.because or NO_REASON, feature.because or "")
    yield Cell(feature.by or "")
    yield Cell(feature.until or NOTHING, feature.until or "")


def page(shared: AudienceView, _: Subject = None) -> list[Block]:
    """The table, or that there is nothing in it."""
    page: list[Block] = [Heading(f"{shared.backlog.workspace.product}: what we are not doing", 1)]
    if not (rows := refusals(shared)):
        return [*page, Paragraph("nothing is declined, parked or left alone")]
    return [*page, TableBlock(table_of(rows, shared))]


DECLINED = for_audience("items", items=list[DeclinedFeature])
WITHOUT_IDS = for_audience("items", items=[Shape(DeclinedFeature, "what status because by until")])


def document(shared: AudienceView, _: Subject = None) -> Document:
    """Everything that is not done."""
    shape = DECLINED if shared.sees("id") else WITHOUT_IDS
    return documents.document("declined", shape, shared, items=refusals(shared))


VIEW = View("declined", "what is not done, and why", page, document, table, has_periods=False)
