"""The backlog as a table: every feature with every field that the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pmcli.model.feature import Feature
from pmcli.model.fields import Field
from pmcli.model.words import words
from pmcli.sharing import AudienceView
from pmcli.views.feature.visible import fields_in_use
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape
from pmcli.writers.table import Cell, Column, Table

_SHORT = (
    "rank",
    "title",
    "id",
    "status",
    "period",
    "horizon",
    "owner",
    "theme",
    "type",
    "outcomes",
    "effort",
    "team",
)
"""The columns of a page; a machine gets all of them."""
MOST_COLUMNS = 12


def page(shared: AudienceView, _: Subject = None) -> list[Block]:
    """The features as a table; of many fields those that fit on a page."""
    page: list[Block] = [Heading(f"{shared.backlog.workspace.product}: backlog", 1)]
    if not shared.backlog.features:
        return [*page, Paragraph("no features")]
    fields = fields_in_use(shared)
    if shared.reader.is_full or len(fields) > MOST_COLUMNS:
        fields = [field for field in fields if field.key in _SHORT][:MOST_COLUMNS] or fields[:MOST_COLUMNS]
    return [*page, TableBlock(table_of(shared, shared.in_order(), fields)), *missing(shared)]


def missing(shared: AudienceView) -> list[Block]:
    """What could not be read, where a partial answer was asked for."""
    rows = shared.left_out or ()
    missing = ", ".join(f"{row.id} ({words(row.reason)})" for row in rows)
    return [Paragraph(f"left out for errors: {missing}")] if rows else []


def table(shared: AudienceView) -> Table:
    """Every field that any feature uses."""
    return table_of(shared, shared.in_order(), fields_in_use(shared))


def table_of(
    shared: AudienceView, features: Iterable[Feature], fields: Sequence[Field], title: str | None = None
) -> Table:
    """These features with these fields; a field of numbers keeps them."""
    columns = tuple(
        Column(field.key, field.title, "right" if field.key in ("rank", "score", "value") else "left", "text")
        for field in fields
    )
    return Table(
        columns, tuple(tuple(cell(shared, feature, field) for field in fields) for feature in features), title
    )


def cell(shared: AudienceView, feature: Feature, field: Field) -> Cell:
    """What a feature says in a field."""
    cell = "; ".join(field.tell(shared, feature))
    exact = field.number(shared, feature) if field.number else None
    return Cell(cell, exact)


def item(shared: AudienceView, feature: Feature, fields: Sequence[Field]) -> Document:
    """A feature as it stands in a document: a number, a text, or a list of texts, by field; none is null."""
    document: Document = {}
    for field in fields:
        if field.number is not None:
            document[field.key] = field.number(shared, feature)
            continue
        texts = list(field.tell(shared, feature))
        document[field.key] = texts if field.several else (texts[0] if texts else None)
    return document


def for_audience(keys: str, /, last: str = "", **types: Any) -> Shape:
    """The shape of what an audience sees: for whom it is, these keys, and what stands `last`."""
    keys = f"product=backlog.workspace.product audience=reader.name {keys} leftOut? {last}"
    return Shape(AudienceView, keys, product=str, audience=str, **types)


FIELDS = dict[str, float | str | list[str] | None]
"""A feature in a document for an audience: what it may see, by field."""
BACKLOG = for_audience("items", items=list[FIELDS])


def document(shared: AudienceView, _: Subject = None) -> Document:
    """The features with all fields."""
    fields = fields_in_use(shared)
    return documents.document(
        "backlog", BACKLOG, shared, items=[item(shared, feature, fields) for feature in shared.in_order()]
    )


VIEW = View(
    "backlog",
    "every feature with every field",
    page,
    document,
    table,
    is_interactive=True,
    has_sheets=True,
    trackers=("jira-csv", "github-json"),
)
