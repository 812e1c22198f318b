"""A file's text as it is edited: its tree, its lines and its comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pmcli.yaml.read.faults import Lines, Refusal
from pmcli.yaml.read.places import NodeTree, PlaceNode, nodes_within
from pmcli.yaml.read.reader import decode, fences

Cut: TypeAlias = "tuple[int, int, str]"  # from, to, and what stands there instead
LineKind: TypeAlias = Literal["blank", "comment", "text"]

ODD: Final = "it is written in a way that pm does not edit"
BLANKS: Final = " \t"
_BOM: Final = b"\xef\xbb\xbf"
_LINE: Final = re.compile(r"[^\r\n]*")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_REMARK_THEN_PROPERTIES: Final = re.compile(r"#[^\r\n]*[ \t\r\n]*(?:[&!]\S*\s*)*")
_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_BEFORE_REMARK: Final = " \t\r\n,[]{}\"'"


class CannotEdit(Exception):  # noqa: N818 - it is no error of anybody's: the file is left as it is
    """The change was not made; `reason` is one clause for people, such as "it stands behind an alias"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SourceText:
    """The characters of a file, and what stands where in them.

    `end` is where its YAML ends (the front matter of a Markdown file), `bare` that YAML with blanks in the
    place of its comments, `remarks` the comments' starts and ends by their line, `scalars` are by place.
    """

    raw: bytes
    path: str
    text: str
    end: int
    bare: str
    roots: tuple[PlaceNode, ...]
    scalars: tuple[PlaceNode, ...]
    remarks: dict[int, tuple[int, int]]
    lines: Lines

    @property
    def front_matter(self) -> bool:
        """Whether the YAML is the front matter of a Markdown file."""
        return self.path.endswith(".md")

    def line(self, index: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self.lines.starts, index)

    def start(self, line: int) -> int:
        """The index at which a line starts."""
        return self.lines.starts[line - 1]

    def stop(self, line: int) -> int:
        """The index at which a line ends, without its break."""
        return end_of_line(self.text, self.start(line))

    def next(self, line: int) -> int:
        """The index at which the next line starts: the end of the text where there is none."""
        starts = self.lines.starts
        return starts[line] if line < len(starts) else len(self.text)

    def kind(self, line: int) -> LineKind:
        """Whether a line is blank, holds a comment alone, or data."""
        start = self.start(line)
        if not self.text[start : self.stop(line)].strip(BLANKS):
            return "blank"
        remark = self.remarks.get(line)
        if remark is not None and not self.text[start : remark[0]].strip(BLANKS):
            return "comment"
        return "text"

    def skip(self, index: int) -> int:
        """The first character from `index` on that is neither blank nor in a comment."""
        space = _SPACE.match(self.bare, index)
        return space.end() if space else index

    def column(self, index: int) -> int:
        """The number of characters before a character in its line."""
        return index - self.start(self.line(index))

    def breaks(self, line: int) -> str:
        """The line break of a line; that of the line before where it has none."""
        for number in (line, line - 1):
            if number >= 1 and (breaks := self.text[self.stop(number) : self.next(number)]):
                return breaks
        return "\n"

    def has_remark(self, start: int, stop: int) -> bool:
        """Whether a comment stands in a stretch."""
        return self.text[start:stop] != self.bare[start:stop]

    def with_cuts(self, cuts: Sequence[Cut]) -> str:
        """The text after replacing stretches that do not overlap."""
        pieces, at = [], 0
        for start, end, new in sorted(cuts):
            pieces += [self.text[at:start], new]
            at = end
        return "".join([*pieces, self.text[at:]])

    def encoded(self, text: str) -> bytes:
        """`text` as bytes, with the byte order mark that the file has."""
        try:
            return (_BOM if self.raw.startswith(_BOM) else b"") + text.encode("utf-8")
        except UnicodeEncodeError:
            raise CannotEdit("the new text holds half a character") from None


def source_of(text: bytes, path: str) -> SourceText:
    """The source text of a file.

    Raises:
        CannotEdit: it is no text, or a Markdown file without front matter.
    """
    try:
        whole = decode(text)
        end = fences(whole)[0] if path.endswith(".md") else len(whole)
    except Refusal as refusal:
        raise CannotEdit(f"the file cannot be read: {refusal}") from None
    yaml = whole[:end]
    tree = NodeTree(yaml).grow()
    scalars = sorted(_trimmed(yaml, tree.roots), key=lambda node: (node.start, node.end))
    lines = Lines(whole)
    remarks = {lines.at(start)[0]: (start, stop) for start, stop in _remarks(yaml, scalars, tree.floor)}
    roots = tuple(node for node in tree.roots if not (node.text == "" and node.start == node.end))
    return SourceText(text, path, whole, end, _bare(yaml, remarks), roots, tuple(scalars), remarks, lines)


def end_of_line(text: str, index: int) -> int:
    """The index at which the line of a character ends, without its break."""
    line = _LINE.match(text, index)
    return line.end() if line else index


def is_block(text: str, node: PlaceNode) -> bool:
    """Whether a scalar is a block scalar (`|` or `>`)."""
    return (
        node.target is None and node.text is not None and node.end > node.start and text[node.start] in "|>"
    )


def header_end(text: str, node: PlaceNode) -> int:
    """The index at which the header of a block scalar (`|+2`) ends, before blanks and a comment."""
    header = _HEADER.match(text, node.start)
    return header.end() if header else node.start


def _trimmed(text: str, roots: Sequence[PlaceNode]) -> Iterator[PlaceNode]:
    """Every scalar and alias, of which those with a comment behind an anchor or a tag now start behind it."""
    for node in nodes_within(*roots):
        if node.text is not None:
            _trim(text, node)
            yield node


def _trim(text: str, node: PlaceNode) -> None:
    if node.start == node.end:
        at = node.start
        while at and text[at - 1] in " \t\r\n":
            at -= 1
        node.start = node.end = at
    while node.start < node.end and (match := _REMARK_THEN_PROPERTIES.match(text, node.start)):
        node.start = min(match.end(), node.end)
    if is_block(text, node) and node.end <= end_of_line(text, node.start):
        node.end = header_end(text, node)


def _remarks(text: str, scalars: Sequence[PlaceNode], floor: int) -> Iterator[tuple[int, int]]:
    """Start and end of every comment, up to where the text can be read."""
    spans: list[tuple[int, int]] = []
    for node in scalars:
        if is_block(text, node):
            spans += [(node.start, header_end(text, node)), (end_of_line(text, node.start), node.end)]
        else:
            spans.append((node.start, node.end))
    at = 0
    index = text.find("#")
    while 0 <= index < floor:
        while at < len(spans) and spans[at][1] <= index:
            at += 1
        if at < len(spans) and spans[at][0] <= index:
            index = text.find("#", spans[at][1])
        elif index and text[index - 1] not in _BEFORE_REMARK:
            index = text.find("#", index + 1)
        else:
            yield index, (stop := end_of_line(text, index))
            index = text.find("#", stop)


def _bare(text: str, remarks: dict[int, tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, stop in remarks.values():
        pieces += [text[at:start], " " * (stop - start)]
        at = stop
    return "".join([*pieces, text[at:]])
