"""Issues that were closed as duplicates: what they are duplicates of, which gets their voices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pmcli.importing.sources.text.prose import lines, without_comments
from pmcli.importing.sources.trackers.issues import REFERENCE, IssueReference, first, nodes, reference

if TYPE_CHECKING:
    from pmcli.importing.sources.trackers.github_issue import Issue

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


def hand_over(
    issues: Mapping[IssueReference, Issue], settled: Callable[[IssueReference], IssueReference]
) -> int:
    """The number of duplicates that have given their voices to what they are duplicates of."""
    by_duplicate = {
        issue.named: settled(issue.duplicate_of)
        for issue in issues.values()
        if issue.duplicate_of is not None
    }
    handed = 0
    for named, other in by_duplicate.items():
        issue, into = issues[named], _last(other, by_duplicate)
        target = issues.get(into)
        issue.duplicate_of = None
        if target is None or into in by_duplicate:
            issue.notes.append(f"it was closed as a duplicate of {other.key}, which is not in the data")
            continue
        handed += 1
        issue.duplicate_of = into
        target.fields["evidence"] = [*target.fields["evidence"], *issue.fields["evidence"]]
        target.voices += tuple(f"{voice}@{_word(named)}" for voice in issue.voices)
        spoken = {name for name in issue.speaks if name.startswith("evidence.")}
        target.speaks |= {f"{name}@{_word(named)}" for name in spoken}
    for issue in issues.values():
        issue.needs = [_stood_for(settled(need), issues) for need in issue.needs]
        issue.parent = _stood_for(settled(issue.parent), issues) if issue.parent else None
    return handed


def _word(named: IssueReference) -> str:
    """An issue in a word, as a voice of another one is remembered."""
    return re.sub(r"[^\w/#-]", "_", named.key)[-40:]


def _last(named: IssueReference, by_duplicate: Mapping[IssueReference, IssueReference]) -> IssueReference:
    """What an issue is a duplicate of in the end; one of a circle where there is one."""
    seen = {named}
    while (following := by_duplicate.get(named)) is not None and following not in seen:
        seen.add(following)
        named = following
    return named


def _stood_for(named: IssueReference, issues: Mapping[IssueReference, Issue]) -> IssueReference:
    """The issue, or what it is a duplicate of: what waits for it waits for that one."""
    issue = issues.get(named)
    return named if issue is None or issue.duplicate_of is None else issue.duplicate_of
