"""Tasks that Taskwarrior exports: its times, and the tasks that one waits for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in

_TIME: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?")


def is_item(item: Record) -> bool:
    """Whether it is a task."""
    return {"uuid", "description", "status"} <= item.keys() and "title" not in item


def _shaped(task: Record) -> Record:
    shaped: dict[str, Any] = {
        key: _day(value) if isinstance(value, str) else value for key, value in task.items()
    }
    waits = task.get("depends")
    shaped["depends"] = waits.split(",") if isinstance(waits, str) else waits  # before 2.6 one text
    shaped["annotations"] = [one.get("description") for one in maps_in(task.get("annotations"))]
    if task.get("id") in (0, None):  # finished: the number is another's now
        shaped.pop("id", None)
    if task["status"] in ("pending", "waiting") and "start" in task:
        shaped["status"] = "started"
    return shaped


def _day(text: str) -> str:
    """A time as the day that was meant: days are kept as midnight where the writer was, told in UTC.

    The last second of a day stands for that day.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return text
    try:
        year, month, day, hour, minute, second = map(int, match.groups())
        time = datetime(year, month, day, hour, minute, second)
        ends = second == 59
        near = time + timedelta(hours=12, seconds=1 if ends else 0)
        return (near.date() - timedelta(days=1 if ends else 0)).isoformat()
    except (ValueError, OverflowError):
        return text


TASKWARRIOR = JsonFormat("taskwarrior", "tasks of Taskwarrior (task export)", is_item, of_each(_shaped))
