"""Pages of headings, facts and prose, from the same blocks for terminals and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.writers import markdown as md
from pmcli.writers.escaping import visible
from pmcli.writers.table import Cell, Table, Tone

if TYPE_CHECKING:
    from pmcli.writers.drawings import Drawing
    from pmcli.writers.plots.chart import Bars, Scatter


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Fields:
    """Facts: a label and what it says; several cells stand below one another.

    Where they are links, addresses can be followed in Markdown too.
    """

    rows: tuple[tuple[str, str | Cell | tuple[str, ...]], ...]
    are_links: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose; its own line breaks are kept."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table on the page; where it is banded its columns but the first may stand below one another."""

    table: Table
    is_banded: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A text and the nodes below it."""

    text: str
    children: tuple[Node, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of texts."""

    root: Node


SHELL = "sh"


@dataclass(frozen=True, slots=True)
class Code:
    """A text in another language, such as a diagram; it is shown as it is.

    Where a command in `SHELL` has no room in a terminal, it goes on in the next line, as shells read it.
    """

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for terminals; Markdown has `written` instead."""

    drawing: Drawing | Scatter | Bars
    written: tuple[Block, ...] = ()


Block = Heading | Fields | Paragraph | Bullets | TableBlock | Tree | Code | Picture
Page = Sequence[Block]


def markdown(page: Page) -> str:
    """The page as Markdown that shows every text literally."""
    return "\n".join(text for block in page if (text := _written(block)))


def _written(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {md.inline(block.text).strip()}\n"
        case Fields():
            written = md.linked if block.are_links else md.inline
            return "".join(
                f"- **{md.inline(label)}:** {written('; '.join(texts_of(value)))}\n"
                for label, value in block.rows
            )
        case Paragraph():
            return md.paragraphs(lines_of(block.text))
        case Bullets():
            return "".join(f"- {md.paragraph(item)}\n" for item in block.items)
        case TableBlock():
            return md.render(block.table)
        case Tree():
            return "".join(f"{'  ' * depth}- {md.paragraph(node.text)}\n" for depth, node in walk(block.root))
        case Code():
            return md.fenced("\n".join(lines_of(block.text)), block.language)
        case Picture():
            return markdown(block.written)


def lines_of(text: str) -> list[str]:
    """The lines of a text, each safe to show."""
    return visible(text, one_line=False).strip("\n").split("\n")


def texts_of(value: str | Cell | tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a fact."""
    if isinstance(value, Cell):
        return (value.text,)
    return (value,) if isinstance(value, str) else value


def walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """The nodes of a tree from the top, each with how deep it is."""
    waiting = [(depth, node)]
    while waiting:
        at, here = waiting.pop()
        yield at, here
        waiting += [(at + 1, child) for child in reversed(here.children)]
