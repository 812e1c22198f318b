"""The difference of two texts as edits of the first that touch no more than they must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from pmcli.yaml.read.faults import Lines

_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MOST: Final = 4000
"""Lines up to which the difference is looked for; of more, all between the first and the last is one edit."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A stretch of a text, with lines and columns from 1, in the place of which another text comes."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def edits(before: str, after: str) -> tuple[TextEdit, ...]:
    """The edits, in the order of their places; none where the texts are the same."""
    lines = Lines(before)
    return tuple(
        TextEdit(*lines.at(start), *lines.at(end), text) for start, end, text in _changes(before, after)
    )


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of the first text that change, by index, each with what comes there."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    if max(len(old), len(new)) > _MOST:
        yield from _narrowed(before, after, 0)
        return
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for what, first, last, at, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from _narrowed("".join(old[first:last]), "".join(new[at:to]), starts[first])


def _narrowed(old: str, new: str, start: int) -> Iterator[tuple[int, int, str]]:
    """One change without what is the same at its beginning and its end; never between CR and LF."""
    if old == new:
        return
    same = _same(old, new)
    while same and old[same - 1] == "\r":
        same -= 1
    rest, put = old[same:], new[same:]
    behind = _same(rest[::-1], put[::-1])
    while behind and "\r" in (rest[-behind - 1 : len(rest) - behind], put[-behind - 1 : len(put) - behind]):
        behind -= 1
    yield start + same, start + len(old) - behind, put[: len(put) - behind]


def _same(one: str, other: str) -> int:
    """The number of characters with which both texts begin."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
