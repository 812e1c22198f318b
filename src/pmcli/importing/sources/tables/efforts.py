"""Efforts in cells of foreign tables, in the unit of the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from pmcli.importing.sources.tables.cells import Amount, Unclear, read_amount, scales, unit_weeks

WEEKS: Final = {"person-days": 0.2, "person-weeks": 1.0, "person-months": 52 / 12, "points": 0.0}
"""Weeks per unit of a workspace: five days a week, 52 weeks in 12 months; points have none."""


@cache
def _effort_scales() -> Mapping[str, float]:
    """Thousands alone: 3m is three months, nobody estimates millions."""
    return {word: factor for word, factor in scales().items() if factor == 1e3}


def effort_amount(cell: str, *, comma: bool = False) -> Amount:
    """The number or range in a cell of efforts, where m stands for months.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    return read_amount(cell, _effort_scales(), comma=comma)


def effort(cell: str, unit: str, target: str, *, comma: bool = False) -> tuple[int | float | str, str]:
    """An effort in the unit of the workspace (`target`), and what was assumed ("" for nothing).

    `unit` is the one that the column's name says, "" for none. A word alone, such as M, is a size.

    Raises:
        Unclear: it is no effort, or cannot be turned into the workspace's unit.
    """
    bare = cell.strip()
    if re.fullmatch(r"(?i:x{0,3}[sl]|m|small|medium|large)", bare):
        return {"SMALL": "S", "MEDIUM": "M", "LARGE": "L"}.get(bare.upper(), bare.upper()), ""
    parsed = effort_amount(bare, comma=comma)
    if parsed.is_share:
        raise Unclear("it is a share")
    if parsed.high <= 0:
        raise Unclear("an effort must be above 0")
    source = next((word for word in (parsed.unit, unit) if word in unit_weeks()), "")
    note = "a rough value is taken as it is" if parsed.is_rough else ""
    if not source:
        return parsed.value, note
    weeks, wanted = unit_weeks()[source], WEEKS.get(target, 1.0)
    if (weeks == 0.0) != (wanted == 0.0):
        raise Unclear(f"{source} cannot be turned into {target}")
    return parsed.times(weeks / wanted if wanted else 1.0).value, note


def effort_number(cell: str, unit: str, *, comma: bool = False) -> float | None:
    """The middle of an effort in the unit of its column, None where there is none."""
    try:
        parsed = effort_amount(cell, comma=comma)
    except Unclear:
        return None
    factor, weeks = 1.0, unit_weeks()
    if weeks.get(parsed.unit) and weeks.get(unit):
        factor = weeks[parsed.unit] / weeks[unit]
    return factor * (parsed.low + parsed.high) / 2
