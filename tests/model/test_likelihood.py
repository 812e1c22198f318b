from __future__ import annotations

from datetime import date

from pmcli.forecast.odds import FeatureOdds, PeriodOdds, PromiseOdds
from pmcli.model.likelihood import about, both_in_words, in_words, likely_by
from pmcli.model.period import Period
from tests.conftest import for_each

FIRST = Period("quarter", 8108)


@for_each(
    "share, likely, when, told",
    [
        (0.97, FIRST, "2027-Q1", "> 95 %"),
        (0.82, None, "after 2027-Q2", "82 %"),
        (0.49, FIRST + 1, "2027-Q2", "49 %: a coin toss; likely by 2027-Q2"),
        (0.2, None, "after 2027-Q2", "20 %: unlikely; likely only after 2027-Q2"),
    ],
)
def test_by_when_it_is_likely_there(share: float, likely: Period | None, when: str, told: str) -> None:
    by = (PeriodOdds(FIRST, share), PeriodOdds(FIRST + 1, share))
    odds = FeatureOdds("a", FIRST, share, by, likely)
    assert (likely_by(odds), in_words(odds)) == (when, told)


@for_each(
    "kept, told",
    [
        (0.01, "deadline 2027-01-31: < 5 %: unlikely; by the end of 2027-Q1 89 %"),
        (0.99, "deadline 2027-01-31: > 95 %; by the end of 2027-Q1 89 %"),
        (0.89, "89 %"),
    ],
)
def test_a_promise_is_told_before_its_period(kept: float, told: str) -> None:
    odds = FeatureOdds("a", FIRST, 0.89, (PeriodOdds(FIRST, 0.89),), FIRST)
    assert both_in_words(odds, PromiseOdds("a", "deadline", date(2027, 1, 31), kept)) == told


def test_a_count_close_to_a_whole_one_is_that() -> None:
    assert [about(number) for number in (77.97, 77.5, 78.04, 1000.0)] == ["78", "77 or 78", "78", "1,000"]
