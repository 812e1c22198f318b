"""Tasks of Task Master (`.taskmaster/tasks/tasks.json`): a list for each tag, with sub-tasks in tasks."""

from __future__ import annotations

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, points_in

_DEEPEST = 12


def is_item(item: Record) -> bool:
    """Whether it is a task."""
    own = {"testStrategy", "subtasks"}
    return {"id", "title", "status", "dependencies"} <= item.keys() and bool(item.keys() & own)


def _shaped(task: Record, depth: int = 0) -> Record:
    shaped = dict(task)
    for key in ("testStrategy", "acceptanceCriteria"):
        if key in task:
            shaped[key] = points_in(task[key])
    if depth < _DEEPEST and "subtasks" in task:
        shaped["subtasks"] = [_shaped(one, depth + 1) for one in maps_in(task["subtasks"])]
    return shaped


TASK_MASTER = JsonFormat(
    "task-master", "tasks of Task Master (tasks.json)", is_item, of_each(_shaped), has_parts=True
)
