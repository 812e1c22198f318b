"""Several files as they are edited, many times each, in parts: a list item by item, documents one by one.

An edit reads its part alone; the whole file is read when it is cut, and when it is put together again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.documents import document_start
from pmcli.yaml.edit.key_path import entries_of, is_flow
from pmcli.yaml.edit.proof import same
from pmcli.yaml.edit.source_text import CannotEdit, source_of
from pmcli.yaml.read.places import nodes_within
from pmcli.yaml.read.reader import read

PART_PATH: Final = "piece.yaml"
"""The path that a part of a file goes by while it is edited."""
_SPACE: Final = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class ListItems:
    """The text before the first item of a list, and every item with all that follows it up to the next.

    `lines` are the first lines of the items, from 1. The whole is put together again, and proven to say what
    the items say.
    """

    head: bytes
    items: tuple[bytes, ...]
    lines: tuple[int, ...]
    path: str

    @classmethod
    def of(cls, text: bytes, path: str) -> ListItems | None:
        """The items of a file; None where it is no plain list, one item below the other."""
        if path.endswith(".md") or b"\xef\xbb\xbf" in text[:3]:
            return None
        try:
            source = source_of(text, path)
        except CannotEdit:
            return None
        items = source.roots[0].items if len(source.roots) == 1 else None
        if not items or any(node.target is not None for node in nodes_within(source.roots[0])):
            return None  # an alias is not understood without the item that has its anchor
        try:
            dashes = [entry.start for entry in entries_of(source, source.roots[0])]
        except CannotEdit:
            return None
        lines = [source.line(dash) for dash in dashes]
        starts = [source.start(line) for line in lines]
        begin = not any(
            source.text[start:dash].strip(" ") for start, dash in zip(starts, dashes, strict=True)
        )
        dashed = all(source.text[dash : dash + 2] in ("- ", "-\n", "-\r") for dash in dashes)
        if not (begin and dashed) or source.text[: starts[0]].strip(" \t\r\n") == "---":
            return None
        ends = [*starts[1:], len(source.text)]
        texts = tuple(source.text[start:end].encode() for start, end in zip(starts, ends, strict=True))
        return cls(source.text[: starts[0]].encode(), texts, tuple(lines), path)

    def at(self, line: int) -> int | None:
        """The index of the item that a line of the file (from 1) is in; None before the first."""
        item = bisect_right(self.lines, line) - 1
        return item if item >= 0 else None

    def edited(self, item: int, change: Callable[[bytes], bytes]) -> ListItems:
        """The items with one of them changed; `change` takes and gives the text of a list of one item.

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
            CannotEdit: it would say something else than its items.
        """
        return _proven(self.head + b"".join(self.items), self.path, self.items)


@dataclass(frozen=True, slots=True)
class BracketedItems:
    """The items of a list in brackets, as in JSON: the text up to "[", between the commas, and from "]" on.

    The whole is put together again, and proven to say what the items say.
    """

    head: bytes
    items: tuple[bytes, ...]
    tail: bytes
    path: str

    @classmethod
    def of(cls, text: bytes, path: str) -> BracketedItems | None:
        """The items of a file; None where it is no list in brackets, or one with comments or aliases."""
        if path.endswith(".md") or text.lstrip(_SPACE)[:1] != b"[":
            return None
        try:
            source = source_of(text, path)
            root = source.roots[0] if len(source.roots) == 1 else None
            if root is None or not root.items or source.remarks or not is_flow(source, root):
                return None
            if any(node.target is not None for node in nodes_within(root)):
                return None
            entries = entries_of(source, root)
        except CannotEdit:
            return None
        first = source.skip(root.start) + 1
        starts = [first, *(entry.behind for entry in entries[:-1])]
        ends = [*(entry.behind - 1 for entry in entries[:-1]), entries[-1].end]
        texts = tuple(source.text[start:end].encode() for start, end in zip(starts, ends, strict=True))
        return cls(source.text[:first].encode(), texts, source.text[ends[-1] :].encode(), path)

    def edited(self, item: int, change: Callable[[bytes], bytes]) -> BracketedItems:
        """The items with one of them changed; `change` takes and gives the text of a list of one item.

        Raises:
            CannotEdit: what the change raises, or there is no such item.
        """
        if not 0 <= item < len(self.items):
            raise CannotEdit("there is no such item")
        changed = change(b"[" + self.items[item] + b"]")
        return replace(self, items=(*self.items[:item], changed[1:-1], *self.items[item + 1 :]))

    def whole(self) -> bytes:
        """The file put together again.

        Raises:
            CannotEdit: it would say something else than its items.
        """
        text = self.head + b",".join(self.items) + self.tail
        return _proven(text, self.path, [b"[" + item + b"]" for item in self.items])


def _proven(text: bytes, path: str, lists: Sequence[bytes]) -> bytes:
    """The text of a list, which has to have the items of these lists of one item each.

    Raises:
        CannotEdit: it has others.
    """
    documents = read(text, path).documents
    parts = [document.data for item in lists for document in read(item, PART_PATH).documents]
    data = [item for part in parts if isinstance(part, list) for item in part]
    if len(documents) != 1 or not same(documents[0].data, data) or len(data) != len(lists):
        raise CannotEdit("the file would then say something else as well")
    return text


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a file, each a text of its own.

    The whole is put together again, and proven to say what the documents say.
    """

    texts: tuple[bytes, ...]
    path: str

    @classmethod
    def of(cls, text: bytes, path: str) -> Documents | None:
        """The documents of a file; None where it has only one, or instructions (%) between them."""
        if (
            path.endswith(".md")
            or b"\n---" not in text
            or b"%" in (text[:1], *re.findall(b"[\r\n](%)", text))
            or text[:3] == b"\xef\xbb\xbf"
        ):
            return None
        try:
            source = source_of(text, path)
        except CannotEdit:
            return None
        if len(source.roots) < 2:
            return None
        starts = [0, *(document_start(source, at) for at in range(1, len(source.roots))), len(source.text)]
        return cls(tuple(source.text[start:end].encode() for start, end in pairwise(starts)), path)

    def edited(self, document: int, change: Callable[[bytes], bytes]) -> Documents:
        """The documents with one of them changed.

        Raises:
            CannotEdit: what the change raises, or there is no such document.
        """
        if not 0 <= document < len(self.texts):
            raise CannotEdit("the file has no such document")
        changed = change(self.texts[document])
        return replace(self, texts=(*self.texts[:document], changed, *self.texts[document + 1 :]))

    def whole(self) -> bytes:
        """The file put together again.

        Raises:
            CannotEdit: it would say something else than its documents.
        """
        text = b"".join(self.texts)
        data = [document.data for document in read(text, self.path).documents]
        wanted = [document.data for part in self.texts for document in read(part, self.path).documents]
        if len(wanted) != len(self.texts) or not same(data, wanted):
            raise CannotEdit("the file would then say something else as well")
        return text


_Parts: TypeAlias = ListItems | BracketedItems | Documents


class EditBuffer:
    """The texts of files by path, and what has become of them."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = dict(texts)
        self._parts: dict[str, _Parts | None] = {}

    def texts(self) -> dict[str, bytes]:
        """The files, put together.

        Raises:
            CannotEdit: one would say something else than its parts.
        """
        for path, parts in self._parts.items():
            if parts is not None:
                self._texts[path] = parts.whole()
        self._parts.clear()
        return dict(self._texts)

    def at_keys(
        self,
        path: str,
        document: int,
        keys: Keys,
        change: Callable[[bytes, str, int, Keys], bytes],
        *,
        keeps: bool = False,
    ) -> None:
        """A change of what some keys lead to; `change` takes a text, what it is called, and the keys in it.

        `keeps` says that an item of the list stays one, also where the keys lead to itself.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        parts = self._of(path)
        item = keys[0] if keys and document == 0 else None
        if isinstance(parts, Documents):
            self._parts[path] = parts.edited(document, lambda text: change(text, PART_PATH, 0, keys))
        elif parts is None or not isinstance(item, int) or (len(keys) == 1 and not keeps):
            self.whole(path, lambda text: change(text, path, document, keys))
        else:
            own: Keys = (0, *keys[1:])
            self._parts[path] = parts.edited(item, lambda text: change(text, PART_PATH, 0, own))

    def at_line(self, path: str, line: int, change: Callable[[bytes, str, int], bytes]) -> None:
        """A change at a line (from 1); `change` takes a text, what it is called, and the line in it.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        parts = self._of(path)
        item = parts.at(line) if isinstance(parts, ListItems) else None
        if not isinstance(parts, ListItems) or item is None:
            self.whole(path, lambda text: change(text, path, line))
            return
        first = parts.lines[item] - 1
        self._parts[path] = parts.edited(item, lambda text: change(text, PART_PATH, line - first))

    def whole(self, path: str, change: Callable[[bytes], bytes]) -> None:
        """A change of a file as a whole.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        parts = self._parts.pop(path, None)
        if parts is not None:
            self._texts[path] = parts.whole()
        self._texts[path] = change(self._texts[path])

    def _of(self, path: str) -> _Parts | None:
        if path not in self._parts:
            text = self._texts[path]
            self._parts[path] = (
                Documents.of(text, path) or BracketedItems.of(text, path) or ListItems.of(text, path)
            )
        return self._parts[path]
