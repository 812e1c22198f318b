"""How many a test needs, against the measured figures of the method and statsmodels 0.15."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.experiments.size import MeanSize, SeenAfter, ShareSize, SizePlan, size_plan
from tests.conftest import for_each


@for_each("share, difference, each", [
    (0.42, 0.02, 9_618), (0.56, 0.015, 17_123), (0.58, 0.015, 16_907), (0.0, 1.0, 2), (0.5, 0.51, None), (0.5, 1e-160, None),
])  # fmt: skip
def test_sizes_of_shares(share: float, difference: float, each: int | None) -> None:
    assert ShareSize(share).each(difference) == each
    assert ShareSize(1 - share, is_up=False).each(difference) == each


@for_each("share, difference, each, power", [
    (0.58, 0.015, 16_907, 0.8000098635809111), (0.02, 0.005, 5_000, 0.39207400114703467), (0.5, -0.03, 1_200, 0.31242717558615046),
])  # fmt: skip
def test_the_power_is_that_of_statsmodels(share: float, difference: float, each: int, power: float) -> None:
    """power_proportions_2indep."""
    found = ShareSize(share, difference > 0).power(abs(difference), each)
    assert found == pytest.approx(power, rel=1e-12)


def test_where_all_change_the_power_is_none_or_all() -> None:
    assert ShareSize(0.0).power(1.0, 1) == 0
    assert ShareSize(0.0).power(1.0, 4) == 1


@for_each("sd, difference, each", [(1.0, 0.5, 63), (30.5, 1.0, 14_603), (1.0, 1e-100, None), (1e-9, 1.0, 1)])
def test_sizes_of_means(sd: float, difference: float, each: int | None) -> None:
    assert MeanSize(sd).each(difference) == each


def test_what_ten_thousand_can_see() -> None:
    assert ShareSize(0.561).seen(10_000) == pytest.approx(0.0196, abs=5e-5)
    assert ShareSize(0.561, is_up=False).seen(10_000) == pytest.approx(0.0197, abs=5e-5)


@for_each("measure, each", [(ShareSize(0.99), 50), (ShareSize(1.0), 10**9), (ShareSize(0.0, is_up=False), 10**9), (ShareSize(0.5), 0), (MeanSize(1.0), 0)])  # fmt: skip
def test_what_cannot_be_seen_at_all(measure: ShareSize | MeanSize, each: int) -> None:
    assert measure.seen(each) is None


def test_the_plan_of_the_contract() -> None:
    plan = size_plan(ShareSize(0.58), 0.015, 5_200)
    assert (plan.each, plan.weeks) == (16_907, 7)
    assert [(row.weeks, round(100 * (row.difference or 0), 1)) for row in plan.seen] == [
        (2, 2.7),
        (4, 1.9),
        (8, 1.4),
    ]
    assert size_plan(ShareSize(0.58), 0.015) == SizePlan(16_907, None, ())


def test_unequal_groups_wait_for_the_smallest() -> None:
    """With as many as that in the smaller, 800,000 tests simulated see it in 80.0 % (split 20 %)."""
    plan = size_plan(ShareSize(0.58), 0.015, 5_200, split=0.2)
    assert (plan.each, plan.weeks) == (10_553, 11)
    assert size_plan(ShareSize(0.58), 0.015, 5_200, split=0.1).weeks == 19
    assert size_plan(ShareSize(0.58), 0.015, 5_200, split=0.9).weeks == 19


@for_each("measure, split, each", [
    (MeanSize(1.0), 0.2, 40), (MeanSize(1.0), 0.8, 40), (MeanSize(1.0), 0.5, 63), (ShareSize(0.5), 1 / 2, 388),
])  # fmt: skip
def test_the_other_group_counts_too(measure: ShareSize | MeanSize, split: float, each: int) -> None:
    """Of means those of statsmodels' NormalIndPower.solve_power(ratio=4 and 1)."""
    assert size_plan(measure, 0.5 if isinstance(measure, MeanSize) else 0.1, split=split).each == each


def test_equal_groups_are_equal_however_they_are_written() -> None:
    alike = size_plan(ShareSize(0.58), 0.015, 5_200, treatments=2, split=1 / 3)
    assert alike == size_plan(ShareSize(0.58), 0.015, 5_200, treatments=2)
    half = size_plan(ShareSize(0.58), 0.015, 5_200, treatments=2, split=0.5)
    assert half.each is not None
    assert half.each < (alike.each or 0)


def test_treatments_share_the_traffic_and_the_odds_of_chance() -> None:
    two = size_plan(ShareSize(0.58), 0.015, 5_200, treatments=2)
    assert two.each == ShareSize(0.58).each(0.015, alpha=0.025)
    assert two.weeks == 12
    assert two.seen[0].difference == ShareSize(0.58).seen(3_466, alpha=0.025)


def test_too_little_traffic_sees_nothing() -> None:
    assert size_plan(ShareSize(0.99), 0.02, 3) == SizePlan(
        None, None, tuple(SeenAfter(weeks, None) for weeks in (2, 4, 8))
    )


ratios = st.just(1.0) | st.floats(0.01, 100)
measures = st.builds(ShareSize, st.floats(0.001, 0.999), st.booleans(), ratios) | st.builds(
    MeanSize, st.floats(0.01, 100), ratios
)


@given(measures, st.integers(1, 10**7))
def test_what_can_be_seen_is_what_the_size_is_for(measure: ShareSize | MeanSize, each: int) -> None:
    seen = measure.seen(each)
    if seen is not None:
        assert each <= (measure.each(seen) or 0) <= each + 1
        assert measure.power(seen, each) == pytest.approx(0.8, abs=1e-3)


@given(measures, st.floats(1e-4, 0.4), st.integers(2, 10**6))
def test_more_people_see_less_and_smaller_things_need_more(
    measure: ShareSize | MeanSize, difference: float, each: int
) -> None:
    few, many = measure.seen(each), measure.seen(2 * each)
    assert few is None or (many is not None and many < few)
    large, small = measure.each(difference), measure.each(difference / 2)
    assert large is None or (small is not None and small >= large)
