"""Stories of Shortcut's interface: links by what they say."""

from __future__ import annotations

from typing import Any

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, named


def is_item(item: Record) -> bool:
    """Whether it is a story."""
    return {"id", "name", "story_type"} <= item.keys()


def _shaped(story: Record) -> Record:
    left = ("story_links", "tasks", "comments", "stats", "files", "branches", "commits", "pull_requests")
    shaped: dict[str, Any] = {key: named(value) for key, value in story.items() if key not in left}
    every = maps_in(story.get("story_links"))
    links = [one for one in every if one.get("verb") == "blocks"]
    shaped["other links"] = [one.get("verb") for one in every if one.get("verb") != "blocks"]
    shaped["blocks"] = [one.get("object_id") for one in links if one.get("subject_id") == story["id"]]
    shaped["blocked by"] = [one.get("subject_id") for one in links if one.get("object_id") == story["id"]]
    shaped["tasks"] = [one.get("description") for one in maps_in(story.get("tasks"))]
    shaped["state"] = (
        "done"
        if story.get("completed") is True
        else "started"
        if story.get("started") is True
        else "unstarted"
    )
    return shaped


SHORTCUT_JSON = JsonFormat(
    "shortcut", "stories of Shortcut (JSON of its API)", is_item, of_each(_shaped), lost=("comments", "files")
)
