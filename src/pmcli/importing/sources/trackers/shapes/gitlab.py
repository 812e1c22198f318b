"""Issues of GitLab, as its REST interface and `glab issue list -O json` hand them over.

Of labels that are scoped (`workflow::in dev`) the scope says what they are.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pmcli.importing.sources.plain_values import line_of, text_of
from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.issues import mentions
from pmcli.importing.sources.trackers.shapes.values import named, within

_SCOPES: Final = {
    "status": "status", "workflow": "status", "state": "status", "stage": "status",
    "type": "type", "kind": "type", "priority": "priority", "severity": "priority",
}  # fmt: skip
_PLACE: Final = re.compile(r"https?://[^/]+/(.+?)/-/(?:issues|work_items|epics)/\d+")


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    return {"iid", "title"} <= item.keys() and bool(item.keys() & {"web_url", "webUrl", "references"}) and (
        "source_branch" not in item
    )  # fmt: skip


def _shaped(issue: Record) -> Record:
    place = _PLACE.match(str(issue.get("web_url") or issue.get("webUrl") or ""))
    full = within(issue, "references", "full")
    key = full if isinstance(full, str) else f"{place[1] if place else ''}#{issue['iid']}"
    said = mentions(text_of(issue.get("description")), key.rpartition("#")[0])
    shaped: dict[str, Any] = {
        name: value if name in ("milestone", "epic", "time_stats", "timeStats") else named(value)
        for name, value in issue.items() if name not in ("references", "_links", "author")
    }  # fmt: skip
    labels = [line_of(label) for label in named(issue.get("labels") or [])]
    shaped["labels"] = []
    shaped["time_stats"] = {"time_estimate": within(issue, "time_stats", "time_estimate") or None}
    shaped["upvotes"] = issue.get("upvotes") or None
    for label in labels:
        scope, sign, word = label.rpartition("::")
        meant = _SCOPES.get(scope.casefold()) if sign else None
        if meant is None or f"{meant} label" in shaped:
            shaped["labels"].append(label)
        else:
            shaped[f"{meant} label"] = word
    is_closed = str(issue.get("state")).casefold() == "closed"
    shaped["state"] = "closed" if is_closed else shaped.pop("status label", None) or issue.get("state")
    kind = shaped.pop("type label", None) or issue.get("issue_type") or issue.get("type")
    shaped["issue_type"] = None if str(kind).casefold() == "issue" else kind
    return {
        **shaped, "reference": key, "numbers": [f"#{issue['iid']}"],
        "blocked by": [other.key for other in said.needs if other.key != key],
        "blocks": [other.key for other in said.blocks if other.key != key],
    }  # fmt: skip


GITLAB_JSON = JsonFormat(
    "gitlab", "GitLab issues (JSON of its API, or glab issue list -O json)", is_item, of_each(_shaped)
)
