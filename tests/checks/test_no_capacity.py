"""Teams with work that can do nothing, in every spelling of it."""

from __future__ import annotations

from tests.conftest import for_each, loaded

WORK = "- {id: a, title: A, effort: {web: 2}}\n"
HEAD = "pm: 1\nproduct: T\ncalendar: {start: 2026-Q4}\nteams: {web: %s}\n"


def _told(workspace: str, features: str = WORK) -> list[str]:
    return [found.message for found in loaded(features, workspace).diagnostics if found.code == "PM304"]


@for_each(
    "team, why",
    [
        ("{}", "no capacity"),
        ("{people: 0}", "no capacity"),
        ("{capacity: 0}", "its capacity is 0 in every period planned"),
        ("{capacity: {default: 5, 2026-Q4: 0, 2027-Q1: 0, 2027-Q2: 0, 2027-Q3: 0}}", "its capacity is 0 in"),
        ("{capacity: {2026-Q1: 5}}", "its capacity is 0 in every period planned"),
        ("{people: {2026-Q1: 5}}", "no people in any period planned"),
        ("{people: 1, focus: 0%}", "its focus is 0 %"),
        ("{people: 1, absent: 13}", "absences take all"),
        ("{people: {default: 1, 2027-Q1: 2}, absent: 26}", "absences take all"),
    ],
)
def test_no_capacity_is_told(team: str, why: str) -> None:
    told = _told(HEAD % team)
    assert len(told) == 1
    assert told[0].startswith(f'team "web" has work, but {why}')


@for_each(
    "team", ["{capacity: {default: 0, 2027-Q3: 1}}", "{people: 1, absent: {2026-Q4: 99}}", "{capacity: 0.5}"]
)
def test_capacity_in_one_period_is_some(team: str) -> None:
    assert _told(HEAD % team) == []


def test_a_team_without_work_needs_no_capacity() -> None:
    assert _told(HEAD % "{capacity: 0}", "- {id: a, title: A}\n") == []


@for_each(
    "reserve, kind, told",
    [
        ("bug: 100%", "feature", ['all capacity is reserved for "bug": 1 feature of other types can never be planned: a']),
        ("bug: 60%, debt: 40%", "feature", ['all capacity is reserved for "bug" and "debt": 1 feature of other types can never be planned: a']),
        ("bug: 100%", "bug", []),
        ("bug: 99%", "feature", []),
    ],
)  # fmt: skip
def test_a_reserve_of_all_is_told(reserve: str, kind: str, told: list[str]) -> None:
    text = HEAD % "{capacity: 500}" + f"roadmap: {{reserve: {{{reserve}}}}}\n"
    assert _told(text, f"- {{id: a, title: A, type: {kind}, effort: 2}}\n") == told
