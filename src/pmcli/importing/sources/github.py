"""GitHub issues, as `gh issue list --json …` and the REST interface hand them over.

Reactions and comments become evidence; labels tags and the type; a milestone the release, and its due date
the target; "blocked by #12", task lists and GitHub's own dependencies become `depends_on`; sub-issues have a
parent; a closed issue is shipped or declined, by its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pmcli.importing.sources.foreign import (
    counted,
    day_of,
    id_of,
    kept,
    line_of,
    once,
    period_of,
    status_of,
    text_of,
    type_of,
)
from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, Skipped, Source
from pmcli.importing.sources.issues import IssueReference, first, issues, mentions, nodes, reference
from pmcli.importing.sources.marks import MARKED, VERBATIM, parted
from pmcli.importing.sources.prose import acceptance
from pmcli.importing.sources.voices import evidence, login
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import STATUSES

_STATUS_LABEL: Final = re.compile(r"status\s*[:/]\s*(.+)", re.IGNORECASE)
_TYPE_LABEL: Final = re.compile(r"(?:(?:type|kind)\s*[:/]\s*)?(.+)", re.IGNORECASE)

_STATE: Final = ("state", "closed")
_SAID: Final[tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]] = (
    ((_STATE, ("labels",)), ("status",)), ((_STATE,), ("shipped",)), ((("labels",),), ("tags", "type")),
    ((("assignees", "assignee"),), ("owner",)), ((("milestone",),), ("release", "target")),
    ((("body",),), ("description", "acceptance", "depends_on", *MARKED)),
    ((("comments",),), ("evidence.comments",)),
    ((("reactionGroups", "reactions"),), ("evidence.reactions",)),
    ((("comments",), ("reactionGroups", "reactions")), ("evidence",)),
    ((("parent", "parent_issue_url", "parentIssue"),), ("parent",)),
)  # fmt: skip
"""What an issue must have of keys, one of each group, to speak of fields."""


def _recognise(source: Source) -> float:
    """How many of the first things listed are issues."""
    data = source.data if source.data is not None else next(iter(source.files.values()), b"")
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in (b"[", b"{"):
        return 0.0
    try:
        listed = [item for _, item in issues(source)][:50]
    except PmError:
        return 0.0
    known = sum(1 for item in listed if isinstance(item, dict) and {"number", "title"} <= item.keys())
    return 0.95 * known / len(listed) if listed else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:  # noqa: ARG001 - names are GitHub's own
    """A draft of every issue; pull requests and what has no number or title are skipped."""
    return _Reading().run(issues(source))


@dataclass(slots=True)
class _Issue:
    """An issue on its way: what it says of itself and, in the end, of others."""

    named: IssueReference
    fields: dict[str, Any]
    place: str
    parent: IssueReference | None = None
    needs: list[IssueReference] = field(default_factory=list)
    blocks: list[IssueReference] = field(default_factory=list)
    kids: list[IssueReference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    speaks: frozenset[str] = frozenset()
    voices: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One run: what was gathered so far."""

    issues: dict[IssueReference, _Issue] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    guessed: dict[str, int] = field(default_factory=dict)

    def run(self, listed: list[tuple[str, Any]]) -> Imported:
        for place, data in listed:
            reason = self._take(place, data)
            if reason:
                self.skipped.append(Skipped(place, reason))
        self._relate()
        alone = len({data.repository for data in self.issues}) == 1
        drafts = tuple(self._draft(issue, alone=alone) for issue in self.issues.values())
        guesses = tuple(f"{what} ({counted(many, 'issue')})" for what, many in self.guessed.items())
        return Imported(drafts, tuple(self.skipped), (), guesses, len(listed))

    # --- one issue ---

    def _take(self, place: str, data: Any) -> str:
        """Why an issue does not come in; "" where it does."""
        if not isinstance(data, dict):
            return "it is no issue"
        number, title = data.get("number"), line_of(data.get("title"))
        address = first(data, ("html_url", "url"))
        named = reference(address, "") if isinstance(address, str) else None
        if named is None and isinstance(number, int) and not isinstance(number, bool):
            named = IssueReference("", number)
        if named is None:
            return "it has no number"
        label = f"{place} ({named.key})"
        if isinstance(data.get("pull_request"), dict) or "/pull/" in str(address):
            return f"{named.key} is a pull request"
        if not title:
            return f"{named.key} has no title"
        if named in self.issues:
            return f"{named.key} is listed twice"
        issue = _Issue(named, {"title": title}, label, speaks=_spoken(data))
        self.issues[named] = issue
        self._fill(issue, data, address if isinstance(address, str) and "://" in address else "")
        return ""

    def _fill(self, issue: _Issue, data: Mapping[str, Any], address: str) -> None:
        labels = once(
            line_of(label.get("name") if isinstance(label, dict) else label)
            for label in _many(data, "labels")
        )
        fields = issue.fields
        fields["id"] = id_of(data.get("pm"))
        fields["status"], fields["shipped"] = self._status(issue, data, labels)
        fields["type"] = self._type(data, labels)
        fields["owner"] = self._owner(issue, data)
        fields["tags"] = labels
        fields["release"], fields["target"] = _milestone(data.get("milestone"))
        self._text(issue, data)
        self._relations(issue, data)
        heard = evidence(data, _page(address))
        fields["evidence"], issue.voices = list(heard.values()), tuple(heard)
        if heard:
            self._guess("reactions and comments became evidence, a ticket for each person")
        fields["links"] = {"github": _page(address) or issue.named.key}
        if not address:
            self._guess("issues without an address are known by their number alone: add url to --json")

    def _guess(self, sentence: str) -> None:
        self.guessed[sentence] = self.guessed.get(sentence, 0) + 1

    def _status(
        self, issue: _Issue, data: Mapping[str, Any], labels: list[str]
    ) -> tuple[str | None, str | None]:
        """The status, and the day shipped; a label that says the status is taken out of `labels`."""
        if str(data.get("state", "")).casefold() != "closed" and data.get("closed") is not True:
            for label in labels:
                if status := status_label(label):
                    labels.remove(label)
                    return status, None
            return None, None
        reason = str(first(data, ("state_reason", "stateReason")) or "").casefold()
        if reason in ("not_planned", "duplicate"):
            if reason == "duplicate":
                issue.notes.append("it was closed as a duplicate")
            return "declined", None
        if not reason:
            if any(status_of(label) == "declined" for label in labels):
                return "declined", None
            self._guess("closed issues that give no reason count as shipped")
        return "shipped", day_of(first(data, ("closed_at", "closedAt")))

    def _type(self, data: Mapping[str, Any], labels: list[str]) -> str | None:
        """The type; a label that says it is taken out of `labels`."""
        named = first(data, ("issueType", "type"))
        name = line_of(named.get("name")) if isinstance(named, dict) else ""
        if name:
            return type_of(name)
        for label in labels:
            match = _TYPE_LABEL.fullmatch(label)
            if match and (kind := type_of(match[1])):
                labels.remove(label)
                return kind
        return None

    @staticmethod
    def _owner(issue: _Issue, data: Mapping[str, Any]) -> str | None:
        people = once(login(person) for person in [*_many(data, "assignees"), data.get("assignee")])
        if len(people) > 1:
            issue.notes.append(f"also assigned: {', '.join(people[1:])}")
        return people[0] if people else None

    @staticmethod
    def _text(issue: _Issue, data: Mapping[str, Any]) -> None:
        body = text_of(data.get("body"))
        above, marked = parted(body)
        is_verbatim = VERBATIM in marked
        checked = acceptance("" if is_verbatim else above)
        if not is_verbatim:
            said = mentions(body, issue.named.repository)
            issue.needs += said.needs
            issue.blocks += said.blocks
        issue.fields["description"] = text_of(above if is_verbatim else checked.text)
        listed = acceptance(marked.get("acceptance", ""))
        issue.fields["acceptance"] = [*checked.acceptance, *listed.acceptance]
        for name in MARKED:
            issue.fields[name] = text_of(marked.get(name))

    @staticmethod
    def _relations(issue: _Issue, data: Mapping[str, Any]) -> None:
        def named(value: Any) -> IssueReference | None:
            address = first(value, ("html_url", "url")) if isinstance(value, dict) else value
            number = value.get("number") if isinstance(value, dict) else None
            named = reference(address, "") if isinstance(address, str) else None
            return named or (
                IssueReference(issue.named.repository, number) if isinstance(number, int) else None
            )

        def several(*keys: str) -> list[IssueReference]:
            return [other for node in nodes(first(data, keys)) if (other := named(node)) is not None]

        issue.parent = named(first(data, ("parent", "parent_issue_url", "parentIssue")))
        issue.needs += several("blockedBy", "blocked_by")
        issue.blocks += several("blocking")
        issue.kids += several("subIssues", "sub_issues")
        summary = data.get("issue_dependencies_summary")
        many = summary.get("blocked_by") if isinstance(summary, dict) else None
        if isinstance(many, int) and many > len(issue.needs):
            issue.notes.append(
                f"GitHub counts {many} open issues that block it; the data names {len(issue.needs)}"
            )

    # --- all of them ---

    def _relate(self) -> None:
        """Turn round what is said from the other side, and leave out what says nothing."""
        for issue in self.issues.values():
            issue.parent = self._settled(issue.parent)
            issue.needs = [settled for need in issue.needs if (settled := self._settled(need)) is not None]
        for issue in self.issues.values():
            for block in issue.blocks:
                other = self.issues.get(self._settled(block) or block)
                if other is not None:
                    other.needs.append(issue.named)
            for child in issue.kids:
                kid = self.issues.get(self._settled(child) or child)
                if kid is not None and kid is not issue and kid.parent is None:
                    kid.parent = issue.named
        for issue in self.issues.values():
            issue.needs = [need for need in dict.fromkeys(issue.needs) if self._is_need(issue, need)]

    def _settled(self, named: IssueReference | None) -> IssueReference | None:
        """The issue that is meant: a bare number where that is how the data names it."""
        if named is not None and named not in self.issues and IssueReference("", named.number) in self.issues:
            return IssueReference("", named.number)
        return named

    def _is_need(self, issue: _Issue, need: IssueReference) -> bool:
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
    def _draft(issue: _Issue, *, alone: bool) -> ImportedFeature:
        fields = issue.fields
        fields["parent"] = issue.parent.key if issue.parent and issue.parent != issue.named else None
        fields["depends_on"] = [need.key for need in issue.needs]
        also = (f"#{issue.named.number}", str(issue.named.number)) if alone else ()
        key = issue.named.key
        other = tuple(name for name in also if name != key)
        notes = tuple(issue.notes)
        return ImportedFeature(
            key, kept(fields), issue.place, notes, other, speaks=issue.speaks, voices=issue.voices
        )


def status_label(label: str) -> str | None:
    """The status that a label says: "status: planned", "in progress"."""
    match = _STATUS_LABEL.fullmatch(label)
    if match is None:
        return "in-progress" if status_of(label) == "in-progress" else None
    word = match[1].strip()
    return word if word in STATUSES else status_of(word)


def _spoken(data: Mapping[str, Any]) -> frozenset[str]:
    """The fields of which an issue speaks, by its keys: what was not asked for is not said."""
    said = (names for groups, names in _SAID if all(data.keys() & set(group) for group in groups))
    return frozenset({"title", *(name for names in said for name in names)})


def _many(data: Mapping[str, Any], name: str) -> list[Any]:
    return nodes(data.get(name))


def _page(address: str) -> str:
    """The address for people: the one of the REST interface leads to data."""
    page = re.fullmatch(r"https://api\.github\.com/repos/(.+)", address)
    return f"https://github.com/{page[1]}" if page else line_of(address)


def _milestone(value: Any) -> tuple[str | None, str | None]:
    """The release that a milestone is, and the day or period it is due."""
    if not isinstance(value, dict):
        return None, None
    title = line_of(value.get("title"))
    named = period_of(title) or (title if day_of(title) == title else None)
    due = day_of(first(value, ("due_on", "dueOn")))
    return (None if named else title or None), named or due


GITHUB = Importer(
    "github", "issues of GitHub: gh issue list --json …, or its REST interface", _recognise, _read
)
