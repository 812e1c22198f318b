"""Rules that advise: edges that their pages do not show, and brute force for what can be counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.checks import check
from pmcli.model.backlog import Backlog
from pmcli.model.fingerprint import fingerprint
from pmcli.workspace.loading import load
from tests.conftest import CLOCK, MINIMAL, for_each, loaded
from tests.worlds import World

TEAM = "pm: 1\nproduct: Test\nteams: {web: {capacity: 10}}\ncalendar: {start: 2026-Q4, periods: 2}\n"


def codes(
    features: str, workspace: str = MINIMAL, *, today: date | None = None, files: frozenset[str] | None = None
) -> list[str]:
    texts = {"pm.yaml": workspace.encode(), "features/all.yaml": features.encode()}
    backlog, faults = load(texts, clock=CLOCK, today=today)
    if files is not None:
        backlog = replace(backlog, exists=files.__contains__)
    return [one.code for one in check(backlog, faults)]


@pytest.mark.parametrize(
    "features",
    [
        "",
        "- {id: a, title: A}\n- {id: b, title: B, depends_on: [a]}\n",
        "- {id: a, title: A, effort: 2, rice: {reach: 100, impact: high, confidence: 50%}}\n",
        "- {id: a, title: A, effort: 2..3..9, wsjf: {user_business_value: 8, time_criticality: 5, risk_opportunity: 3}}\n",
        "- {id: a, title: A, moscow: must, effort: 3}\n- {id: b, title: B, moscow: must, effort: 3}\n",
        "".join(f"- {{id: f{n}, title: F{n}, status: shipped, target: 2020-Q1}}\n" for n in range(9)),
    ],
)
def test_a_small_plain_backlog_hears_nothing(features: str) -> None:
    assert codes(features) == []


class TestLinks:
    @pytest.mark.unmeasured
    @for_each(
        "link",
        ["SHOP-412", "ZD-881", "https://e.org/a.md", "www.e.org/a.md", "owner/Backlog.md#562", "a.md, b.md", "/etc/a.md", "../a.md",
         "~/a.md", "C:/a.md", "a b.md", "docs/there.md", "docs/there.md#top", "./docs/there.md"],
    )  # fmt: skip
    def test_are_left_alone(self, link: str) -> None:
        row = f"- {{id: a, title: A, links: {{brief: '{link}'}}}}\n"
        assert codes(row, files=frozenset({"docs/there.md"})) == []

    @pytest.mark.parametrize("link", ["docs/gone.md", "gone.pdf", "gone.md#top", "./gone.md"])
    def test_that_lead_nowhere_are_told(self, link: str) -> None:
        assert codes(f"- {{id: a, title: A, links: {{brief: '{link}'}}}}\n", files=frozenset()) == ["PM113"]

    def test_are_found_beside_the_feature(self) -> None:
        row = "- {id: a, title: A, links: {brief: brief.md}}\n"
        assert codes(row, files=frozenset({"features/brief.md"})) == []

    def test_nobody_knows_without_files(self) -> None:
        assert codes("- {id: a, title: A, links: {brief: gone.md}}\n") == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [("2026-Q3", ["PM112"]), ("2026-Q4", []), ("2026-09-30", ["PM112"]), ("2026-10-01", []), ("2027-Q1", [])],
)
def test_a_target_is_past_when_all_of_it_is(target: str, expected: list[str]) -> None:
    assert codes(f"- {{id: a, title: A, target: {target}}}\n") == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-09-30", ["PM502"]), ("2025-10-01", []), ("2026-09-01", [])]
)
def test_evidence_is_old_after_so_many_months(day: str, expected: list[str]) -> None:
    row = f"- {{id: a, title: A, evidence: [{{kind: survey, date: {day}}}]}}\n"
    assert codes(row) == expected
    assert codes(row, MINIMAL + "checks: {evidence_months: 24}\n") == []


class TestDecisions:
    def test_the_fingerprint_is_that_of_what_is_known(self) -> None:
        def of(text: str) -> str:
            return fingerprint(loaded(f"- {{id: a, {text}}}\n").backlog.features["a"])

        base = of("title: A, effort: 3, rice: {reach: 3k}, tags: [x], depends_on: [b, c]")
        assert base == of("title: Other, effort: 3.0, rice: {reach: 3000}, owner: me, depends_on: [c, b]")
        assert base != of("title: A, effort: 4, rice: {reach: 3k}, depends_on: [b, c]")
        assert base != of("title: A, effort: 3, rice: {reach: 3k}, depends_on: [b]")
        assert len(base) == 8

    @pytest.mark.parametrize(
        ("decision", "expected"),
        [
            ("{verdict: first, because: x, by: y}", []),
            ("{verdict: first, because: x}", ["PM512"]),
            ("{verdict: first, by: y}", ["PM512"]),
            ("{verdict: first, because: x, by: y, until: 2026-09-30}", ["PM514"]),
            ("{verdict: first, because: x, by: y, until: 2026-10-01}", []),
            (
                "{verdict: first, because: x, by: y, until: 2026-09-30}, {verdict: first, because: x, by: y}",
                [],
            ),
            ("{verdict: decline, because: x, by: y}", []),
        ],
    )
    def test_in_force_or_not(self, decision: str, expected: list[str]) -> None:
        assert codes(f"- {{id: a, title: A, decisions: [{decision}]}}\n") == expected

    def test_a_status_needs_a_reason(self) -> None:
        assert codes("- {id: a, title: A, status: parked}\n") == ["PM511"]
        assert (
            codes("- {id: a, title: A, status: parked, decisions: [{verdict: park, because: x, by: y}]}\n")
            == []
        )


class TestPlan:
    def test_what_pm302_tells_is_not_told_again(self) -> None:
        row = "- {id: a, title: A, effort: 14, deadline: 2026-12-31, rice: {reach: 9, impact: 1, confidence: 50%}}\n"
        assert codes(row, TEAM) == ["PM302"]

    def test_work_in_progress_counts_as_promised(self) -> None:
        row = (
            "- {id: a, title: A, status: in-progress, effort: 6, rice: {reach: 9, impact: 1, confidence: 50%}}\n"
            "- {id: b, title: B, effort: 6, deadline: 2026-12-31, rice: {reach: 8, impact: 1, confidence: 50%}}\n"
        )
        assert "PM307" in codes(row, TEAM)

    def test_no_teams_no_word(self) -> None:
        row = "- {id: a, title: A, effort: 99, deadline: 2026-12-31}\n"
        assert [code for code in codes(row) if code[:3] == "PM3"] == []


@given(st.integers(0, 20_000))
def test_redundant_dependencies_are_those_of_the_transitive_reduction(seed: int) -> None:
    one = World(seed)
    backlog: Backlog = loaded({"features/all.yaml": one.features}, one.head).sound()[0]
    told = {
        (found.feature, backlog.features[found.feature].depends_on[found.fix.keys[-1]].id)  # type: ignore[index,union-attr]
        for found in check(backlog) if found.code == "PM208"
    }  # fmt: skip
    needs = {
        name: {need.id: need.lag for need in feature.depends_on if need.kind == "hard"}
        for name, feature in backlog.features.items() if backlog.is_open(name)
    }  # fmt: skip

    def longest(start: str, end: str) -> int | None:
        """The greatest sum of lags over ways of at least two steps."""
        best: int | None = None
        waiting = [(need, lag, 1) for need, lag in needs[start].items()]
        while waiting:
            name, lag, steps = waiting.pop()
            if name == end and steps > 1:
                best = lag if best is None else max(best, lag)
            waiting += [(need, lag + own, steps + 1) for need, own in needs.get(name, {}).items()]
        return best

    for name, own in needs.items():
        for need, lag in own.items():
            if need in needs:
                way = longest(name, need)
                assert ((name, need) in told) == (way is not None and way >= lag)


DATED = """\
- {id: a, title: A, target: 2026-12-15, launch: {date: 2026-12-20}, release: "1", metrics: [{metric: m, by: 2026-Q4}]}
"""
STARTING = 'pm: 1\nproduct: X\ncalendar: {start: %s}\nreleases: {"1": {date: 2026-12-18}}\nstrategy: {outcomes: {o: {title: O, by: 2026-Q4}}}\n'


@for_each(
    "start, today, told",
    [
        ("2026-Q4", None, None),
        ("2027-Q1", None, "is before 2027-Q1, where the plan starts"),
        ("2027-Q1", date(2026, 11, 29), "is before 2027-Q1, where the plan starts"),
        ("2027-01-04", date(2026, 11, 29), "is before 2027-01-04, where the plan starts"),
        ("2027-Q1", date(2027, 1, 20), "is past"),
        ("2026-Q4", date(2027, 1, 20), "is past"),
    ],
)
def test_only_what_is_over_is_past(start: str, today: date | None, told: str | None) -> None:
    found = [
        one.message for one in loaded(DATED, STARTING % start, today=today).diagnostics if one.code == "PM112"
    ]
    whats = [
        "the target date 2026-12-15", "the launch on 2026-12-20",
        'the date 2026-12-18 of release "1"', "the date 2026-Q4 of a metric",
    ]  # fmt: skip
    of_features = [f"{what} {told}, but it is still open" for what in whats]
    outcome = f'the date of the outcome "o", 2026-Q4, {told}'
    assert sorted(found) == (sorted([*of_features, outcome]) if told else [])
