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
from pmcli.writers.table import Cell
from pmcli.writers.terminal import tables
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import BLANK, Shape


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
            yield from tables.shapes(block.table, look, chosen=False, is_banded=block.is_banded)
        case Tree():
            yield block
        case Code():
            yield from (Words([(line, "plain")], is_code=True) for line in lines_of(block.text))
        case Picture():
            from pmcli.writers.terminal.pictures import shapes

            yield from shapes(block.drawing, look)


def _fields(block: Fields, look: Look) -> Iterator[Words]:
    labels = [look.clean(label) for label, _ in block.rows]
    wide = max(map(look.cells, labels), default=0)
    for label, (_, value) in zip(labels, block.rows, strict=True):
        tone = value.tone if isinstance(value, Cell) else "plain"
        texts = [[(line, tone)] for text in texts_of(value) for line in lines_of(text)]
        yield from tables.labelled(label, texts, wide, look)
