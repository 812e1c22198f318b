"""Days and periods as they stand in cells of foreign tables.

A period is told as the source has it: 2027-Q3, 2027-03, and also 2027-H2, 2027-W12 or 2027; which period of
the workspace's calendar that is, is for the fitting to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.doubts import FISCAL, IS_FISCAL, bare_period, quarter_of
from pmcli.importing.sources.vocabulary import vocabulary

_LONGEST: Final = 80
_WEEKDAY: Final = re.compile(r"^([^\W\d_]{2,10})[.,]?\s+(?=\d)")
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|e|ème|º|ª|\.º)\b", re.IGNORECASE)
_CJK: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号일])?")
_YEAR_FIRST: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|((?:19|20)\d\d)(\d\d)(\d\d)(?![\d.])"
)
_NAMED: Final = re.compile(
    r"(\d{1,2})(?:[-/. ]\s?|\s)(?:de |of )?([^\W\d_]{3,12})\.?(?:[-/., ]\s?|\s)(?:de |del )?'?(\d{4}|\d{2})\b"
)
_NAMED_FIRST: Final = re.compile(r"(?:[^\W\d_]{2,10}\.?,? )?([^\W\d_]{3,12})\.? (\d{1,2}),? (\d{4})\b")
_NUMBERS: Final = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)")
_PART_OF_YEAR: Final = re.compile(r"\d{4}\s*[-/]\s*[QqHh]\s?[1-4]|[QqHh]\s?[1-4]\s*[-/]\s*\d{2,4}")
_BOTH: Final = re.compile(r"(\d{4}(?:-\d\d-\d\d|-[QqHh]\d)?)\s*(?:/|-)\s*(\d{4}(?:-\d\d-\d\d|-[QqHh]\d)?)")
_STAMP: Final = re.compile(r"\d{10}(?:\d{3})?(?:\.0+)?")
_SERIAL: Final = re.compile(r"[345]\d{4}(?:\.\d+)?")
_EPOCH: Final = date(1899, 12, 30)
"""The day from which spreadsheets count."""
_TIME: Final = re.compile(
    r"[\sT,]*(?:at |um |à )?(?:\d{1,2}[:.h]\d{2}.*|[Tt]\d.*|\([^)]*\)|00.*)?", re.DOTALL
)
_SEP: Final = r"[\s/'’.-]*"
_OF: Final = r"(?:of |de |del |von )?"
_FISCAL: Final = r"(?:fy|cy)?[\s'’]?"
_QUARTER: Final = r"(?:[qt]|quartal|trimestre|kwartaal|quarter)"
_HALF: Final = r"(?:hj|h|halbjahr|semestre|semester|half)"
_WEEKS: Final = r"(?:week|wk|cw|kw|w|woche|semaine|semana|sem\.?|settimana)"
_PERIODS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("Q", rf"[qtk](?P<n>[1-4]){_SEP}{_OF}{_FISCAL}(?P<year>\d{{4}}|\d{{2}})"),
        (
            "Q",
            rf"(?P<n>[1-4])(?:st|nd|rd|th|er|º)?[\s.]*{_QUARTER}{_SEP}{_OF}{_FISCAL}(?P<year>\d{{4}}|\d{{2}})",
        ),
        ("Q", rf"{_FISCAL}(?P<year>\d{{4}}|\d{{2}}){_SEP}[qt](?P<n>[1-4])"),
        ("Q", r"(?P<year>\d{4})\s?[年년]?\s?第?(?P<n>[1-4])\s?(?:四半期|季度|분기)"),
        ("H", rf"[hs](?P<n>[12]){_SEP}{_FISCAL}(?P<year>\d{{4}}|\d{{2}})"),
        ("H", rf"(?P<n>[12])[\s.]*{_HALF}{_SEP}{_OF}(?P<year>\d{{4}}|\d{{2}})"),
        ("H", rf"{_FISCAL}(?P<year>\d{{4}}){_SEP}[hs](?P<n>[12])"),
        ("W", rf"{_WEEKS}\s?(?P<n>\d{{1,2}})[\s,/'’.-]*{_OF}(?P<year>\d{{4}}|\d{{2}})"),
        ("W", r"(?P<year>\d{4})[\s/-]*(?:w|kw|cw|week)\s?(?P<n>\d{1,2})"),
    )
)
_MONTH_YEAR: Final = re.compile(r"([^\W\d_]{3,12})\.?[\s,/'’.-]*(?:de |del |of )?(\d{4}|\d{2})")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[\s/.-]+([^\W\d_]{3,12})")
_NUMBER_YEAR: Final = re.compile(r"(?:(\d{4})(?:[-/](?=\d)|\.(?=\d\d))(\d{1,2})|(\d{1,2})[/.-](\d{4}))")
_YEAR: Final = re.compile(r"(?:fy|cy)?\s?[\s'’]?(\d{4})年?|fy\s?'?(\d{2})", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"\s*(?:→|–|—|〜|~|\.\.+|…|\bto\b|\bthrough\b|\buntil\b|\bbis\b|\bau\b)\s*"
    r"|\s+-\s+|(?<=[^\W\d_])-(?=[^\W\d_])|(?<=[QqHh]\d)-(?=[QqHh]\d)"
)
_STAMPED: Final = "a number is read as the seconds or milliseconds since 1970 (UTC)"
_SERIAL_READ: Final = "a number such as 46000 is read as a spreadsheet's day"


@dataclass(frozen=True, slots=True)
class When:
    """A day or a period as text, with what was assumed in reading it."""

    text: str
    notes: tuple[str, ...] = ()


def puts_day_first(cells: list[str]) -> bool | None:
    """Whether 5/6/2027 is in June: what one cell of a column shows counts for all; None where none shows."""
    for cell in cells:
        text = _WEEKDAY.sub("", cell[:_LONGEST].strip(), count=1)
        if match := re.match(r"(\d{1,2})([/-])(\d{1,2})\2\d{2,4}", text):
            if int(match[1]) > 12 >= int(match[3]):
                return True
            if int(match[3]) > 12 >= int(match[1]):
                return False
    return None


def is_day(cell: str) -> bool:
    """Whether a cell tells a day, a period or both ends of a time."""
    if quarter_of(cell):
        return True
    for part in ends(cell) or (cell,):
        try:
            when(part, day_first=True)
        except Unclear:
            try:
                when(part, day_first=False)
            except Unclear:
                return False
    return True


@lru_cache(maxsize=4096)
def ends(cell: str) -> tuple[str, str] | None:
    """The two ends of a time such as "Jan – Mar 2027", None where a cell tells no such."""
    text = cell.strip()
    if len(text) > _LONGEST or _PART_OF_YEAR.fullmatch(text):
        return None
    if match := _BOTH.fullmatch(text):
        return match[1], match[2]
    parts = [part.strip() for part in _BETWEEN.split(text)]
    if len(parts) != 2 or not all(parts):
        return None
    first, last = parts
    if re.fullmatch(r"\d{1,2}\.?", first) and re.match(r"\d{1,2}\b", last):
        first = re.sub(r"^\d{1,2}", first.rstrip("."), last)
    first, last = _with_year(first, last), _with_year(last, first)
    return (first, last) if all(re.search(r"\d", part) for part in (first, last)) else None


def _with_year(part: str, other: str) -> str:
    """One end of a time, with the year of the other where it has none."""
    year = re.search(r"\d{4}|(?<=')\d{2}", other)
    return f"{part} {year[0]}" if year and not re.search(r"\d{4}|'\d{2}", part) else part


def day(cell: str, *, day_first: bool | None = None) -> str:
    """The day in a cell, in ISO 8601; the time of day is dropped.

    Raises:
        Unclear: it is none, or day and month could be mixed up.
    """
    return read_day(cell, day_first=day_first).text


def when(cell: str, *, day_first: bool | None = None) -> str:
    """A day, or a period: 2027-Q3, 2027-03, 2027-H2, 2027-W12 or 2027.

    Raises:
        Unclear: it is none.
    """
    return read_when(cell, day_first=day_first).text


@lru_cache(maxsize=4096)
def read_when(cell: str, *, day_first: bool | None = None) -> When:
    """A day or a period, with what was assumed.

    Raises:
        Unclear: it is none.
    """
    text = _ORDINAL.sub("", cell.strip()[: _LONGEST + 1])
    if found := _period(text):
        return When(found, (FISCAL,) if IS_FISCAL.search(text) else ())
    bare, notes = bare_period(text)
    if notes and (found := _period(bare)):
        return When(found, notes)
    lead, rest = _part(bare)
    if lead and (found := _period(rest)):
        part = "a part of a time, such as its end, is taken for the period it is in"
        return When(_within(found, lead), (part, *notes))
    return read_day(text, day_first=day_first)


def _part(text: str) -> tuple[str, str]:
    """The word for a part of a time at the beginning of a text, such as "mid", and the rest."""
    parts = vocabulary("cells", "parts")
    words = text.casefold().split()
    for count in (3, 2, 1):
        lead = " ".join(words[:count])
        if len(words) > count and lead in parts:
            return parts[lead], " ".join(text.split()[count:])
    if (match := re.match(r"([^\W\d_]+)-(?=\S)", text)) and match[1].casefold() in parts:
        return parts[match[1].casefold()], text[match.end() :]
    return "", text


def _within(period: str, part: str) -> str:
    """The period in which a part of another lies: the middle of 2027 is in its second quarter."""
    if re.fullmatch(r"\d{4}", period) and part != "whole":
        return f"{period}-Q{ {'early': 1, 'mid': 2, 'late': 4, 'spring': 2, 'summer': 3, 'autumn': 4}[part] }"
    return period


def _period(text: str) -> str:
    """The period that a text names and nothing else, "" where it names none."""
    for kind, pattern in _PERIODS:
        if match := pattern.fullmatch(text):
            number = int(match["n"])
            is_one = kind != "W" or 1 <= number <= 53
            return f"{_year(match['year'])}-{kind}{number:0{1 + (kind == 'W')}}" if is_one else ""
    return _month_of_year(text)


def _month_of_year(text: str) -> str:
    """A month or a year, "" where a text names none."""
    if match := _MONTH_YEAR.fullmatch(text):
        month, year = _month(match[1]), _year(match[2])
    elif match := _YEAR_MONTH.fullmatch(text):
        month, year = _month(match[2]), int(match[1])
    elif match := _CJK.fullmatch(text):
        month, year = (None if match[3] else int(match[2])), int(match[1])
    elif match := _NUMBER_YEAR.fullmatch(text):
        month, year = int(match[2] or match[3]), int(match[1] or match[4])
    elif match := _YEAR.fullmatch(text):
        return f"{_year(match[1] or match[2])}" if 1990 <= _year(match[1] or match[2]) < 2100 else ""
    else:
        return ""
    return f"{year}-{month:02}" if month and 1 <= month <= 12 else ""


def read_day(cell: str, *, day_first: bool | None = None) -> When:
    """The day in a cell, in ISO 8601, with what was assumed; the time of day is dropped.

    Raises:
        Unclear: it is none, or day and month could be mixed up.
    """
    text = _ORDINAL.sub("", cell.strip()[:200])
    if stamped := _counted(text):
        return stamped
    text = text if _NAMED_FIRST.match(text) else _WEEKDAY.sub("", text, count=1)
    found, end = _dated(text, day_first=day_first)
    rest = text[end:]
    notes = [] if _TIME.fullmatch(rest) else ["words beside a day are left out"]
    late = re.match(r"[T ](\d\d):(\d\d)(?::[\d.]+)?(?:Z|\+00:?00| UTC)", rest)
    if late and int(late[1]) >= 20:
        notes.append("the day of a time late in the evening (UTC) may be the next one where you are")
    return When(found, tuple(notes))


def _counted(text: str) -> When | None:
    """The day of a number of seconds, milliseconds or days; None where a text is no such number."""
    if _STAMP.fullmatch(text):
        whole = text.partition(".")[0]
        seconds = int(whole) / (1000 if len(whole) == 13 else 1)
        return When(datetime.fromtimestamp(seconds, UTC).date().isoformat(), (_STAMPED,))
    if _SERIAL.fullmatch(text):
        days = int(text.partition(".")[0])
        return When((_EPOCH + timedelta(days=days)).isoformat(), (_SERIAL_READ,))
    return None


def _dated(text: str, *, day_first: bool | None) -> tuple[str, int]:
    """The day that a text begins with, and where it ends."""
    if match := _YEAR_FIRST.match(text):
        parts = [int(match[at] or match[at + 3]) for at in (1, 2, 3)]
        return _day(*parts), match.end()
    if (match := _CJK.match(text)) and match[3]:
        return _day(int(match[1]), int(match[2]), int(match[3])), match.end()
    if (match := _NAMED.match(text)) and (month := _month(match[2])):
        return _day(_year(match[3]), month, int(match[1])), match.end()
    if (match := _NAMED_FIRST.match(text)) and (month := _month(match[1])):
        return _day(int(match[3]), month, int(match[2])), match.end()
    if match := _NUMBERS.match(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if match[2] == "." or first > 12 or first == second:
            return _day(year, second, first), match.end()
        if second > 12 or day_first is False:
            return _day(year, first, second), match.end()
        if day_first is None:
            raise Unclear("day and month cannot be told apart")
        return _day(year, second, first), match.end()
    raise Unclear("it is no date")


@cache
def _months() -> dict[str, int]:
    """Months by the beginnings of their names, in small letters."""
    return {name: int(number) for name, number in vocabulary("cells", "months").items()}


def _month(name: str) -> int | None:
    """The number of a month, by the beginning of its name."""
    months, word = _months(), name.casefold()
    return next((months[word[:n]] for n in (5, 4, 3) if word[:n] in months), None)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unclear("there is no such day") from None
