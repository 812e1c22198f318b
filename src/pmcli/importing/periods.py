"""Periods as sources name them, in the calendar of the workspace: months, halves and years by its steps."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from pmcli.model.period import Period
from pmcli.model.settings import Calendar

_HALF: Final = re.compile(r"(\d{4})-H([12])")
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FIRST: Final = frozenset({"not_before", "started"})
"""Fields that mean the beginning of a period; the others mean its end."""
_DAYS: Final = frozenset({"deadline", "started", "shipped"})
"""Fields that take a day, and no period."""
FIELDS: Final = ("target", "not_before", "deadline", "started", "shipped")


def in_calendar(text: str, field: str, calendar: Calendar) -> tuple[str, str]:
    """A period as a field takes it in this calendar, and what was assumed, "" for nothing.

    A day, what is no period and what the calendar does not hold stays as it is. Where a field means an end,
    the last period counts that lies in what is named, else the first: a target in the second half of 2027
    is in its last quarter.
    """
    kind, first, last = _span(text, calendar)
    if not kind or last == date.max:
        return text, ""
    step = calendar.step
    if field in _DAYS or kind == "week":
        day, which = (first, "first") if field in _FIRST else (last, "last")
        return day.isoformat(), f"{field}: a {kind} is told as its {which} day"
    if kind == step:
        return text, ""
    period = calendar.fiscal.period_of(first if field in _FIRST else last, step)
    which = f"the {step} in which it {'begins' if field in _FIRST else 'ends'}"
    return str(period), f"{field}: a {kind} is told as {which}"


def _span(text: str, calendar: Calendar) -> tuple[str, date, date]:
    """The kind of period that a text names, with its first and last day; "" for none."""
    fiscal = calendar.fiscal
    try:
        if period := Period.parse(text):
            return period.step, fiscal.first_day(period), fiscal.last_day(period)
        if match := _HALF.fullmatch(text):
            first = Period("quarter", int(match[1]) * 4 + 2 * int(match[2]) - 2)
            return "half year", fiscal.first_day(first), fiscal.last_day(first + 1)
        if match := _WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return "week", monday, monday + timedelta(days=6)
        if _YEAR.fullmatch(text):
            first = Period("quarter", int(text) * 4)
            return "year", fiscal.first_day(first), fiscal.last_day(first + 3)
    except (ValueError, OverflowError):
        pass
    return "", date.min, date.min
