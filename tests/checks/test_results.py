"""What is said of results that are due, contradict themselves or are missing, and of outcomes that lag."""

from __future__ import annotations

from datetime import date

import pytest

from pmcli.checks import ADVICE, check
from pmcli.workspace.loading import load
from tests.conftest import MINIMAL, for_each

TEAM = f"{MINIMAL}teams: {{web: {{capacity: 10}}}}\n"
TODAY = date(2026, 11, 23)
AIM = "metrics: [{metric: m, baseline: 58%, target: 61%}]"
DOWN = "metrics: [{metric: m, baseline: 0.034, target: 0.02}]"


def told(features: str, workspace: str = TEAM, today: date = TODAY) -> list[str]:
    texts = {"pm.yaml": workspace.encode(), "features/all.yaml": features.encode()}
    backlog, faults = load(texts, clock=today, today=today)
    findings = (*faults, *check(backlog))
    return [
        f"{one.code} {one.feature or ''}".strip() for one in findings if one.code.startswith(("PM102", "PM7"))
    ]


def shipped(more: str, day: str = "2026-06-15") -> str:
    return f"- {{id: a, title: A, status: shipped, shipped: {day}, {more}}}\n"


@for_each("feature, found", [
    (shipped(AIM), ["PM706 a"]),
    (shipped(AIM, "2026-09-27"), ["PM706 a"]),  # 57 days ago
    (shipped(AIM, "2026-09-28"), []),  # today is the day: not past
    (shipped(AIM.replace("61%", "61%, review: 2026-11-22"), "2026-11-01"), ["PM706 a"]),
    (shipped(AIM.replace("61%", "61%, review: 2026-12-01")), []),
    (shipped(f"{AIM}, results: [{{metric: m, after: 60%}}]"), []),
    (shipped(f"{AIM}, results: [{{after: 60%}}]"), []),  # the only metric there is
    (shipped(f"{AIM}, results: [{{metric: other, after: 60%}}]"), ["PM706 a"]),
    (shipped(f"{AIM}, results: [{{effort: {{web: 3}}}}]"), ["PM706 a"]),
    (shipped("results: [{learned: Nobody came}]"), []),
    (shipped("owner: amelie"), ["PM706 a"]),
    (shipped("type: bug"), []),
    (shipped(f"type: bug, {AIM}"), ["PM706 a"]),
    (shipped(AIM).replace("status: shipped, ", "status: in-progress, ").replace("shipped: 2026-06-15, ", ""), []),
    (f"- {{id: a, title: A, status: shipped, {AIM}}}\n", []),  # nobody knows since when
    (shipped(AIM, "9999-12-31"), []),
])  # fmt: skip
def test_results_that_are_due(feature: str, found: list[str]) -> None:
    assert [one for one in told(feature) if "PM706" in one] == found


def test_pm_yaml_says_how_soon() -> None:
    feature = shipped(AIM, "2026-11-01")
    assert told(feature, f"{TEAM}learning: {{review_after: 3w}}\n") == ["PM706 a"]
    assert told(feature, f"{TEAM}learning: {{review_after: 22d}}\n") == []


def verdict(after: str, said: str, aim: str = AIM) -> str:
    return shipped(f"{aim}, results: [{{metric: m, after: {after}, verdict: {said}}}]")


@for_each("feature, found", [
    (verdict("60.9%", "hit"), ["PM707 a"]),
    (verdict("61%", "hit"), []),
    (verdict("61%", "missed"), ["PM707 a"]),
    (verdict("60%", "missed"), []),
    (verdict("60%", "unclear"), []),
    (verdict("60%..60.5%..60.9%", "hit"), ["PM707 a"]),
    (verdict("60%..60.5%..61%", "hit"), []),  # it may be
    (verdict("0.021", "hit", DOWN), ["PM707 a"]),
    (verdict("0.02", "hit", DOWN), []),
    (verdict("0.02", "missed", DOWN), ["PM707 a"]),
    (verdict("0.021", "missed", DOWN.replace("0.02}", "0.02, better: up}")), ["PM707 a"]),
    (verdict("0.021", "hit", "metrics: [{metric: m, target: 0.02, better: down}]"), ["PM707 a"]),
    (verdict("60%", "hit", "metrics: [{metric: m}]"), []),
    (verdict("60%", "hit", "metrics: [{metric: other, target: 61%}, {metric: b}]"), ["PM706 a"]),
    (verdict("60%", "hit").replace("metric: m, after", "after"), ["PM707 a"]),
    (verdict("60%", "hit", AIM.replace("61%", "61%, by: 2027-Q1")), []),  # its day is still to come
    (verdict("61%", "missed", AIM.replace("61%", "61%, by: 2027-Q1")), ["PM707 a"]),
    (verdict("60%", "hit", AIM.replace("61%", "61%, by: 2026-Q3")), ["PM707 a"]),
])  # fmt: skip
def test_verdicts_that_their_numbers_contradict(feature: str, found: list[str]) -> None:
    assert told(feature) == found
    assert "PM707" in ADVICE, "a ranking is still answered"


@for_each("feature, found", [
    (shipped("type: debt, effort: {web: 3..5..9}"), ["PM708 a"]),
    (shipped("type: debt, effort: {web: 3..5..9}, results: [{effort: {web: 4}}]"), []),
    (shipped("type: debt, effort: {web: 3..5..9}, results: [{learned: Much}]"), ["PM708 a"]),
    (shipped("type: debt"), []),
    (shipped("type: debt, effort: 5") + "- {id: b, title: B, parent: a, effort: 5}\n", []),
    ("- {id: a, title: A, type: debt, effort: 5}\n", []),
])  # fmt: skip
def test_effort_that_nobody_wrote_down(feature: str, found: list[str]) -> None:
    assert told(feature) == found


def metric(current: str, more: str = "by: 2027-01-31", target: str = "61%") -> str:
    return (
        "- {id: a, title: A, status: in-progress, started: 2026-10-01, effort: 5,\n"
        f"   metrics: [{{metric: m, baseline: 58%, current: {current}, target: {target}, {more}}}]}}\n"
    )


# 53 of 122 days are gone: 43 %
@for_each("feature, found", [
    (metric("58.5%"), ["PM709 a"]),  # 17 % of the way
    (metric("58.6%"), []),  # 20 %
    (metric("57%"), ["PM709 a"]),
    (metric("60%"), []),
    (metric("64%"), []),  # ahead of it is no fault
    (metric("57.2%", target="55%"), []),
    (metric("57.6%", target="55%"), ["PM709 a"]),  # down is good here
    (metric("58%", "by: 2026-11-01"), ["PM709 a"]),
    (metric("60.3%", "by: 2026-11-01"), []),
    (metric("58%", "by: 2026-10-01"), ["PM709 a"]),  # no day between
    (metric("58%", "better: up"), []),
    (metric("58%", target="58%"), []),
    (metric("58%").replace("in-progress", "parked").replace("started: 2026-10-01, ", ""), []),
    (metric("58%").replace("2026-10-01", "2026-11-22"), []),  # the line has hardly begun
    (metric("58%").replace("}]}", "}], results: [{after: 58%}]}"), []),
])  # fmt: skip
def test_outcomes_that_lag(feature: str, found: list[str]) -> None:
    assert told(feature) == found


@pytest.mark.parametrize(
    ("current", "found"), [("59.1%", []), ("58.5%", ["PM709"]), ("1e150", []), ("-1e150", ["PM709"])]
)
def test_outcomes_of_the_strategy_count_from_the_first_day_planned(current: str, found: list[str]) -> None:
    outcome = f"{{title: T, baseline: 58%, current: {current}, target: 61%, by: 2027-Q1}}"
    workspace = f"{TEAM}strategy: {{outcomes: {{o: {outcome}}}}}\n"
    assert told("- {id: a, title: A}\n", workspace, date(2027, 1, 15)) == found
    assert told("- {id: a, title: A}\n", workspace, date(2026, 9, 1)) == []
