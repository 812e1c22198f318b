"""As of which day an answer speaks that tells of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pmcli.writers.blocks import Block, Heading, Paragraph
from pmcli.writers.table import Table


def as_of(today: date, *, for_others: bool = False) -> str:
    """That it is the first day planned, for nobody named another; no hint `for_others`, who run nothing."""
    told = f"as of {today}, the first day planned"
    return told if for_others else f"{told}; --today now: as of today"


def dated(table: Table, told: str | None) -> Table:
    """The table, with a note of its day."""
    return table if told is None else replace(table, notes=(*table.notes, told))


def dated_page(page: Sequence[Block], told: str | None) -> list[Block]:
    """The page, with a line of its day below its first heading."""
    if told is None:
        return [*page]
    at = next((at for at, block in enumerate(page, 1) if isinstance(block, Heading)), 0)
    return [*page[:at], Paragraph(told, "dim"), *page[at:]]
