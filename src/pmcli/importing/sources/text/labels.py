"""Lines and headings within a feature's text that name a field: "Status: planned", "Acceptance criteria"."""

from __future__ import annotations

import re
from typing import Final

from pmcli.importing.sources.tables.meaning.columns import compact, guess
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.text.inline import plain

_LABELLED: Final = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)?([^\W\d_][\w /-]{1,30}?)(?:\*\*|__)?"
    r"[ \t]*:[ \t]*(?:\*\*|__)?[ \t]*(\S.*)",
    re.DOTALL,
)
_OF_FEATURES: Final = frozenset(
    ("status", "owner", "effort", "target", "depends_on", "x-priority", "type", "team", "release", "theme",
     "url", "tags", "moscow", "not_before", "rice.reach", "rice.impact", "rice.confidence", "blocks",
     "parent")
)  # fmt: skip
"""What a line with a label says of a feature; other lines with one are text."""
_LONGEST: Final = 2000


def meaning_of(name: str) -> str:
    """The meaning of a label or key, "" where its name says nothing."""
    return compacted("keys").get(compact(name)) or guess(name)


def is_of_features(name: str) -> bool:
    """Whether a label names a field of one word or number."""
    return meaning_of(name) in _OF_FEATURES


def labelled(text: str) -> tuple[str, str] | None:
    """The label and value of a line such as "**Status:** planned"; None where it has none."""
    match = _LABELLED.fullmatch(text.strip()) if len(text) < _LONGEST else None
    return (match[1].strip(), match[2].strip()) if match else None


def fact_in(text: str) -> tuple[str, str] | None:
    """The label and plain value of a line that says something of a feature."""
    said = labelled(text)
    return (said[0], plain(said[1])) if said and is_of_features(said[0]) else None


def field_of(title: str) -> str:
    """The field that a heading or label within a feature's text means, "" for none."""
    bare = re.sub(r"^[\W\d_]+|[\s:*_#]+$", "", plain(title))
    return compacted("headings").get(compact(bare), "")
