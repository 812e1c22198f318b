"""Days as they stand in cells of foreign tables."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pmcli.importing.sources.tables.cells import Unclear
from pmcli.importing.sources.vocabulary import vocabulary

_NAMED: Final = re.compile(r"(\d{1,2})[-/. ]\s?([^\W\d_]{3,5})\.?[-/. ]\s?(\d{4}|\d{2})\b")
_NAMED_FIRST: Final = re.compile(r"(?:[A-Za-z]{3},? )?([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})\b")

_UTC: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)? ?(?:Z|UTC|GMT|[+-]00:?00)$", re.IGNORECASE
)
"""A time in UTC, as trackers write it."""
_EVENING: Final = 20
_MORNING: Final = 5


def puts_day_first(cells: list[str]) -> bool | None:
    """Whether 5/6/2027 is in June: what one cell of a column shows counts for all; None where none shows."""
    for cell in cells:
        if match := re.match(r"\s*(\d{1,2})([/-])(\d{1,2})\2\d{2,4}", cell):
            if int(match[1]) > 12 >= int(match[3]):
                return True
            if int(match[3]) > 12 >= int(match[1]):
                return False
    return None


def day(cell: str, *, day_first: bool | None = None) -> str:
    """The day in a cell, in ISO 8601; the time of day is dropped.

    Raises:
        Unclear: it is none, or day and month could be mixed up.
    """
    text = cell.strip()
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if (match := _NAMED.match(text)) and (month := _month(match[2].casefold())):
        return _day(_year(match[3]), month, int(match[1]))
    if (match := _NAMED_FIRST.match(text)) and (month := _month(match[1].casefold())):
        return _day(int(match[3]), month, int(match[2]))
    if match := re.match(r"(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)", text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if match[2] == "." or first > 12 or first == second:
            return _day(year, second, first)
        if second > 12 or day_first is False:
            return _day(year, first, second)
        if day_first is None:
            raise Unclear("day and month cannot be told apart")
        return _day(year, second, first)
    raise Unclear("it is no date")


def other_day(cell: str) -> str:
    """What is told of a time of day in UTC that is another day where people are; "" for all else."""
    match = _UTC.match(cell.strip())
    if match is None or match[1] + match[2] == "0000":  # a day, and no time
        return ""
    hour = int(match[1])
    if hour >= _EVENING:
        return "late in the evening of UTC it is the next day in zones east of it"
    return "early in the morning of UTC it is the day before in zones west of it" if hour < _MORNING else ""


def _month(name: str) -> int | None:
    """The number of a month, by the beginning of its name in small letters."""
    months = vocabulary("cells", "months")
    number = next((months[name[:n]] for n in (5, 4, 3) if name[:n] in months), None)
    return None if number is None else int(number)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unclear("there is no such day") from None


def when(cell: str, *, day_first: bool | None = None) -> str:
    """A quarter, month or day.

    Raises:
        Unclear: it is none.
    """
    text = cell.strip()
    if match := re.fullmatch(r"[qQ]([1-4])[\s/'-]*(\d{4}|\d{2})", text):
        return f"{_year(match[2])}-Q{match[1]}"
    if match := re.fullmatch(r"(\d{4})[\s/-]*[qQ]([1-4])", text):
        return f"{match[1]}-Q{match[2]}"
    return day(text, day_first=day_first)
