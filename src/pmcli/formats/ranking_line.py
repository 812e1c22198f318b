"""The cut line of the roadmap, drawn into a ranking: what lands when, and where capacity ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.formats.table import NOTHING, Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.roadmap import Roadmap

PERIOD = Column("period", "period")


def with_line(table: Table, ids: Sequence[str], roadmap: Roadmap) -> Table:
    """The table with the period of every feature, and the line that best parts what lands from what does not.

    `ids` are the features of the rows. Large ones above the line may not fit, and small ones below it may:
    the line stands where they are fewest, as far up as that allows.
    """
    placed = {one.id: str(one.period) for one in roadmap.placements}
    rows = tuple(
        (*row, Cell(placed[name]) if name in placed else Cell(NOTHING, "", tone="dim"))
        for row, name in zip(table.rows, ids, strict=True)
    )
    lands = [name in placed for name in ids]
    wrong = [lands.count(True)]
    for one in lands:
        wrong.append(wrong[-1] + (-1 if one else 1))
    above = wrong.index(min(wrong))
    missing, early = lands[:above].count(False), lands[above:].count(True)
    note = f"the line: above it lands by {roadmap.periods[-1]} what has a period"
    note += f", {missing:,} {'does' if missing == 1 else 'do'} not fit" if missing else ""
    note += f"; below it {early:,} {'does' if early == 1 else 'do'} all the same" if early else ""
    if all(lands):
        note = f"the line: everything shown lands by {roadmap.periods[-1]}"
    columns = (*table.columns, PERIOD)
    line = (above, "the line") if above < len(ids) else None
    return replace(table, columns=columns, rows=rows, notes=(*table.notes, note), line=line)
