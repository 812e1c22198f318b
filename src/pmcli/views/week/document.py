"""The week as a JSON document."""

from __future__ import annotations

from pmcli.views.week.line import Line
from pmcli.views.week.week import Day, Week
from pmcli.writers.documents import Blank, Document, Shape, document, item

_LINE = Shape(Line, "text ids who act course", text=str, who=Blank, act=Blank)
_DAY = Shape(Day, "day topic lines", day=str, lines=[_LINE])
WEEK = Shape(Week, "title today lead since days notes", lead=Blank, since=Blank, days=[_DAY])


def week_document(week: Week) -> Document:
    """The week: `pm week --format json`, with every line that there is."""
    days = [
        item(_DAY, day, day=day.name.casefold(), lines=[item(_LINE, line) for line in day.lines])
        for day in week.days
    ]
    return document("week", WEEK, week, days=days)
