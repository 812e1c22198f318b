"""Pages of headings, facts and prose, from the same blocks for terminals and for Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pmcli.writers import markdown as md
from pmcli.writers.escaping import visible
from pmcli.writers.table import Cell, Table, Tone
from pmcli.writers.terminal.grid import draw
from pmcli.writers.terminal.layout import GAP
from pmcli.writers.terminal.text import NARROWEST, Line, Look, cells, labelled, paint, wrap


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
    """A table on the page."""

    table: Table


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


@dataclass(frozen=True, slots=True)
class Code:
    """A text in another language, such as a diagram; it is shown as it is."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for terminals: `draw` gives its lines; Markdown has `written` instead."""

    draw: Callable[[Look], list[Line]]
    written: tuple[Block, ...] = ()


Block = Heading | Fields | Paragraph | Bullets | TableBlock | Tree | Code | Picture
Page = Sequence[Block]


def render(page: Page, *, width: int | None, color: bool, unicode: bool = True) -> str:
    """The page as a terminal shows it, prose wrapped to `width`; plain text with None and no colour."""
    look = Look(width, unicode)
    lines: list[Line] = []
    follows_heading = True
    for block in page:
        drawn = _drawn(block, look)
        lines += drawn if follows_heading or not drawn else [[], *drawn]
        follows_heading = isinstance(block, Heading) and block.level > 1
    return paint(lines, color=color)


def markdown(page: Page) -> str:
    """The page as Markdown that shows every text literally."""
    return "\n".join(text for block in page if (text := _written(block)))


def _drawn(block: Block, look: Look) -> list[Line]:
    match block:
        case Heading():
            return [[(line, "strong")] for line in wrap(look.clean(block.text), look.limit)]
        case Fields():
            return _fields(block, look)
        case Paragraph():
            return [[(line, block.tone)] for text in _lines(block.text) for line in _wrapped(text, look)]
        case Bullets():
            return [line for item in block.items for line in _bullet(item, look)]
        case TableBlock():
            return draw(block.table, look, chosen=False)
        case Tree():
            return _tree(block.root, look)
        case Code():
            return [[(look.clean(line), "plain")] for line in _lines(block.text)]
        case Picture():
            return block.draw(look)


def _written(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {md.inline(block.text).strip()}\n"
        case Fields():
            written = md.linked if block.are_links else md.inline
            return "".join(
                f"- **{md.inline(label)}:** {written('; '.join(_texts(value)))}\n"
                for label, value in block.rows
            )
        case Paragraph():
            return md.paragraphs(_lines(block.text))
        case Bullets():
            return "".join(f"- {md.paragraph(item)}\n" for item in block.items)
        case TableBlock():
            return md.render(block.table)
        case Tree():
            return "".join(
                f"{'  ' * depth}- {md.paragraph(node.text)}\n" for depth, node in _walk(block.root)
            )
        case Code():
            return md.fenced("\n".join(_lines(block.text)), block.language)
        case Picture():
            return markdown(block.written)


def _lines(text: str) -> list[str]:
    return visible(text, one_line=False).strip("\n").split("\n")


def _wrapped(text: str, look: Look, indent: int = 0) -> list[str]:
    return wrap(look.clean(text), None if look.limit is None else max(look.limit - indent, NARROWEST // 2))


def _texts(value: str | Cell | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, Cell):
        return (value.text,)
    return (value,) if isinstance(value, str) else value


def _fields(block: Fields, look: Look) -> list[Line]:
    labels = [look.clean(label) for label, _ in block.rows]
    wide = max(map(cells, labels), default=0)
    lines: list[Line] = []
    for label, (_, value) in zip(labels, block.rows, strict=True):
        tone = value.tone if isinstance(value, Cell) else "plain"
        texts = [look.clean(line) for text in _texts(value) for line in _lines(text)]
        lines += labelled(label, texts, tone, wide, look)
    return lines


def _bullet(item: str, look: Look) -> list[Line]:
    mark = "• " if look.unicode else "* "
    return [
        [(" " * GAP if number else mark, "dim"), (piece, "plain")]
        for number, piece in enumerate(_wrapped(item, look, GAP))
    ]


def _walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    waiting = [(depth, node)]
    while waiting:
        at, here = waiting.pop()
        yield at, here
        waiting += [(at + 1, child) for child in reversed(here.children)]


def _tree(root: Node, look: Look) -> list[Line]:
    """The root, and below it the branches; beyond half the width nothing moves further to the right."""
    fork, last, pipe, blank = ("├─ ", "└─ ", "│  ", "   ") if look.unicode else ("|- ", "`- ", "|  ", "   ")
    lines: list[Line] = []
    waiting: list[tuple[str, str, Node]] = [("", "", root)]
    deepest = None if look.limit is None else look.limit // 2
    while waiting:
        first, rest, node = waiting.pop()
        for number, piece in enumerate(_wrapped(node.text, look, len(rest))):
            lines.append([(rest if number else first, "dim"), (piece, node.tone)])
        start = rest if deepest is None or len(rest) < deepest else rest[: -len(pipe)]
        for at, child in reversed(list(enumerate(node.children, 1 - len(node.children)))):
            waiting.append((start + (fork if at else last), start + (pipe if at else blank), child))
    return lines
