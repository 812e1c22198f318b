"""Pages of a Notion database, as its interface hands them over: every property by its type."""

from __future__ import annotations

from typing import Any, Final

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, named, within

_LEFT: Final = ("created_time", "created_by", "last_edited_time", "last_edited_by", "button", "files")


def is_item(item: Record) -> bool:
    """Whether it is a page of a database."""
    properties = item.get("properties")
    return item.get("object") == "page" and isinstance(properties, dict) and any(
        isinstance(one, dict) and one.get("type") == "title" for one in properties.values()
    )  # fmt: skip


def _shaped(page: Record) -> Record:
    shaped: dict[str, Any] = {
        "page": page.get("id"), "address": page.get("url"),
        "archived": page.get("archived") is True or page.get("in_trash") is True,
    }  # fmt: skip
    shaped["short"] = str(page.get("id")).replace("-", "")
    for name, own in page["properties"].items():
        if isinstance(own, dict) and own.get("type") not in _LEFT:
            is_title = own.get("type") == "title"
            key = "page title" if is_title else str(name) if name not in shaped else f"{name} (property)"
            shaped[key] = _value(own, 0)
    return shaped


def _value(own: Record, depth: int) -> Any:
    """The value of a property: a text, a number, or a list of words or of other pages."""
    kind = str(own.get("type"))
    value = own.get(kind)
    if kind in ("title", "rich_text"):
        return "".join(
            str(one.get("plain_text") or within(one, "text", "content") or "") for one in maps_in(value)
        )
    if kind == "relation":
        return [one.get("id") for one in maps_in(value)]
    if kind == "date":
        return within(value, "end") or within(value, "start")
    if kind == "unique_id":
        prefix, number = within(value, "prefix"), within(value, "number")
        return f"{prefix}-{number}" if prefix else number
    if kind in ("formula", "rollup") and isinstance(value, dict) and depth < 3:
        if value.get("type") == "array":
            return [_value(one, depth + 1) for one in maps_in(value.get("array"))]
        return _value(value, depth + 1)
    return named(value)


NOTION_JSON = JsonFormat("notion", "pages of a Notion database (JSON of its API)", is_item, of_each(_shaped))
