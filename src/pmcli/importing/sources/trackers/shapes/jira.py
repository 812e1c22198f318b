"""Issues of Jira's REST interface: fields by their names, links by what they say, texts out of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, Shape
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.jira import leaves_out, link_meaning
from pmcli.importing.sources.trackers.shapes.documents import is_document, text_of_document
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within

_CATEGORIES: Final = {"new": "To Do", "undefined": "", "indeterminate": "In Progress", "done": "Done"}
"""The keys of status categories, by what they are called."""
_OWN: Final = re.compile(r"customfield_\d+")
_TAKEN: Final = ("key", "id", "fields", "blocks", "is blocked by", "other links", "browse")
"""Keys that no own field may have here."""
_EPIC_LINK: Final = "customfield_10014"


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    fields = item.get("fields")
    return isinstance(item.get("key"), str) and isinstance(fields, dict) and "summary" in fields


def shaper(document: Record) -> Shape:
    """The function that puts issues in order; `expand=names` gives the answer the names of own fields."""
    given = document.get("names")
    names = {str(key): str(name) for key, name in given.items()} if isinstance(given, dict) else {}
    return lambda issue: _shaped(issue, names)


def _shaped(issue: Record, names: Mapping[str, str]) -> Record:
    raw = issue["fields"]
    fields: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, value in raw.items():
        is_own = _OWN.fullmatch(key) is not None
        if is_own and value is None:
            continue
        said = text_of_document(value) if is_document(value) else named(value)
        name = names.get(key, key) if is_own else key
        if name == key or name in own or name in _TAKEN:
            fields[key] = said
        else:
            own[name] = said
    for key in ("timeoriginalestimate", "timeestimate"):
        if key in fields:
            fields[key] = fields[key] or None  # 0: nobody has said
    for key in ("issuelinks", "subtasks", "comment", "worklog", "attachment"):
        fields.pop(key, None)
    category = within(raw, "status", "statusCategory", "key")
    fields["statusCategory"] = _CATEGORIES.get(str(category), "") or within(
        raw, "status", "statusCategory", "name"
    )
    epic = raw.get(_EPIC_LINK)
    fields["parent"] = within(raw, "parent", "key") or (epic if isinstance(epic, str) else None)
    links = _links(raw)
    web = re.match(r"(https?://[^/]+(?:/[\w-]+)*?)/rest/", str(issue.get("self", "")))
    return {
        **{key: value for key, value in issue.items() if key not in ("fields", "self", "expand", "names")},
        "fields": fields, "blocks": links["blocks"], "is blocked by": links["depends_on"],
        **own, "other links": links[""], "browse": f"{web[1]}/browse/{issue['key']}" if web else "",
    }  # fmt: skip


def _links(fields: Record) -> dict[str, list[str]]:
    """The issues that wait for one, those that it waits for, and others, which say nothing of an order."""
    found: dict[str, list[str]] = {"blocks": [], "depends_on": [], "": []}
    for link in maps_in(fields.get("issuelinks")):
        kind = within(link, "type", "name")
        for side, word in (("outwardIssue", "Outward"), ("inwardIssue", "Inward")):
            key = within(link, side, "key")
            if isinstance(key, str):
                found[link_meaning(f"{word} issue link ({kind})") or ""].append(key)
    return found


JIRA_JSON: Final = JsonFormat(
    "jira",
    "Jira issues (JSON of its REST interface)",
    is_item,
    shaper,
    words="jira",
    leaves_out=leaves_out,
    guesses=lambda name: not name.startswith("fields."),
    lost=("fields.comment", "fields.worklog", "fields.attachment"),
)
