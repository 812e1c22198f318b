"""The line in a ranking where the roadmap's capacity ends, and what stands on the wrong side of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmcli.views.roadmap.absent import cause_of, counted_causes
from pmcli.writers.table import NOTHING, Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.planning import Roadmap
    from pmcli.planning.result import Unplaced


def with_line(table: Table, ids: Sequence[str], roadmap: Roadmap) -> Table:
    """The table with the period of every feature, and the line that best parts what lands from what does not.

    `ids` are the features of the rows. Large ones above the line may not fit, and small ones below it may:
    the line stands where they are fewest, as far up as that allows. Ideas are not planned wherever they
    stand, and move no line.
    """
    placed = {placement.id: str(placement.period) for placement in roadmap.placements}
    rows = tuple(
        (*row, Cell(placed[name]) if name in placed else Cell(NOTHING, "", tone="dim"))
        for row, name in zip(table.rows, ids, strict=True)
    )
    unplaced = {row.id: row for row in roadmap.unplaced}
    above = _where([0 if _is_idea(unplaced.get(name)) else 1 if name in placed else -1 for name in ids])
    lines = (_note(ids, above, _Planned(placed, unplaced, str(roadmap.periods[-1]))),) if ids else ()
    columns = (*table.columns, Column("period", "period"))
    line = (above, "the line") if above < len(ids) else None
    return replace(table, columns=columns, rows=rows, notes=(*table.notes, *lines), line=line)


def _is_idea(row: Unplaced | None) -> bool:
    return row is not None and cause_of(row) == "idea"


def _where(lands: Sequence[int]) -> int:
    """How many rows stand above the line: 1 is one that lands, -1 one that does not, 0 counts for neither."""
    wrong = [lands.count(1)]
    for land in lands:
        wrong.append(wrong[-1] - land)
    return wrong.index(min(wrong))


@dataclass(frozen=True, slots=True)
class _Planned:
    """What of a ranking is planned until when, and what is not."""

    placed: Mapping[str, str]
    unplaced: Mapping[str, Unplaced]
    until: str

    def told(self, ids: Sequence[str], when: str = "") -> str:
        """How many of these are planned, and why others are not."""
        planned = sum(name in self.placed for name in ids)
        text = f"{f'{planned:,}' if planned else 'none'} {'is' if planned < 2 else 'are'} planned{when}"
        if planned == len(ids):
            return text
        causes = counted_causes(self.unplaced[name] for name in ids if name in self.unplaced)
        return f"{text}, {len(ids) - planned:,} not" + (f": {causes}" if causes else "")


def _note(ids: Sequence[str], above: int, planned: _Planned) -> str:
    """The sides of the line in a sentence; that there is none, where no row stands below it."""
    by = f" by {planned.until}"
    if above == len(ids):
        return f"no line: of {len(ids):,} shown {planned.told(ids, by)}"
    below = f"below it {planned.told(ids[above:])}" if above else f"below the line {planned.told(ids, by)}"
    return f"above the line {planned.told(ids[:above], by)}; {below}" if above else below
