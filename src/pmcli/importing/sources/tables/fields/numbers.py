"""The inputs of scores from the cells of a row."""

from __future__ import annotations

import re

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables import cells, columns
from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.tables.row import SourceRow


def read_numbers(row: SourceRow) -> None:
    """The inputs of scores, each number or range as it is written."""
    for name in columns.AMOUNTS:
        if cell := row.first(name):
            _number(row, name, cell)
    for name in row.cells:
        if name.startswith("weighted."):
            _number(row, name, row.first(name))
    if cell := row.first("rice.confidence"):
        comma = row.context.comma["rice.confidence"]
        try:
            row.put("rice.confidence", cells.share(cell, row.context.top, comma=comma))
        except Unclear as why:
            row.note_unclear("rice.confidence", cell, why)


def _number(row: SourceRow, name: str, cell: str) -> None:
    word = line_of(cell).casefold()
    if name == "rice.impact" and (match := re.match(r"(massive|high|medium|low|minimal)\b", word)):
        row.put(name, match[1])
        return
    try:
        amount = cells.amount(cell, comma=row.context.comma[name])
    except Unclear as why:
        row.note_unclear(name, cell, why)
        return
    if name == "rice.impact" and amount.high <= 0:
        row.note_unclear(name, cell, "an impact must be above 0")
        return
    if amount.is_rough:
        row.assume(f"{name}: a rough value such as {line_of(cell)[:20]} is taken as it is")
    row.put(name, amount.value if name.split(".")[0] not in ("ice", "opportunity") else amount.low)
