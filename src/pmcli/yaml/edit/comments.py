"""Comments: all of a file, one more, one less."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pmcli.yaml.edit.proof import proven, unchanged
from pmcli.yaml.edit.source_text import BLANKS, CannotEdit, Cut, SourceText, is_block, source_of
from pmcli.yaml.read.places import PlaceNode

_IGNORE: Final = re.compile(r"#[ \t]*pm:[ \t]*ignore")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: where its "#" stands, from 1; its text without that; whether it has its line for itself."""

    line: int
    column: int
    text: str
    own_line: bool


def comments(text: bytes, path: str) -> tuple[Comment, ...]:
    """Every comment of a YAML file, or of the front matter of a Markdown file, in their order.

    A "#" within a text is none. Of a file with a syntax error, those before it; of one that is no text, none.
    """
    try:
        source = source_of(text, path)
    except CannotEdit:
        return ()
    return tuple(_comment(source, line, start, stop) for line, (start, stop) in source.remarks.items())


def _comment(source: SourceText, line: int, start: int, stop: int) -> Comment:
    text = source.text[start + 1 : stop].strip()
    return Comment(line, source.column(start) + 1, text, source.kind(line) == "comment")


def comment(text: bytes, path: str, line: int, words: str) -> bytes:
    """With `# words` at the end of a line (from 1), behind two blanks.

    On a line of its own, above the start of what the line is in and indented alike, where the line ends
    within a text of several lines, or ends in blanks, or in a "# pm: ignore" that would swallow the words.

    Raises:
        CannotEdit: there is no such line, or it is empty; the words are empty, or more than a line.
    """
    source = source_of(text, path)
    cuts = comment_cuts(source, line, words)
    return proven(source, None, ((source.with_cuts([cut]), unchanged) for cut in cuts))


def comment_cuts(source: SourceText, line: int, words: str) -> Iterator[Cut]:
    """The cuts that write a comment, the neatest first.

    Raises:
        CannotEdit: there is no such line, or it is empty; the words are empty, or more than a line.
    """
    if not words.strip() or re.search(r"[\r\n]", words):
        raise CannotEdit("a comment is one line of words")
    _refuse_line(source, line)
    top = _top(source, line)
    if source.kind(line) == "blank" and top == line and not _is_within(source, line):
        raise CannotEdit("the line is empty")
    return _added(source, line, top, f"# {words.strip()}")


def uncomment(text: bytes, path: str, line: int, words: str) -> bytes:
    """Without the comment on a line (from 1) that begins with `# words`, up to the end of the line.

    The blanks before it go too; where it has the line for itself, the line.

    Raises:
        CannotEdit: there is no such comment.
    """
    source = source_of(text, path)
    cuts = uncomment_cuts(source, line, words)
    return proven(source, None, ((source.with_cuts([cut]), unchanged) for cut in cuts))


def uncomment_cuts(source: SourceText, line: int, words: str) -> Iterator[Cut]:
    """The cuts that take a comment away, the neatest first.

    Raises:
        CannotEdit: there is no such comment.
    """
    start, stop = source.remarks.get(line, (0, 0))
    pattern = re.compile(r"(?<!\S)#[ \t]*" + re.escape(words.strip()))
    match = pattern.search(source.text, start, stop)
    if match is None:
        raise CannotEdit("there is no such comment on the line")
    before = source.text[source.start(line) : match.start()].rstrip(BLANKS)
    return iter([(source.start(line) + len(before), stop, "")]) if before else _line_cuts(source, line)


def _line_cuts(source: SourceText, line: int) -> Iterator[Cut]:
    """The cuts of one line alone."""
    start, stop = source.start(line), source.next(line)
    if stop == len(source.text) == source.stop(line) and line > 1:
        yield source.stop(line - 1), stop, ""
    yield start, stop, ""


def _refuse_line(source: SourceText, line: int) -> None:
    fence = source.line(source.end)
    inside = 1 < line < fence if source.front_matter else 1 <= line <= len(source.lines.starts)
    if not inside:
        raise CannotEdit("there is no such line of YAML")


def _added(source: SourceText, line: int, top: int, words: str) -> Iterator[Cut]:
    stop = source.stop(line)
    remark = source.remarks.get(line)
    swallowed = remark is not None and _IGNORE.search(source.text, *remark) is not None
    if not swallowed and not _is_within(source, line) and source.text[stop - 1 : stop] not in (" ", "\t"):
        yield stop, stop, f"  {words}"
    start = source.start(top)
    here = source.text[start : source.stop(top)]
    indent = here[: len(here) - len(here.lstrip(BLANKS))]
    yield start, start, f"{indent}{words}{source.breaks(top)}"


def _is_within(source: SourceText, line: int) -> bool:
    """Whether the end of a line is within a text of several lines."""
    last = _last_by(source, source.stop(line))
    return any(_holds_end(source, node, line) for node in source.scalars[max(last - 1, 0) : last + 1])


def _last_by(source: SourceText, index: int) -> int:
    """The place of the last scalar that starts at or before a character; -1 where none does."""
    return bisect_right(source.scalars, index, key=lambda node: node.start) - 1


def _holds_end(source: SourceText, node: PlaceNode, line: int) -> bool:
    first, last = source.line(node.start), source.line(max(node.end - 1, node.start))
    return first < line <= last if is_block(source.text, node) else first <= line < last


def _top(source: SourceText, line: int) -> int:
    """The line above which there is room: the line itself, or that where the text it is in starts."""
    at = _last_by(source, source.start(line) - 1)
    while at >= 0 and source.line(max((node := source.scalars[at]).end - 1, node.start)) >= line:
        line, at = min(line, source.line(node.start)), at - 1
    return line
