"""One issue of GitHub into the fields of a feature, with its reactions and comments as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pmcli.importing.sources.plain_values import (
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
from pmcli.importing.sources.text.prose import acceptance
from pmcli.importing.sources.trackers.duplicates import original
from pmcli.importing.sources.trackers.issues import IssueReference, first, mentions, nodes, reference
from pmcli.importing.sources.trackers.marks import MARKED, VERBATIM, parted
from pmcli.model.feature import STATUSES
from pmcli.model.figure import counted

_STATUS_LABEL: Final = re.compile(r"status\s*[:/]\s*(.+)", re.IGNORECASE)
_TYPE_LABEL: Final = re.compile(r"(?:(?:type|kind)\s*[:/]\s*)?(.+)", re.IGNORECASE)
_STATE: Final = ("state", "closed")
_SAID: Final[tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]] = (
    ((_STATE, ("labels",)), ("status",)), ((_STATE,), ("shipped",)), ((("labels",),), ("tags", "type")),
    ((("assignees", "assignee"),), ("owner",)), ((("milestone",),), ("release", "target")),
    ((("body",),), ("description", "acceptance", "depends_on", *MARKED)),
    ((("comments",),), ("evidence.comments",)),
    ((("reactionGroups", "reactions"),), ("evidence.reactions",)),
    ((("parent", "parent_issue_url", "parentIssue"),), ("parent",)),
)  # fmt: skip
"""The keys that an issue must have, one of each group, to speak of fields."""
_REACTIONS: Final = {
    "+1": "thumbs up", "thumbs_up": "thumbs up", "heart": "hearts", "hooray": "hoorays", "rocket": "rockets",
    "-1": "thumbs down", "thumbs_down": "thumbs down", "confused": "confused",
}  # fmt: skip
_AGAINST: Final = ("thumbs down", "confused")
_TEAM: Final = ("OWNER", "MEMBER", "COLLABORATOR")


class Issue:
    """An issue on its way: what it says of itself, and of others.

    `guesses` are sentences on what it does not say and was assumed.
    """

    def __init__(self, named: IssueReference, place: str, data: Mapping[str, Any], address: str) -> None:
        self.named, self.place = named, place
        self.fields: dict[str, Any] = {"title": line_of(data.get("title"))}
        self.speaks = _spoken(data)
        self.voices: tuple[str, ...] = ()
        self.parent: IssueReference | None = None
        self.duplicate_of: IssueReference | None = None
        self.needs: list[IssueReference] = []
        self.blocks: list[IssueReference] = []
        self.children: list[IssueReference] = []
        self.notes: list[str] = []
        self.guesses: list[str] = []
        self._fill(data, address)

    def _fill(self, data: Mapping[str, Any], address: str) -> None:
        labels = once(
            line_of(label.get("name") if isinstance(label, dict) else label)
            for label in nodes(data.get("labels"))
        )
        fields = self.fields
        fields["id"] = id_of(data.get("pm"))
        fields["status"], fields["shipped"] = self._status(data, labels)
        fields["type"] = self._type(data, labels)
        fields["owner"] = self._owner(data)
        fields["tags"] = labels
        fields["release"], fields["target"] = _milestone(data.get("milestone"))
        self._text(data)
        self._relations(data)
        heard = _evidence(data, _page(address))
        fields["evidence"], self.voices = list(heard.values()), tuple(heard)
        if heard:
            self.guesses.append("reactions and comments became evidence, a ticket for each person")
        fields["links"] = {"github": _page(address) or self.named.key}
        if not address:
            self.guesses.append(
                "issues without an address are known by their number alone: add url to --json"
            )

    def _status(self, data: Mapping[str, Any], labels: list[str]) -> tuple[str | None, str | None]:
        """The status, and the day shipped; a label that says the status is taken out of `labels`."""
        if str(data.get("state", "")).casefold() != "closed" and data.get("closed") is not True:
            for label in labels:
                if status := status_label(label):
                    labels.remove(label)
                    return status, None
            return None, None
        reason = str(first(data, ("state_reason", "stateReason")) or "").casefold()
        self.duplicate_of = original(data, self.named.repository)
        if self.duplicate_of is not None:
            return "declined", None
        if reason in ("not_planned", "duplicate"):
            if reason == "duplicate":
                self.notes.append("it was closed as a duplicate")
            return "declined", None
        if not reason:
            if any(status_of(label) == "declined" for label in labels):
                return "declined", None
            self.guesses.append("closed issues that give no reason count as shipped")
        return "shipped", day_of(first(data, ("closed_at", "closedAt")))

    @staticmethod
    def _type(data: Mapping[str, Any], labels: list[str]) -> str | None:
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

    def _owner(self, data: Mapping[str, Any]) -> str | None:
        people = once(_login(person) for person in [*nodes(data.get("assignees")), data.get("assignee")])
        if len(people) > 1:
            self.notes.append(f"also assigned: {', '.join(people[1:])}")
        return people[0] if people else None

    def _text(self, data: Mapping[str, Any]) -> None:
        body = text_of(data.get("body"))
        above, marked = parted(body)
        is_verbatim = VERBATIM in marked
        checked = acceptance("" if is_verbatim else above)
        if not is_verbatim:
            said = mentions(body, self.named.repository)
            self.needs += said.needs
            self.blocks += said.blocks
        self.fields["description"] = text_of(above if is_verbatim else checked.text)
        listed = acceptance(marked.get("acceptance", ""))
        self.fields["acceptance"] = [*checked.acceptance, *listed.acceptance]
        for name in MARKED:
            self.fields[name] = text_of(marked.get(name))

    def _relations(self, data: Mapping[str, Any]) -> None:
        def named(value: Any) -> IssueReference | None:
            address = first(value, ("html_url", "url")) if isinstance(value, dict) else value
            number = value.get("number") if isinstance(value, dict) else None
            by_address = reference(address, "") if isinstance(address, str) else None
            by_number = IssueReference(self.named.repository, number) if isinstance(number, int) else None
            return by_address or by_number

        def several(*keys: str) -> list[IssueReference]:
            return [other for node in nodes(first(data, keys)) if (other := named(node)) is not None]

        self.parent = named(first(data, ("parent", "parent_issue_url", "parentIssue")))
        self.needs += several("blockedBy", "blocked_by")
        self.blocks += several("blocking")
        self.children += several("subIssues", "sub_issues")
        summary = data.get("issue_dependencies_summary")
        many = summary.get("blocked_by") if isinstance(summary, dict) else None
        if isinstance(many, int) and many > len(self.needs):
            self.notes.append(
                f"GitHub counts {many} open issues that block it; the data names {len(self.needs)}"
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


# --- evidence ---


def _evidence(issue: Mapping[str, Any], source: str) -> dict[str, dict[str, object]]:
    """The evidence of the reactions to an issue, and of the people outside the team who wrote, by voice.

    Each is a request, so the kind is ticket; comments of which only the number is known are an anecdote.
    Nothing says when reactions came: their date is that of the issue. `source` is its address, "" for none.
    """
    items = {"reactions": _of_reactions(issue), "comments": _of_comments(issue)}
    return {voice: kept({**item, "source": source}) for voice, item in items.items() if item}


def _login(person: Any) -> str:
    """The name of a person."""
    return line_of(first(person, ("login", "name"))) if isinstance(person, dict) else line_of(person)


def _of_reactions(issue: Mapping[str, Any]) -> dict[str, object]:
    reactions = _reactions(issue)
    favour = {name: many for name, many in reactions.items() if name not in _AGAINST}
    if not favour:
        return {}
    says = ", ".join(f"{many} {name}" for name, many in favour.items())
    if against := ", ".join(f"{reactions[name]} {name}" for name in _AGAINST if name in reactions):
        says += f"; against it {against}"
    day = day_of(first(issue, ("created_at", "createdAt")))
    return {"kind": "ticket", "date": day, "count": sum(favour.values()), "says": says}


def _reactions(issue: Mapping[str, Any]) -> dict[str, int]:
    """The number of reactions by kind: those that are neither for nor against are left out."""
    counts = issue.get("reactions")
    pairs: list[tuple[Any, Any]] = list(counts.items()) if isinstance(counts, dict) else []
    for group in nodes(issue.get("reactionGroups")):
        users = group.get("users") if isinstance(group, dict) else None
        if isinstance(users, dict):
            pairs.append((group.get("content"), users.get("totalCount")))
    reactions: dict[str, int] = {}
    for name, many in pairs:
        word = _REACTIONS.get(str(name).casefold())
        if word and _is_count(many) and many > 0:
            reactions[word] = reactions.get(word, 0) + many
    return reactions


def _of_comments(issue: Mapping[str, Any]) -> dict[str, object]:
    said = issue.get("comments")
    if _is_count(said) and said:
        says = f"{counted(said, 'comment')}; the data does not say by whom"
        return {"kind": "anecdote", "count": said, "says": says}
    writer = _login(first(issue, ("author", "user")))
    outside = [node for node in nodes(said) if isinstance(node, dict) and _is_outside(node, writer)]
    people = once(_writer(comment) for comment in outside)
    if not people:
        return {}
    days = [day for comment in outside if (day := day_of(first(comment, ("createdAt", "created_at"))))]
    who = "1 person" if len(people) == 1 else f"{len(people):,} people"
    says = f"{counted(len(outside), 'comment')} by {who} outside the team"
    return {"kind": "ticket", "date": max(days, default=None), "count": len(people), "says": says}


def _is_outside(comment: Mapping[str, Any], writer: str) -> bool:
    """Whether a person wrote it who is neither of the team nor the writer of the issue."""
    person = first(comment, ("author", "user"))
    is_team = first(comment, ("authorAssociation", "author_association")) in _TEAM
    return not is_team and not _is_bot(person) and _login(person) != writer


def _is_bot(person: Any) -> bool:
    if not isinstance(person, dict):
        return False
    is_said = person.get("is_bot") is True or "Bot" in (person.get("type"), person.get("__typename"))
    return is_said or _login(person).endswith("[bot]")


def _writer(comment: Mapping[str, Any]) -> str:
    return _login(first(comment, ("author", "user")))


def _is_count(value: object) -> bool:
    """Whether it is a whole number, which true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
