"""Comments: all of a file, one more, one less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pmcli.yaml.edit.proof import Draft, proven, unchanged
from pmcli.yaml.edit.source_text import BLANKS, CannotEdit, Cut, Page, is_block, page_of
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
        page = page_of(text, path)
    except CannotEdit:
        return ()
    return tuple(
        Comment(
            line, page.column(start) + 1, page.text[start + 1 : stop].strip(), page.kind(line) == "comment"
        )
        for line, (start, stop) in page.remarks.items()
    )


def comment(text: bytes, path: str, line: int, words: str) -> bytes:
    """With `# words` at the end of a line (from 1), behind two blanks.

    On a line of its own, above the start of what the line is in and indented alike, where the line ends
    within a text of several lines, or ends in blanks, or in a "# pm: ignore" that would swallow the words.

    Raises:
        CannotEdit: there is no such line, or it is empty; the words are empty, or more than a line.
    """
    page = page_of(text, path)
    if not words.strip() or re.search(r"[\r\n]", words):
        raise CannotEdit("a comment is one line of words")
    _refuse_line(page, line)
    top = _top(page, line)
    if page.kind(line) == "blank" and top == line and not _is_within(page, line):
        raise CannotEdit("the line is empty")
    return proven(page, None, _added(page, line, top, f"# {words.strip()}"))


def uncomment(text: bytes, path: str, line: int, words: str) -> bytes:
    """Without the comment on a line (from 1) that begins with `# words`, up to the end of the line.

    The blanks before it go too; where it has the line for itself, the line.

    Raises:
        CannotEdit: there is no such comment.
    """
    page = page_of(text, path)
    start, stop = page.remarks.get(line, (0, 0))
    pattern = re.compile(r"(?<!\S)#[ \t]*" + re.escape(words.strip()))
    found = pattern.search(page.text, start, stop)
    if found is None:
        raise CannotEdit("there is no such comment on the line")
    before = page.text[page.start(line) : found.start()].rstrip(BLANKS)
    cuts: Iterator[Cut] = iter([(page.start(line) + len(before), stop, "")])
    if not before:
        cuts = _line_cuts(page, line)
    return proven(page, None, ((page.with_cuts([cut]), unchanged) for cut in cuts))


def _line_cuts(page: Page, line: int) -> Iterator[Cut]:
    """The cuts of one line alone."""
    start, stop = page.start(line), page.next(line)
    if stop == len(page.text) == page.stop(line) and line > 1:
        yield page.stop(line - 1), stop, ""
    yield start, stop, ""


def _refuse_line(page: Page, line: int) -> None:
    fence = page.line(page.end)
    inside = 1 < line < fence if page.front_matter else 1 <= line <= len(page.lines.starts)
    if not inside:
        raise CannotEdit("there is no such line of YAML")


def _added(page: Page, line: int, top: int, words: str) -> Iterator[Draft]:
    stop = page.stop(line)
    remark = page.remarks.get(line)
    swallowed = remark is not None and _IGNORE.search(page.text, *remark) is not None
    if not swallowed and not _is_within(page, line) and page.text[stop - 1 : stop] not in (" ", "\t"):
        yield page.with_cuts([(stop, stop, f"  {words}")]), unchanged
    start = page.start(top)
    here = page.text[start : page.stop(top)]
    indent = here[: len(here) - len(here.lstrip(BLANKS))]
    yield page.with_cuts([(start, start, f"{indent}{words}{page.breaks(top)}")]), unchanged


def _is_within(page: Page, line: int) -> bool:
    """Whether the end of a line is within a text of several lines."""
    return any(_holds_end(page, node, line) for node in page.scalars)


def _holds_end(page: Page, node: PlaceNode, line: int) -> bool:
    first, last = page.line(node.start), page.line(max(node.end - 1, node.start))
    return first < line <= last if is_block(page.text, node) else first <= line < last


def _top(page: Page, line: int) -> int:
    """The line above which there is room: the line itself, or that where the text it is in starts."""
    for node in reversed(page.scalars):
        if page.line(node.start) < line <= page.line(max(node.end - 1, node.start)):
            line = page.line(node.start)
    return line
