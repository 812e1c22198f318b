"""Every scalar of a file with the keys that lead to it and its place; of a broken text, as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pmcli.yaml.read.faults import Lines
from pmcli.yaml.read.places import Keys, PlaceNode, documents_of, yaml_of
from pmcli.yaml.read.value import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as it stands in a file: a key, to which `keys` lead with itself at their end, or a value.

    `document` counts as those of a Reading do. Where an alias stands, `text` is what it stands for.
    """

    document: int
    keys: Keys
    part: Literal["key", "value"]
    text: str
    span: Span

    def covers(self, line: int, column: int) -> bool:
        """Whether a place is inside of it, or at its end."""
        start, end = (self.span.line, self.span.column), (self.span.end_line, self.span.end_column)
        return start <= (line, column) <= end


def scalars(text: bytes, *, front_matter: bool = False) -> Iterator[Scalar]:
    """The scalars of a file in the order in which they stand; what is merged in by `<<` is not repeated."""
    whole, source = yaml_of(text, front_matter)
    lines = Lines(whole)
    for number, root in enumerate(documents_of(source)):
        yield from _within(root, number, lines)


def _within(root: PlaceNode, document: int, lines: Lines) -> Iterator[Scalar]:
    waiting: list[tuple[PlaceNode, Keys, Literal["key", "value"]]] = [(root, (), "value")]
    while waiting:
        node, keys, part = waiting.pop()
        if node.text is not None:
            yield Scalar(document, keys, part, node.text, lines.span(node.start, node.end))
        inner: list[tuple[PlaceNode, Keys, Literal["key", "value"]]] = []
        for pair in node.pairs or ():
            at = (*keys, pair.key.text or "")
            inner.append((pair.key, at, "key"))
            if pair.value is not None:
                inner.append((pair.value, at, "value"))
        inner += [(item, (*keys, number), "value") for number, item in enumerate(node.items or ())]
        waiting += reversed(inner)
