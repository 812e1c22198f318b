"""Tasks of Asana's interface and of its export of a project as JSON."""

from __future__ import annotations

from typing import Any

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within


def is_item(item: Record) -> bool:
    """Whether it is a task."""
    said = {"completed", "memberships", "resource_subtype", "due_on", "custom_fields"}
    return {"gid", "name"} <= item.keys() and bool(item.keys() & said)


def _shaped(task: Record) -> Record:
    places = maps_in(task.get("memberships"))
    shaped: dict[str, Any] = {
        key: named(value) for key, value in task.items()
        if key not in ("memberships", "custom_fields", "parent", "dependencies", "dependents", "workspace",
                       "followers", "subtasks", "hearts", "likes")
    }  # fmt: skip
    shaped["section"] = within(places[0], "section", "name") if places else None
    shaped["project"] = (
        within(places[0], "project", "name")
        if places
        else next(iter(named(task.get("projects") or [])), None)
    )
    shaped["parent"] = within(task, "parent", "gid")
    shaped["dependencies"] = [one.get("gid") for one in maps_in(task.get("dependencies"))]
    shaped["dependents"] = [one.get("gid") for one in maps_in(task.get("dependents"))]
    if task.get("completed") is True:
        shaped["finished"] = "done"
    for own in maps_in(task.get("custom_fields")):
        name = own.get("name")
        if isinstance(name, str) and name not in shaped:
            number = own.get("number_value")
            shaped[name] = (
                number if number is not None else own.get("display_value") or named(own.get("enum_value"))
            )
    return shaped


ASANA_JSON = JsonFormat(
    "asana",
    "Asana tasks (JSON of its API, or a project's export)",
    is_item,
    of_each(_shaped),
    lost=("subtasks",),
)
