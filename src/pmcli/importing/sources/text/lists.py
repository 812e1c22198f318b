"""The lists and headings of a Markdown page as items: which of them are, and what they say of themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.group_heads import (
    Head,
    bare_head,
    compacted,
    is_of_prose,
    is_telling,
    without_number,
)
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.text.entries import bullets, first_lines, put_texts, whole
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.judging import (
    are_partly_done,
    has_own,
    is_below,
    is_beside,
    is_evident,
    is_fact,
    is_story,
)
from pmcli.importing.sources.text.labels import field_of, is_of_features, labelled
from pmcli.importing.sources.text.named import HEADING_NUMBER
from pmcli.importing.sources.text.outline import OutlineEntry, Section

_ANCHOR: Final = re.compile(r"\[[^\]]{1,200}\]\(#")
"""A line of a table of contents."""
_WHOLE: Final = re.compile(
    r"((?:epic|feature|story|user story|initiative)\s*#?([\d.]{0,6}))\s*[:–—-]\s+(?=\S)", re.IGNORECASE
)
"""What says of a heading that it is an item."""


@dataclass(frozen=True, slots=True)
class Page:
    """The items of a page; what is left out, and the number of lines of prose by heading."""

    items: list[NestedItem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    prose: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)
    struck: int = 0
    criteria: int = 0
    ticked: int = 0
    """The boxes that are acceptance criteria, and those of them that are ticked."""
    is_telling: bool = False
    """Whether something says that it is about work: a box, a table, a heading with a status or a period."""


def heads_of(sections: Sequence[Section]) -> tuple[Head, ...]:
    """The names of the headings that items stand below; the page's own title is none of them."""
    named = [section for section in sections if section.title]
    alone = named and named[0].level == 1 and not is_telling(plain(named[0].title))
    return tuple(Head(plain(section.title)) for section in (named[1:] if alone else named))


def _bare_title(title: str) -> str:
    return compact(bare_head(plain(title)))


def is_aside(sections: Sequence[Section]) -> bool:
    """Whether what stands below the headings is no feature: a legend, how to contribute, what is not done.

    What the page as a whole is called, its only heading of the first level, says nothing of that.
    """
    first = [one for one in sections[0].inner if one.level == 1]
    named = [one for one in sections if one.title and not (len(first) == 1 and one is first[0])]
    return any(is_of_prose(plain(section.title)) for section in named)


class PageItems:
    """One run over the lists and headings of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.struck = self.criteria = self.ticked = 0

    def run(self, top: Section) -> None:
        """Put the items below a heading, and what is left out, into the page."""
        by_heading = self._has_headings_for_items(top)
        title = next((section for section in top.inner if section.level == 1), None)
        alone = title is not None and len([one for one in top.inner if one.level == 1]) == 1
        for section, above in top.walk():
            path = (*above, section)
            if section is title and alone and not section.entries:
                self._left(section)
            elif is_aside(path):
                self._aside(section, path)
            elif self._is_item(section, above, by_heading=by_heading):
                self._heading(section, heads_of(above))
            elif not (by_heading and any(self._is_item(one, (), by_heading=True) for one in above)):
                self._left(section)
                if field_of(section.title) == "acceptance" or (
                    by_heading and section.inner and not is_telling(plain(section.title))
                ):
                    self.page.prose[plain(section.title)] += len(section.entries)
                else:
                    self._entries(section.entries, heads_of(path))

    def _left(self, section: Section) -> None:
        lines = sum(1 for line in section.prose if line.strip())
        if lines:
            self.page.prose[plain(section.title)] += lines

    def _aside(self, section: Section, path: Sequence[Section]) -> None:
        """Lists that are told, and left out."""
        names = [plain(entry.text) for entry in section.entries]
        self._left(section)
        if any(_bare_title(one.title) in compacted("not_doing") for one in path):
            for entry in section.entries:
                name = line_of(plain(entry.text))[:80]
                reason = f'"{name}" is not to be done: strategy.not_doing in pm.yaml takes it'
                self.page.skipped.append(Skipped(f"line {entry.line}", reason))
        elif names:
            self.page.prose[plain(section.title)] += len(names)

    # --- headings that are items ---

    @staticmethod
    def _leaves(top: Section) -> list[tuple[Section, tuple[Section, ...]]]:
        return [
            (section, above) for section, above in top.walk()
            if section.level > 1 and not is_aside((*above, section)) and not section.inner
            and not is_telling(plain(section.title)) and _bare_title(section.title) not in compacted("plain")
        ]  # fmt: skip

    def _has_headings_for_items(self, top: Section) -> bool:
        """Whether most of the innermost headings have text of their own, and so are items, not themes."""
        leaves = self._leaves(top)
        written = sum(1 for section, _ in leaves if self._is_written(section))
        listed = sum(1 for section, _ in leaves if section.entries and not self._is_written(section))
        lists = sum(1 for section, _ in top.walk() if section.entries and is_telling(plain(section.title)))
        evident = sum(1 for section, above in leaves if is_evident(section) or is_below(above))
        return written > listed and (written > lists or evident * 2 > len(leaves))

    @staticmethod
    def _is_written(section: Section) -> bool:
        """Whether a section begins with text, or with lines such as "Status: planned"."""
        said = [entry for entry in section.entries if labelled(entry.text)]
        is_labelled = len(said) * 2 > len(section.entries) > 0
        of_field = any(field_of(entry.label) for entry in section.entries)
        says = of_field or any(is_fact(line) for line in section.prose)
        return (
            bool(section.lead)
            or is_labelled
            or of_field
            or says
            or (bool(section.prose) and not section.entries)
        )

    def _is_item(self, section: Section, above: Sequence[Section], *, by_heading: bool) -> bool:
        if section.level < 2 or section.grids or is_telling(plain(section.title)):
            return False
        if _bare_title(section.title) in compacted("plain") or not section.title:
            return False
        if _WHOLE.match(plain(section.title)) and not section.inner:
            return True
        fields = [one for one in section.inner if field_of(one.title)]
        if section.inner and len(fields) < len(section.inner):
            return False
        if field_of(section.title) and above and not is_telling(plain(above[-1].title)):
            return False
        if by_heading:
            return bool(section.prose or section.entries or fields) and (
                self._is_written(section) or bool(fields) or is_below(above)
            )
        return not section.entries and bool(section.prose) and is_below(above)

    def _heading(self, section: Section, heads: tuple[Head, ...]) -> None:
        """An item that is a heading, with its text and lists as what they are called."""
        title = without_number(section.title)
        numbered = _WHOLE.match(title)
        cells = read_line(_WHOLE.sub("", title, count=1))
        if numbered and numbered[2]:
            cells[HEADING_NUMBER] = numbered[1]
        self.struck += "struck" in cells
        cells.pop("struck", None)
        texts: dict[str, list[str]] = {}
        tasks: list[OutlineEntry] = []
        for one in (section, *section.inner):
            self._describe(one, "" if one is section else plain(one.title), cells, texts, tasks)
        if tasks and is_story(section, cells) and not any(has_own(task) for task in tasks):
            self.ticked += sum(1 for task in tasks if task.box in "xX")
            self.criteria += len(tasks)
            texts["acceptance"] = [*texts.get("acceptance", ()), *map(whole, tasks)]
            tasks = []
        put_texts(cells, texts)
        self.page.items.append(NestedItem(f"line {section.line}", cells, heads))
        index = len(self.page.items) - 1
        for task in tasks:
            self._entry(task, (), index)
        beside = [entry for one in (section, *section.inner) for entry in one.entries if is_beside(entry)]
        self._entries(beside, heads)

    def _describe(
        self, section: Section, title: str, cells: dict[str, str], texts: dict[str, list[str]],
        tasks: list[OutlineEntry],
    ) -> None:  # fmt: skip
        """Put what a heading's text says into cells, its texts by field, and its open tasks."""
        usual = field_of(title) or "description"
        prose: list[str] = []
        for line in section.prose:
            said = labelled(line)
            if said and is_of_features(said[0]):
                cells.setdefault(said[0], plain(said[1]))
            else:
                prose.append(line)
        text = "\n".join(prose).strip()
        if text:
            texts.setdefault(usual, []).append(text)
        for entry in section.entries:
            said = labelled(entry.text)
            own = field_of(entry.label) or usual
            if is_beside(entry):
                continue
            if said and not entry.box and is_of_features(said[0]):
                cells.setdefault(said[0], plain(said[1]))
            elif entry.box and own != "acceptance":
                tasks.append(entry)
            else:
                line = whole(entry)
                texts.setdefault(own, []).append(line if own == "acceptance" else f"- {line}")

    # --- lists ---

    def _entries(self, entries: Sequence[OutlineEntry], heads: tuple[Head, ...]) -> None:
        """The items of a list; one that only names a status or a period is a heading of those in it."""
        for entry in entries:
            if _ANCHOR.match(entry.text):
                self.page.prose["Contents"] += 1
                continue
            label = plain(entry.label)
            if label and (field_of(label) == "acceptance" or is_of_prose(label)):
                self.page.prose[label] += 1
                continue
            below = (*heads, Head(label)) if label and is_telling(label) else heads
            title = plain(entry.text).rstrip(":")
            if entry.inner and not entry.box and len(title) < 60 and is_telling(title):
                self._entries(entry.inner, (*below, Head(title)))
            else:
                self._entry(entry, below, -1)

    def _entry(self, entry: OutlineEntry, heads: tuple[Head, ...], parent: int) -> None:
        """An item of a list, those below it that are tasks as its parts, and the others as its text."""
        cells = read_line(entry.text + "".join(f" {line}" for line in first_lines(entry)), entry.box)
        if not line_of(cells.get("title")):
            if entry.text or entry.inner:
                self.page.skipped.append(Skipped(f"line {entry.line}", "it has no title"))
            return
        self.struck += cells.pop("struck", "") == "true"
        if entry.box == " " and are_partly_done(heads):
            cells["mark"] = "to do"
        texts: dict[str, list[str]] = {"description": [cells.pop("text")]} if "text" in cells else {}
        rest = entry.more[len(first_lines(entry)) :]
        if text := "\n".join(rest).strip():
            texts.setdefault("description", []).append(text)
        tasks = []
        for inner in entry.inner:
            said = labelled(inner.text)
            if inner.box or (inner.inner and any(one.box for one in inner.inner)):
                tasks.append(inner)
            elif said and is_of_features(said[0]):
                cells.setdefault(said[0], plain(said[1]))
            elif said and (own := field_of(said[0])):
                texts.setdefault(own, []).append(said[1])
            else:
                texts.setdefault("description", []).append("\n".join(bullets(inner, 0)))
        put_texts(cells, texts)
        self.page.items.append(NestedItem(f"line {entry.line}", cells, heads, parent))
        index = len(self.page.items) - 1
        for task in tasks:
            self._entry(task, (), index)
