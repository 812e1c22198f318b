"""What is drawn where there is no terminal: every text in one line, in no colours, without Rich."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pmcli.writers.drawings import Words
from pmcli.writers.escaping import plain
from pmcli.writers.terminal.look import Look
from pmcli.writers.terminal.shapes import Branches, Grid, Panels, Shape

if TYPE_CHECKING:
    from pmcli.writers.blocks import Node

_GUIDES = ("├─ ", "└─ ", "│  ", "   "), ("|- ", "`- ", "|  ", "   ")


def drawn(shapes: Sequence[Shape], look: Look) -> str:
    """The shapes as lines of text."""
    return joined(line for shape in shapes for line in _lines(shape, look))


def joined(lines: Iterator[str]) -> str:
    """Lines, each with a newline and without spaces at its end."""
    return plain("".join(line.rstrip(" ") + "\n" for line in lines))


def _lines(shape: Shape, look: Look) -> Iterator[str]:
    match shape:
        case Words():
            yield _text(shape, look)
        case Grid():
            yield from _grid(shape, look)
        case Branches():
            yield from _tree(shape.root, look)
        case Panels():
            raise AssertionError("panels stand side by side in terminals only")


def _text(words: Words, look: Look) -> str:
    return "".join(look.clean(text) for text, _ in (*words.lead, *words.text))


def _grid(grid: Grid, look: Look) -> Iterator[str]:
    rule = "─" if look.unicode else "-"
    if grid.head:
        yield from _row(grid, grid.head, look)
        yield (" " * grid.gap).join(rule * width for width in grid.widths)
    for row in grid.rows:
        if isinstance(row, Words):
            yield _text(row, look)
        else:
            yield from _row(grid, row, look)


def _row(grid: Grid, row: Sequence[Sequence[Words]], look: Look) -> Iterator[str]:
    """The lines of a row: a cell with several texts takes several."""
    cells = [[_text(words, look) for words in cell] for cell in row]
    for number in range(max(map(len, cells))):
        texts = (cell[number] if number < len(cell) else "" for cell in cells)
        yield (" " * grid.gap).join(
            look.pad(text, width, "right" if at in grid.right else "left")
            for at, (text, width) in enumerate(zip(texts, grid.widths, strict=True))
        )


def _tree(root: Node, look: Look) -> Iterator[str]:
    fork, last, pipe, blank = _GUIDES[0 if look.unicode else 1]
    waiting: list[tuple[str, str, Node]] = [("", "", root)]
    while waiting:
        first, rest, node = waiting.pop()
        yield first + look.clean(node.text)
        for at, child in reversed(list(enumerate(node.children, 1 - len(node.children)))):
            waiting.append((rest + (fork if at else last), rest + (pipe if at else blank), child))
