"""What a reader should know of the workbook: for whom, which method, what the columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.sharing import AudienceView
from pmcli.writers.xlsx.sheet import Content, Given, Kind, Live, Sheet, SheetColumn

NAME = "About"


def sheet(shared: AudienceView, made: Sequence[tuple[Kind, Sheet]]) -> Sheet:
    """The last sheet, about the others: `made` are those that the workbook has."""
    rows = [*_head(shared), *_reading(made)]
    for kind, one in made:
        rows.append((f"Sheet: {one.name}", kind.about))
        rows += [
            (f"    {each.title}", each.about) for each in one.columns if each.about and not each.is_hidden
        ]
    return Sheet(
        NAME, (SheetColumn("about", width=30), SheetColumn("this workbook", width=100)), tuple(rows), 1, lines=12,
        has_filter=False,
    )  # fmt: skip


def _head(shared: AudienceView) -> Iterator[tuple[Content, ...]]:
    whole = shared.backlog.workspace
    yield "Product", whole.product
    yield "Made for", shared.reader.name
    model = shared.ranking.model
    if shared.sees("score") and model.name:
        yield "Method", f"{model.name}: {model.title}"
        yield "Its formula", model.formula
        yield "What it says", model.about
    if shared.sees("effort") or shared.sees("capacity"):
        yield "Unit of efforts", whole.effort_unit
    if whole.currency is not None and (shared.sees("value") or shared.sees("requests")):
        yield "Currency", whole.currency
    for note in shared.ranking.notes:
        yield "Note", note


def _reading(made: Sequence[tuple[Kind, Sheet]]) -> Iterator[tuple[Content, ...]]:
    cells = [cell for _, one in made for row in one.rows for cell in row]
    if any(isinstance(cell, Given) for cell in cells) and any(isinstance(cell, Live) for cell in cells):
        yield "Numbers in blue", "are there to be changed: whatever follows from them follows"
        yield "Nothing flows back", "what is changed here stays here; the backlog itself is in its files"
