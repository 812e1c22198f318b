"""Values as trackers' JSON has them: what a map is called, days of milliseconds, points of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pmcli.importing.sources.tables.nested.item_lists import unwrapped

_NAMING: Final = ("displayName", "name", "value", "title", "text", "username", "login", "identifier", "key")
_SIGN: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = 253_402_300_799_000
"""The milliseconds of the year 9999."""


def named(value: Any) -> Any:
    """The name by which people call a map, or each of a list of them; all else as it is."""
    listed = unwrapped(value)
    if listed is not None:
        return [named(one) for one in listed]
    if isinstance(value, dict):
        return next((value[key] for key in _NAMING if is_plain(value.get(key))), value)
    return value


def is_plain(value: Any) -> bool:
    """Whether it is a text or a number that says something."""
    return isinstance(value, (str, int)) and value != ""


def within(value: Any, *keys: str) -> Any:
    """The value behind keys one behind the other, None where one is not there."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def maps_in(value: Any) -> list[Mapping[str, Any]]:
    """The maps in a list, also in one that GraphQL wraps."""
    return [one for one in unwrapped(value) or () if isinstance(one, dict)]


def day_of_milliseconds(value: Any) -> str | None:
    """The day of a time counted in milliseconds since 1970, None where it is none."""
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal() or not 0 < int(text[:20]) <= _LAST:
        return None
    return (_EPOCH + timedelta(milliseconds=int(text))).date().isoformat()


def points_in(value: Any) -> list[str]:
    """The lines of a text without the signs of a list in front of them."""
    lines = str(value).split("\n") if isinstance(value, str) else []
    return [point for line in lines if (point := _SIGN.sub("", line, count=1).strip())]
