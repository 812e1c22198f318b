"""What became of metrics, of bets, and what is still to be looked at."""

from __future__ import annotations

from datetime import date
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.learning.bets import beliefs, evidence_rates
from pmcli.learning.calibration import Calibration
from pmcli.learning.due import awaited
from pmcli.learning.hindsight import hindsight
from pmcli.learning.lessons import Lessons
from pmcli.learning.outcomes import OutcomeResult, outcomes
from pmcli.model.backlog import Backlog
from tests.conftest import MINIMAL, for_each, loaded

TEAMS = f"{MINIMAL}teams: {{web: {{capacity: 9}}, data: {{capacity: 9}}}}\n"
AIM = "metrics: [{metric: m, baseline: 0.5, target: 0.6}]"


def backlog(features: str, workspace: str = TEAMS) -> Backlog:
    return loaded(features, workspace).backlog


def shipped(*more: str, name: str = "a", on: str = "2026-06-01") -> str:
    return f"- {{id: {name}, title: A, status: shipped, shipped: {on}, {', '.join(more)}}}\n"


def only(*more: str) -> OutcomeResult:
    [outcome] = outcomes(backlog(shipped(*more)))
    return outcome


@for_each("result, aim, verdict, share", [
    ("before: 0.5, after: 0.6", AIM, "hit", 1.0),
    ("after: 0.55", AIM, "missed", 0.5),  # from the baseline
    ("before: 0.4, after: 0.5", AIM, "missed", 0.5),  # as it was then
    ("after: 0.45", AIM, "missed", -0.5),
    ("after: 0.65", AIM, "hit", 1.5),
    ("after: 0.58..0.59..0.61", AIM, "unclear", 0.9),
    ("after: 0.58..0.59..0.599", AIM, "missed", 0.9),
    ("after: 0.6..0.61..0.63", AIM, "hit", 1.1),
    ("after: 0.6", AIM.replace("0.6}", "0.4}"), "missed", -1.0),  # less is good
    ("after: 0.4", AIM.replace("0.6}", "0.4}"), "hit", 1.0),
    ("before: 0.5, after: 0.4", "metrics: [{metric: m, target: 0.4}]", "hit", 1.0),
    ("after: 0.4", "metrics: [{metric: m, target: 0.4, better: down}]", "hit", None),
    ("before: 0.5, after: 0.6", "metrics: [{metric: m, baseline: 0.5}]", None, None),
    ("before: 0.6, after: 0.6", AIM, "hit", None),  # there already
    ("before: 0.5, after: 0.5", AIM.replace("0.6}", "5e-1}"), "hit", None),
])  # fmt: skip
def test_the_numbers_decide_where_no_verdict_is_written(
    result: str, aim: str, verdict: str | None, share: float | None
) -> None:
    outcome = only(aim, f"results: [{{metric: m, {result}}}]")
    assert (outcome.verdict, outcome.is_verdict_written) == (verdict, False)
    assert outcome.share == (None if share is None else pytest.approx(share))


DUE = "metrics: [{metric: m, baseline: 0.5, target: 0.6, by: BY}]"


@for_each("by, result, verdict, due", [
    ("2027-03-31", "after: 0.54, on: 2026-11-26", None, "2027-03-31"),
    ("2027-Q1", "after: 0.54, on: 2027-03-30", None, "2027-03-31"),  # a period has a last day
    ("2027-03-31", "after: 0.59..0.6..0.61, on: 2026-11-26", None, "2027-03-31"),
    ("2027-03-31", "after: 0.54", None, "2027-03-31"),  # of today
    ("2027-03-31", "after: 0.61, on: 2026-11-26", "hit", None),  # there already
    ("2027-03-31", "after: 0.54, on: 2027-03-31", "missed", None),
    ("2026-03-31", "after: 0.54", "missed", None),
    ("2027-03-31", "after: 0.54, on: 2026-11-26, verdict: missed", "missed", "2027-03-31"),  # they know
])  # fmt: skip
def test_before_its_day_a_target_is_not_missed(
    by: str, result: str, verdict: str | None, due: str | None
) -> None:
    made = backlog(shipped(DUE.replace("BY", by), f"results: [{{metric: m, {result}}}]"))
    [outcome] = outcomes(made)
    assert (outcome.verdict, outcome.due and str(outcome.due)) == (verdict, due)
    assert [bet.came_true for bet in beliefs(made)] == {None: [], "hit": [True], "missed": [False]}[verdict]
    later = [(str(look.since), look.metrics) for look in awaited(made)]
    assert later == ([] if verdict else [(due, ("m",))]), "then somebody has to look again"


def test_a_verdict_stands_as_it_is_written() -> None:
    outcome = only(AIM, "results: [{metric: m, after: 0.55, verdict: hit}]")
    assert (outcome.verdict, outcome.is_verdict_written, outcome.by_numbers) == ("hit", True, "missed")


@for_each("result, how, is_written", [
    ("after: 0.55", "before-after", False), ("after: 0.55, how: opinion", "opinion", True), ("verdict: hit", None, False),
])  # fmt: skip
def test_how_it_is_known(result: str, how: str | None, is_written: bool) -> None:
    outcome = only(AIM, f"results: [{{metric: m, {result}}}]")
    assert (outcome.how, outcome.is_how_written) == (how, is_written)


def test_the_last_look_counts() -> None:
    results = (
        "{metric: m, after: 0.6, on: 2026-08-03}",
        "{metric: m, after: 0.5, on: 2026-07-01}",
        "{effort: {web: 3}}",
    )
    assert only(AIM, f"results: [{', '.join(results)}]").after == 0.6
    assert only(AIM, "results: [{metric: m, after: 0.6}, {after: 0.5}]").after == 0.5, (
        "of the same day the last"
    )
    assert outcomes(backlog(shipped(AIM, "results: [{effort: {web: 3}}, {learned: Much}]"))) == ()


def test_the_latest_comes_first() -> None:
    rows = [
        shipped(f"results: [{{verdict: hit, on: 2026-07-0{day}}}]", name=name)
        for name, day in (("b", 1), ("a", 2), ("c", 2))
    ]
    undated = shipped("results: [{verdict: hit}]", name="d")
    assert [outcome.id for outcome in outcomes(backlog("".join(rows) + undated))] == ["a", "c", "b", "d"]


EXPERIMENT = (
    "experiments: [{{hypothesis: H, metric: m, better: {better}, control: {{n: 100, conversions: 50}}, "
    "treatments: {{x: {{n: 100, conversions: {x}}}, y: {{n: 100, conversions: {y}}}}}}}]"
)


@for_each("better, x, y, after, tested, has_held", [
    ("up", 54, 60, 0.55, 0.1, True), ("up", 54, 60, 0.549, 0.1, False), ("up", 54, 60, 0.45, 0.1, False),
    ("down", 40, 45, 0.44, -0.1, True), ("down", 40, 45, 0.5, -0.1, False), ("up", 50, 50, 0.6, 0.0, None),
    ("down", 60, 55, 0.54, 0.05, True),
])  # fmt: skip
def test_what_a_test_said_is_held_against_what_came(
    better: str, x: int, y: int, after: float, tested: float, has_held: bool | None
) -> None:
    outcome = only(
        AIM, EXPERIMENT.format(better=better, x=x, y=y), f"results: [{{metric: m, after: {after}}}]"
    )
    assert outcome.tested == pytest.approx(tested)
    assert (outcome.has_held, outcome.how, outcome.is_share) == (has_held, "test", True)


@for_each("experiment", [
    "{hypothesis: H, metric: other, control: {n: 9, conversions: 1}, treatment: {n: 9, conversions: 2}}",
    "{hypothesis: H, metric: m}",
    "{hypothesis: H, metric: m, control: {n: 0, conversions: 0}, treatment: {n: 0, conversions: 0}}",
])  # fmt: skip
def test_a_test_of_something_else_or_without_numbers_says_nothing(experiment: str) -> None:
    outcome = only(AIM, f"experiments: [{experiment}]", "results: [{metric: m, after: 0.6}]")
    assert (outcome.tested, outcome.has_held) == (None, None)


number = st.floats(-1e150, 1e150)


@given(number, number, number)
def test_no_number_is_too_large(before: float, after: float, target: float) -> None:
    outcome = OutcomeResult(
        "a", "m", target, before, after, None, None, False, None, False, None, tested=before
    )
    share = outcome.share
    assert share is None or abs(share) < float("inf")
    assert outcome.has_held in (None, True, False)
    if share is not None and 1e-9 < abs(target - before) < 1e9 and abs(after - before) < 1e9:
        assert isclose(
            before + share * (target - before), after, rel_tol=1e-6, abs_tol=1e-6 * (1 + abs(before))
        )


def bet(name: str, said: str, verdict: str, *more: str) -> str:
    return shipped(f"rice: {{confidence: {said}}}", f"results: [{{verdict: {verdict}}}]", *more, name=name)


def test_one_bet_a_feature_and_what_is_unclear_is_none() -> None:
    features = (
        bet("a", "80%", "hit") + bet("b", "80%", "unclear") + bet("c", "50%", "missed")
        + shipped("ice: {confidence: 7}", "metrics: [{metric: x}, {metric: y}]",
                  "results: [{metric: y, verdict: hit}, {metric: x, verdict: missed}]", name="d")
        + shipped("results: [{verdict: hit}]", name="e")
    )  # fmt: skip
    bets = Lessons.of(backlog(features)).beliefs
    assert [(one.id, one.said, one.came_true) for one in bets] == [
        ("a", 0.8, True), ("c", 0.5, False), ("d", 0.7, False), ("e", None, True),
    ]  # fmt: skip
    rates = Lessons.of(backlog(features)).rates
    assert [(rate.said, rate.hits, rate.count) for rate in rates] == [
        (0.8, 1, 1),
        (0.7, 0, 1),
        (0.5, 0, 1),
        (None, 1, 3),
    ]
    assert Lessons.of(backlog(features)).brier is None


def test_what_was_said_when_work_began_counts() -> None:
    features = backlog(bet("a", "80%", "hit") + bet("b", "80%", "hit"))
    bets = beliefs(features, {"a": 0.5, "b": None})
    assert [one.said for one in bets] == [0.5, None]


@for_each("pieces, kind", [
    ("{kind: survey, date: 2026-03-01}", "survey"),
    ("{kind: survey, date: 2026-03-01}, {kind: interview, date: 2026-04-01, count: 2}", "survey"),
    ("{kind: opinion}, {kind: test, date: 2026-06-02}", "opinion"),  # the test came after it
    ("{kind: launch}", None),
    ("{kind: launch, date: 2026-05-01}, {kind: pitch}", "pitch"),
])  # fmt: skip
def test_evidence_counts_as_it_was_when_the_bet_was_made(pieces: str, kind: str | None) -> None:
    features = backlog(bet("a", "auto", "hit", f"evidence: [{pieces}]"))
    [one] = beliefs(features)
    assert one.evidence == kind
    assert (one.said == 0.1) is (kind is None), "auto is what the evidence of that day gives"


def test_evidence_of_after_the_start_came_too_late() -> None:
    features = backlog(
        bet("a", "50%", "hit", "started: 2026-02-02", "evidence: [{kind: survey, date: 2026-03-01}]")
    )
    assert [(rate.kind, rate.hits, rate.count) for rate in evidence_rates(beliefs(features))] == [
        (None, 1, 1)
    ]


def test_kinds_of_evidence_are_told_by_how_often() -> None:
    rows = [bet(name, "50%", verdict, f"evidence: [{{kind: {kind}}}]") for name, verdict, kind in (
        ("a", "hit", "survey"), ("b", "missed", "ticket"), ("c", "hit", "ticket"), ("d", "missed", "test"),
    )]  # fmt: skip
    found = Lessons.of(backlog("".join(rows) + bet("e", "50%", "hit") + bet("f", "50%", "hit"))).evidence
    assert [(rate.kind, rate.hits, rate.count) for rate in found] == [
        ("ticket", 1, 2), ("survey", 1, 1), ("test", 0, 1), (None, 2, 2),
    ]  # fmt: skip


def test_from_ten_bets_on_they_are_scored() -> None:
    rows = [bet(f"b{n}", said, came) for n, (said, came) in enumerate(2 * [
        ("80%", "hit"), ("80%", "hit"), ("50%", "missed"), ("80%", "missed"), ("50%", "hit"),
    ])]  # fmt: skip
    lessons = Lessons.of(backlog("".join(rows)))
    assert lessons.brier == pytest.approx(0.244)
    assert lessons.base_rate == pytest.approx(0.24)
    assert Lessons.of(backlog("".join(rows[1:]))).brier is None


def test_looks_are_in_the_order_of_their_days() -> None:
    features = (
        shipped("metrics: [{metric: x, review: 2026-12-01}, {metric: y}, {metric: z}]", "results: [{metric: z, after: 1}]")
        + shipped("owner: o", name="b", on="2026-05-01") + shipped("type: bug", name="c")
    )  # fmt: skip
    assert [(look.id, look.since, look.metrics) for look in awaited(backlog(features))] == [
        ("b", date(2026, 6, 26), ()), ("a", date(2026, 7, 27), ("y",)), ("a", date(2026, 12, 1), ("x",)),
    ]  # fmt: skip


def past(count: int, team: str = "web") -> str:
    return "".join(
        shipped(f"effort: {{{team}: 3..5..9}}", f"results: [{{effort: {{{team}: {took}}}, verdict: hit}}]",
                "rice: {confidence: 80%}", name=f"{team}-{took}")
        for took in range(4, 4 + count)
    )  # fmt: skip


OPEN = "- {id: next, title: N, effort: {web: 2..3..4, data: 1..2..3}, rice: {reach: 1, impact: high, confidence: 0.8}}\n"


def test_the_past_speaks_of_the_next_feature_from_five_deliveries_on() -> None:
    assert hindsight(backlog(past(4) + OPEN), "next") is None
    five = backlog(past(5) + OPEN)
    said = hindsight(five, "next")
    assert said is not None
    assert [(row.team, row.deliveries, row.is_own) for row in said.efforts] == [
        ("web", 5, True),
        ("data", 5, False),
    ]
    assert said.confidence is None
    assert hindsight(backlog(past(5) + OPEN), "web-4") is None, "it has shipped"
    forecasts = Calibration.of(five)
    assert [row.meant for row in said.efforts] == [
        forecasts.calibrate(row.written, row.team) for row in said.efforts
    ]


def test_the_past_speaks_of_a_confidence_from_ten_bets_on() -> None:
    said = hindsight(backlog(past(10) + OPEN), "next")
    assert said is not None
    assert said.confidence is not None
    assert (said.confidence.hits, said.confidence.count) == (10, 10)
    other = hindsight(backlog(past(10) + OPEN.replace("0.8", "0.5")), "next")
    assert other is not None
    assert other.confidence is None
