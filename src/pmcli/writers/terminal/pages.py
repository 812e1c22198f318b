"""A page of blocks in a terminal: prose wrapped, tables fitted, drawings drawn."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.writers.blocks import (
    Block,
    Bullets,
    Code,
    Fields,
    Heading,
    Page,
    Paragraph,
    Picture,
    TableBlock,
    Tree,
    lines_of,
    texts_of,
)
from pmcli.writers.drawings import Words
from pmcli.writers.table import Cell, Table
from pmcli.writers.terminal import tables
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Branches, Shape

_LEAST_BAR = 6
"""Cells that a bar has in a table that may stand in bands."""


def render(page: Page, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The page as a terminal shows it, prose wrapped to `width`; plain text with None and no colour."""
    look = Look(width, unicode, color)
    shapes: list[Shape] = []
    follows_heading = True
    for block in page:
        drawn = list(_shapes(block, look))
        shapes += drawn if follows_heading or not drawn else [BLANK, *drawn]
        follows_heading = isinstance(block, Heading) and block.level > 1
    return tables.drawn(shapes, look)


def _shapes(block: Block, look: Look) -> Iterator[Shape]:
    match block:
        case Heading():
            yield Words([(block.text, "strong")])
        case Fields():
            yield from _fields(block, look)
        case Paragraph():
            yield from (Words([(text, block.tone)]) for text in lines_of(block.text))
        case Bullets():
            yield from (Words([(item, "plain")], [("• ", "dim")]) for item in block.items)
        case TableBlock():
            yield from _table(block, look)
        case Tree():
            yield Branches(block.root)
        case Code():
            yield from (Words([(line, "plain")], is_code=True) for line in lines_of(block.text))
        case Picture():
            from pmcli.writers.terminal.pictures import shapes

            yield from shapes(block.drawing, look)


def _fields(block: Fields, look: Look) -> Iterator[Shape]:
    labels = [look.clean(label) for label, _ in block.rows]
    wide = max(map(look.cells, labels), default=0)
    for label, (_, value) in zip(labels, block.rows, strict=True):
        tone = value.tone if isinstance(value, Cell) else "plain"
        texts = [[(line, tone)] for text in texts_of(value) for line in lines_of(text)]
        yield from tables.labelled(label, texts, wide, look)


def _table(block: TableBlock, look: Look) -> Iterator[Shape]:
    """The table; one that may stand in bands in as many as leave every bar some room."""
    table, fits = block.table, len(block.table.columns) - 1
    if block.is_banded and look.limit is not None:
        names, *bars = (
            max(look.cells(look.clean(text)) for text in (column.title, *texts))
            for column, texts in zip(table.columns, _texts(table), strict=True)
        )
        fits = max(1, (look.limit - names) // (GAP + max(bars) + 1 + _LEAST_BAR))
    if fits >= len(table.columns) - 1:
        yield from tables.shapes(table, look, chosen=False)
        return
    count = len(table.columns) - 1
    each = -(-count // -(-count // fits))
    for start in range(1, count + 1, each):
        yield from [BLANK] if start > 1 else []
        yield from tables.shapes(_band(table, start, start + each), look, chosen=False)


def _texts(table: Table) -> Iterator[list[str]]:
    for at in range(len(table.columns)):
        yield [row[at].text for row in table.rows]


def _band(table: Table, start: int, end: int) -> Table:
    """The first column and some of the others."""
    return Table(
        (table.columns[0], *table.columns[start:end]), tuple((row[0], *row[start:end]) for row in table.rows)
    )
