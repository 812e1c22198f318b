"""Which row is a part of which, by its place: a number such as 1.2.3, a level, or blanks before its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pmcli.importing.sources.tables.rows.names import TableRow

_SIGNS: Final = re.compile(r"(?P<blanks>\s*)(?P<sign>[↳└├╰]?[─-]*\s*)")
_WBS: Final = re.compile(r"\w{1,8}(?:\.\d{1,4}){0,12}\.?", re.ASCII)


def put_above(rows: list[TableRow], heads: Iterable[int]) -> str:
    """The meaning by which was told above which row each stands, which is noted; "" where nothing tells it.

    `heads` are the indexes of rows before which a new group begins. A column of parents counts more.
    """
    if any("parent" in row.cells for row in rows):
        return ""
    if _by_number(rows):
        return "wbs"
    levels = _levels(rows)
    meaning = "level" if levels else "title"
    depths = levels or [_indent(row) for row in rows]
    if len(set(depths)) < 2 or (not levels and depths[0] > min(depths)):
        return ""
    _stack(rows, depths, set(heads))
    return meaning if any(row.above for row in rows) else ""


def _by_number(rows: list[TableRow]) -> bool:
    """Note the row above each by numbers such as 1.2.3; whether they tell it."""
    numbers = [row.cells.get("wbs", ("",))[0].strip().rstrip(".") for row in rows]
    told = [number for number in numbers if number]
    if len(set(told)) < len(told) or not all(map(_WBS.fullmatch, told)):
        return False  # such as 1.10 that a spreadsheet has made 1.1
    keys = {number: row.key for number, row in zip(numbers, rows, strict=True) if number}
    for at, (number, row) in enumerate(zip(numbers, rows, strict=True)):
        head, above = number, row.above
        while not above and "." in head:
            head = head.rpartition(".")[0]
            above = next((keys[one] for one in (head, f"{head}.0") if one in keys and one != number), "")
        rows[at] = replace(row, above=above)
    return any(row.above for row in rows)


def is_level(cells: Sequence[str]) -> bool:
    """Whether cells can be levels in a tree: none is deeper by more than one than the one above."""
    told = [cell.strip() for cell in cells if cell.strip()]
    if not told or not all(cell.isdecimal() and len(cell) < 3 for cell in told):
        return False
    levels = [int(cell) for cell in told]
    return levels[0] == min(levels) and all(deeper <= level + 1 for level, deeper in pairwise(levels))


def is_tree(cells: Sequence[str]) -> bool:
    """Whether the cells of a column can be numbers in a tree."""
    told = [cell.strip() for cell in cells if cell.strip()]
    return bool(told) and all(map(_WBS.fullmatch, told))


def bare_title(text: str) -> str:
    """A title without the signs that set it in."""
    match = _SIGNS.match(text)
    return text[match.end() :] if match and match["sign"].strip(" -─") else text


def _levels(rows: Sequence[TableRow]) -> list[int]:
    if not any("level" in row.cells for row in rows):
        return []
    levels: list[int] = []
    for row in rows:
        levels.append(int(row.cells["level"][0]) if "level" in row.cells else (levels[-1] if levels else 0))
    return levels


def _indent(row: TableRow) -> int:
    match = _SIGNS.match(row.cells.get("title", ("",))[0].expandtabs(4))
    return 0 if match is None else len(match["blanks"]) + bool(match["sign"].strip(" -─"))


def _stack(rows: list[TableRow], depths: Sequence[int], heads: set[int]) -> None:
    """The row above each is the last one before it that stands less deep, within its group."""
    above: list[tuple[int, str]] = []
    for at, (row, depth) in enumerate(zip(rows, depths, strict=True)):
        if at in heads:
            above.clear()
        while above and above[-1][0] >= depth:
            above.pop()
        rows[at] = replace(row, above=above[-1][1] if above else "")
        above.append((depth, row.key))
