"""Issues that were closed as duplicates: what each is a duplicate of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pmcli.importing.sources.text.prose import lines, without_comments
from pmcli.importing.sources.trackers.issues import REFERENCE, IssueReference, first, nodes, reference

_SAID: Final = re.compile(
    rf"(?<!not a )(?<!possible )(?<!potential )\b(?:duplicate|dupe|dup) of:?[\s*_]{{0,4}}({REFERENCE})",
    re.IGNORECASE,
)
_RULED: Final = re.compile(
    r"\W{0,4}(?:(?:closing|closed|marking|marked|this is|it is|looks like) )?(?:this |it )?(?:as )?(?:an? )?"
    r"(?:duplicate|dupe|dup) of\b",
    re.IGNORECASE,
)
"""A line that says it and nothing before; others only talk of it."""
_LONGEST: Final = 300
"""Characters of a line that are looked at."""


def original(data: Mapping[str, Any], repository: str) -> IssueReference | None:
    """The issue of which a closed one is a duplicate: by its data, the last comment that says it, its body.

    Where GitHub does not say that it was closed as one, a text must say it in so many words.
    """
    reason = str(first(data, ("state_reason", "stateReason")) or "").casefold()
    if reason == "completed":
        return None
    given = first(data, ("duplicateOf", "duplicate_of"))
    if isinstance(given, dict):
        given = first(given, ("html_url", "url", "number"))
    if given is not None:
        return reference(f"#{given}" if isinstance(given, int) else str(given), repository)
    comments = [str(node.get("body") or "") for node in nodes(data.get("comments")) if isinstance(node, dict)]
    for text in (*reversed(comments), str(data.get("body") or "")):
        for said in _said(text, is_sure=reason == "duplicate"):
            return reference(said, repository)
    return None


def _said(text: str, *, is_sure: bool) -> Iterator[str]:
    for line in lines(without_comments(text)):
        prose = line.text[:_LONGEST]
        if line.is_prose and (match := _SAID.search(prose)) and (is_sure or _RULED.match(prose)):
            yield match[1]
