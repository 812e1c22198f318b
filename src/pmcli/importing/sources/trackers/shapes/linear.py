"""Issues of Linear's GraphQL interface and its SDK: states, relations and labels as plain keys."""

from __future__ import annotations

import re
from typing import Any

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within

_LEFT = ("relations", "inverseRelations", "children", "comments", "blocking", "blockedBy")
_KEY = re.compile(r"[A-Z][A-Z0-9]{0,9}-\d{1,9}")


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    return bool(_KEY.fullmatch(str(item.get("identifier")))) and "title" in item


def _shaped(issue: Record) -> Record:
    shaped: dict[str, Any] = {
        key: value if key in ("state", "parent") else named(value)
        for key, value in issue.items()
        if key not in _LEFT
    }
    shaped["assignee"] = within(issue, "assignee", "name") or shaped.get("assignee")
    relations, inverse = issue.get("relations"), issue.get("inverseRelations")
    shaped["blocks"] = [
        *_related(relations, "relatedIssue", ("blocks",)), *_keys(issue.get("blocking"))
    ]  # fmt: skip
    shaped["blocked by"] = [
        *_related(relations, "relatedIssue", ("blocked", "blocked_by")),
        *_related(inverse, "issue", ("blocks",)), *_keys(issue.get("blockedBy")),
    ]  # fmt: skip
    shaped["other relations"] = _related(relations, "relatedIssue", ("related", "duplicate", "similar"))
    return shaped


def _related(relations: object, side: str, kinds: tuple[str, ...]) -> list[str]:
    """The issues at one side of relations of some kinds."""
    return _keys([one.get(side) for one in maps_in(relations) if one.get("type") in kinds])


def _keys(issues: object) -> list[str]:
    return [one["identifier"] for one in maps_in(issues) if isinstance(one.get("identifier"), str)]


LINEAR_JSON = JsonFormat(
    "linear", "Linear issues (JSON of its API)", is_item, of_each(_shaped), lost=("comments",)
)
