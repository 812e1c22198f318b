"""The customers of the review: who waits for what does not come in time, for those who may see who asks."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import figure
from pmcli.planning.customers import PromiseAtRisk, promises_at_risk
from pmcli.planning.demand import wishes
from pmcli.sharing import AudienceView
from pmcli.views.customers import slackless, stands, waiting
from pmcli.writers.blocks import Block, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Table

MOST = 6
"""Promises that are listed, at most."""
ON_TRACK = "On track"


def customers(view: AudienceView) -> tuple[PromiseAtRisk, ...]:
    """The promises to customers at risk; none for who may not see requests and periods, or without a plan."""
    if not view.roadmap.placements or view.reader.is_public or not view.sees("requests", "period"):
        return ()
    return promises_at_risk(wishes(view.backlog, view.ranking, view.roadmap), view.backlog)


def with_customers(line: str, view: AudienceView) -> str:
    """The line on where we stand, and who waits for what does not come in time."""
    told = waiting(customers(view), view.backlog.workspace.currency)
    if told is None:
        return line
    return f"{ON_TRACK}, but {told}." if line.startswith(ON_TRACK) else f"{line} {told}."


def customers_section(view: AudienceView) -> Sequence[Block]:
    """A table of the promises at risk, and how much money waits."""
    rows = customers(view)
    if not rows:
        return []
    currency = view.backlog.workspace.currency
    revenue = f"Revenue a year, {currency}" if currency else "Revenue a year"
    columns = (
        Column("customer", "Customer"), Column("arr", revenue, "right"),
        Column("renewal", "Renewal"), Column("feature", "Needs"), Column("stands", "How it stands"),
    )  # fmt: skip
    cells = tuple(
        (
            Cell(row.title), Cell(NOTHING if row.arr is None else figure(row.arr), row.arr),
            Cell(str(row.renewal or NOTHING)), Cell(row.feature_title), Cell(how(row, view)),
        )
        for row in rows[:MOST]
    )  # fmt: skip
    counts = "; ".join(filter(None, (waiting(rows, currency), slackless(rows, currency))))
    more = f"and {len(rows) - MOST:,} more; " if len(rows) > MOST else ""
    return [TableBlock(Table(columns, cells)), Paragraph(f"{more}{counts}.")]


def how(row: PromiseAtRisk, view: AudienceView) -> str:
    """How a promise stands, in the plain words of the review."""
    if row.risk == "not-planned":
        return view.lacking.get(row.feature, "it is not in the plan")
    return stands(row, reasons=False)
