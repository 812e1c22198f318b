"""The lines that belong to an entry of a block list or a block map, and the cuts that take lines out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pmcli.yaml.edit.key_path import Entry
from pmcli.yaml.edit.source_text import BLANKS, ODD, CannotEdit, Cut, SourceText

_IGNORE: Final = re.compile(r"#[ \t]*pm:[ \t]*ignore(?!-file)")
_ITEM: Final = re.compile(r"-(?=\s)")
_ITEM_IN_COMMENT: Final = re.compile(r"#[ \t]*- ")
_OF_FILE: Final = re.compile(
    r"#!|#[ \t]*(?:yaml-language-server|pm:[ \t]*ignore-file|vim:|-\*-|\$schema|yamllint|"
    r"(?i:copyright\b|\(c\)|©|spdx-|licen[cs]ed?\b))"
)


def begins_line(source: SourceText, entry: Entry) -> bool:
    """Whether nothing stands before an entry in its line."""
    return not source.text[entry.start - entry.column : entry.start].strip(BLANKS)


def last_line(source: SourceText, entry: Entry) -> int:
    """The last line of an entry, of the blank lines its value keeps, of the deeper comments below it.

    Items in comments directly below a key, such as `# - {kind: …}`, are of its list though no deeper than it.

    Raises:
        CannotEdit: something else follows in its line.
    """
    last = source.line(max(entry.end - 1, entry.start))
    behind = entry.behind
    if source.bare[behind : source.stop(source.line(behind))].strip(BLANKS):
        raise CannotEdit(ODD)
    last = max(last, source.line(behind - 1))
    while entry.keeps and source.next(last) < source.end and source.kind(last + 1) == "blank":
        last += 1
    if not _ITEM.match(source.text, entry.start):
        while source.next(last) < source.end and _is_item_in_comment(source, last + 1, entry.column):
            last += 1
    below = last + 1
    while source.next(below - 1) < source.end and source.kind(below) != "text":
        remark = source.remarks.get(below)
        if remark is not None and source.column(remark[0]) > entry.column:
            last = below
        below += 1
    return last


def _is_item_in_comment(source: SourceText, line: int, column: int) -> bool:
    if source.kind(line) != "comment":
        return False
    start = source.remarks[line][0]
    return source.column(start) == column and _ITEM_IN_COMMENT.match(source.text, start) is not None


def first_line(source: SourceText, entry: Entry, floor: int) -> int:
    """The first of the comment lines directly above an entry, below line `floor`; else its own line."""
    line = source.line(entry.start)
    while line - 1 > floor and source.kind(line - 1) == "comment":
        line -= 1
    return line


def below_file_words(source: SourceText, top: int, head: int) -> int:
    """The first line from `top` on, above line `head`, that is behind comments meant for the whole file."""
    for line in range(head - 1, top - 1, -1):
        if _OF_FILE.match(source.text, source.remarks[line][0]):
            return line + 1
    return top


def silenced_line(source: SourceText, entry: Entry) -> int:
    """The first of the lines `# pm: ignore` directly above an entry, else its own line."""
    line, top = source.line(entry.start), first_line(source, entry, 0)
    while line > top and _IGNORE.match(source.text, source.remarks[line - 1][0]):
        line -= 1
    return line


def without_lines(source: SourceText, top: int, bottom: int) -> Iterator[Cut]:
    """The cuts that take out some lines, the neatest first.

    Where blank lines would then meet blank lines, or an end of the file, those on one side go too. A file
    without a line break at its end has none afterwards, where its data allow that.
    """
    start, stop = source.start(top), source.next(bottom)
    first, below = top, bottom
    while first > 1 and source.kind(first - 1) == "blank":
        first -= 1
    while source.next(below) < source.end and source.kind(below + 1) == "blank":
        below += 1
    if stop >= source.end:
        if source.stop(bottom) == len(source.text) and first > 1:
            yield source.stop(first - 1), stop, ""
            yield source.stop(top - 1), stop, ""
        yield source.start(first), stop, ""
    elif first < top or top == 1:
        yield start, source.next(below), ""
    yield start, stop, ""
    yield start, source.next(below), ""
