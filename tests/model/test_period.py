from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.period import FiscalYear, Period, Step, later
from tests.conftest import for_each

days = st.dates(min_value=date(5, 1, 1), max_value=date(9990, 1, 1))
fiscal_years = st.builds(FiscalYear, st.integers(1, 12), st.sampled_from(["start", "end"]))


def period(text: str) -> Period:
    period = Period.parse(text)
    assert period is not None
    return period


@pytest.mark.parametrize("text", ["2026-Q4", "2027-Q1", "2027-02", "0004-Q1", "2027-12"])
def test_in_and_out(text: str) -> None:
    assert str(period(text)) == text


@pytest.mark.parametrize(
    "text", ["2026-Q5", "2026-q4", "2026Q4", "2027-13", "2027-00", "27-Q1", "2027-2", "2027-01-31", ""]
)
def test_what_is_no_period(text: str) -> None:
    assert Period.parse(text) is None


def test_the_next_one() -> None:
    assert period("2026-Q4") + 1 == period("2027-Q1")
    assert period("2026-12") + 2 == period("2027-02")
    assert period("2026-Q4") < period("2027-Q1")


@pytest.mark.parametrize(
    ("fiscal", "text", "first", "last"),
    [
        (FiscalYear(), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (FiscalYear(10, "end"), "2027-Q1", date(2026, 10, 1), date(2026, 12, 31)),  # FORMAT.md § 2
        (FiscalYear(10, "start"), "2027-Q1", date(2027, 10, 1), date(2027, 12, 31)),
        (FiscalYear(4, "end"), "2027-Q4", date(2027, 1, 1), date(2027, 3, 31)),
        (FiscalYear(1, "start"), "2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        (FiscalYear(10, "end"), "2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        (FiscalYear(), "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_days_of_a_period(fiscal: FiscalYear, text: str, first: date, last: date) -> None:
    assert fiscal.first_day(period(text)) == first
    assert fiscal.last_day(period(text)) == last


@given(fiscal_years, days, st.sampled_from(["quarter", "month"]))
def test_every_day_lies_in_its_period(fiscal: FiscalYear, day: date, step: Step) -> None:
    found = fiscal.period_of(day, step)
    assert fiscal.first_day(found) <= day <= fiscal.last_day(found)


@given(fiscal_years, days, st.sampled_from(["quarter", "month"]))
def test_periods_follow_without_a_gap(fiscal: FiscalYear, day: date, step: Step) -> None:
    found = fiscal.period_of(day, step)
    assert fiscal.last_day(found) + timedelta(days=1) == fiscal.first_day(found + 1)


@pytest.mark.parametrize(
    ("day", "step", "expected", "left"),
    [
        ("2026-10-01", "quarter", "2026-Q4", 91),
        ("2026-11-29", "quarter", "2026-Q4", 32),
        ("2026-11-30", "quarter", "2027-Q1", 31),
        ("2026-12-31", "quarter", "2027-Q1", 0),
        ("2027-02-28", "quarter", "2027-Q1", 31),
        ("2027-03-01", "quarter", "2027-Q2", 30),
        ("2026-11-19", "month", "2026-11", 11),
        ("2026-11-20", "month", "2026-12", 10),
        ("2027-02-18", "month", "2027-03", 10),
    ],
)
def test_a_period_of_which_little_is_left_is_not_planned(
    day: str, step: Step, expected: str, left: int
) -> None:
    calendar, today = FiscalYear(), date.fromisoformat(day)
    assert str(calendar.to_plan(today, step)) == expected
    assert calendar.days_left(today, step) == left


@given(fiscal_years, days, st.sampled_from(["quarter", "month"]))
def test_less_than_a_third_is_never_planned_and_more_always(
    calendar: FiscalYear, day: date, step: Step
) -> None:
    now = calendar.period_of(day, step)
    every = [
        calendar.first_day(now) + timedelta(days=number) for number in range(92)
        if calendar.period_of(calendar.first_day(now) + timedelta(days=number), step) == now
    ]  # fmt: skip
    left = len([other for other in every if other > day])
    first = calendar.to_plan(day, step)
    assert first in (now, now + 1)
    if 3 * left < len(every):
        assert first == now + 1
    if 3 * left >= len(every) + 3:
        assert first == now


@for_each("text, first, last", [
    ("9999-Q4", date(9999, 11, 1), date.max), ("9999-12", date(9999, 12, 1), date.max),
    ("0001-Q1", date.min, date(1, 1, 31)), ("0000-Q4", date.min, date.min),
])  # fmt: skip
def test_the_days_of_a_period_end_with_the_calendar(text: str, first: date, last: date) -> None:
    fiscal = FiscalYear(2, "start") if text.startswith("9") else FiscalYear(11, "end")
    assert (fiscal.first_day(period(text)), fiscal.last_day(period(text))) == (first, last)


@given(st.dates(), st.integers(-4_000_000, 4_000_000))
def test_a_day_is_moved_within_the_calendar(day: date, days: int) -> None:
    try:
        expected = day + timedelta(days=days)
    except OverflowError:
        expected = date.max if days > 0 else date.min
    assert later(day, days) == expected
