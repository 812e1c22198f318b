"""A roadmap is told in as many lines as somebody looks at: 116 features in two screens."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from rich.cells import cell_len

from pmcli.planning import plan
from pmcli.sharing import AudienceView, share
from pmcli.views.roadmap.fitting import fitting
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.quarters import quarters
from pmcli.views.roadmap.views import SCREENS, VIEWS
from pmcli.writers.terminal.pages import render
from tests.conftest import for_each, loaded
from tests.views.roadmap import roadmaps

WIDTHS = (60, 80, 100, 120, 160, 200, None)
WORKSPACE = """
pm: 1
product: Clinic
effort_unit: person-weeks
teams: {web: {capacity: 30}, billing: {capacity: 30}, platform: {capacity: 30}, mobile: {capacity: 30}}
calendar: {start: 2027-Q1, periods: 4, value_horizon: 12}
scoring: {model: rice}
"""
TEAMS = ("web", "billing", "platform", "mobile")
DUE = ("2027-01-31", "2027-02-28", "2027-06-30", "2027-09-30", "2027-11-15", "2027-12-31")


def features(count: int, dates: int = len(DUE)) -> str:
    """So many features, the first of them with deadlines: every eighth is an idea, the others fit four quarters."""
    lines = []
    for number in range(count):
        due = f"deadline: {DUE[number]}, " if number < dates else ""
        status = "status: idea, " if number >= dates and number % 8 == 7 else ""
        lines.append(
            f"- {{id: f{number}, title: A feature of which the number is {number}, {status}{due}"
            f"effort: {{{TEAMS[number % 4]}: {2 + number % 3}}}, "
            f"rice: {{reach: {9000 - 70 * number}, impact: high, confidence: 80%}}}}"
        )
    return "\n".join(lines)


@cache
def clinic(count: int = 116) -> AudienceView:
    given = loaded(features(count), WORKSPACE).backlog
    return share(given, plan(given, effort="fast"))


def told(view: AudienceView, name: str = "quarters", *, width: int | None = 80, all_: bool = False) -> str:
    kind = next(kind for kind in VIEWS if kind.name == name)
    return fitting(kind, view, RoadmapOptions(all=all_), lambda page: render(page, width=width, color=False))


@pytest.mark.unmeasured
@for_each("width", WIDTHS)
@for_each("name", [kind.name for kind in VIEWS])
def test_116_features_take_two_screens(name: str, width: int | None) -> None:
    kind = next(kind for kind in VIEWS if kind.name == name)
    lines = told(clinic(), name, width=width).splitlines()
    assert len(lines) <= kind.lines
    assert max(map(cell_len, lines)) <= (width or 1000)


@for_each("width", WIDTHS)
def test_every_feature_stands_there_or_is_counted(width: int | None) -> None:
    shown = told(clinic(), width=width)
    plan_ = shown[: shown.index("Promises")]
    named = len(re.findall(r"A feature", plan_))
    more = sum(map(int, re.findall(r"and (\d+) more", plan_)))
    assert named + more == len(clinic().roadmap.placements)


def test_what_is_promised_stands_first_in_its_period() -> None:
    shown = told(clinic(), width=60)
    first = shown[shown.index("2027-Q1") : shown.index("2027-Q2")].splitlines()
    assert [line[0] for line in first[3:5]] == ["⚑", "⚑"]
    assert first[-2].strip().startswith("and ")
    assert "\nPromises  4 kept, 2 at risk: due before the period ends\n" in shown


def test_all_tells_every_feature_with_its_reasons() -> None:
    view = clinic()
    shown = told(view, all_=True)
    assert "more" not in shown[: shown.index("Promises")]
    assert all(f"number is {row.id[1:]} " in shown for row in view.roadmap.placements)
    assert "Capacity, in person-weeks" in shown
    for name in ("now-next-later", "timeline"):
        whole = told(view, name, all_=True)
        assert len(re.findall("A feature", whole)) >= len(view.roadmap.placements)


@for_each("name", [kind.name for kind in VIEWS])
def test_no_conflict_is_hidden(name: str) -> None:
    conflicts = roadmaps.CONFLICTS
    view = clinic()
    shown = told(share(view.backlog, replace(view.roadmap, conflicts=conflicts)), name)
    assert "2 conflicts" in shown
    assert '✗ "old-promise" is pinned to 2026-Q1' in shown


def test_reasons_stand_there_where_they_fit() -> None:
    shown = told(clinic(24), width=100)
    assert "in the last period that keeps it" in shown
    assert "and there is room" not in shown
    assert len(shown.splitlines()) <= SCREENS
    assert "in the last period that keeps it" not in told(clinic(), width=100)


def test_effort_stands_there_where_it_has_room() -> None:
    assert re.search(r"number is 12 +web 2\n", told(clinic(), width=60))
    assert not re.search(
        r"web \d+\.?\d*\n", told(clinic(), width=80).partition("Promises")[0].partition("Q2")[2]
    )


def test_of_many_teams_the_fullest_are_told() -> None:
    teams = ", ".join(f"t{number}: {{capacity: {10 + number}}}" for number in range(40))
    workspace = re.sub("teams: .*", f"teams: {{{teams}}}", WORKSPACE)
    given = loaded(
        "- {id: a, title: A, effort: {t7: 17}, rice: {reach: 9, impact: high, confidence: 80%}}", workspace
    ).backlog
    view = share(given, plan(given, effort="fast"))
    shown = told(view, "teams")
    assert len(shown.splitlines()) <= SCREENS
    assert "t7 " in shown
    assert re.search(r"and \d+ teams that are less full: --all", shown)
    assert "t39" in told(view, "teams", all_=True)
    short = render(quarters(view, RoadmapOptions(form="reasons")), width=80, color=False)
    assert "\nt7 17/17 full   39 more teams\n" in short
    assert "\nnone of 40 teams is full\n" in short
