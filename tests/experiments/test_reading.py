"""Experiments read: the verdict, the interval that counts, what several treatments and guardrails change."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.experiments.intervals import GroupPair
from pmcli.experiments.multiple import HolmLevel, holm_adjusted, holm_levels
from pmcli.experiments.reading import Design, Guarded, read, split_odds
from pmcli.experiments.result import VERDICTS, ArmReading, EffectSpan, Sample, Verdict
from pmcli.experiments.size import ShareSize
from pmcli.experiments.verdict import VerdictFacts
from tests.conftest import for_each

FORMAT = Sample.counted(10_000, 4210), Sample.counted(10_050, 4388)
GUESTS = Sample.counted(10_000, 5610), Sample.counted(10_050, 5930)
HURTING = Sample.counted(10_000, 5930), Sample.counted(10_050, 5610)
SAME = Sample.counted(10_000, 5610), Sample.counted(10_000, 5615)


def arm(groups: tuple[Sample, Sample], plan: Design, *guardrails: Guarded) -> ArmReading:
    (reading,) = read(groups[0], {"treatment": groups[1]}, plan, guardrails)
    return reading


def guardrail(
    control: tuple[int, int], treatment: tuple[int, int], worst: float, *, is_up: bool = False
) -> Guarded:
    pair = GroupPair(Sample.counted(*control), Sample.counted(*treatment))
    return Guarded("fraud_share", worst, is_up, {"treatment": pair})


FRAUD = (10_000, 31)
HIGH = Sample.counted(100, 90), Sample.counted(100, 93)


@for_each("groups, plan, interval, verdict", [
    (FORMAT, Design(), "always-valid", "unclear"),
    (FORMAT, Design(size=9_618), "fixed", "works"),  # planned, it works
    (FORMAT, Design(size=9_618, is_any_time=True), "always-valid", "unclear"),  # looked at any time, it does not
    (FORMAT, Design(size=10_001), "always-valid", "too-early"),
    (FORMAT, Design(size=10_001, is_any_time=True), "always-valid", "too-early"),
    (GUESTS, Design(), "always-valid", "works"),
    (GUESTS, Design(size=16_907), "always-valid", "works"),  # so clear that it need not be waited for
    (GUESTS, Design(is_up=False), "always-valid", "hurts"),
    (HURTING, Design(), "always-valid", "hurts"),
    (HURTING, Design(is_up=False), "always-valid", "works"),
    (SAME, Design(detect=0.03), "always-valid", "no-difference"),
    (SAME, Design(detect=0.02), "always-valid", "unclear"),
    (SAME, Design(detect=0.015, size=10_000), "fixed", "no-difference"),
    (SAME, Design(detect=0.03, size=16_907), "always-valid", "too-early"),
    (SAME, Design(), "always-valid", "unclear"),
    (GUESTS, Design(split=0.6), "always-valid", "broken"),
])  # fmt: skip
def test_verdicts(groups: tuple[Sample, Sample], plan: Design, interval: str, verdict: Verdict) -> None:
    reading = arm(groups, plan)
    assert (reading.interval, reading.verdict) == (interval, verdict)
    span = reading.fixed if interval == "fixed" else reading.any_time
    assert (reading.low, reading.high) == (span.low, span.high)
    assert reading.is_planned_size == (interval == "fixed")


def test_the_figures_of_the_contract() -> None:
    reading = arm(GUESTS, Design())
    assert (
        reading.control, reading.treatment, reading.difference, reading.low, reading.high, reading.relative,
        reading.p, reading.better, reading.split_p, reading.detectable,
    ) == pytest.approx((
        0.561, 0.590049751244, 0.0290497512438, 0.00722586, 0.0508736, 0.0517821,
        0.0000316628, 0.99998, 0.724004, 0.0196094,
    ), rel=1e-5)  # fmt: skip
    fast = arm((Sample.counted(24_100, 10_363), Sample.counted(24_350, 10_958)), Design())
    assert (
        fast.difference, fast.fixed.low, fast.fixed.high, fast.any_time.low, fast.any_time.high,
    ) == pytest.approx((0.020021, 0.011181, 0.028856, 0.005421, 0.034620), abs=5e-7)  # fmt: skip


@for_each("groups, plan, needed", [
    (GUESTS, Design(), None),
    (FORMAT, Design(), 15_764),  # of the difference that was seen
    (FORMAT, Design(detect=0.01), 38_384),
    (FORMAT, Design(detect=0.025), 15_764),  # there were enough for 2.5 points
    (FORMAT, Design(size=20_000, detect=0.01), 38_384),
    (HIGH, Design(detect=0.12), 1_356),  # no share is so much higher
    ((Sample.counted(100, 50), Sample.counted(100, 50)), Design(), None),
    ((Sample.measured(100, 40.0, 10.0), Sample.measured(100, 41.0, 10.0)), Design(), 1_570),
    ((Sample.measured(100, 40.0, 10.0), Sample.measured(100, 41.0, 10.0)), Design(detect=2.0), 393),
])  # fmt: skip
def test_what_would_settle_it(groups: tuple[Sample, Sample], plan: Design, needed: int | None) -> None:
    assert arm(groups, plan).size_needed == needed


@for_each("treatment, worst, is_up, harms", [
    ((10_050, 35), 0.002, False, False),
    ((10_050, 300), 0.002, False, True),
    ((10_050, 300), 0.025, False, False),  # it is worse, and not surely by more than may be
    ((10_050, 300), 0.002, True, False),
    ((10_050, 3), 0.0, True, True),
    ((10_050, 3), 0.0, False, False),
])  # fmt: skip
def test_guardrails(treatment: tuple[int, int], worst: float, is_up: bool, harms: bool) -> None:
    reading = arm(GUESTS, Design(), guardrail(FRAUD, treatment, worst, is_up=is_up))
    assert reading.guardrails[0].harms is harms
    assert reading.verdict == ("harms" if harms else "works")


def test_a_guardrail_is_judged_by_the_kind_of_interval_that_counts() -> None:
    fewer = guardrail(FRAUD, (10_050, 12), 0.0, is_up=True)
    assert arm(GUESTS, Design(), fewer).verdict == "works"
    assert arm(GUESTS, Design(size=9_000), fewer).verdict == "harms"


def test_a_guardrail_of_another_treatment_is_none_of_this() -> None:
    other = replace(
        guardrail(FRAUD, (10_050, 300), 0.0),
        pairs={"b": GroupPair(Sample.counted(9, 1), Sample.counted(9, 1))},
    )
    assert arm(GUESTS, Design(), other).guardrails == ()


@for_each("groups, split, odds", [
    ((10_000, 10_050), 0.5, 0.724004), ((9_700, 10_300), 0.5, 2.209050e-05), ((1_000, 9_000), 0.1, 1.0),
    ((1_000, 1_100, 950), 1 / 3, 0.0032221549052224925), ((500, 300, 200), 0.5, 4.539992976248486e-05),
])  # fmt: skip
def test_the_split_is_chi_square(groups: tuple[int, ...], split: float, odds: float) -> None:
    assert split_odds(groups, split) == pytest.approx(odds, rel=1e-6)


def test_verdicts_are_tried_in_their_order() -> None:
    """Of all that facts may be, the verdict is the first that holds."""
    spans = (
        EffectSpan(0.01, 0.02),
        EffectSpan(-0.02, -0.01),
        EffectSpan(-0.004, 0.004),
        EffectSpan(-0.02, 0.03),
    )
    switches = (True, False)
    for broken, harmed, early, apart, is_up in product(switches, repeat=5):
        for span, detect in product(spans, (None, 0.005)):
            facts = VerdictFacts(broken, harmed, early, apart, span, is_up, detect)
            holds = {
                "broken": broken, "harms": harmed, "too-early": early,
                "works": apart and (span.low > 0) is is_up, "hurts": apart and (span.low > 0) is not is_up,
                "no-difference": detect is not None and span.low >= -detect and span.high <= detect, "unclear": True,
            }  # fmt: skip
            assert facts.verdict == next(verdict for verdict in VERDICTS if holds[verdict])


counts = st.integers(1, 5_000).flatmap(lambda n: st.builds(Sample.counted, st.just(n), st.integers(0, n)))
plans = st.builds(
    Design, st.none() | st.integers(1, 5_000), st.none() | st.floats(0.001, 0.5), is_any_time=st.booleans()
)
OTHER_WAY = {"works": "hurts", "hurts": "works"}


@given(counts, counts, plans)
def test_the_other_way_is_better_where_less_is(control: Sample, treatment: Sample, plan: Design) -> None:
    more, less = arm((control, treatment), plan), arm((control, treatment), replace(plan, is_up=False))
    assert less.verdict == OTHER_WAY.get(more.verdict, more.verdict)
    assert less.better == pytest.approx(1 - more.better)
    assert (less.low, less.high) == (more.low, more.high)


@given(counts, counts, plans)
def test_an_arm_tells_only_what_its_interval_shows(control: Sample, treatment: Sample, plan: Design) -> None:
    reading = arm((control, treatment), plan)
    if reading.verdict == "works":
        assert reading.low > 0
    if reading.verdict == "hurts":
        assert reading.high < 0
    if reading.verdict in ("unclear", "no-difference", "too-early"):
        assert reading.any_time.holds(0)


def test_one_treatment_of_several_needs_more() -> None:
    """A p of 0.0255 is enough alone, and not beside another."""
    control, treatment = FORMAT
    plan = Design(size=9_000, split=1 / 3)
    alone = arm(FORMAT, Design(size=9_000))
    one, other = read(control, {"b": treatment, "c": Sample.counted(10_020, 4220)}, plan)
    assert (alone.verdict, one.verdict, other.verdict) == ("works", "unclear", "unclear")
    assert one.p == pytest.approx(2 * alone.p)
    assert one.low < 0 < alone.low


def test_a_second_treatment_is_judged_as_one_fewer() -> None:
    control, treatment = FORMAT
    one, other = read(
        control, {"b": treatment, "c": Sample.counted(10_020, 4600)}, Design(size=9_000, split=1 / 3)
    )
    assert (one.verdict, other.verdict) == ("works", "works")
    assert one.p == pytest.approx(arm(FORMAT, Design()).p)
    assert one.fixed == arm(FORMAT, Design()).fixed


def test_holm_is_that_of_statsmodels() -> None:
    """multipletests(method="holm")."""
    found = holm_adjusted({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.5})
    assert list(found) == ["a", "b", "c", "d"]
    assert list(found.values()) == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert holm_adjusted({"a": 0.7, "b": 0.9}) == {"a": 1.0, "b": 1.0}


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), min_size=1))
def test_levels_are_those_of_the_adjusted_p_values(p_values: dict[str, float]) -> None:
    levels = holm_levels(tuple(p_values), lambda name, alpha: p_values[name] < alpha)
    adjusted = holm_adjusted(p_values)
    assert [level.is_apart for level in levels.values()] == [adjusted[name] < 0.05 for name in levels]
    assert list(levels) == list(p_values)


def test_levels_step_down() -> None:
    p_values = {"a": 0.02, "b": 0.03, "c": 0.001}
    levels = holm_levels(tuple(p_values), lambda name, alpha: p_values[name] < alpha)
    assert levels == {"a": HolmLevel(0.025, True), "b": HolmLevel(0.05, True), "c": HolmLevel(0.05 / 3, True)}


@for_each("split, detectable", [(0.2, 0.014966), (0.5, None)])
def test_groups_planned_unequal_are_seen_with_both(split: float, detectable: float | None) -> None:
    """Of such as are unequal by chance the smaller counts: what equal ones of its size can see."""
    control, treatment = Sample.counted(10_600, 6_148), Sample.counted(42_400, 24_592)
    if detectable is None:
        treatment = Sample.counted(10_700, 6_206)
        detectable = ShareSize(0.58).seen(10_600)
    (found,) = read(control, {"b": treatment}, Design(split=split))
    assert found.detectable == pytest.approx(detectable, abs=1e-6)


def test_the_relative_interval_is_of_the_kind_that_counts() -> None:
    control, treatment = Sample.counted(10_000, 4_210), Sample.counted(10_050, 4_388)
    (once,) = read(control, {"b": treatment}, Design(size=9_618))
    (always,) = read(control, {"b": treatment}, Design())
    assert (once.relative_low, once.relative_high) == pytest.approx((0.004472, 0.070777), abs=1e-6)
    assert always.relative_low is not None
    assert (always.low < 0, always.relative_low < 0) == (True, True)
    assert always.relative_fixed == once.relative_fixed
