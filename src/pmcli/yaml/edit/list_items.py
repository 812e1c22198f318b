"""A list file in pieces, one an item: many edits of a large file, each of which reads its item alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pmcli.yaml.edit.key_path import nodes_within
from pmcli.yaml.edit.proof import same
from pmcli.yaml.edit.source_text import CannotEdit, page_of
from pmcli.yaml.read.reader import read

PIECE: Final = "piece.yaml"
"""The path that a piece goes by."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The text before the first item of a list, and every item with all that follows it up to the next.

    `lines` are the first lines of the items, from 1. The whole is put together again, and proven to say what
    the pieces say.
    """

    head: bytes
    items: tuple[bytes, ...]
    lines: tuple[int, ...]
    path: str

    @classmethod
    def of(cls, text: bytes, path: str) -> Pieces | None:
        """The pieces of a file; None where it is no plain list, one item below the other."""
        if path.endswith(".md") or b"\xef\xbb\xbf" in text[:3]:
            return None
        try:
            page = page_of(text, path)
        except CannotEdit:
            return None
        items = page.roots[0].items if len(page.roots) == 1 else None
        if not items or any(node.target is not None for node in nodes_within(page.roots[0])):
            return None  # an alias is not understood without the item that has its anchor
        lines = [page.line(item.start) for item in items]
        starts = [page.start(line) for line in lines]
        dashed = all(page.text[start:].lstrip(" ").startswith("- ") for start in starts)
        if not dashed or len(set(lines)) < len(lines) or page.text[: starts[0]].strip(" \t\r\n") == "---":
            return None
        ends = [*starts[1:], len(page.text)]
        found = tuple(page.text[start:end].encode() for start, end in zip(starts, ends, strict=True))
        return cls(page.text[: starts[0]].encode(), found, tuple(lines), path)

    def at(self, line: int) -> int | None:
        """Which item a line of the file (from 1) is in; None before the first."""
        found = bisect_right(self.lines, line) - 1
        return found if found >= 0 else None

    def edited(self, item: int, change: Callable[[bytes], bytes]) -> Pieces:
        """The pieces with one item changed; `change` takes and gives the text of a list of one item.

        Raises:
            CannotEdit: what the change raises, or there is no such item.
        """
        if not 0 <= item < len(self.items):
            raise CannotEdit("there is no such item")
        changed = change(self.items[item])
        return replace(self, items=(*self.items[:item], changed, *self.items[item + 1 :]))

    def whole(self) -> bytes:
        """The file put together again.

        Raises:
            CannotEdit: it would say something else than its pieces.
        """
        text = self.head + b"".join(self.items)
        told = read(text, self.path).documents
        parts = [read(item, PIECE).documents for item in self.items]
        data = [item for part in parts for document in part if isinstance(document.data, list)
                for item in document.data]  # fmt: skip
        if len(told) != 1 or not same(told[0].data, data) or len(data) != len(self.items):
            raise CannotEdit("the file would then say something else as well")
        return text
