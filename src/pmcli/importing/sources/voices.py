"""Who spoke up on an issue: its reactions and comments as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pmcli.importing.sources.foreign import counted, day_of, kept, line_of, once
from pmcli.importing.sources.issues import first, nodes

_REACTIONS: Final = {
    "+1": "thumbs up", "thumbs_up": "thumbs up", "heart": "hearts", "hooray": "hoorays", "rocket": "rockets",
    "-1": "thumbs down", "thumbs_down": "thumbs down", "confused": "confused",
}  # fmt: skip
_AGAINST: Final = ("thumbs down", "confused")
_TEAM: Final = ("OWNER", "MEMBER", "COLLABORATOR")


def evidence(issue: Mapping[str, Any], source: str) -> dict[str, dict[str, object]]:
    """What the reactions to an issue say, and the people outside the team who wrote, each once; by voice.

    Each is a request, so the kind is ticket; comments of which only the number is known are an anecdote.
    Nothing says when reactions came: their date is that of the issue. `source` is its address, "" for none.
    """
    items = {"reactions": _of_reactions(issue), "comments": _of_comments(issue)}
    return {voice: kept({**item, "source": source}) for voice, item in items.items() if item}


def login(person: Any) -> str:
    """What a person is called."""
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
    """How many reacted, by how: those that are neither for nor against are left out."""
    counts = issue.get("reactions")
    pairs: list[tuple[Any, Any]] = list(counts.items()) if isinstance(counts, dict) else []
    for group in nodes(issue.get("reactionGroups")):
        users = group.get("users") if isinstance(group, dict) else None
        if isinstance(users, dict):
            pairs.append((group.get("content"), users.get("totalCount")))
    reactions: dict[str, int] = {}
    for name, many in pairs:
        word = _REACTIONS.get(str(name).casefold())
        if word and is_count(many) and many > 0:
            reactions[word] = reactions.get(word, 0) + many
    return reactions


def _of_comments(issue: Mapping[str, Any]) -> dict[str, object]:
    said = issue.get("comments")
    if is_count(said) and said:
        says = f"{counted(said, 'comment')}; the data does not say by whom"
        return {"kind": "anecdote", "count": said, "says": says}
    writer = login(first(issue, ("author", "user")))
    outside = [node for node in nodes(said) if isinstance(node, dict) and _is_outside(node, writer)]
    people = once(_writer(comment) for comment in outside)
    if not people:
        return {}
    days = [day for comment in outside if (day := day_of(first(comment, ("createdAt", "created_at"))))]
    who = counted(len(people), "person", "people")
    says = f"{counted(len(outside), 'comment')} by {who} outside the team"
    return {"kind": "ticket", "date": max(days, default=None), "count": len(people), "says": says}


def _is_outside(comment: Mapping[str, Any], writer: str) -> bool:
    """Whether a person wrote it who is neither of the team nor the writer of the issue."""
    person = first(comment, ("author", "user"))
    is_team = first(comment, ("authorAssociation", "author_association")) in _TEAM
    return not is_team and not _is_bot(person) and login(person) != writer


def _is_bot(person: Any) -> bool:
    if not isinstance(person, dict):
        return False
    is_said = person.get("is_bot") is True or "Bot" in (person.get("type"), person.get("__typename"))
    return is_said or login(person).endswith("[bot]")


def _writer(comment: Mapping[str, Any]) -> str:
    return login(first(comment, ("author", "user")))


def is_count(value: object) -> bool:
    """Whether it is a whole number, which true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
