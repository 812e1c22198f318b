"""What a decision breaks or delays: customers who wait for it, and the features that move later with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pmcli.model.figure import anded
from pmcli.ranking.parents import hard_needs
from pmcli.review.changes import CustomerMove, Shifted
from pmcli.sequencing.graph import walk
from pmcli.views.customers import moved
from pmcli.views.diff.words import period
from pmcli.writers.blocks import Block, Bullets, Heading, TableBlock
from pmcli.writers.table import Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking
    from pmcli.review.changes import Difference

MOST: Final = 10
"""Features that move later, and customers, that are told, at most."""
BREAKS: Final = "What it would break"
_NAMED = 2


def lost_customers(difference: Difference) -> list[CustomerMove]:
    """The customers whose blocker leaves the plan, or comes too late."""
    return [move for move in difference.customers if move.change != "in-time"]


def delayed(difference: Difference, feature: str, backlog: Backlog) -> list[Shifted]:
    """The other features that move later, or out of the plan: the agreed and those with a deadline first."""
    later = [
        shifted for shifted in difference.roadmap
        if shifted.id != feature and shifted.before is not None
        and (shifted.after is None or shifted.after.index > shifted.before.index)
    ]  # fmt: skip
    return sorted(later, key=lambda shifted: not _promised(shifted, backlog))


def _promised(shifted: Shifted, backlog: Backlog) -> str:
    """What is promised of a feature that moves: "agreed, deadline 2027-06-30"; "" for nothing."""
    feature = backlog.features.get(shifted.id)
    deadline = feature.deadline if feature is not None else None
    parts = ["agreed"] if shifted.agreed is not None else []
    return ", ".join([*parts, *([f"deadline {deadline.date}"] if deadline is not None else [])])


def consequences(
    blocks: Sequence[Block], customers: Sequence[CustomerMove], later: Sequence[Shifted], backlog: Backlog
) -> list[Block]:
    """What is broken otherwise (`blocks`), the customers, and a table of what moves later, in one section."""
    lines = [line for block in blocks if isinstance(block, Bullets) for line in block.items]
    lines += [moved(move, backlog.workspace.currency) for move in customers[:MOST]]
    if (more := len(customers) - MOST) > 0:
        lines.append(f"and {more:,} more customers")
    section: list[Block] = [Bullets(tuple(lines))] if lines else []
    if later:
        section.append(TableBlock(_table(later, backlog)))
    return [Heading(BREAKS), *section] if section else []


def _table(later: Sequence[Shifted], backlog: Backlog) -> Table:
    columns = (
        Column("feature", "moves later", kind="id"), Column("before", "from", kind="id"),
        Column("after", "to", kind="id"), Column("promised", "promised", least=12, priority=1),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(shifted.id), Cell(period(shifted.before)),
            Cell(period(shifted.after), tone="bad" if shifted.after is None else "plain"),
            Cell(_promised(shifted, backlog)),
        )
        for shifted in later[:MOST]
    )  # fmt: skip
    return Table(columns, rows, notes=(f"and {len(later) - MOST:,} more",) if len(later) > MOST else ())


def no_gain(difference: Difference, feature: str) -> str:
    """Why a plan with a decision is worth more: without it others stay where they were."""
    count = sum(shifted.id != feature and shifted.before is not None for shifted in difference.roadmap)
    if not count:
        return "it costs nothing: without it the plan could be worth as much"
    others = "1 other where it was" if count == 1 else f"{count:,} others where they were"
    return f"not the decision's own gain: without it the plan keeps {others}"


def behind(feature: str, ranking: Ranking, backlog: Backlog) -> str:
    """What stands before a feature that is decided first: ", behind audit-log, which it waits for"."""
    ranks: Mapping[str, int] = {item.id: item.rank for item in ranking.items}
    above = [item.id for item in ranking.items if item.rank < ranks.get(feature, 0)]
    needs = set(walk((feature,), hard_needs(backlog)))
    own = [name for name in above if name in needs]
    parts = [f"{anded(own[:_NAMED], max(0, len(own) - _NAMED))}, which it waits for"] if own else []
    if others := len(above) - len(own):
        parts.append(f"{others:,} that other decisions put ahead")
    return f", behind {' and '.join(parts)}" if parts else ""
