from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.period import FiscalYear, Period, Step

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
