"""What the order gives up, as a table: who asks for what, and how much of it is in the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pmcli.model.backlog import Backlog
from pmcli.model.figure import anded, counted, listed
from pmcli.planning.tradeoffs import Tradeoff, tradeoffs
from pmcli.sharing import AudienceView
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Column, Table

NAMED = 3
"""Features that are named in a row, at most."""
_KINDS = {"account": "customer", "segment": "segment", "outcome": "outcome"}
_FOR: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("all it asks for", "it asks for"),
    "segment": ("all there is for this segment", "for this segment"),
    "outcome": ("all that serves this outcome", "that serve this outcome"),
}  # fmt: skip
"""What is said of all that is for one, and of some of it."""
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
    notes = tuple(_of_others([row for row in rows if not row.left_out]))
    columns = (
        Column("kind", "for", kind="id"), Column("who", "who", least=12),
        Column("share", "value in the plan", "right", kind="id"),
        Column("features", "features", "right", kind="id", priority=1),
        Column("without", "goes without", least=20),
    )  # fmt: skip
    cells = tuple(_row(row, backlog) for row in short)
    return [TableBlock(Table(columns, cells, notes=notes))]


def _of_others(rows: Sequence[Tradeoff]) -> Iterator[str]:
    """How many go without nothing, and who of them gets something too late."""
    if not rows:
        return
    late = [row.title for row in rows if row.late]
    several = f"{len(late):,} of them some too late" if len(rows) > 1 else "some too late"
    several = "one too late" if len(rows) == 1 == len(rows[0].late) else several
    told = f", {several}: {listed(late, NAMED)}" if late else ""
    yield f"{counted(len(rows), 'other')} get{'s' if len(rows) == 1 else ''} all of it{told}"


def _row(row: Tradeoff, backlog: Backlog) -> tuple[Cell, ...]:
    titles = [backlog.features[name].title for name in row.left_out]
    share = NOTHING if row.share is None else _percent(row.share)
    return (
        Cell(_KINDS[row.kind]), Cell(row.title), Cell(share, row.share),
        Cell(f"{row.placed_features:,} of {row.features:,}"), Cell(listed(titles, NAMED)),
    )  # fmt: skip


def lacks_most(
    rows: Iterable[Tradeoff], backlog: Backlog, cut: Callable[[str], str]
) -> list[tuple[str, Tradeoff]]:  # fmt: skip
    """A sentence for the customer, the segment and the outcome that lack most, each with its row.

    Rows are in the order of `tradeoffs`; `cut` shortens titles; a kind of which nobody goes without has none.
    """
    most: dict[str, Tradeoff] = {}
    for row in rows:
        if row.left_out:
            most.setdefault(row.kind, row)
    return [(_sentence(row, backlog, cut), row) for row in most.values()]


def _sentence(row: Tradeoff, backlog: Backlog, cut: Callable[[str], str]) -> str:
    """What one goes without: "Fabrikam: 1 of the 2 it asks for (B); 45 % of the value is in the plan"."""
    title, names = cut(row.title), [cut(backlog.features[name].title) for name in row.left_out]
    titles = anded(names[:NAMED], max(0, len(names) - NAMED))
    every, some = _FOR[row.kind]
    if not row.placed_features:
        return f"{title}: {every} ({titles})"
    share = "" if row.share is None else f"; {_percent(row.share)} of the value is in the plan"
    return f"{title}: {len(row.left_out):,} of the {row.features:,} {some} ({titles}){share}"


def _percent(share: float) -> str:
    """A share in whole per cent; what is not all of it is never 100 %, and what is some never 0 %."""
    whole = round(100 * share)
    if share < 1 and whole == 100:
        return "> 99 %"
    return "< 1 %" if share > 0 and whole == 0 else f"{whole} %"


def tradeoffs_document(rows: Sequence[Tradeoff]) -> list[Document]:
    """All of them, for `tradeoffs` of the roadmap's document."""
    return [item(TRADEOFF, row) for row in rows]
