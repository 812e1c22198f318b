"""The periods planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import FiscalYear, Period

MOST, LONGEST = 240, 10_000
"""Periods planned, twenty years of months; and periods over which something earns."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The periods planned; `start` is the first day planned, which may lie inside the first of them."""

    periods: tuple[Period, ...]
    start: date
    fiscal: FiscalYear

    @classmethod
    def of(cls, backlog: Backlog) -> Horizon:
        """The horizon of a backlog's calendar.

        Raises:
            PmError: it has more periods than anybody plans, or ends after the year 9999.
        """
        if too_long := excess(backlog):
            raise PmError(too_long[1], f"set calendar: {{{too_long[0]}: …}}", exit_code=1)
        calendar = backlog.workspace.calendar
        start = backlog.start or backlog.today
        first = calendar.fiscal.period_of(start, calendar.step)
        return cls(tuple(first + number for number in range(calendar.periods)), start, calendar.fiscal)

    def __len__(self) -> int:
        return len(self.periods)

    def first_day(self, number: int) -> date:
        """The first planned day of a period."""
        return max(self.start, self.fiscal.first_day(self.periods[0] + number))

    def last_day(self, number: int) -> date:
        """The last day of a period."""
        return self.fiscal.last_day(self.periods[0] + number)

    def number(self, when: Period | date) -> int:
        """The number of its period, the first is 0; below 0 for what lies before the first day."""
        if isinstance(when, date):
            if when < self.start:
                return -1
            when = self.fiscal.period_of(when, self.periods[0].step)
        return when.index - self.periods[0].index

    def share(self, day: date) -> float:
        """The part of a period's planned days that has passed when `day`, a day in it, is over."""
        number = self.number(day)
        first = self.first_day(number)
        return ((day - first).days + 1) / ((self.last_day(number) - first).days + 1)

    @property
    def rest(self) -> float:
        """The part of the first period that is still to come on the first day planned."""
        first = self.fiscal.first_day(self.periods[0])
        return 1.0 - (self.start - first).days / ((self.last_day(0) - first).days + 1)


def excess(backlog: Backlog) -> tuple[str, str] | None:
    """The key of the calendar that has more than can be planned, and how much; None where none has."""
    calendar = backlog.workspace.calendar
    if calendar.periods > MOST:
        return "periods", f"the calendar has {calendar.periods:,} periods; a roadmap takes at most {MOST}"
    if (calendar.value_horizon or 0) > LONGEST:
        horizon = f"{calendar.value_horizon:,} periods; it takes at most {LONGEST:,}"
        return "value_horizon", f"the value horizon has {horizon}"
    first = calendar.fiscal.period_of(backlog.start or backlog.today, calendar.step)
    if calendar.fiscal.last_day(first + calendar.periods) == date.max:
        return "periods", "the calendar ends after the year 9999"
    return None
