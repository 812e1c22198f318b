"""Markdown as a reader of GitHub gets it: the texts of headings, table cells and list items."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_CELLS = ("th", "td")
_TEXTS = ("h1", "h2", "h3", "li", "p", "code", *_CELLS)


@dataclass
class Read:
    """What a page says: tables as rows of texts (the first the header), other texts by kind in their order."""

    tables: list[list[list[str]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[str]:
        """The texts of one kind."""
        return [text for name, text in self.texts if name == kind]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Read()
        self.open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.tags.add(tag)
        if tag == "a":
            self.found.links.append(dict(attrs).get("href") or "")
        if tag == "table":
            self.found.tables.append([])
        if tag == "tr":
            self.found.tables[-1].append([])
        if tag in _TEXTS:
            self.open.append((tag, []))
        if tag == "br" and self.open:
            self.open[-1][1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _TEXTS:
            return
        name, pieces = self.open.pop()
        assert name == tag
        text = "".join(pieces)
        if tag in _CELLS:
            self.found.tables[-1][-1].append(text)
        self.found.texts.append((tag, text))

    def handle_data(self, data: str) -> None:
        for _, pieces in self.open:
            pieces.append(data)


def read(markdown: str) -> Read:
    """The page, parsed by markdown-it with GitHub's tables, and its HTML by Python's own parser."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
