"""Periods as sources name them, in the calendar of a workspace."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.periods import in_calendar
from pmcli.model.period import Period
from pmcli.model.settings import Calendar
from tests.conftest import for_each


@for_each(
    "text, field, starts, expected",
    [
        ("2027-03", "target", 1, "2027-Q1"), ("2027-H2", "target", 1, "2027-Q4"), ("2027", "target", 1, "2027-Q4"),
        ("2027-H1", "not_before", 1, "2027-Q1"), ("2027-04", "target", 4, "2028-Q1"), ("2027", "target", 4, "2027-Q4"),
        ("2027-Q3", "target", 4, "2027-Q3"), ("2027-Q3", "deadline", 4, "2026-12-31"), ("2027-05-06", "target", 1, "2027-05-06"),
        ("2027-02", "shipped", 1, "2027-02-28"), ("2027-02", "started", 1, "2027-02-01"), ("2027-W12", "target", 1, "2027-03-28"), ("2027-W12", "not_before", 1, "2027-03-22"), ("soon", "target", 1, "soon"), ("9999-Q4", "deadline", 1, "9999-Q4"),
    ],
)  # fmt: skip
def test_periods_in_a_calendar(text: str, field: str, starts: int, expected: str) -> None:
    assert (
        in_calendar(text, field, Calendar.model_validate({"fiscal_year_starts": str(starts)}))[0] == expected
    )


@given(st.integers(1990, 2090), st.integers(1, 12), st.integers(1, 12), st.sampled_from(["start", "end"]))
def test_a_month_is_in_the_quarter_that_holds_its_days(
    year: int, month: int, starts: int, named: str
) -> None:
    calendar = Calendar.model_validate({"fiscal_year_starts": str(starts), "year_named_by": named})
    text, note = in_calendar(f"{year}-{month:02}", "target", calendar)
    period = Period.parse(text)
    assert period is not None
    assert calendar.fiscal.first_day(period) <= date(year, month, 28) <= calendar.fiscal.last_day(period)
    assert note
