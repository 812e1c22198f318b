"""Blocks of a page as HTML: headings, facts, prose, lists, tables and trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pmcli.writers.blocks import (
    Block,
    Bullets,
    Code,
    Fields,
    Heading,
    Node,
    Paragraph,
    Picture,
    TableBlock,
    Tree,
)
from pmcli.writers.drawings import Intervals
from pmcli.writers.escaping import visible
from pmcli.writers.html.markup import EMPTY, Markup, anchor, element, joined, literal, prose
from pmcli.writers.svg import intervals
from pmcli.writers.table import NOTHING, Cell, Column, Table

_DEEPEST = 6
_LONG = 28
"""Characters: a column with a longer text is prose, and gets room."""
_TIME = re.compile(r"\d{4}-(?:Q\d|\d\d(?:-\d\d)?)")
"""A day, a month or a quarter, which is not to be broken at its hyphens."""


def article(page: Sequence[Block]) -> tuple[Markup, list[tuple[str, str]]]:
    """The blocks, and the headings of the second level with the names of their places."""
    taken: set[str] = set()
    contents: list[tuple[str, str]] = []
    parts: list[Markup] = []
    for block in page:
        if isinstance(block, Heading):
            name = anchor(block.text, taken)
            if block.level == 2:
                contents.append((name, block.text))
            parts.append(element(f"h{min(max(block.level, 1), _DEEPEST)}", block.text, id=name))
        else:
            parts.append(written(block))
    return joined(parts), contents


def written(block: Block) -> Markup:
    """One block."""
    match block:
        case Heading():
            return element(f"h{min(max(block.level, 1), _DEEPEST)}", block.text)
        case Fields():
            return element("dl", joined(_fact(label, value) for label, value in block.rows))
        case Paragraph():
            return _paragraphs(block)
        case Bullets():
            return element("ul", joined(element("li", prose(item)) for item in block.items))
        case TableBlock():
            return table(block.table)
        case Tree():
            return element("ul", branch(block.root), class_="tree")
        case Code():
            return _code(block)
        case Picture(drawing=Intervals() as drawing):
            return Markup(intervals.drawn(drawing))
        case Picture():
            return joined(map(written, block.written))


def _fact(label: str, value: str | Cell | tuple[str, ...]) -> Markup:
    if isinstance(value, Cell):
        return element(
            "div", element("dt", label), element("dd", prose(value.text), class_=_tone(value.tone))
        )
    texts = (value,) if isinstance(value, str) else value
    return element("div", element("dt", label), *(element("dd", prose(text)) for text in texts))


def _paragraphs(block: Paragraph) -> Markup:
    texts = visible(block.text, one_line=False).strip("\n").split("\n\n")
    return joined(element("p", prose(text), class_=_tone(block.tone)) for text in texts)


def branch(root: Node) -> Markup:
    """A list item of a node and its children; however deep, without recursion."""
    parts: list[str] = []
    waiting: list[Node | str] = [root]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            parts.append(here)
            continue
        parts.append("<li>" + element("span", here.text, class_=_tone(here.tone)).text)
        inside: list[Node | str] = ["<ul>", *here.children, "</ul>"] if here.children else []
        waiting += reversed([*inside, "</li>"])
    return Markup("".join(parts))


def _code(block: Code) -> Markup:
    """A text in another language, folded: it is for those who want to take it along."""
    words = "As a Mermaid diagram" if block.language == "mermaid" else f"As {block.language or 'text'}"
    inside = element("pre", element("code", literal(block.text.strip("\n"))), tabindex=0)
    return element("details", element("summary", words), inside)


def table(source: Table) -> Markup:
    """A table, numbers to the right; it scrolls by itself where there is no room for it."""
    label = source.title or "table"
    title = element("caption", source.title) if source.title else EMPTY
    notes = joined(element("p", prose(str(note)), class_="note") for note in source.notes)
    if not source.rows:
        alone = element("p", element("strong", source.title)) if source.title else EMPTY
        return joined(part for part in (alone, notes) if part.text)
    head = element(
        "tr", *(element("th", column.title, scope="col", class_=_kind(column)) for column in source.columns)
    )
    kinds = [_kind(column, (row[at].text for row in source.rows)) for at, column in enumerate(source.columns)]
    rows = [_row(row, kinds) for row in source.rows]
    if source.line is not None:
        at, word = source.line
        divider = element("th", word, scope="colgroup", colspan=len(source.columns))
        rows.insert(at, element("tr", divider, class_="line"))
    whole = element("table", title, element("thead", head), element("tbody", joined(rows)))
    return element("div", whole, class_="scroll", role="group", aria_label=label, tabindex=0) + notes


def _row(row: Sequence[Cell], kinds: Sequence[str | None]) -> Markup:
    return element("tr", *(
        element("td", prose(cell.text), class_=" ".join(filter(None, (kind, _tone(cell.tone)))) or None)
        for cell, kind in zip(row, kinds, strict=True)
    ))  # fmt: skip


def _kind(column: Column, texts: Iterable[str] = ()) -> str | None:
    if column.align == "right" or column.kind in ("number", "bar"):
        return "number"
    if column.kind == "id":
        return "id"
    kind = [text for text in texts if text != NOTHING]
    if kind and all(map(_TIME.fullmatch, kind)):
        return "time"
    return "prose" if any(len(text) > _LONG for text in kind) else None


def _tone(tone: str) -> str | None:
    return None if tone == "plain" else tone
