"""Deadlines, pins and what is decided first: how they stand, and how they are shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pmcli.planning import plan
from pmcli.sharing import AudienceView, share
from pmcli.views.roadmap.export import bars_of
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.promised import promised, promises
from pmcli.views.roadmap.timeline import timeline
from pmcli.writers.blocks import Picture
from pmcli.writers.drawings import Gantt, Stretch
from pmcli.writers.terminal.pages import render
from tests.conftest import loaded

HEAD = """
pm: 1
product: Shop
calendar: {start: 2027-Q1, periods: 3}
scoring: {model: rice}
teams: {web: {capacity: 10}}
"""


def view(*lines: str) -> AudienceView:
    score = "rice: {reach: 9, impact: high, confidence: 80%}"
    text = "\n".join(f"- {{id: {line.split(',')[0]}, title: T {line}, {score}}}" for line in lines)
    given = loaded(text, HEAD).backlog
    return share(given, plan(given, effort="fast"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a, effort: 3, deadline: 2027-03-31", ("2027-03-31", "kept")),
        ("a, effort: 3, deadline: 2027-06-30", ("2027-06-30", "kept")),
        ("a, effort: 3, deadline: 2027-02-20", ("2027-02-20", "at risk")),
        ("a, effort: 9, deadline: 2027-01-03", ("2027-01-03", "missed")),
        ("a, effort: 3, deadline: 2027-02-20, status: idea", ("2027-02-20", "at risk")),
        ("a, effort: 99, deadline: 2029-02-20", ("2029-02-20", "at risk")),
        ("a, effort: 3, decisions: [{verdict: pin, period: 2027-Q2, because: b}]", ("2027-Q2", "kept")),
        ("a, effort: 11, decisions: [{verdict: pin, period: 2027-Q2, because: b}]", ("2027-Q2", "missed")),
        ("a, effort: 3, decisions: [{verdict: first, because: b}]", ("2027-Q1", "kept")),
    ],
)
def test_a_promise_is_kept_at_risk_or_missed(line: str, expected: tuple[str, str]) -> None:
    (found,) = promised(view(line), RoadmapOptions())
    assert (found.when, found.state) == expected


def test_only_promises_of_what_is_shown_are_told() -> None:
    shared = view("a, effort: 1, deadline: 2027-03-31", "b, effort: 1, deadline: 2027-06-30", "c, effort: 1")
    assert [one.id for one in promised(shared, RoadmapOptions())] == ["a", "b"]
    assert [one.id for one in promised(shared, RoadmapOptions(lambda name: name == "b"))] == ["b"]


def test_missed_promises_and_wishes_are_told_in_words() -> None:
    shared = view(
        "a, effort: 9, deadline: 2027-01-03", "b, effort: 3, target: 2026-12-15",
        "c, effort: 2, deadline: 2027-03-01",
    )  # fmt: skip
    shown = render(list(promises(shared, RoadmapOptions())), width=100, color=False)
    assert shown.startswith("Promises  1 at risk, 1 missed\n⚑ T c  2027-03-01 at risk\n")
    assert "✗ T a: missed 2027-01-03, not in the plan\n" in shown
    assert "1 target missed: T b (2026-12-15, planned for 2027-Q1)\n" in shown
    assert list(promises(view("a, effort: 1"), RoadmapOptions())) == []


def test_a_kept_deadline_is_drawn_after_the_delivery() -> None:
    shared = view(
        "a, effort: 3, deadline: 2027-02-14", "b, effort: 0.5, deadline: 2027-01-10", "c, effort: 3"
    )  # fmt: skip
    shown = render(timeline(shared, RoadmapOptions()), width=100, color=False)
    rows = {line.split("│")[0].split()[-1]: line for line in shown.splitlines() if "│" in line}
    assert "━●⚑" in rows["a"]
    assert "│●⚑" in rows["b"]
    assert "━●│" in rows["c"]


def test_a_missed_deadline_is_drawn_before_the_delivery() -> None:
    late = Stretch("late", 0, 1, due=1.4, due_mark=("⚑", "warn"))
    shown = [
        render([Picture(Gantt(("2027-Q1", "2027-Q2"), (("", (bar,)),)))], width=80, color=False)
        for bar in (late, replace(late, is_kept=True))
    ]
    assert re.search("━⚑━+●", shown[0])
    assert re.search("━●⚑\n", shown[1])


def test_a_bar_of_a_diagram_ends_with_the_deadline_that_it_keeps() -> None:
    last = {
        bar.name: str(bar.last) for bar in bars_of(view("a, effort: 3, deadline: 2027-02-14", "c, effort: 3"))
    }
    assert last == {"T a": "2027-02-14", "T c": "2027-03-31"}
