"""The difference between two groups, against the figures of statsmodels 0.15 and GrowthBook's gbstats 0.8."""

from __future__ import annotations

from math import isfinite, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pmcli.experiments.distributions import chi_square_tail, t_quantile, t_tail
from pmcli.experiments.intervals import (
    GroupPair,
    any_time_span,
    fixed_span,
    odds_better,
    p_value,
    relative_span,
)
from pmcli.experiments.result import EffectSpan, Sample
from tests.conftest import for_each

Counts = tuple[int, int]


def counted(control: Counts, treatment: Counts) -> GroupPair:
    return GroupPair(Sample.counted(*control), Sample.counted(*treatment))


FORMAT = counted((10_000, 4210), (10_050, 4388))
GUESTS = counted((10_000, 5610), (10_050, 5930))


def ends(span: EffectSpan) -> tuple[float, float]:
    return span.low, span.high


@for_each("control, treatment, low, high, p", [
    ((10_000, 4210), (10_050, 4388), 0.0019161618050623584, 0.02930909595840733, 0.025478700799564796),
    ((10_000, 5610), (10_050, 5930), 0.015367499852710182, 0.042716939883963925, 3.166279974864883e-05),
    ((40, 3), (50, 0), -0.1986423352431055, 0.011646270916476312, 0.048884633916181135),
    ((56, 56), (80, 48), -0.5095453499483962, -0.2808473582627963, 6.224228610661047e-08),
    ((15, 0), (12, 5), 0.11421204361459719, 0.6804886874504502, 0.005613231495104923),
    ((1000, 1000), (900, 880), -0.034074879636903255, -0.013541779293335889, 2.1471872718367064e-06),
])  # fmt: skip
def test_shares_are_newcombes(control: Counts, treatment: Counts, low: float, high: float, p: float) -> None:
    """confint_proportions_2indep(method="newcomb"), proportions_ztest."""
    pair = counted(control, treatment)
    assert ends(fixed_span(pair)) == pytest.approx((low, high), rel=1e-12)
    assert p_value(pair) == pytest.approx(p, rel=1e-12)


@for_each("control, treatment, low, high, p", [
    ((10_000, 41.2, 30.5), (10_050, 42.5, 33.1), 0.41896302558616316, 2.181036974413831, 0.0038300578836006184),
    ((12, 5.0, 1.5), (9, 7.5, 3.2), -0.044175064486300375, 5.0441750644863, 0.05342562769970951),
    ((5, 0.0, 1.0), (400, 0.5, 2.0), -0.727017571313672, 1.727017571313672, 0.3312265600899518),
])  # fmt: skip
def test_means_are_welchs(
    control: tuple[int, float, float], treatment: tuple[int, float, float], low: float, high: float, p: float
) -> None:
    """CompareMeans.tconfint_diff(usevar="unequal"), scipy's ttest_ind_from_stats(equal_var=False)."""
    pair = GroupPair(Sample.measured(*control), Sample.measured(*treatment))
    assert ends(fixed_span(pair)) == pytest.approx((low, high), rel=1e-10)
    assert p_value(pair) == pytest.approx(p, rel=1e-10)


@for_each("control, treatment, share, low, high", [
    ((10_000, 4210), (10_050, 4388), 0.0370948109807, 0.004471997169376, 0.070777134647969),
    ((10_000, 5610), (10_050, 5930), 0.0517820877786, 0.0270509886182069, 0.077108704856223),
    ((56, 56), (80, 48), -0.4, 0.5017039681387065 - 1, 0.7175546195809048 - 1),
])  # fmt: skip
def test_relative_differences_are_those_of_the_log_ratio(
    control: Counts, treatment: Counts, share: float, low: float, high: float
) -> None:
    """confint_proportions_2indep(compare="ratio", method="log")."""
    assert relative_span(counted(control, treatment)) == pytest.approx((share, low, high), rel=1e-10)


@for_each("control, treatment, expected", [
    ((100, 0), (100, 3), (None, None, None)),
    ((100, 4), (100, 0), (-1, None, None)),
    ((100, 100), (90, 90), (0, None, None)),
])  # fmt: skip
def test_a_ratio_of_nothing_has_no_ends(
    control: Counts, treatment: Counts, expected: tuple[float | None, ...]
) -> None:
    assert relative_span(counted(control, treatment)) == expected


@for_each("control, treatment, expected", [
    ((100, 10.0, 4.0), (100, 12.0, 4.0), (0.2, 0.084, 0.331)),
    ((100, 0.0, 4.0), (100, 12.0, 4.0), (None, None, None)),
    ((100, -3.0, 4.0), (100, 12.0, 4.0), (None, None, None)),
    ((100, 0.5, 4.0), (100, 1.0, 4.0), (1.0, None, None)),  # the control may as well be 0
    ((2, 1e-170, 1e-150), (2, 1e150, 1e150), (None, None, None)),
])  # fmt: skip
def test_relative_means_are_fiellers(
    control: tuple[int, float, float], treatment: tuple[int, float, float], expected: tuple[float | None, ...]
) -> None:
    found = relative_span(GroupPair(Sample.measured(*control), Sample.measured(*treatment)))
    assert tuple(None if end is None else round(end, 3) for end in found) == expected


def test_fiellers_ends_are_where_the_ratio_would_just_be_told_apart() -> None:
    pair = GroupPair(Sample.measured(100, 10.0, 4.0), Sample.measured(80, 12.0, 5.0))
    for end in relative_span(pair)[1:]:
        ratio = 1 + (end or 0)
        error = (16 / 100 * ratio**2 + 25 / 80) ** 0.5
        assert abs(12 - 10 * ratio) == pytest.approx(t_quantile(0.975, pair.degrees) * error, rel=1e-12)


@for_each("pair, low, high", [
    (FORMAT, -0.00624170900590101, 0.03747553985167215), (GUESTS, 0.007225858158922131, 0.05087364432864),
    (counted((24_100, 10_363), (24_350, 10_958)), 0.005421391934815676, 0.034619675826991374),  # fast-load
    (counted((58, 32), (76, 8)), -0.8869811554373139, -0.005940804635281349),
    (counted((301_058, 233_148), (120, 106)), 0.006558626543129956, 0.2112503449285909),
    (GroupPair(Sample.measured(10_000, 41.2, 30.5), Sample.measured(10_050, 42.5, 33.1)), -0.10573126832643065, 2.705731268326425),
    (GroupPair(Sample.measured(200, 5.0, 1.5), Sample.measured(190, 7.5, 3.2)), 1.4497908319753954, 3.5502091680246046),
])  # fmt: skip
def test_the_interval_for_any_time_is_growthbooks(pair: GroupPair, low: float, high: float) -> None:
    """SequentialTwoSidedTTest with its own tuning."""
    assert ends(any_time_span(pair)) == pytest.approx((low, high), rel=1e-10)


def test_the_odds_that_it_is_better_are_growthbooks() -> None:
    assert odds_better(FORMAT) == pytest.approx(0.98727, abs=5e-6)
    assert odds_better(FORMAT, is_up=False) == pytest.approx(1 - 0.98727, abs=5e-6)
    means = GroupPair(Sample.measured(12, 5.0, 1.5), Sample.measured(9, 7.5, 3.2))
    assert odds_better(means) == pytest.approx(1 - 0.05342562769970951 / 2, rel=1e-10)


def test_one_in_each_group_proves_nothing() -> None:
    assert any_time_span(counted((1, 0), (1, 1))).holds(0)
    assert any_time_span(counted((10, 0), (10, 10))).holds(0)
    assert not any_time_span(counted((1000, 0), (1000, 1000))).holds(0)


groups = st.integers(1, 10_000).flatmap(
    lambda n: st.builds(Sample.counted, st.just(n), st.integers(0, n))
) | st.just(Sample.counted(10**12, 3))
means = st.builds(Sample.measured, st.integers(2, 10**6), st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
pairs = st.builds(GroupPair, groups, groups) | st.builds(GroupPair, means, means)


@given(pairs)
def test_groups_that_change_places_mirror_the_interval(pair: GroupPair) -> None:
    other = GroupPair(pair.treatment, pair.control)
    for span in (fixed_span, any_time_span):
        there, back = span(pair), span(other)
        assert ends(there) == pytest.approx((-back.high, -back.low), rel=1e-9, abs=1e-12)
        assert there.low <= pair.difference <= there.high
    assert p_value(pair) == pytest.approx(p_value(other), rel=1e-9, abs=1e-15)
    assert odds_better(pair) == pytest.approx(odds_better(other, is_up=False), rel=1e-9, abs=1e-12)


@given(pairs, st.sampled_from([0.05, 0.05 / 3, 0.01]))
def test_more_certainty_is_wider(pair: GroupPair, alpha: float) -> None:
    for span in (fixed_span, any_time_span):
        usual, stricter = span(pair, alpha), span(pair, alpha / 2)
        assert stricter.low <= usual.low <= usual.high <= stricter.high


@given(st.builds(GroupPair, means, means))
def test_any_time_is_wider_than_one_look_at_means(pair: GroupPair) -> None:
    assume(pair.degrees > 20)
    once, always = fixed_span(pair), any_time_span(pair)
    assert always.high - always.low > 1.1 * (once.high - once.low)


@given(st.integers(1, 1000), st.data(), st.integers(2, 50))
def test_more_people_tell_more(n: int, data: st.DataObject, times: int) -> None:
    hits = [data.draw(st.integers(0, n)) for _ in range(2)]
    few = counted((n, hits[0]), (n, hits[1]))
    many = counted((n * times, hits[0] * times), (n * times, hits[1] * times))
    for span in (fixed_span, any_time_span):
        assert span(many).high - span(many).low < span(few).high - span(few).low


@given(pairs)
def test_every_figure_is_a_number(pair: GroupPair) -> None:
    spans = fixed_span(pair), any_time_span(pair)
    figures = [
        *ends(spans[0]),
        *ends(spans[1]),
        pair.error,
        p_value(pair),
        odds_better(pair),
        *relative_span(pair),
    ]
    assert all(isfinite(figure) for figure in figures if figure is not None)
    assert 0 <= p_value(pair) <= 1
    assert 0 <= odds_better(pair) <= 1


@for_each("t, degrees, above", [
    (2.0, 1, 0.14758361765043326), (2.0, 10, 0.036694017385370196), (-2.0, 10, 1 - 0.036694017385370196),
    (2.5, 299.5, 0.006477049), (2.5, 1e7, 0.006209681), (1e200, 400, 0.0), (0.0, 400, 0.5),
])  # fmt: skip
def test_tails_of_t(t: float, degrees: float, above: float) -> None:
    assert t_tail(t, degrees) == pytest.approx(above, abs=5e-7)


def test_t_is_one_curve_where_the_formula_changes() -> None:
    assert t_tail(2.0, 299.999999) == pytest.approx(t_tail(2.0, 300.000001), rel=1e-9)
    assert t_quantile(0.975, 299.999999) == pytest.approx(t_quantile(0.975, 300.000001), rel=1e-9)


@for_each("x, degrees, above", [
    (0.0, 1, 1.0), (0.0, 2, 1.0), (3.841458820694124, 1, 0.05), (11.475409836065575, 2, 0.0032221549052224925),
    (20.0, 2, 4.539992976248486e-05), (7.814727903251179, 3, 0.05), (43.77297182574219, 30, 0.05), (1e6, 3, 0.0),
])  # fmt: skip
def test_tails_of_chi_square(x: float, degrees: int, above: float) -> None:
    assert chi_square_tail(x, degrees) == pytest.approx(above, abs=5e-9)


@for_each("control, treatment", [((10_000, 5610), (10_050, 5930)), ((300, 12), (900, 60))])
def test_at_any_time_a_ratio_is_as_many_of_its_errors_wide_as_the_difference(
    control: Counts, treatment: Counts
) -> None:
    pair = counted(control, treatment)
    errors = (any_time_span(pair).high - pair.difference) / pair.error
    _, low, high = relative_span(pair)
    once = log((1 + (high or 0)) / (1 + (low or 0)))
    _, low, high = relative_span(pair, is_any_time=True)
    always = log((1 + (high or 0)) / (1 + (low or 0)))
    assert always / once == pytest.approx(errors / 1.959963984540054, rel=1e-12)


def test_at_any_time_fiellers_ends_are_told_apart_by_as_many_errors() -> None:
    pair = GroupPair(Sample.measured(1000, 10.0, 4.0), Sample.measured(800, 12.0, 5.0))
    errors = (any_time_span(pair).high - pair.difference) / pair.error
    for end in relative_span(pair, is_any_time=True)[1:]:
        ratio = 1 + (end or 0)
        error = (16 / 1000 * ratio**2 + 25 / 800) ** 0.5
        assert abs(12 - 10 * ratio) == pytest.approx(errors * error, rel=1e-12)
