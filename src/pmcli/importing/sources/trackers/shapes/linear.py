"""Issues of Linear's GraphQL interface and its SDK: states, relations and labels as plain keys."""

from __future__ import annotations

import re
from typing import Any

from pmcli.importing.sources.tables.json_format import JsonFormat, Shape
from pmcli.importing.sources.tables.listing import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within

_KEY = re.compile(r"[A-Z][A-Z0-9]{0,9}-\d{1,9}")


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    return bool(_KEY.fullmatch(str(item.get("identifier")))) and "title" in item


def shaper(_document: Record) -> Shape:
    """What puts issues in order."""
    return _shaped


def _shaped(issue: Record) -> Record:
    shaped: dict[str, Any] = {
        key: value if key in ("state", "parent") else named(value)
        for key, value in issue.items()
        if key not in ("relations", "inverseRelations", "children", "comments")
    }  # fmt: skip
    shaped["blocks"] = _related(issue.get("relations"), "relatedIssue", "blocks")
    shaped["blocked by"] = [
        *_related(issue.get("relations"), "relatedIssue", "blocked"),
        *_related(issue.get("inverseRelations"), "issue", "blocks"),
    ]
    return shaped


def _related(relations: object, side: str, kind: str) -> list[str]:
    """The issues at one side of relations of a kind."""
    found = [within(one, side, "identifier") for one in maps_in(relations) if one.get("type") == kind]
    return [key for key in found if isinstance(key, str)]


LINEAR_JSON = JsonFormat("linear", "Linear issues (JSON of its API)", is_item, shaper)
