from __future__ import annotations

from pmcli.forecast.odds import FeatureOdds, PeriodOdds
from pmcli.model.likelihood import in_words, likely_by
from pmcli.model.period import Period
from tests.conftest import for_each

FIRST = Period("quarter", 8108)


@for_each(
    "share, likely, when, told",
    [
        (0.97, FIRST, "2027-Q1", "> 95 %"),
        (0.49, FIRST + 1, "2027-Q2", "49 %: a coin toss; likely by 2027-Q2"),
        (0.2, None, "after 2027-Q2", "20 %: unlikely; likely only after 2027-Q2"),
    ],
)
def test_by_when_it_is_likely_there(share: float, likely: Period | None, when: str, told: str) -> None:
    by = (PeriodOdds(FIRST, share), PeriodOdds(FIRST + 1, share))
    odds = FeatureOdds("a", FIRST, share, by, likely)
    assert (likely_by(odds), in_words(odds)) == (when, told)
