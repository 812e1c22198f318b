"""One quarter or one month: ordered, "2026-Q4" and "2027-02" in and out, fiscal years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Literal

Step = Literal["quarter", "month"]
PER_YEAR: dict[Step, int] = {"quarter": 4, "month": 12}
WEEKS_A_YEAR, DAYS_A_WEEK = 52, 7
UNITS_A_WEEK = {"person-weeks": 1.0, "person-days": 5.0, "person-months": 12 / WEEKS_A_YEAR}
"""Units of effort in a week of one person; points are no time."""
FIRST_YEAR, LAST_YEAR = 4, 9990
"""No period lies later: a plan of some years must end before the last day that there is."""

_PERIOD = re.compile(r"(\d{4})-(?:Q([1-4])|(0[1-9]|1[0-2]))", re.ASCII)


def later(day: date, days: int) -> date:
    """The day so many days later, earlier below 0; at most the last, at least the first that there is."""
    number = day.toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal()))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter or a month, as named: which days it covers is the calendar's to say.

    `index` counts quarters (months) from year 0, so that `period + 1` is the next one. Periods of
    different steps are never equal; their order is by step and means nothing.
    """

    step: Step
    index: int

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """The period that `text` names, or None where it names none."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            return None
        year, quarter, month = match.groups()
        if quarter:
            return cls("quarter", int(year) * 4 + int(quarter) - 1)
        return cls("month", int(year) * 12 + int(month) - 1)

    def __add__(self, periods: int) -> Period:
        return Period(self.step, self.index + periods)

    def __str__(self) -> str:
        year, number = divmod(self.index, PER_YEAR[self.step])
        return f"{year:04}-Q{number + 1}" if self.step == "quarter" else f"{year:04}-{number + 1:02}"


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Which days a period covers.

    A fiscal year begins on the first of month `starts`; it is named by the calendar year in which it
    ends, or starts. Months are calendar months whatever the fiscal year.
    """

    starts: int = 1
    named_by: Literal["start", "end"] = "end"

    @property
    def _shift(self) -> int:
        """Months from January of the year named to the first month of that fiscal year."""
        return self.starts - 1 - (12 if self.named_by == "end" and self.starts > 1 else 0)

    def first_day(self, period: Period) -> date:
        """The first day of `period`; of one outside the years 1 to 9999 the first or last day there is."""
        months = period.index if period.step == "month" else period.index * 3 + self._shift
        year, month = divmod(months, 12)
        if year > MAXYEAR:
            return date.max
        return date(year, month + 1, 1) if year >= MINYEAR else date.min

    def last_day(self, period: Period) -> date:
        """The last day of `period`; of one outside the years 1 to 9999 the first or last day there is."""
        following = self.first_day(period + 1)
        return following if following == date.max else later(following, -1)

    def days_left(self, day: date, step: Step) -> int:
        """The days that are left of the period in which `day` lies, after it."""
        return (self.last_day(self.period_of(day, step)) - day).days

    def to_plan(self, day: date, step: Step) -> Period:
        """The first period to plan on `day`: its own, or the next where a third of it is left, or less.

        A third of a period is rounded up to whole days.
        """
        period = self.period_of(day, step)
        days = (self.last_day(period) - self.first_day(period)).days + 1
        return period + 1 if self.days_left(day, step) <= -(-days // 3) else period

    def period_of(self, day: date, step: Step) -> Period:
        """The period in which `day` lies."""
        months = day.year * 12 + day.month - 1
        if step == "month":
            return Period("month", months)
        return Period("quarter", (months - self._shift) // 3)
