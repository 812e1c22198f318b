"""Cards of a board that Trello exports: lists, check-lists and own fields stand beside them, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, Shape
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import maps_in, within

_LEFT: Final = (
    "badges", "cover", "idLabels", "customFieldItems", "checklists", "idChecklists", "limits", "descData",
    "attachments", "perCard", "pluginData", "nodeId",
)  # fmt: skip
"""Keys of a card that say nothing of its own, or that are read with what stands beside it."""


def is_item(item: Record) -> bool:
    """Whether it is a card."""
    return {"idList", "name"} <= item.keys()


def shaper(board: Record) -> Shape:
    """The function that puts the cards of a board in order."""
    by_id = {
        key: {str(one.get("id")): one for one in maps_in(board.get(key))}
        for key in ("lists", "customFields", "members")
    }
    checked: dict[str, list[Record]] = {}
    for one in maps_in(board.get("checklists")):
        checked.setdefault(str(one.get("idCard")), []).append(one)
    return lambda card: _shaped(card, by_id, checked.get(str(card.get("id")), []))


def _shaped(card: Record, by_id: Mapping[str, Mapping[str, Record]], checked: list[Record]) -> Record:
    column = by_id["lists"].get(str(card.get("idList")), {})
    shaped: dict[str, Any] = {key: value for key, value in card.items() if key not in _LEFT}
    shaped["list"] = column.get("name")
    shaped["closed"] = bool(card.get("closed") or column.get("closed"))
    shaped["labels"] = [one.get("name") or one.get("color") for one in maps_in(card.get("labels"))]
    members = [by_id["members"].get(str(one), {}) for one in card.get("idMembers") or ()]
    shaped["members"] = [name for one in members if (name := one.get("fullName") or one.get("username"))]
    lists = maps_in(card.get("checklists")) or checked
    shaped["checklist"] = [item.get("name") for one in lists for item in maps_in(one.get("checkItems"))]
    shaped["votes"] = within(card, "badges", "votes") or None
    shaped["complete"] = "done" if card.get("dueComplete") is True else None
    return {**_own(card, by_id["customFields"]), **shaped}


def _own(card: Record, known: Mapping[str, Record]) -> dict[str, Any]:
    """The own fields of a card, by their names."""
    values: dict[str, Any] = {}
    for item in maps_in(card.get("customFieldItems")):
        own = known.get(str(item.get("idCustomField")), {})
        words = {str(one.get("id")): within(one, "value", "text") for one in maps_in(own.get("options"))}
        value = item.get("value")
        said = (
            next(iter(value.values()), None)
            if isinstance(value, dict)
            else words.get(str(item.get("idValue")))
        )
        if isinstance(own.get("name"), str) and not isinstance(said, dict):
            values[own["name"]] = said
    return values


TRELLO_JSON = JsonFormat(
    "trello", "cards of a Trello board (its JSON export)", is_item, shaper, lost=("attachments",)
)
