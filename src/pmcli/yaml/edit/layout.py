"""Which lines belong to an entry of a block list or a block map, and how lines are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.yaml.edit.key_path import Entry
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, Page

_IGNORE: Final = re.compile(r"#[ \t]*pm:[ \t]*ignore(?!-file)")
_OF_FILE: Final = re.compile(
    r"#!|#[ \t]*(?:yaml-language-server|pm:[ \t]*ignore-file|vim:|-\*-|\$schema|yamllint|"
    r"(?i:copyright\b|\(c\)|©|spdx-|licen[cs]ed?\b))"
)


def begins_line(page: Page, entry: Entry) -> bool:
    """Whether nothing stands before an entry in its line."""
    return not page.text[entry.start - entry.column : entry.start].strip(BLANKS)


def last_line(page: Page, entry: Entry) -> int:
    """The last line of an entry, of the blank lines its value keeps, of the deeper comments below it.

    Raises:
        CannotEdit: something else follows in its line.
    """
    last = page.line(max(entry.end - 1, entry.start))
    behind = entry.end if entry.comma is None else entry.comma + 1
    if page.bare[behind : page.stop(page.line(behind))].strip(BLANKS):
        raise CannotEdit(ODD)
    last = max(last, page.line(behind - 1))
    while entry.keeps and page.next(last) < page.end and page.kind(last + 1) == "blank":
        last += 1
    below = last + 1
    while page.next(below - 1) < page.end and page.kind(below) != "text":
        remark = page.remarks.get(below)
        if remark is not None and page.column(remark[0]) > entry.column:
            last = below
        below += 1
    return last


def first_line(page: Page, entry: Entry, floor: int) -> int:
    """The first of the comment lines directly above an entry, below line `floor`; else its own line."""
    line = page.line(entry.start)
    while line - 1 > floor and page.kind(line - 1) == "comment":
        line -= 1
    return line


def below_file_words(page: Page, top: int, head: int) -> int:
    """The first line from `top` on, above line `head`, that is behind comments meant for the whole file."""
    for line in range(head - 1, top - 1, -1):
        if _OF_FILE.match(page.text, page.remarks[line][0]):
            return line + 1
    return top


def silenced_line(page: Page, entry: Entry) -> int:
    """The first of the lines `# pm: ignore` directly above an entry, else its own line."""
    line = page.line(entry.start)
    while (
        line > 1 and page.kind(line - 1) == "comment" and _IGNORE.match(page.text, page.remarks[line - 1][0])
    ):
        line -= 1
    return line


def without_lines(page: Page, top: int, bottom: int) -> Iterator[Cut]:
    """The cuts that take out some lines, the neatest first.

    Where blank lines would then meet blank lines, or an end of the file, those on one side go too. A file
    without a line break at its end has none afterwards, where its data allow that.
    """
    start, stop = page.start(top), page.next(bottom)
    first, below = top, bottom
    while first > 1 and page.kind(first - 1) == "blank":
        first -= 1
    while page.next(below) < page.end and page.kind(below + 1) == "blank":
        below += 1
    if stop >= page.end:
        if page.stop(bottom) == len(page.text) and first > 1:
            yield page.stop(first - 1), stop, ""
            yield page.stop(top - 1), stop, ""
        yield page.start(first), stop, ""
    elif first < top or top == 1:
        yield start, page.next(below), ""
    yield start, stop, ""
    yield start, page.next(below), ""
