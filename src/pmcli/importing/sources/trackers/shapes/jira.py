"""Issues of Jira's REST interface: fields by their names, links by what they say, texts out of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pmcli.importing.sources.tables.json_format import JsonFormat, Shape
from pmcli.importing.sources.tables.listing import Record
from pmcli.importing.sources.trackers.jira import leaves_out, link_meaning
from pmcli.importing.sources.trackers.shapes.documents import is_document, text_of_document
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within

_CATEGORIES: Final = {"new": "To Do", "undefined": "", "indeterminate": "In Progress", "done": "Done"}
"""The keys of status categories, by what they are called."""
_OWN: Final = re.compile(r"customfield_\d+")
_EPIC_LINK: Final = "customfield_10014"


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    fields = item.get("fields")
    return isinstance(item.get("key"), str) and isinstance(fields, dict) and "summary" in fields


def shaper(document: Record) -> Shape:
    """What puts the issues of an answer in order; `expand=names` gives it the names of own fields."""
    given = document.get("names")
    names = {str(key): str(name) for key, name in given.items()} if isinstance(given, dict) else {}
    return lambda issue: _shaped(issue, names)


def _shaped(issue: Record, names: Mapping[str, str]) -> Record:
    raw = issue["fields"]
    fields: dict[str, Any] = {}
    for key, value in raw.items():
        if value is None and _OWN.fullmatch(key):
            continue
        name = names.get(key, key) if _OWN.fullmatch(key) else key
        name = key if name in fields or (name != key and name in raw) else name
        fields[name] = text_of_document(value) if is_document(value) else named(value)
    for key in ("issuelinks", "subtasks", "comment", "worklog", "attachment"):
        fields.pop(key, None)
    category = within(raw, "status", "statusCategory", "key")
    fields["statusCategory"] = _CATEGORIES.get(str(category), "") or within(
        raw, "status", "statusCategory", "name"
    )
    epic = raw.get(_EPIC_LINK)
    fields["parent"] = within(raw, "parent", "key") or (epic if isinstance(epic, str) else None)
    blocks, needs = _links(raw)
    web = re.match(r"(https?://[^/]+(?:/[\w-]+)*?)/rest/", str(issue.get("self", "")))
    return {
        **{key: value for key, value in issue.items() if key not in ("fields", "self", "expand", "names")},
        "fields": fields, "blocks": blocks, "is blocked by": needs,
        "browse": f"{web[1]}/browse/{issue['key']}" if web else "",
    }  # fmt: skip


def _links(fields: Record) -> tuple[list[str], list[str]]:
    """The issues that wait for one, and those that it waits for; other links say nothing of an order."""
    found: dict[str | None, list[str]] = {"blocks": [], "depends_on": []}
    for link in maps_in(fields.get("issuelinks")):
        kind = within(link, "type", "name")
        for side, word in (("outwardIssue", "Outward"), ("inwardIssue", "Inward")):
            key = within(link, side, "key")
            if isinstance(key, str):
                found.setdefault(link_meaning(f"{word} issue link ({kind})"), []).append(key)
    return found["blocks"], found["depends_on"]


JIRA_JSON: Final = JsonFormat(
    "jira",
    "Jira issues (JSON of its REST interface)",
    is_item,
    shaper,
    words="jira",
    leaves_out=leaves_out,
    lost=("fields.comment", "fields.worklog", "fields.attachment"),
)
