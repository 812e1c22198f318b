"""Issues of beads (`.beads/issues.jsonl`): dependencies by their kind."""

from __future__ import annotations

from typing import Any, Final

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, points_in

_WAITS: Final = ("blocks", "conditional-blocks", "waits-for")

_READ: Final = (*_WAITS, "parent-child")


def is_item(item: Record) -> bool:
    """Whether it is an issue."""
    return {"id", "title", "status", "issue_type"} <= item.keys() and "iid" not in item


def _shaped(issue: Record) -> Record:
    shaped: dict[str, Any] = {
        key: value for key, value in issue.items() if key not in ("dependencies", "comments")
    }
    links = [
        one for one in maps_in(issue.get("dependencies")) if one.get("issue_id", issue["id"]) == issue["id"]
    ]
    by_kind: dict[str, list[Any]] = {}
    for one in links:
        by_kind.setdefault(str(one.get("type") or one.get("dependency_type")), []).append(
            one.get("depends_on_id") or one.get("id")
        )
    shaped["depends on"] = [name for kind in _WAITS for name in by_kind.get(kind, ())]
    shaped["other dependencies"] = [name for kind in by_kind if kind not in _READ for name in by_kind[kind]]
    shaped["parent"] = next(iter(by_kind.get("parent-child", ())), issue.get("parent"))
    if "acceptance_criteria" in issue:
        shaped["acceptance_criteria"] = points_in(issue["acceptance_criteria"])
    if "estimated_minutes" in issue:
        shaped["estimated_minutes"] = issue["estimated_minutes"] or None
    return shaped


BEADS = JsonFormat("beads", "issues of beads (issues.jsonl)", is_item, of_each(_shaped), lost=("comments",))
