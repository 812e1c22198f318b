"""The view of what is not done, why, and when it will be looked at again."""

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


def refusals(view: AudienceView) -> list[DeclinedFeature]:
    """The rows: what the strategy leaves alone, what is declined, what is parked; each by rank or title."""
    rows = [
        DeclinedFeature(
            None, refusal.what, "not doing", refusal.because, None,
            str(refusal.until) if refusal.until else None,
        )
        for refusal in view.backlog.workspace.strategy.not_doing
    ]  # fmt: skip
    for status in ("declined", "parked"):
        for feature in view.in_order():
            if view.backlog.status(feature.id) == status:
                decision = in_force(feature.decisions, view.backlog.today)
                acts = decision if decision is not None and decision.verdict in ("park", "decline") else None
                rows.append(
                    DeclinedFeature(
                        feature.id, feature.title, status, acts.because if acts else None,
                        acts.by if acts else None, str(acts.until) if acts and acts.until else None,
                    )
                )  # fmt: skip
    return rows


def table(view: AudienceView) -> Table:
    """A row for everything that is not done."""
    return table_of(refusals(view), view)


def table_of(features: list[DeclinedFeature], view: AudienceView) -> Table:
    """These refusals; without ids where the reader sees none."""
    with_ids = view.sees("id") and any(feature.id for feature in features)
    columns = (
        *([Column("id", "id", kind="id")] if with_ids else []),
        Column("what", "what"), Column("status", "status"), Column("because", "why"), Column("by", "by"),
        Column("until", "looked at again"),
    )  # fmt: skip
    rows = tuple(tuple(_cells(feature, with_ids=with_ids)) for feature in features)
    used = [
        at for at, column in enumerate(columns) if column.key != "by" or any(row[at].text for row in rows)
    ]
    return Table(tuple(columns[at] for at in used), tuple(tuple(row[at] for at in used) for row in rows))


def _cells(feature: DeclinedFeature, *, with_ids: bool) -> Iterator[Cell]:
    if with_ids:
        yield Cell(feature.id or "")
    yield Cell(feature.what)
    yield Cell(feature.status)
    yield Cell(feature.because or NO_REASON, feature.because or "")
    yield Cell(feature.by or "")
    yield Cell(feature.until or NOTHING, feature.until or "")


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """The table, or that there is nothing in it."""
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: what we are not doing", 1)]
    if not (features := refusals(view)):
        return [*blocks, Paragraph("nothing is declined, parked or left alone")]
    return [*blocks, TableBlock(table_of(features, view))]


DECLINED = for_audience("items", items=list[DeclinedFeature])
WITHOUT_IDS = for_audience("items", items=[Shape(DeclinedFeature, "what status because by until")])


def document(view: AudienceView, _: Subject = None) -> Document:
    """Everything that is not done."""
    shape = DECLINED if view.sees("id") else WITHOUT_IDS
    return documents.document("declined", shape, view, items=refusals(view))


VIEW = View("declined", "what is not done, and why", page, document, table, has_periods=False)
