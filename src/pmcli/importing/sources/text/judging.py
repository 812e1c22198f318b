"""What headings and entries of a Markdown page are, by what they say: a story, a fact, one below a status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pmcli.importing.sources.tables.meaning.group_heads import Head, head_of, is_telling
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.labels import is_of_features, labelled, meaning_of
from pmcli.importing.sources.text.outline import OutlineEntry, Section

_STORY: Final = re.compile(r"(?:user )?story\b|US[-_ ]?\d|as an? \S", re.IGNORECASE)
_EPIC: Final = re.compile(r"\W*(?:epic|initiative|theme|e\d)", re.IGNORECASE)
"""What says whether it is one story, or has several."""


def is_story(section: Section, cells: Mapping[str, str]) -> bool:
    """Whether a heading is one piece of work, with a number or an effort: boxes below it make it done."""
    title = plain(section.title)
    named = _STORY.match(title) is not None or ("id" in cells and not _EPIC.match(title))
    return named or any(meaning_of(name) == "effort" for name in cells)


def has_own(task: OutlineEntry) -> bool:
    """Whether a task says something that only a feature has."""
    said = read_line(task.text, task.box).keys() & {"id", "effort", "owner", "priority", "due", "depends on"}
    return bool(said) or bool(task.inner)


def is_beside(entry: OutlineEntry) -> bool:
    """Whether the line before its list says where an item belongs: it is one of its own then."""
    return bool(entry.label) and is_telling(plain(entry.label))


def is_evident(section: Section) -> bool:
    """Whether the words of a heading say what those of an item do: a mark, an id, a priority, an issue."""
    said = read_line(section.title).keys() & {"mark", "id", "priority", "issue", "state", "due"}
    return bool(said) or any(is_fact(line) for line in section.prose)


def is_fact(line: str) -> bool:
    """Whether a line with a label says something of a feature."""
    said = labelled(line)
    return said is not None and is_of_features(said[0])


def is_below(above: Sequence[Section]) -> bool:
    """Whether a heading stands below one that says a status, a period or the like."""
    return any(is_telling(plain(section.title)) for section in above if section.title)


def are_partly_done(heads: tuple[Head, ...]) -> bool:
    """Whether headings call something done that still has open boxes: "Editor (done)", and not "Done"."""
    said = [head_of(head.name) for head in heads]
    return any(("status", "shipped") in pairs for pairs in said) and (("status", "shipped"),) not in said
