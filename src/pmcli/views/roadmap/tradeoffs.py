"""What the order gives up, as a table: who asks for what, and how much of it is in the plan."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.figure import counted, listed
from pmcli.planning.tradeoffs import Tradeoff, tradeoffs
from pmcli.sharing import AudienceView
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Column, Table

NAMED = 3
"""Features that are named in a row, at most."""
_KINDS = {"account": "customer", "segment": "segment", "outcome": "outcome"}
TITLE = "What the order gives up"
TRADEOFF = Shape(Tradeoff, "kind id title asked placed share features placedFeatures leftOut")


def given_up(view: AudienceView) -> tuple[Tradeoff, ...]:
    """What the order gives up, where that was asked for."""
    return tradeoffs(view.backlog, view.roadmap) if view.tells_tradeoffs else ()


def tradeoffs_blocks(rows: Sequence[Tradeoff], backlog: Backlog) -> list[Block]:
    """The section with its heading; a line where there is nothing to tell."""
    nothing = Paragraph("nothing is for an account, a segment or an outcome")
    return [Heading(TITLE), *(tradeoffs_section(rows, backlog) or [nothing])]


def tradeoffs_section(rows: Sequence[Tradeoff], backlog: Backlog) -> list[Block]:
    """A table of those that go without something, and how many do not; nothing where there are none."""
    short = [row for row in rows if row.left_out]
    if not rows:
        return []
    full = len(rows) - len(short)
    notes = (f"{counted(full, 'other')} get{'s' if full == 1 else ''} all of it",) if full else ()
    columns = (
        Column("kind", "for", kind="id"), Column("who", "", least=12),
        Column("share", "of the value", "right", kind="id"),
        Column("features", "features", "right", kind="id", priority=1),
        Column("without", "goes without", least=20),
    )  # fmt: skip
    cells = tuple(_row(row, backlog) for row in short)
    return [TableBlock(Table(columns, cells, notes=notes))]


def _row(row: Tradeoff, backlog: Backlog) -> tuple[Cell, ...]:
    titles = [backlog.features[name].title for name in row.left_out]
    share = NOTHING if row.share is None else f"{100 * row.share:.0f} %"
    return (
        Cell(_KINDS[row.kind]), Cell(row.title), Cell(share, row.share),
        Cell(f"{row.placed_features:,} of {row.features:,}"), Cell(listed(titles, NAMED)),
    )  # fmt: skip


def tradeoffs_document(rows: Sequence[Tradeoff]) -> list[Document]:
    """All of them, for `tradeoffs` of the roadmap's document."""
    return [item(TRADEOFF, row) for row in rows]
