"""What is drawn where there is no terminal: every text in one line, in no colours, without Rich."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pmcli.writers.blocks import Node, Tree
from pmcli.writers.drawings import Words
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import Cell, Grid, Shape

_GUIDES = ("├─ ", "└─ ", "│  ", "   "), ("|- ", "`- ", "|  ", "   ")


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as lines of text, without spaces at their ends."""
    return "".join(line.rstrip(" ") + "\n" for shape in shapes for line in _lines(shape, look))


def _lines(shape: Shape, look: Look) -> Iterator[str]:
    match shape:
        case str():
            yield shape
        case Words():
            yield _text(shape, look)
        case Grid():
            for row in shape.rows:
                yield from [_text(row, look)] if isinstance(row, Words) else _row(shape, row, look)
        case Tree():
            yield from _tree(shape.root, look)


def _text(words: Words, look: Look) -> str:
    return "".join(look.clean(text) for text, _ in (*words.lead, *words.text))


def _row(grid: Grid, row: Sequence[Cell], look: Look) -> Iterator[str]:
    """The lines of a row: a cell with several texts takes several."""
    for texts in zip_longest(*([_text(words, look) for words in cell] for cell in row), fillvalue=""):
        yield (" " * GAP).join(map(look.pad, texts, grid.widths))


def _tree(root: Node, look: Look) -> Iterator[str]:
    fork, last, pipe, blank = _GUIDES[0 if look.unicode else 1]
    waiting = [("", "", root)]
    while waiting:
        first, rest, node = waiting.pop()
        yield first + look.clean(node.text)
        for at, child in reversed(list(enumerate(node.children, 1 - len(node.children)))):
            waiting.append((rest + (fork if at else last), rest + (pipe if at else blank), child))
