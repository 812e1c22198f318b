"""The sheet about the others: for whom the workbook is, by which method, what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.sharing import AudienceView
from pmcli.writers.xlsx.sheet import Content, Given, Kind, Live, Sheet, SheetColumn

NAME = "About"


def sheet(view: AudienceView, made: Sequence[tuple[Kind, Sheet]]) -> Sheet:
    """The last sheet, about the others: `made` are those that the workbook has."""
    rows = [*_head(view), *_reading(view, made)]
    for kind, described in made:
        rows.append((f"Sheet: {described.name}", kind.about))
        rows += [
            (f"    {column.title}", column.about)
            for column in described.columns
            if column.about and not column.is_hidden
        ]
    return Sheet(
        NAME, (SheetColumn("about", width=30), SheetColumn("this workbook", width=100)), tuple(rows), 1,
        lines=12, has_filter=False,
    )  # fmt: skip


def _head(view: AudienceView) -> Iterator[tuple[Content, ...]]:
    whole = view.backlog.workspace
    yield "Product", whole.product
    yield "Made for", view.reader.name
    model = view.ranking.model
    if view.sees("score") and model.name:
        yield "Method", f"{model.name}: {model.title}"
        yield "Its formula", model.formula
        yield "What it says", model.about
    if view.sees("effort") or view.sees("capacity"):
        yield "Unit of efforts", whole.effort_unit
    if whole.currency is not None and (view.sees("value") or view.sees("requests")):
        yield "Currency", whole.currency
    for note in view.ranking.notes:
        yield "Note", note


def _reading(view: AudienceView, made: Sequence[tuple[Kind, Sheet]]) -> Iterator[tuple[Content, ...]]:
    cells = [cell for _, listed in made for row in listed.rows for cell in row]
    if any(isinstance(cell, Given) for cell in cells) and any(isinstance(cell, Live) for cell in cells):
        yield "Numbers in blue", "are there to be changed: whatever follows from them follows"
        if view.reader.is_full:
            yield "The way back", "pm import reads what was changed in Features and Ranking"
        else:
            yield "Nothing flows back", "what is changed here stays here; the backlog itself is in its files"
