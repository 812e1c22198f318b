"""A table where there is no terminal: in no colours, nothing wrapped or hidden, whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pmcli.writers.table import Cell, Column, Table
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look

BAR = 6
"""Cells of a bar where there is room."""
ROOM_FOR_POINTS = 2
"""Cells by which a column of numbers may be wider so that their points stand in line."""
_DECIMAL = re.compile(r"([-−]?[\d,]+)(\.\d+)?")


def render(table: Table, look: Look) -> str:
    """The table as text that ends in a newline, without spaces at the ends of lines."""
    parts = [
        [look.clean(table.title).rstrip(" ")] if table.title else [],
        lines(table, look),
        [look.clean(str(note)).rstrip(" ") for note in table.notes],
    ]
    written: list[str] = []
    for part in filter(None, parts):
        written += ["", *part] if written else part
    return "\n".join([*written, ""]) if written else ""


def lines(table: Table, look: Look) -> list[str]:
    """The heads, a rule, the rows and what is drawn between them, a line each; none without rows."""
    if not table.rows:
        return []
    cells = zip(*table.rows, strict=True)
    columns = [_filled(column, down, look) for column, down in zip(table.columns, cells, strict=True)]
    gap = " " * GAP
    rows = [gap.join(row).rstrip(" ") for row in zip(*columns, strict=True)]
    if table.line is not None and table.line[0] < len(table.rows):
        above, word = table.line
        across = sum(len(column[1]) + GAP for column in columns) - GAP
        rows.insert(above + 2, f"{look.rule * 2} {look.clean(word)} ".ljust(across, look.rule))
    return rows


def _filled(column: Column, cells: Sequence[Cell], look: Look) -> list[str]:
    """The head, the rule and the cells of a column, all of one width."""
    texts, title = cleaned([cell.text for cell in cells], look), look.clean(column.title)
    if column.kind in ("number", "bar"):
        texts = pointed(texts, look)
    wide = widest(texts, look)
    if column.kind == "bar":
        numbers = padded(texts, wide, "right", look)
        texts = [f"{text} {look.bar(cell.share, BAR)}" for text, cell in zip(numbers, cells, strict=True)]
        wide += 1 + BAR
    width = max(wide, look.cells(title))
    align = "right" if column.kind == "number" else column.align
    head, *rows = padded([title, *texts], width, align, look)
    return [head, look.rule * width, *rows]


# --- whole columns ---


def cleaned(texts: list[str], look: Look) -> list[str]:
    """The texts, each in one line and safe to show; where all are ordinary they are looked at once."""
    whole = "".join(texts)
    is_ordinary = whole.isascii() and whole.isprintable() and "##[" not in whole
    return texts if is_ordinary else [look.clean(text) for text in texts]


def pointed(texts: list[str], look: Look) -> list[str]:
    """Numbers padded so that, right-aligned, their points stand in line, if that costs little room."""
    matches = [_DECIMAL.fullmatch(text) for text in texts]
    tails = [len(match[2] or "") if match else 0 for match in matches]
    most = max(tails)
    in_line = [text + " " * (most - tail) for text, tail in zip(texts, tails, strict=True)]
    room = widest(texts, look) + ROOM_FOR_POINTS
    return in_line if widest(in_line, look) <= room else texts


def widest(texts: list[str], look: Look) -> int:
    """The width of the widest text in cells."""
    return max(map(len if "".join(texts).isascii() else look.cells, texts))


def padded(texts: list[str], width: int, align: str, look: Look) -> list[str]:
    """The texts with spaces to `width` cells."""
    if "".join(texts).isascii():
        return [text.rjust(width) if align == "right" else text.ljust(width) for text in texts]
    return [look.pad(text, width, align) for text in texts]
