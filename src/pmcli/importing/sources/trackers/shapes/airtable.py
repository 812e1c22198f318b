"""Records of Airtable, as its interface hands them over: fields by their names, links by records' ids."""

from __future__ import annotations

from typing import Any

from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.shapes.values import named


def is_item(item: Record) -> bool:
    """Whether it is a record."""
    return str(item.get("id")).startswith("rec") and isinstance(item.get("fields"), dict)


def _shaped(record: Record) -> Record:
    fields: dict[str, Any] = {key: named(value) for key, value in record["fields"].items()}
    return {"record": record["id"], "createdTime": record.get("createdTime"), **fields}


AIRTABLE_JSON = JsonFormat("airtable", "records of Airtable (JSON of its API)", is_item, of_each(_shaped))
