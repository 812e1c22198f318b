from __future__ import annotations

from datetime import date

from pmcli.forecast.odds import FeatureOdds, PeriodOdds, PromiseOdds
from pmcli.model.period import Period
from pmcli.sharing.odds import SharedOdds
from pmcli.views.diff.odds import fallen, fallen_in_words, fallen_table, lead

Q1, Q2 = Period("quarter", 8108), Period("quarter", 8109)
DAY = date(2027, 1, 31)


def planned(name: str, share: float, period: Period = Q1) -> FeatureOdds:
    by = (PeriodOdds(Q1, share if period == Q1 else 0.0), PeriodOdds(Q2, share))
    return FeatureOdds(name, period, share, by, None)


def side(*items: FeatureOdds, **promises: float) -> SharedOdds:
    made = (PromiseOdds(name, "deadline", DAY, share, Q1) for name, share in promises.items())
    return SharedOdds({item.id: item for item in items}, tuple(made), 100)


BEFORE = side(
    planned("a", 0.95), planned("b", 0.55), planned("c", 0.99), planned("d", 0.55), planned("e", 0.9),
    planned("f", 0.9), a=0.95, d=0.55, f=0.9,
)  # fmt: skip
AFTER = side(
    planned("a", 0.94), planned("b", 0.97, Q2), planned("c", 0.97), planned("d", 0.55), a=0.94, d=0.0
)


def test_what_fell_farthest_comes_first_and_what_reads_the_same_is_left_out() -> None:
    rows = [[cell.text for cell in row] for row in fallen_table(fallen_in_words(BEFORE, AFTER, {})).rows]
    assert rows == [
        ["55 %", "< 5 %", "d", "2027-01-31", "deadline"],
        ["55 %", "< 5 %", "b", "2027-Q1, now planned for 2027-Q2", ""],
        ["95 %", "94 %", "a", "2027-01-31", "deadline"],
    ]
    assert [row.id for row in fallen(BEFORE, AFTER, {})] == ["d", "b", "c", "a"]


def test_what_is_no_longer_planned_is_told() -> None:
    assert lead(BEFORE, AFTER, {}) == (
        "In time: 4 or 5 of 6 before, 3 or 4 of 4 now; f (promised), e are no longer in it."
    )
    assert lead(BEFORE, AFTER, {"e": "g"}, {"f", "g"}) == "In time: 4 or 5 of 6 before, 3 or 4 of 4 now."
