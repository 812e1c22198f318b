"""The promises to customers at risk, as a section that stands before all other demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.planning.customers import PromiseAtRisk, promises_at_risk
from pmcli.views.customers import slackless, stands, waiting
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.table import Cell, Column, Rest, Table, Tone, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.planning.demand import Wishes

MOST = 12
"""Promises that are listed, at most."""
_TITLE = "Promises to customers at risk"
_NONE = "none: every blocker comes in time, with room to slip"


def risks_section(wishes: Wishes, backlog: Backlog, *, everything: bool = False) -> list[Block]:
    """The section; nothing where no account calls anything a blocker, or where nobody knows when it comes."""
    if not any(ask.is_blocker for account in wishes.accounts for ask in account.asks):
        return []
    rows = promises_at_risk(wishes, backlog)
    if not rows:
        return [Heading(_TITLE), Paragraph(_NONE)] if wishes.is_planned else []
    return [Heading(_TITLE), TableBlock(_table(rows, backlog, None if everything else MOST))]


def _table(rows: Sequence[PromiseAtRisk], backlog: Backlog, most: int | None) -> Table:
    currency = backlog.workspace.currency
    columns = (
        Column("account", "account", least=12),
        Column("arr", f"ARR ({currency})" if currency else "ARR", "right", "number"),
        Column("renewal", "renewal", kind="id"),
        Column("blocker", "blocker", least=12),
        Column("planned", "planned", least=16),
    )
    notes: list[str | Rest] = [Rest(len(rows) - most, hint="--all")] if most and most < len(rows) else []
    counts = [count for count in (waiting(rows, currency), slackless(rows, currency)) if count]
    return Table(columns, tuple(map(_row, rows[:most])), notes=(*notes, "; ".join(counts)))


def _row(row: PromiseAtRisk) -> tuple[Cell, ...]:
    tone: Tone = "bad" if row.is_lost else "warn"
    return (
        Cell(row.title), number(row.arr), Cell(str(row.renewal or "")), Cell(row.feature),
        Cell(stands(row), tone=tone),
    )  # fmt: skip
