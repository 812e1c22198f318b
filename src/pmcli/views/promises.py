"""The history of the agreed plan, as a page and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pmcli.model.figure import counted
from pmcli.views.diff import words
from pmcli.views.roadmap.document import AGREEMENT, MOVE
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, document
from pmcli.writers.table import Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.review.promises import AgreedHistory, AgreedPoint

_NAMED = 3


def promises_page(history: AgreedHistory, *, top: int | None = None) -> list[Block]:
    """A line that sums it up, and a table of the commits that changed plan.yaml, the newest first."""
    points = history.points[::-1]
    shown = points[:top] if top else points
    notes = [f"and {len(points) - len(shown):,} earlier"] if len(shown) < len(points) else []
    if history.is_cut:
        notes.append("the clone is shallow: what was before is not known")
    if history.unread is not None:
        notes.append(f"{history.unread.told} ({history.unread.hint})")
    return [
        Heading("The agreed plan", 1),
        Paragraph(_summary(history)),
        TableBlock(_table(shown, tuple(notes))),
    ]


def _summary(history: AgreedHistory) -> str:
    moved, later = (sum(getattr(point, key) for point in history.points) for key in ("moved", "later"))
    many = counted(len(history.points), "commit")
    since, promised = history.points[0].commit.day, history.points[-1].promised
    moves = f"{counted(moved, 'move')}, {later:,} later" if moved else "nothing moved"
    agreed = counted(promised, "feature")
    return f"{agreed} agreed; {moves} since {since} ({many} of {history.commits:,} changed plan.yaml)"


def _table(points: tuple[AgreedPoint, ...], notes: tuple[str, ...]) -> Table:
    columns = (
        Column("day", "Day", kind="id"), Column("commit", "Commit", kind="id", priority=3),
        Column("promised", "Promised", kind="number", priority=2), Column("moved", "Moved", kind="number"),
        Column("later", "Later", kind="number", priority=2), Column("added", "Added", kind="number"),
        Column("withdrawn", "Withdrawn", kind="number"), Column("which", "Which", least=16),
        Column("agreed", "Agreed", least=16),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(str(point.commit.day)), Cell(point.commit.id[:7]), number(point.promised),
            number(point.moved), number(point.later), number(point.added), number(point.withdrawn),
            Cell("; ".join(_moved(point))),
            Cell("plan.yaml is gone" if point.agreement is None else words.who_agreed(point.agreement)),
        )
        for point in points
    )  # fmt: skip
    return Table(columns, rows, notes=notes)


def _moved(point: AgreedPoint) -> Iterator[str]:
    """The first promises that moved: "sso 2026-Q4 → 2027-Q1"."""
    moves = [move for move in point.moves if move.before is not None and move.after is not None]
    yield from (f"{move.id} {move.before} → {move.after}" for move in moves[:_NAMED])
    if len(moves) > _NAMED:
        yield f"and {len(moves) - _NAMED:,} more"


_POINT = Shape(
    object,
    "commit=commit.id day=commit.day author=commit.author subject=commit.subject agreement promised moved "
    "later added withdrawn moves",
    commit=str, day=date, author=str, subject=str, agreement=(AGREEMENT, None),
    promised=int, moved=int, later=int, added=int, withdrawn=int, moves=[MOVE],
)  # fmt: skip
PROMISES = Shape(
    object, "commits shallow=is_cut unread=unread.ids points",
    commits=int, shallow=bool, unread=list[str], points=[_POINT],
)  # fmt: skip


def promises_document(history: AgreedHistory) -> Document:
    """The history of the agreed plan: `pm history --format json`; the oldest commit first."""
    return document("promises", PROMISES, history)
