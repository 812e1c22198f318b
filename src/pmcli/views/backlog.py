"""The backlog as a table: every feature with every field that the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pmcli.model.feature import Feature
from pmcli.model.fields import Field
from pmcli.model.words import words
from pmcli.sharing import AudienceView
from pmcli.views.feature.visible_fields import fields_in_use, fields_to_edit
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
    "odds",
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


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """The features as a table; of many fields those that fit on a page."""
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: backlog", 1)]
    if not view.backlog.features:
        return [*blocks, Paragraph("no features")]
    fields = fields_in_use(view)
    if view.reader.is_full or len(fields) > MOST_COLUMNS:
        fields = [field for field in fields if field.key in _SHORT][:MOST_COLUMNS] or fields[:MOST_COLUMNS]
    return [*blocks, TableBlock(table_of(view, view.in_order(), fields)), *missing(view)]


def missing(view: AudienceView) -> list[Block]:
    """A line on the features left out for errors; nothing where there are none."""
    rows = view.left_out or ()
    names = ", ".join(f"{row.id} ({words(row.reason)})" for row in rows)
    return [Paragraph(f"left out for errors: {names}")] if rows else []


def table(view: AudienceView) -> Table:
    """Every field that any feature uses."""
    return table_of(view, view.in_order(), fields_to_edit(view))


def table_of(
    view: AudienceView, features: Iterable[Feature], fields: Sequence[Field], title: str | None = None
) -> Table:
    """These features with these fields; a field of numbers keeps them."""
    columns = tuple(
        Column(
            field.key,
            field.title,
            "right" if field.key in ("rank", "score", "value", "odds") else "left",
            "text",
        )
        for field in fields
    )
    return Table(
        columns, tuple(tuple(cell(view, feature, field) for field in fields) for feature in features), title
    )


def cell(view: AudienceView, feature: Feature, field: Field) -> Cell:
    """The cell of a feature's field, with its exact number if it has one."""
    text = "; ".join(field.tell(view, feature))
    exact = field.number(view, feature) if field.number else None
    return Cell(text, exact)


def item(view: AudienceView, feature: Feature, fields: Sequence[Field]) -> Document:
    """A feature as it stands in a document: a number, a text, or a list of texts, by field; none is null."""
    values: Document = {}
    for field in fields:
        number = field.number(view, feature) if field.number is not None else None
        texts = list(field.tell(view, feature)) if number is None else []
        values[field.key] = (
            texts if field.several else number if number is not None else next(iter(texts), None)
        )
    return values


def for_audience(keys: str, /, last: str = "", **types: Any) -> Shape:
    """The shape of what an audience sees: for whom it is, these keys, and what stands `last`."""
    keys = f"product=backlog.workspace.product audience=reader.name {keys} leftOut? {last}"
    return Shape(AudienceView, keys, product=str, audience=str, **types)


FIELDS = dict[str, float | str | list[str] | None]
"""A feature in a document for an audience: what it may see, by field."""
BACKLOG = for_audience("items", items=list[FIELDS])


def document(view: AudienceView, _: Subject = None) -> Document:
    """The features with all fields."""
    fields = fields_to_edit(view)
    return documents.document(
        "backlog", BACKLOG, view, items=[item(view, feature, fields) for feature in view.in_order()]
    )


VIEW = View(
    "backlog",
    "every feature with every field",
    page,
    document,
    table,
    is_interactive=True,
    sheets=(
        "Features",
        "Ranking",
        "Roadmap",
        "Load",
        "Capacity",
        "Work",
        "Outcomes",
        "Not doing",
        "Not scored",
    ),
    odds_in=("markdown", "html", "csv", "json", "xlsx"),
    trackers=("jira-csv", "github-json"),
)
