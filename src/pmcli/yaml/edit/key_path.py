"""The path of keys from a document to one of its values, and the entries of the lists and maps on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.source_text import ODD, CannotEdit, SourceText, header_end, is_block
from pmcli.yaml.read.places import Pair, PlaceNode, nodes_within


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step: to the entry at `index` of a list or a map."""

    parent: PlaceNode
    index: int

    @property
    def pair(self) -> Pair | None:
        """The pair stepped to, None in a list."""
        return self.parent.pairs[self.index] if self.parent.pairs is not None else None

    @property
    def node(self) -> PlaceNode:
        """The value stepped to."""
        if self.parent.items is not None:
            return self.parent.items[self.index]
        pair = self.pair
        if pair is None or pair.value is None:
            raise CannotEdit(ODD)
        return pair.value


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a list or a pair of a map as written: from its dash or key to the end of its value.

    `comma` is where the comma behind it stands, within brackets; `column` where it starts in its line.
    """

    start: int
    end: int
    column: int
    comma: int | None
    keeps: bool  # whether blank lines behind it belong to its value

    @property
    def behind(self) -> int:
        """The index behind it, and behind its comma."""
        return self.end if self.comma is None else self.comma + 1


class KeyPaths:
    """The ways to many values of a file; what each of them is looked up in is gathered once."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._repeated: dict[int, set[int]] = {}
        self._indexes: dict[int, dict[str, list[int]]] = {}

    def to(self, document: int, keys: Keys) -> tuple[PlaceNode, tuple[PathStep, ...]]:
        """The root of a document, and the steps to what `keys` lead to.

        Raises:
            CannotEdit: there is no such value, or an alias, a merge or a tag is on the path.
        """
        source = self._source
        if not 0 <= document < len(source.roots):
            raise CannotEdit("the file has no such document")
        root = node = source.roots[document]
        _refuse_tag(source, source.roots[document - 1].end if document else 0, root.start)
        steps: list[PathStep] = []
        for key in keys:
            if node.target is not None:
                raise CannotEdit("it stands behind an alias")
            steps.append(step := self._step(node, key))
            node = step.node
        self._refuse_repeated(document, [root, *(step.node for step in steps)])
        return root, tuple(steps)

    def named(self, node: PlaceNode, key: str | int) -> list[int]:
        """Where the pairs of a map with a key stand; those that come in through a merge do not count."""
        if id(node) not in self._indexes:
            index: dict[str, list[int]] = {}
            for at, pair in enumerate(node.pairs or ()):
                if not pair.merge and pair.key.text is not None:
                    index.setdefault(pair.key.text, []).append(at)
            self._indexes[id(node)] = index
        return self._indexes[id(node)].get(key, []) if isinstance(key, str) else []

    def _step(self, node: PlaceNode, key: str | int) -> PathStep:
        source = self._source
        if node.items is not None and isinstance(key, int) and 0 <= key < len(node.items):
            before = node.items[key - 1].end if key else node.start
            _refuse_tag(source, before, node.items[key].start)
            return PathStep(node, key)
        matches = self.named(node, key)
        if len(matches) > 1:
            raise CannotEdit(f'the key "{key}" stands there twice')
        pairs = node.pairs or []
        if not matches:
            merges = any(pair.merge for pair in pairs)
            raise CannotEdit(
                "it is not there, or comes in through a merge" if merges else f'there is no "{key}"'
            )
        at = matches[0]
        pair, previous = pairs[at], pairs[at - 1].value if at else None
        if pair.key.target is not None:
            raise CannotEdit("its key is an alias")
        _refuse_tag(source, previous.end if previous else node.start, pair.key.start)
        if pair.value is not None:
            _refuse_tag(source, pair.key.end, pair.value.start)
        return PathStep(node, at)

    def _refuse_repeated(self, document: int, path: list[PlaceNode]) -> None:
        """Refuse to change what an alias elsewhere repeats."""
        if document not in self._repeated:
            nodes = nodes_within(self._source.roots[document])
            self._repeated[document] = {id(node.target) for node in nodes if node.target is not None}
        if any(id(node) in self._repeated[document] for node in path):
            raise CannotEdit("an alias elsewhere repeats it")


def key_path(source: SourceText, document: int, keys: Keys) -> tuple[PlaceNode, tuple[PathStep, ...]]:
    """The root of a document, and the steps to what `keys` lead to.

    Raises:
        CannotEdit: there is no such value, or an alias, a merge or a tag is on the path.
    """
    return KeyPaths(source).to(document, keys)


def nodes_at(source: SourceText, document: int, many: Iterable[Keys]) -> list[PlaceNode]:
    """What each of several keys leads to.

    Raises:
        CannotEdit: one of them leads to no such value, or an alias, a merge or a tag is on its path.
    """
    paths = KeyPaths(source)
    found = [paths.to(document, keys) for keys in many]
    return [steps[-1].node if steps else root for root, steps in found]


def entries_of(source: SourceText, node: PlaceNode) -> list[Entry]:
    """The entries of a list or a map, in their order.

    Raises:
        CannotEdit: it has keys with a "?" before them, or is written otherwise oddly.
    """
    flow = is_flow(source, node)
    cursor = source.skip(node.start) + flow
    entries: list[Entry] = []
    for child in _children(node):
        start = source.skip(cursor)
        first, value = child
        end = _entry_end(source, first, value)
        if start > first.start or source.bare.startswith("?", start):
            raise CannotEdit("it has a key of more than a word or a text")
        if not flow and node.items is not None and not source.bare.startswith("-", start):
            raise CannotEdit(ODD)
        cursor = source.skip(end)
        comma = cursor if flow and source.bare.startswith(",", cursor) else None
        cursor = end if comma is None else comma + 1
        entries.append(Entry(start, end, source.column(start), comma, _keeps(source, value)))
    if flow and (source.skip(cursor) != node.end - 1 or any(entry.comma is None for entry in entries[:-1])):
        raise CannotEdit(ODD)
    return entries


def is_flow(source: SourceText, node: PlaceNode) -> bool:
    """Whether a list or a map is written in brackets."""
    start = source.skip(node.start)
    if node.pairs and source.skip(node.pairs[0].key.start) == start:
        return False
    return source.bare[start : start + 1] in ("[", "{")


def size(node: PlaceNode) -> int:
    """The number of entries of a list or a map."""
    return len(node.items if node.items is not None else node.pairs or ())


def _children(node: PlaceNode) -> list[tuple[PlaceNode, PlaceNode]]:
    if node.items is not None:
        return [(item, item) for item in node.items]
    return [(pair.key, pair.value or pair.key) for pair in node.pairs or ()]


def _entry_end(source: SourceText, first: PlaceNode, value: PlaceNode) -> int:
    """The index at which an entry ends: behind its value, or behind the ":" where there is none."""
    if first is value:
        return value.end
    colon = source.skip(first.end)
    end = colon + 1 if source.bare.startswith(":", colon) else first.end
    return max(end, value.end)


def _keeps(source: SourceText, value: PlaceNode) -> bool:
    while value.items or value.pairs:
        value = value.items[-1] if value.items else (value.pairs or [])[-1].value or value
    return is_block(source.text, value) and "+" in source.text[value.start : header_end(source.text, value)]


def _refuse_tag(source: SourceText, start: int, end: int) -> None:
    gap = source.bare[start:end]
    if any("!" in line for line in gap.splitlines() if not line.startswith("%")):
        raise CannotEdit("it has a tag")


def refuse_lost(root: PlaceNode, lost: list[PlaceNode]) -> None:
    """Refuse to drop what an alias elsewhere stands for.

    Raises:
        CannotEdit: an alias outside of `lost` stands for something in it.
    """
    gone = {id(node) for part in lost for node in nodes_within(part)}
    for node in nodes_within(root):
        if node.target is not None and id(node) not in gone and id(node.target) in gone:
            raise CannotEdit("an alias elsewhere repeats it")
