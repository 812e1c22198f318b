"""A page of blocks in a terminal: prose wrapped, tables fitted, drawings drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmcli.writers.blocks import (
    SHELL,
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

_WORD = re.compile(r"""(?:[^\s'"]|'[^']*'|"[^"]*"|['"])+""")
"""A word of a command, with the blanks inside its quotes."""
_GOES_ON = " \\"


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
            for line in lines_of(block.text):
                lines = _continued(line, look) if block.language == SHELL else [line]
                yield from (Words([(each, "plain")], is_code=True) for each in lines)
        case Picture():
            from pmcli.writers.terminal.pictures import shapes

            yield from shapes(block.drawing, look)


def _continued(command: str, look: Look) -> list[str]:
    """A command in lines that can be copied: each but the last ends in a backslash, no word is broken."""
    if look.limit is None or look.cells(command) <= look.limit:
        return [command]
    first, *others = _WORD.findall(command)
    lines = [first]
    for word in others:
        if look.cells(f"{lines[-1]} {word}{_GOES_ON}") <= look.limit:
            lines[-1] += f" {word}"
        else:
            lines[-1] += _GOES_ON
            lines.append(f"  {word}")
    return lines


def _fields(block: Fields, look: Look) -> Iterator[Words]:
    labels = [look.clean(label) for label, _ in block.rows]
    wide = max(map(look.cells, labels), default=0)
    for label, (_, value) in zip(labels, block.rows, strict=True):
        tone = value.tone if isinstance(value, Cell) else "plain"
        texts = [[(line, tone)] for text in texts_of(value) for line in lines_of(text)]
        yield from tables.labelled(label, texts, wide, look)
