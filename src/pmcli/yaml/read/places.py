"""The place of every key and value: worked out from the same text, when somebody asks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from pmcli.yaml.read.build import built
from pmcli.yaml.read.events import Event, broken_text, everyday_event, kinds, next_event
from pmcli.yaml.read.faults import Lines, Refusal
from pmcli.yaml.read.frame import MAX_NESTING
from pmcli.yaml.read.parser_limits import may_differ
from pmcli.yaml.read.reader import decode, fences
from pmcli.yaml.read.value import Span

Keys: TypeAlias = "tuple[str | int, ...]"
_LONG: Final = 30
"""A map of more pairs has an index of them."""
_AFTER_SIGN: Final = re.compile(r"\s*[:?-]")
_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s*)+")


@dataclass(slots=True)
class PlaceNode:
    """A value in the text, from `start` to `end`; an alias knows what it stands for."""

    start: int
    end: int
    pairs: list[Pair] | None = None
    items: list[PlaceNode] | None = None
    target: PlaceNode | None = None
    text: str | None = None
    by_key: dict[str | int | None, Pair] | None = None  # of a map that is long and was asked

    @property
    def content(self) -> PlaceNode:
        """The node itself, or what the alias stands for."""
        return self.target or self


@dataclass(slots=True)
class Pair:
    """A key and its value; `merge` where the key is `<<`."""

    key: PlaceNode
    value: PlaceNode | None = None
    merge: bool = False


@dataclass(slots=True)
class NodeTree:
    """The nodes of the documents, as far as the text can be read."""

    text: str
    roots: list[PlaceNode] = field(default_factory=list)
    anchors: dict[str, PlaceNode] = field(default_factory=dict)
    open: list[PlaceNode] = field(default_factory=list)
    floor: int = 0  # where the event before ends

    def grow(self) -> NodeTree:
        """Read the events, and stop where they stop."""
        is_slow = may_differ(self.text) and built(self.text).is_slow
        if not is_slow and self._grow(next_event(self.text)[0]):
            return self
        if is_slow or built(self.text).is_slow:
            tree = NodeTree(self.text)
            tree._grow(everyday_event(self.text))
            return tree
        return self

    def _grow(self, get: Callable[[], Event | None]) -> bool:
        """Whether the events end where the text does."""
        kind_of = kinds()
        try:
            while (event := get()) is not None and len(self.open) <= MAX_NESTING:
                self._take(event, event.__class__, kind_of)
                self.floor = max(self.floor, event.end_mark.index)
        except broken_text():
            return False
        return True

    def _take(self, event: Event, kind: type, kind_of: Any) -> None:
        if kind is kind_of.document_start:
            self.anchors, self.open = {}, []
        elif kind is kind_of.scalar:
            self._scalar(event)
        elif kind is kind_of.alias:
            node = PlaceNode(event.start_mark.index, event.end_mark.index)
            node.target = self.anchors.get(event.anchor)
            node.text = node.target.text if node.target else ""
            self._add(node)
        elif kind is kind_of.mapping_start:
            self.open.append(self._add(self._node(event, pairs=[])))
        elif kind is kind_of.sequence_start:
            self.open.append(self._add(self._node(event, items=[])))
        elif kind is kind_of.mapping_end or kind is kind_of.sequence_end:
            self._close(event)

    def _node(self, event: Event, **content: Any) -> PlaceNode:
        """A node without its anchor and tag; an empty one right behind its `:` or `-`."""
        start, end = event.start_mark.index, event.end_mark.index
        if start == end and "text" in content and self.text[start - 1 : start].isspace():
            match = _AFTER_SIGN.match(self.text, self.floor, start)
            start = end = match.end() if match else start
        elif event.anchor is not None or event.ctag is not None:
            match = _PROPERTIES.match(self.text, start)
            start = match.end() if match else start
        node = PlaceNode(start, max(start, end), **content)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: Event) -> None:
        node = self._node(event, text=event.value)
        if event.style in ("|", ">"):
            node.end = node.start + len(self.text[node.start : node.end].rstrip())
        merge = event.value == "<<" and not event.style and event.ctag is None
        self._add(node, merge=merge)

    def _add(self, node: PlaceNode, *, merge: bool = False) -> PlaceNode:
        """Put a node into what is open, as an item, a key or the value of the key before."""
        if not self.open:
            self.roots.append(node)
            return node
        parent = self.open[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.pairs is not None:
            if parent.pairs and parent.pairs[-1].value is None:
                parent.pairs[-1].value = node
            else:
                parent.pairs.append(Pair(node, merge=merge))
        return node

    def _close(self, event: Event) -> None:
        node = self.open.pop()
        if event.end_mark.index > event.start_mark.index:
            node.end = event.end_mark.index
            return
        if node.items:
            node.end = node.items[-1].end
        elif node.pairs:
            last = node.pairs[-1]
            node.end = (last.value or last.key).end


class PlaceTree:
    """The places of the values of a file, in the documents that a Reading of it lists.

    The text is gone through on the first question, and once.
    """

    def __init__(self, text: bytes, front_matter: bool = False) -> None:  # noqa: FBT001, FBT002
        self._bytes = text
        self._front_matter = front_matter
        self._roots: list[PlaceNode] | None = None
        self._lines = Lines("")

    def find(self, document: int, keys: Keys, part: Literal["key", "value"] = "value") -> Span | None:
        """The place of the value (or its key) that `keys` lead to in a document; None without that document.

        Where they lead to nothing, that of their longest beginning that exists. What came through an alias
        or a merge is found where it really stands; a value that is an alias as a whole, where that stands.
        """
        roots = self._grown()
        if not 0 <= document < len(roots):
            return None
        node = name = roots[document]
        for key in keys:
            step = _step(node.content, key)
            if step is None:
                break
            name, node = step
        start, end = (name.start, name.end) if part == "key" else (node.start, node.end)
        return self._lines.span(start, end)

    def _grown(self) -> list[PlaceNode]:
        if self._roots is None:
            whole, source = yaml_of(self._bytes, self._front_matter)
            self._lines = Lines(whole)
            self._roots = documents_of(source)
        return self._roots


def documents_of(source: str) -> list[PlaceNode]:
    """The documents that a Reading of the text lists: those that hold anything."""
    roots = NodeTree(source).grow().roots
    return [node for node in roots if not (node.text == "" and node.start == node.end)]


def nodes_within(*roots: PlaceNode) -> Iterator[PlaceNode]:
    """Some nodes and all that is in them, keys included; what aliases stand for is not."""
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        yield node
        for pair in node.pairs or ():
            waiting += [pair.key, pair.value] if pair.value is not None else [pair.key]
        waiting += node.items or ()


def inside_text(text: bytes, *, front_matter: bool) -> Callable[[int], bool]:
    """A test whether a character is within a scalar, or outside the part of the file that is YAML."""
    _, source = yaml_of(text, front_matter)
    spans: list[tuple[int, int]] = []
    for node in nodes_within(*NodeTree(source).grow().roots):
        if node.text is not None and node.end > node.start:
            spans += _written(source, node.start, node.end)
    spans.sort()
    starts = [start for start, _ in spans]

    def inside(index: int) -> bool:
        if index >= len(source):
            return True
        at = bisect_right(starts, index) - 1
        return at >= 0 and index < spans[at][1]

    return inside


def _written(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches with the characters of a scalar; of a block scalar without what follows its header."""
    if source[start] not in "|>":
        return [(start, end)]
    header = _HEADER.match(source, start)
    line = source.find("\n", start)
    return [(start, header.end() if header else start), (line if line >= 0 else end, end)]


def yaml_of(text: bytes, front_matter: bool) -> tuple[str, str]:  # noqa: FBT001
    """The whole text of a file, and that of it which is YAML; nothing where that cannot be read."""
    try:
        whole = decode(text)
        return whole, whole[: fences(whole)[0]] if front_matter else whole
    except Refusal:
        return "", ""


def _step(node: PlaceNode, key: str | int) -> tuple[PlaceNode, PlaceNode] | None:
    """The key and the value that one key, or one index, leads to."""
    if node.items is not None:
        if isinstance(key, int) and 0 <= key < len(node.items):
            return node.items[key], node.items[key]
        return None
    return _pair(node, key, [])


def _pair(node: PlaceNode, key: str | int, seen: list[PlaceNode]) -> tuple[PlaceNode, PlaceNode] | None:
    """The pair of a map with that key: its own, else that of the first map it merges."""
    pairs = node.pairs or []
    if len(pairs) > _LONG:
        if node.by_key is None:
            node.by_key = {pair.key.text: pair for pair in reversed(pairs) if not pair.merge}
        found = node.by_key.get(key)
        pairs = [found] if found is not None else [pair for pair in pairs if pair.merge]
    merges: list[PlaceNode] = []
    for pair in pairs:
        if pair.merge and pair.value is not None:
            merges += pair.value.content.items or [pair.value]
        elif pair.key.text == key:
            return pair.key, pair.value or pair.key
    for merged in merges:
        if merged.content not in seen:
            inherited = _pair(merged.content, key, [*seen, merged.content])
            if inherited is not None:
                return inherited
    return None
