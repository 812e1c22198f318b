"""A Markdown page as an outline: headings with what stands below each, its lists, tables and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources.tables.meaning.group_heads import is_telling
from pmcli.importing.sources.text.prose import HEADING, lines

_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,4}[.)])[ \t]+(?:\[([^\]])\](?:[ \t]+|$))?(.*)")
_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BREAK: Final = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})")
_LABEL: Final = re.compile(
    r"(?:\*\*|__)([^*_]{1,80}?)(?:\*\*|__)[ \t]*:?[ \t]*((?:[–—→⟶-]+[ \t].{1,40})?)|([^|`.!?]{2,60}):"
)
_FOLD: Final = re.compile(
    r"(?:<details[^>]{0,60}>\s*)?<summary>(?:<\w+>)?([^<]{1,200})(?:</\w+>)?</summary>|</?details[^>]{0,60}>",
    re.IGNORECASE,
)
"""What folds a part of a page: its summary heads it."""
_MOST_CELLS: Final = 300
"""Cells of a row that are read; what stands behind them is one."""
DEEPEST: Final = 40
"""Levels of a list that are told apart; what stands deeper in stands on the last of them."""
_LABEL_WORDS: Final = 5
"""Words that a line before a list has at most, if it is a name and no sentence."""
_CELL: Final = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An item of a list: its line, how far in it stands, the sign in its box ("" for none), and its text.

    `more` are the lines below it that belong to it, `label` the line that introduces its list.
    """

    line: int
    indent: int
    box: str
    text: str
    label: str = ""
    more: list[str] = field(default_factory=list)
    inner: list[OutlineEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of a page: its header, and its rows with their lines."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (level 0 for the page itself) and what stands below it before the next."""

    line: int
    level: int
    title: str
    entries: list[OutlineEntry] = field(default_factory=list)
    grids: list[PageTable] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    """The lines that are in no list and no table; `lead` has those before the first list."""
    fences: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    inner: list[Section] = field(default_factory=list)
    deeper: list[int] = field(default_factory=list)
    """The lines of items that stand too deep in, of the whole page."""

    def walk(self, above: tuple[Section, ...] = ()) -> Iterator[tuple[Section, tuple[Section, ...]]]:
        """The section and those within it, in order, each with those above it."""
        yield self, above
        for section in self.inner:
            yield from section.walk((*above, self))


def cells_in(line: str) -> list[str]:
    """The cells of a row of a table, in which a bar behind a backslash is no end of a cell."""
    bare = line.strip().removeprefix("|")
    bare = bare if bare.endswith("\\|") else bare.removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(bare, _MOST_CELLS)]


def outline(text: str, first: int = 1) -> Section:
    """The outline of a page whose first line has the number `first`."""
    return _Outline(first).run(_without_comments(text))


def _without_comments(text: str) -> str:
    """The text with comments of HTML and Obsidian made blank, on as many lines."""
    for start, end in (("<!--", "-->"), ("%%", "%%")):
        pieces, at = [], 0
        while (begin := text.find(start, at)) >= 0 and (close := text.find(end, begin + len(start))) >= 0:
            pieces += [text[at:begin], "\n" * text.count("\n", begin, close)]
            at = close + len(end)
        text = "".join([*pieces, text[at:]])
    return text


class _Outline:
    """One run over the lines of a page."""

    def __init__(self, first: int) -> None:
        self.number = first - 1
        self.page = Section(first, 0, "")
        self.open: list[Section] = [self.page]
        self.items: list[OutlineEntry] = []
        """The items that are open, outermost first."""
        self.grid: PageTable | None = None
        self.label = ""
        self.fence: list[str] | None = None
        self.is_behind_blank = True

    def run(self, text: str) -> Section:
        listed = list(lines(text))
        skip = False
        for at, line in enumerate(listed):
            self.number += 1
            below = listed[at + 1].text if at + 1 < len(listed) else ""
            if skip:
                skip = False
            elif not line.is_prose and not line.text.lstrip().startswith(">"):
                self._fenced(line.text)
            elif line.text.strip() and self._is_underlined(line.text, below):
                self._heading(1 if below.strip().startswith("=") else 2, line.text.strip())
                skip = True
            else:
                self._line(line.text, below)
            self.is_behind_blank = not line.text.strip()
        return self.page

    def _is_underlined(self, text: str, below: str) -> bool:
        return (
            self.is_behind_blank and "|" not in text and not text.startswith(" ")
            and not _ITEM.fullmatch(text)
            and not text.lstrip().startswith((">", "#"))
            and _UNDERLINE.fullmatch(below) is not None and len(text) <= 120
        )  # fmt: skip

    def _fenced(self, text: str) -> None:
        is_fence = text.lstrip().startswith(("```", "~~~"))
        if is_fence and self.fence is None:
            self.fence = [text.strip()]
        elif is_fence and self.fence is not None:
            self.open[-1].fences.append("\n".join(self.fence))
            self.fence = None
        elif self.fence is not None:
            self.fence.append(text)
        if self.items:
            self.items[-1].more.append(text.strip())

    def _line(self, text: str, below: str) -> None:
        section = self.open[-1]
        if not text.strip():
            self.grid = None
            if self.items and self.items[-1].more:
                self.items[-1].more.append("")
        elif heading := HEADING.fullmatch(text):
            self._heading(len(heading[1]), heading[2].rstrip("# \t"))
        elif self.grid is not None and "|" in text:
            if self.number > self.grid.line + 1:  # behind the rule
                self.grid.rows.append((self.number, cells_in(text)))
        elif "|" in text and _RULE.fullmatch(below) and "|" in below:
            self.items.clear()
            self.grid = PageTable(self.number, cells_in(text))
            section.grids.append(self.grid)
        elif _BREAK.fullmatch(text):
            self.items.clear()
            self.label = ""
        elif item := _ITEM.fullmatch(text):
            self._item(len(item[1].expandtabs(4)), item[2] or "", item[3].strip())
        elif self.items and (text[:1] in (" ", "\t") or not self.is_behind_blank):
            self._goes_on(text)
        elif not (self.grid is None and _RULE.fullmatch(text) and "|" in text):
            self._prose(text, below)

    def _heading(self, level: int, title: str) -> None:
        while self.open[-1].level >= level:
            self.open.pop()
        section = Section(self.number, level, title)
        self.open[-1].inner.append(section)
        self.open.append(section)
        self.items.clear()
        self.grid, self.label = None, ""

    def _item(self, indent: int, box: str, text: str) -> None:
        while self.items and self.items[-1].indent >= indent:
            self.items.pop()
        if len(self.items) == DEEPEST:
            self.items.pop()
            self.page.deeper.append(self.number)
        entry = OutlineEntry(self.number, indent, box, text, "" if self.items else self.label)
        (self.items[-1].inner if self.items else self.open[-1].entries).append(entry)
        self.items.append(entry)

    def _goes_on(self, text: str) -> None:
        """A line that belongs to an item: to the innermost that stands less far in."""
        indent = len(text) - len(text.lstrip())
        while len(self.items) > 1 and self.is_behind_blank and self.items[-1].indent >= indent:
            self.items.pop()
        self.items[-1].more.append(text.strip())

    def _prose(self, text: str, below: str) -> None:
        section = self.open[-1]
        self.items.clear()
        if folded := _FOLD.fullmatch(text.strip()):
            self.label = folded[1] or ""
            return
        label = _LABEL.fullmatch(text.strip())
        is_before = not below.strip() or _ITEM.fullmatch(below)
        if label and is_before and (label[1] or len(label[3].split()) <= _LABEL_WORDS):
            said = f"{label[1].strip(' :')} {label[2]}" if label[1] else label[3]
            self.label = said.strip(" :")
            return
        if is_before and self.is_behind_blank and len(text) < 40 and is_telling(text):
            self.label = text.strip()
            return
        self.label = ""
        if not section.entries:
            section.lead.append(text)
        section.prose.append(text)
