"""What is said of an experiment, and what is to be done about it, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pmcli.experiments.result import ArmReading, EffectSpan, Verdict
from pmcli.learning.winners import EffectPrior
from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.reading import readings, verdict
from pmcli.views.experiment import decision, words
from pmcli.views.experiment.page import experiment_page
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.todo import Todo, conclusion, todo
from pmcli.writers.terminal.pages import render
from tests.conftest import for_each

TODAY = date(2026, 10, 12)
GROUPS = {
    "control": {"n": "10000", "conversions": "5610"}, "treatment": {"n": "10050", "conversions": "5930"},
}  # fmt: skip
ARM = ArmReading(
    arm="treatment", verdict="works", interval="always-valid", control=0.561, treatment=0.59,
    difference=0.029, low=0.007, high=0.051, fixed=EffectSpan(0.015, 0.043), any_time=EffectSpan(0.007, 0.051),
    relative=0.052, relative_fixed=EffectSpan(0.027, 0.077), relative_any_time=EffectSpan(0.013, 0.092), p=3e-5, better=0.9999, split_p=0.72,
    detectable=0.0196, size_needed=None, error=0.007, is_planned_size=False,
)  # fmt: skip


def readout(
    verdict: Verdict | None = "works", *, feature: str = "candidate", arm: ArmReading = ARM, **fields: Any
) -> Readout:
    """An experiment with this verdict, as if its numbers said so."""
    groups = {} if verdict is None else GROUPS
    test = Experiment.model_validate({"id": "x", "hypothesis": "H", **groups, **fields})
    owner = Feature.model_validate({"id": "a", "title": "A"})
    arms = () if verdict is None else (replace(arm, verdict=verdict),)
    return Readout(owner, feature, test, arms, verdict, TODAY, EffectPrior(0.01, 0, is_assumed=True))


SHIP, DROP = {"ship": "true"}, {"ship": "false"}


@for_each("verdict, decided, against", [
    ("works", SHIP, None),
    ("works", DROP, "dropped, though it works"),
    ("no-difference", SHIP, None),
    ("unclear", SHIP, "shipped, though unclear"),
    ("too-early", SHIP, "shipped, though too early to tell"),
    ("hurts", SHIP, "shipped, though it hurts"),
    ("hurts", DROP, None),
    ("harms", SHIP, "shipped, though a guardrail is harmed"),
    ("broken", SHIP, "shipped, though broken"),
    ("broken", DROP, None),
    (None, SHIP, None),
    ("works", None, None),
])  # fmt: skip
def test_a_decision_that_does_not_follow_from_the_verdict_is_told(
    verdict: Verdict | None, decided: dict[str, str] | None, against: str | None
) -> None:
    fields: dict[str, Any] = {"decided": decided} if decided else {}
    given = readout(verdict, **fields)
    assert decision.not_carried(given) == against
    if against:
        is_ahead = verdict in ("unclear", "too-early")
        expected = ("nothing", f"nothing: {against}") if is_ahead else ("mend", f"look again: {against}")
        if verdict == "too-early":
            expected = ("mend", f"it ended before its size: run it again, then decide again: {against}")
        assert (todo(given).kind, todo(given).text) == expected
        told = "The numbers do not carry it" if is_ahead else "That is against the numbers"
        assert (decision.decided(given) or "").endswith(f"{told}: {against}")


@for_each("given, kind, text", [
    (readout(decided=SHIP), "nothing", "nothing: decided to ship it"),
    (readout("broken", decided=DROP), "nothing", "nothing: decided not to ship it"),
    (readout(feature="shipped"), "nothing", "nothing: its feature is shipped"),
    (readout("broken"), "mend", "find out why, start again"),
    (readout("harms"), "decide", "decide: do not ship it"),
    (readout("harms", status="running"), "decide", "stop it: a guardrail is harmed"),
    (readout("no-difference", status="stopped"), "decide", "decide: nothing won, nothing lost"),
    (readout("unclear", status="running"), "wait", "wait, or plan a size and an end"),
    (readout("unclear", status="running", size="9000"), "decide", "decide: its size is reached"),
    (readout("works"), "decide", "decide: ship it"),
    (readout("no-difference"), "decide", "decide: nothing won, nothing lost"),
    (readout("too-early", size="20000"), "wait", "wait: 10,000 more in each group"),
    (readout("too-early", size="20000", end="2026-11-02"), "wait", "read it on 2026-11-02"),
    (readout("too-early", size="20000", end="2026-10-12"), "decide",
     "decide, or go on: 10,000 more in each group; its day was 2026-10-12"),
    (readout("works", size="20000", end="2026-11-02"), "decide", "decide: ship it"),
    (readout(None), "wait", "start it"),
    (readout(None, start="2026-11-02"), "wait", "start it on 2026-11-02"),
    (readout(None, start="2026-09-02"), "mend", "start it: it was to begin on 2026-09-02"),
    (readout(None, baseline="58%", detect="0.015", size="16000"), "mend", "plan more people"),
    (readout(None, baseline="58%", detect="0.015", size="17000"), "wait", "start it"),
])  # fmt: skip
def test_what_is_to_be_done(given: Readout, kind: str, text: str) -> None:
    assert (todo(given).kind, todo(given).text) == (kind, text)


def planned_size(low: float) -> ArmReading:
    return replace(ARM, interval="fixed", is_planned_size=True, low=0.015, any_time=EffectSpan(low, 0.051))


@for_each("given, text", [
    (readout(), ("no size was planned (size:), so the wider interval counts: it holds however often one looks. "
     "The other one says the same")),
    (readout(looks="any", size="5"), ("it may be read at any time (looks: any), so the wider interval counts. "
     "The other one says the same")),
    (readout(size="20000"), ("the 20,000 planned are not there yet, so the wider interval counts. "
     "The other one says the same")),
    (readout(size="9000", arm=planned_size(-0.002)), ("the 9,000 planned are in each group, so the narrower "
     "interval counts. It is above 0; looked at on any day before, it holds 0")),
    (readout(arm=replace(ARM, low=-0.002, any_time=EffectSpan(-0.002, 0.051))), ("no size was planned (size:), so the "
     "wider interval counts: it holds however often one looks. It holds 0; if read once, at its end, it is above 0")),
])  # fmt: skip
def test_which_interval_counts_and_why(given: Readout, text: str) -> None:
    assert words.which_interval(given, given.arms[0]) == text


@for_each("given, text", [
    (readout(), None),
    (readout("too-early", size="20000"), "to be read with 20,000 in each group: 10,000 more"),
    (readout("too-early", size="20000", start="2026-10-05", end="2026-12-01", status="running"),
     "to be read with 20,000 in each group: 10,000 more, 1 week at the present speed, until 2026-10-19"),
    (readout("unclear", arm=replace(ARM, size_needed=16907), detect="0.015"),
     "what would settle it: 16,907 in each group (to see 1.5 points): 6,907 more"),
    (readout("unclear", arm=replace(ARM, size_needed=16907)),
     "what would settle it: 16,907 in each group (were the difference as large as now): 6,907 more"),
    (readout("unclear", arm=replace(ARM, size_needed=16907, is_planned_size=True), detect="0.015"),
     ("what would settle it: 16,907 in each group (to see 1.5 points): 6,907 more. "
     "To go on is a second look: write looks: any")),
    (readout("unclear", arm=replace(ARM, size_needed=10**9), start="2026-10-11", status="running"),
     ("what would settle it: 1,000,000,000 in each group (were the difference as large as now): "
     "999,990,000 more, more than ten years at the present speed")),
    (readout("unclear"), None),
])  # fmt: skip
def test_what_would_settle_it(given: Readout, text: str | None) -> None:
    assert words.settles(given, given.arms[0]) == text


@for_each("given, text", [
    (readout(), "even at the worst end of the interval it is better, by 0.7 points"),
    (readout(detect="0.005"), ("even at the worst end of the interval it is better, by 0.7 points: more than "
     "the 0.5 points worth having")),
    (readout(detect="0.015"), ("even at the worst end of the interval it is better, by 0.7 points; that it is "
     "the 1.5 points worth having is not certain")),
    (readout("hurts", detect="0.015", better="down"), "even at the best end of the interval it is worse, by 0.7 points"),
    (readout("no-difference", detect="0.06"), "the whole interval is inside ±6 points, the least difference worth having"),
    (readout("too-early", size="20000"), ("10,000 of 20,000 planned are in each group, and what may be read at "
     "any time (0.7 to 5.1) still holds 0")),
    (readout("broken"), ("10,000 and 10,050 are in control and treatment, where equal groups were planned: "
     "chance hardly ever does that")),
    (readout("broken", split="20%"), ("10,000 and 10,050 are in control and treatment, where 20 % of all in the "
     "control group was planned: chance hardly ever does that")),
])  # fmt: skip
def test_why_the_verdict_is_what_it_is(given: Readout, text: str) -> None:
    assert words.because(given, given.arms[0]) == text


@for_each("given, texts", [
    (readout(None), ["no size is planned (size:); pm experiment size tells how many it takes",
                     "no least difference is written (detect:), so nobody knows whether the size is enough"]),
    (readout(None, size="500", detect="0.015"),
     ["planned: 500 in each group",
      "no baseline is written (baseline:), so nobody knows whether the size is enough"]),
    (readout(None, size="17000", detect="0.015", baseline="58%"),
     ["planned: 17,000 in each group",
      "it can see 1.5 points or more, four times of five: enough for the 1.5 points worth having"]),
    (readout(None, size="4000", detect="rel 10%", baseline="8%"),
     ["planned: 4,000 in each group",
      ("it can see 1.8 points or more, four times of five: too little for the 0.8 points worth having: "
      "plan 18,872 in each group")]),
    (readout(None, size="4000", detect="0.2", baseline="80%"),
     ["planned: 4,000 in each group",
      "it can see 2.4 points or more, four times of five: enough for the 20 points worth having"]),
])  # fmt: skip
def test_what_is_planned(given: Readout, texts: list[str]) -> None:
    assert list(words.planned(given)) == texts


def test_winners_are_told_to_be_less_in_the_market() -> None:
    given = readout()
    text = words.expect_less(given, ARM) or ""
    assert "+1.9 points (if your tests move about 1 point, as is taken until 5 others have been read)" in text
    own = replace(given, prior=EffectPrior(0.02, 7, is_assumed=False))
    assert "+2.6 points (the 7 other tests here move about 2 points)" in (words.expect_less(own, ARM) or "")
    assert words.expect_less(replace(given, prior=None), ARM) is None
    assert words.expect_less(given, replace(ARM, verdict="unclear")) is None


@for_each("given, text", [
    ([], "no experiments yet"),
    ([readout(None)], "none can be read yet; 1 without numbers"),
    ([readout("broken"), readout("too-early", size="20000")],
     "none can be read yet; x is not to be trusted; 1 too early to tell"),
    ([readout("broken", decided=DROP)], "none can be read yet; 1 broken"),
    ([readout(feature="shipped"), readout("unclear", id="guest-50")],
     "1 of 2 worked; guest-50 can be decided today"),
    ([readout("hurts", feature="shipped"), readout("harms", decided=SHIP)],
     "0 of 2 worked, 1 hurt, 1 harmed a guardrail; x was decided against the numbers"),
    ([readout("unclear", id=name) for name in "abcde"], "0 of 5 worked; a, b, c and 2 more can be decided today"),
])  # fmt: skip
def test_the_first_line_over_all_of_them(given: list[Readout], text: str) -> None:
    assert conclusion(given) == text


@for_each("odds, text", [(0.995, "> 99 %"), (0.99, "99 %"), (0.5, "50 %"), (0.01, "1 %"), (0.004, "< 1 %")])
def test_odds_have_ends(odds: float, text: str) -> None:
    assert words.odds_better(odds) == text


THREE = {
    "control": {"n": "10000", "conversions": "4210"},
    "treatments": {"b": {"n": "10050", "conversions": "4700"}, "c": {"n": "10020", "conversions": "4210"}},
}


def read(**fields: Any) -> Readout:
    """An experiment as its own numbers say."""
    test = Experiment.model_validate({"id": "x", "hypothesis": "H", "looks": "any", **fields})
    owner = Feature.model_validate({"id": "a", "title": "A"}).model_copy(update={"experiments": (test,)})
    return Readout(owner, "candidate", test, readings(test), verdict(test), TODAY, None)


@for_each("ship, against", [("b", None), ("true", None), ("c", "shipped c, though unclear")])
def test_of_several_groups_that_which_is_shipped_has_to_carry_it(ship: str, against: str | None) -> None:
    given = read(**THREE, decided={"ship": ship})
    assert decision.not_carried(given) == against
    told = f"decided to ship {'it' if ship == 'true' else ship}"
    assert (decision.decided(given) or "").startswith(told)
    assert todo(given).text == f"nothing: {against or told}"


def test_of_two_guardrails_of_one_metric_each_has_its_own_numbers() -> None:
    rail = {"metric": "m", "better": "down", "control": {"n": "10000", "conversions": "310"}}
    rails = [
        {"metric": "m", "better": "down", "worst": "0.3"},
        {**rail, "worst": "0.1", "treatment": {"n": "10050", "conversions": "320"}},
        {**rail, "worst": "0.002", "treatment": {"n": "10050", "conversions": "900"}},
    ]
    given = read(**GROUPS, guardrails=rails)
    (arm,) = given.arms
    assert [words.guardrail(given, one).worst for one in arm.guardrails] == [0.1, 0.002]
    assert "the 0.2 points that can be borne" in words.because(given, arm)
    page = render(experiment_page(given), width=100, color=False)
    assert [page.count(word) for word in ("not measured", "safe", "harmed")] == [1, 1, 1]


def test_numbers_of_one_that_is_called_planned_are_no_fault_of_theirs() -> None:
    given = read(**GROUPS, status="planned")
    assert not given.is_unreadable
    assert todo(given) == Todo("mend", "say that it runs: it has numbers")
    assert "pm set a experiments.x.status=running" in render(experiment_page(given), width=100, color=False)
    assert conclusion([given]) == "none can be read yet; 1 called planned, with numbers"


@for_each("end, now", [
    ("2026-10-26", "read it on 2026-11-08: too few by 2026-10-26"), ("2026-11-06", "read it on 2026-11-06"),
    ("2026-12-01", "read it on 2026-12-01"),
])  # fmt: skip
def test_it_is_read_when_its_people_are_there(end: str, now: str) -> None:
    """Of 20,000 there are 10,000 after 27 days."""
    test = readout("too-early", status="running", size="20000", start="2026-09-15", end=end)
    assert todo(test).text == now


def test_what_is_past_its_day_and_says_nothing_cannot_be_decided() -> None:
    late = readout("too-early", status="running", size="20000", end="2026-10-01")
    assert conclusion([late]) == "none can be read yet; x was to be read by now, and is too early to tell"


def test_of_unequal_groups_the_size_is_that_of_the_smallest() -> None:
    given = read(
        size="10600", detect="0.015", split="20%", start="2026-09-01",
        control={"n": "10600", "conversions": "6148"}, treatment={"n": "42400", "conversions": "25200"},
    )  # fmt: skip
    page = render(experiment_page(given), width=200, color=False)
    assert "10,600 of 10,600 planned in the smallest group" in page
    assert "enough for the 1.5 points worth having" in page
    assert "11,551 in the smallest group (to see 1.5 points)" in page
    assert "each group" not in page


@for_each("split, size, told", [
    ("20%", "10553", "enough for the 1.5 points worth having"),
    ("20%", "8000", "too little for the 1.5 points worth having: plan 10,553 in the smallest group"),
    ("50%", "10553", "too little for the 1.5 points worth having: plan 16,907 in each group"),
])  # fmt: skip
def test_a_plan_of_unequal_groups_counts_both(split: str, size: str, told: str) -> None:
    given = readout(None, size=size, detect="0.015", baseline="58%", split=split)
    assert list(words.planned(given))[1].endswith(told)
