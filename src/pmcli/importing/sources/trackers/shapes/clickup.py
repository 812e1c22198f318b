"""Tasks of ClickUp's interface: times in milliseconds, own fields with the words behind their numbers."""

from __future__ import annotations

from typing import Any

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import day_of_milliseconds, maps_in, named, within

_LEFT = (
    "custom_fields", "dependencies", "linked_tasks", "checklists", "status", "priority", "creator",
    "watchers", "sharing", "subtasks", "attachments",
)  # fmt: skip
_DAYS = ("due_date", "start_date", "date_closed", "date_done", "date_created", "date_updated")


def is_item(item: Record) -> bool:
    """Whether it is a task."""
    is_task = {"id", "name", "status"} <= item.keys() and (
        not item.keys().isdisjoint(("list", "folder", "custom_fields"))
        or isinstance(within(item, "status", "type"), str)
    )
    return is_task and isinstance(within(item, "status", "status"), str)


def _shaped(task: Record) -> Record:
    shaped: dict[str, Any] = {key: named(value) for key, value in task.items() if key not in _LEFT}
    shaped |= {key: day_of_milliseconds(task.get(key)) for key in _DAYS if key in task}
    shaped["status"] = within(task, "status", "status")
    kind = within(task, "status", "type")
    shaped["status type"] = {"open": "to do", "done": "done", "closed": "done"}.get(str(kind))
    shaped["priority"] = within(task, "priority", "priority")
    shaped["time_estimate"] = task.get("time_estimate") or None
    links = maps_in(task.get("dependencies"))
    shaped["waiting on"] = [
        one["depends_on"] for one in links if one.get("task_id") == task["id"] and one.get("depends_on")
    ]
    shaped["blocking"] = [
        one["task_id"] for one in links if one.get("depends_on") == task["id"] and one.get("task_id")
    ]
    items = [item for one in maps_in(task.get("checklists")) for item in maps_in(one.get("items"))]
    shaped["checklist"] = [item.get("name") for item in items]
    for own in maps_in(task.get("custom_fields")):
        name = own.get("name")
        if isinstance(name, str) and name not in shaped:
            shaped[name] = _own(own)
    return shaped


def _own(own: Record) -> Any:
    """The value of an own field: of one with options its word, of a date its day."""
    value = own.get("value")
    options = maps_in(within(own, "type_config", "options"))
    if own.get("type") in ("drop_down", "labels") and value is not None:
        words = {
            str(one.get(key)): one.get("name") or one.get("label")
            for one in options
            for key in ("id", "orderindex")
        }
        return (
            [words.get(str(one), one) for one in value]
            if isinstance(value, list)
            else words.get(str(value), value)
        )
    return day_of_milliseconds(value) if own.get("type") == "date" else named(value)


CLICKUP_JSON = JsonFormat(
    "clickup",
    "ClickUp tasks (JSON of its API)",
    is_item,
    of_each(_shaped),
    lost=("attachments", "linked_tasks"),
)
