"""GitHub issues, as `gh issue list --json …` and the REST interface hand them over.

Reactions and comments become evidence; labels tags and the type; a milestone the release, and its due date
the target; "blocked by #12", task lists and GitHub's own dependencies become `depends_on`; sub-issues have a
parent; a closed issue is shipped or declined, by its reason. A duplicate is merged into what it is one of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, Skipped, Source
from pmcli.importing.sources.plain_values import kept, line_of
from pmcli.importing.sources.trackers.github_issue import Issue
from pmcli.importing.sources.trackers.github_keys import keys_told
from pmcli.importing.sources.trackers.issues import IssueReference, first, issues, reference, rest_of
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted


def _recognise(source: Source) -> float:
    """The share of the first things listed that are issues, times 0.95."""
    data = source.data if source.data is not None else next(iter(source.files.values()), b"")
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in (b"[", b"{"):
        return 0.0
    try:
        listed = [item for _, item in issues(source)][:50]
    except PmError:
        return 0.0
    known = sum(1 for item in listed if isinstance(item, dict) and _is_issue(item))
    return 0.95 * known / len(listed) if listed else 0.0


def _is_issue(item: Mapping[str, Any]) -> bool:
    """Whether it has a number, a title, and an address or hardly a key that is not GitHub's."""
    if not {"number", "title"} <= item.keys():
        return False
    ours = vocabulary("github", "keys").keys() | vocabulary("github", "unread").keys()
    return first(item, ("html_url", "url")) is not None or 4 * len(
        {str(key).casefold() for key in item} - ours
    ) <= len(item)


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:  # noqa: ARG001 - names are GitHub's own
    """A draft of every issue; pull requests and what has no number or title are skipped."""
    listed = issues(source)
    return _Reading().run(listed, rest_of(source, len(listed)))


@dataclass(slots=True)
class _Reading:
    """One run over the issues, with what is gathered."""

    issues: dict[IssueReference, Issue] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    guessed: dict[str, int] = field(default_factory=dict)

    def run(self, listed: list[tuple[str, Any]], rest: str) -> Imported:
        for place, data in listed:
            reason = self._take(place, data)
            if reason:
                self.skipped.append(Skipped(place, reason))
        self._relate()
        alone = len({named.repository for named in self.issues}) == 1
        drafts = tuple(self._draft(issue, alone=alone) for issue in self.issues.values())
        guesses = [rest] if rest else []
        guesses += [f"{what} ({counted(many, 'issue')})" for what, many in self.guessed.items()]
        told = keys_told(data for _, data in listed)
        return Imported(drafts, tuple(self.skipped), (), tuple(guesses), len(listed), columns=told)

    # --- one issue ---

    def _take(self, place: str, data: Any) -> str:
        """Why an issue does not come in; "" where it does."""
        if not isinstance(data, dict):
            return "it is no issue"
        number = data.get("number")
        address = first(data, ("html_url", "url"))
        named = reference(address, "") if isinstance(address, str) else None
        if named is None and isinstance(number, int) and not isinstance(number, bool):
            named = IssueReference("", number)
        if named is None:
            return "it has no number"
        if isinstance(data.get("pull_request"), dict) or "/pull/" in str(address):
            return f"{named.key} is a pull request"
        if not line_of(data.get("title")):
            return f"{named.key} has no title"
        if named in self.issues:
            return f"{named.key} is listed twice"
        web = address if isinstance(address, str) and "://" in address else ""
        self.issues[named] = issue = Issue(named, f"{place} ({named.key})", data, web)
        for sentence in issue.guesses:
            self.guessed[sentence] = self.guessed.get(sentence, 0) + 1
        return ""

    # --- all of them ---

    def _relate(self) -> None:
        """Turn round needs and parents said from the other side, and leave out those that are none."""
        handed = _hand_over(self.issues, self._settled)
        if handed:
            self.guessed["reactions and comments of duplicates count for what they are duplicates of"] = (
                handed
            )
        for issue in self.issues.values():
            for block in issue.blocks:
                other = self.issues.get(self._settled(block))
                if other is not None:
                    other.needs.append(issue.named)
            for named in issue.children:
                child = self.issues.get(self._settled(named))
                if child is not None and child is not issue and child.parent is None:
                    child.parent = issue.named
        for issue in self.issues.values():
            issue.needs = [need for need in dict.fromkeys(issue.needs) if self._is_need(issue, need)]

    def _settled(self, named: IssueReference) -> IssueReference:
        """The issue that is meant: a bare number where that is how the data names it."""
        if named not in self.issues and IssueReference("", named.number) in self.issues:
            return IssueReference("", named.number)
        return named

    def _is_need(self, issue: Issue, need: IssueReference) -> bool:
        other = self.issues.get(need)
        if need == issue.named or (other is not None and other.parent == issue.named):
            return False  # a parent waits for its children anyway
        if need == issue.parent:
            issue.notes.append(f"it waits for its own parent {need.key}: left out, for that waits for it")
            return False
        is_over = issue.fields["status"] in ("shipped", "declined", "parked")
        if other is not None and other.fields["status"] == "declined" and not is_over:
            issue.notes.append(f"it no longer waits for {need.key}, which was closed as not planned")
            return False
        return True

    @staticmethod
    def _draft(issue: Issue, *, alone: bool) -> ImportedFeature:
        fields = issue.fields
        fields["parent"] = issue.parent.key if issue.parent and issue.parent != issue.named else None
        fields["depends_on"] = [need.key for need in issue.needs]
        also = (f"#{issue.named.number}", str(issue.named.number)) if alone else ()
        key = issue.named.key
        other = tuple(name for name in also if name != key)
        notes = tuple(issue.notes)
        return ImportedFeature(
            key,
            kept(fields),
            issue.place,
            notes,
            other,
            speaks=issue.speaks,
            voices=issue.voices,
            merged_into=issue.duplicate_of.key if issue.duplicate_of else "",
        )


# --- duplicates give their voices to what they are duplicates of ---


def _hand_over(
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
    """The issue of which one is a duplicate in the end; one of a circle where there is one."""
    seen = {named}
    while (following := by_duplicate.get(named)) is not None and following not in seen:
        seen.add(following)
        named = following
    return named


def _stood_for(named: IssueReference, issues: Mapping[IssueReference, Issue]) -> IssueReference:
    """The issue, or what it is a duplicate of: what waits for it waits for that one."""
    issue = issues.get(named)
    return named if issue is None or issue.duplicate_of is None else issue.duplicate_of


GITHUB = Importer(
    "github", "issues of GitHub: gh issue list --json …, or its REST interface", _recognise, _read
)
