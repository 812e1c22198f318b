"""`pm diff` and `pm history` beside the agreed plan: what moves it, the gate, what was promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Make, Pm
from tests.cli.repo import commit, git

HEAD = """pm: 1
product: Shop
scoring: {model: rice}
teams: {web: {capacity: 10}}
calendar: {start: 2026-Q4, periods: 3}
"""
FEATURES = """
- {id: login, title: Log in, effort: {web: 6}, rice: {reach: 900, impact: 1, confidence: 80%}}
- {id: sso, title: Single sign-on, effort: {web: 6}, rice: {reach: 800, impact: 1, confidence: 80%}}
- {id: dark, title: Dark mode, effort: {web: 3}, rice: {reach: 200, impact: 1, confidence: 80%}}
"""
PLAN = """agreed: {on: 2026-11-01, by: amelie, because: Planning}
periods:
  2026-Q4: [login, dark]
  2027-Q1: [sso]
"""
GATE = ("diff", "HEAD", "--fail-if", "unagreed-move")


def write(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text)


def edit(root: Path, before: str, after: str, path: str = "features/all.yaml") -> None:
    text = (root / path).read_text()
    assert before in text
    write(root, path, text.replace(before, after))


@pytest.fixture
def shop(make: Make) -> Path:
    root = make(FEATURES, HEAD)
    commit(root, "first")
    return root


@pytest.fixture
def agreed(shop: Path) -> Path:
    write(shop, "plan.yaml", PLAN)
    commit(shop, "agreed")
    return shop


def document(pm: Pm, root: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pm("diff", *(words or ("HEAD",)), "--format", "json", at=root).out)
    return found


def moves(found: dict[str, Any]) -> dict[str, tuple[str | None, str | None, str]]:
    return {row["id"]: (row["before"], row["after"], row["change"]) for row in found["roadmap"]}


class TestRoadmap:
    def test_what_breaks_nothing_moves_nothing(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "reach: 200", "reach: 20k")
        edit(agreed, "effort: {web: 3}", "effort: {web: 3.1}")
        assert moves(document(pm, agreed)) == {}
        assert "Nothing moves in the roadmap; value delivered" in pm("diff", "HEAD", at=agreed).out
        assert pm(*GATE, at=agreed).code == 0

    def test_what_breaks_a_promise_is_forced_with_its_cause(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "Dark mode, effort: {web: 3}", "Dark mode, effort: {web: 5}")
        found = document(pm, agreed)
        (row,) = found["roadmap"]
        assert moves(found) == {"dark": ("2026-Q4", "2027-Q2", "forced")}
        assert row["agreed"] == "2026-Q4"
        assert row["causes"][0]["because"] == "its effort grew, 3 → 5 person-weeks"
        text = " ".join(pm("diff", "HEAD", "--width", "200", at=agreed).out.split())
        assert "1 feature forced to move" in text
        assert "Forced by this change" in text
        assert "its effort grew, 3 → 5 person-weeks; web full in 2027-Q1: needs 5, 4 left" in text, (
            "what decides"
        )
        comment = pm("diff", "HEAD", "--format", "markdown", at=agreed).out
        assert comment.index("### Forced by this change") < comment.index("<details>"), "nobody has to click"
        run = pm(*GATE, at=agreed)
        assert (run.code, "moved without plan.yaml saying so: dark" in run.err) == (1, True)

    def test_what_comes_earlier_is_told_by_what_took_its_place(self, pm: Pm, agreed: Path) -> None:
        write(agreed, "plan.yaml", PLAN.replace("[login, dark]", "[login]").replace("[sso]", "[sso, dark]"))
        commit(agreed, "dark later")
        edit(agreed, "Single sign-on, effort: {web: 6}", "Single sign-on, effort: {web: 9}")
        found = document(pm, agreed)
        assert moves(found) == {"dark": ("2027-Q1", "2026-Q4", "forced")}
        assert "web full in 2027-Q1" in found["roadmap"][0]["why"]

    def test_what_plan_yaml_says_is_agreed(self, pm: Pm, agreed: Path) -> None:
        plan = "agreed: {by: bo, because: Late partner}\nperiods: {2026-Q4: [login], 2027-Q1: [sso, dark]}\n"
        write(agreed, "plan.yaml", plan)
        found = document(pm, agreed)
        assert moves(found) == {"dark": ("2026-Q4", "2027-Q1", "agreed")}
        because = [cause["because"] for cause in found["roadmap"][0]["causes"]]
        assert because == ["plan.yaml moved it, 2026-Q4 → 2027-Q1: Late partner"]
        assert found["agreement"] == {
            "before": {"on": "2026-11-01", "by": "amelie", "because": "Planning"},
            "after": {"on": None, "by": "bo", "because": "Late partner"},
            "moves": [{"id": "dark", "before": "2026-Q4", "after": "2027-Q1"}],
        }
        text = pm(*GATE, "--format", "markdown", at=agreed)
        assert text.code == 0
        assert "Agreed to move (plan.yaml)" in text.out
        assert "plan.yaml: 1 promise changed" in text.out

    def test_what_plan_yaml_says_otherwise_than_it_comes_stays_unagreed(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "Dark mode, effort: {web: 3}", "Dark mode, effort: {web: 5}")
        edit(agreed, "2027-Q1: [sso]", "2027-Q1: [sso, dark]", "plan.yaml")
        edit(agreed, "[login, dark]", "[login]", "plan.yaml")
        assert moves(document(pm, agreed)) == {"dark": ("2026-Q4", "2027-Q2", "forced")}
        assert pm(*GATE, at=agreed).code == 1

    def test_a_promise_withdrawn_may_go(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "title: Dark mode", "title: Dark mode, status: parked")
        assert moves(document(pm, agreed)) == {"dark": ("2026-Q4", None, "left-out")}
        assert pm(*GATE, at=agreed).code == 1
        edit(agreed, "[login, dark]", "[login]", "plan.yaml")
        assert moves(document(pm, agreed)) == {"dark": ("2026-Q4", None, "agreed")}
        assert pm(*GATE, at=agreed).code == 0

    def test_a_passed_promise_is_late(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "start: 2026-Q4", "start: 2027-Q1", "pm.yaml")
        found = moves(document(pm, agreed))
        assert {change for _, _, change in found.values()} <= {"late", "forced"}
        assert any(change == "late" for _, _, change in found.values())
        assert pm(*GATE, at=agreed).code == 1

    def test_what_is_shipped_is_no_move(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "title: Dark mode", "title: Dark mode, status: shipped, shipped: 2026-11-20")
        found = document(pm, agreed)
        assert (moves(found), found["shipped"]) == ({}, [{"id": "dark", "before": "2026-Q4"}])
        run = pm(*GATE, at=agreed)
        assert run.code == 0
        assert run.out.index("• Shipped: Dark mode.") < run.out.index("• Features: 1 changed")
        assert "Nothing moves in the roadmap." in run.out
        assert run.out.index("dark is shipped; it was planned for 2026-Q4") < run.out.index("What changed")
        assert re.search(r"^\s+\d\s+–\s+dark\s+shipped$", run.out, re.MULTILINE)

    def test_what_is_shipped_is_no_value_lost(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "title: Log in", "title: Log in, status: shipped, shipped: 2026-11-20")
        found = document(pm, agreed)
        assert found["value"]["after"] < 0.8 * found["value"]["before"]
        run = pm("diff", "HEAD", "--fail-if", "value-drop>5%", at=agreed)
        assert (run.code, run.err) == (0, "")

    def test_what_waited_for_it_moves_for_that_it_is_shipped(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "title: Single sign-on", "title: Single sign-on, depends_on: [login]")
        commit(agreed, "waits")
        edit(agreed, "title: Log in", "title: Log in, status: shipped, shipped: 2026-11-20")
        causes = {row["id"]: row["causes"] for row in document(pm, agreed)["ranks"]}
        assert "login is shipped, for which it waited" in [cause["because"] for cause in causes["sso"]]

    def test_what_is_shipped_without_having_been_planned_is_told_too(self, pm: Pm, agreed: Path) -> None:
        write(agreed, "features/new.yaml", "title: Stray\nstatus: parked\n")
        commit(agreed, "stray")
        write(agreed, "features/new.yaml", "title: Stray\nstatus: shipped\nshipped: 2026-11-20\n")
        assert document(pm, agreed)["shipped"] == [{"id": "new", "before": None}]
        assert "• new is shipped\n" in pm("diff", "HEAD", at=agreed).out

    def test_a_feature_with_a_new_id_keeps_its_promise(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "id: dark", "id: dark-mode")
        edit(agreed, "dark]", "dark-mode]", "plan.yaml")
        found = document(pm, agreed)
        assert (moves(found), found["agreement"]["moves"]) == ({}, [])
        assert pm(*GATE, at=agreed).code == 0

    def test_what_is_new_takes_what_is_left(self, pm: Pm, agreed: Path) -> None:
        more = (
            "- {id: gifts, title: Gifts, effort: {web: 3}, rice: {reach: 9k, impact: 3, confidence: 80%}}\n"
        )
        write(agreed, "features/more.yaml", more)
        assert moves(document(pm, agreed)) == {"gifts": (None, "2027-Q1", "new")}
        assert pm(*GATE, at=agreed).code == 0


class TestWhichPlanCounts:
    def test_the_only_one_counts_for_both(self, pm: Pm, shop: Path) -> None:
        write(shop, "plan.yaml", PLAN.replace("[login, dark]", "[sso, dark]").replace("[sso]", "[login]"))
        found = document(pm, shop)
        assert moves(found) == {}
        assert "plan.yaml: new; both sides are judged by it" in pm("diff", "HEAD", at=shop).out

    def test_where_there_is_none_that_of_the_older_counts(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 800", "reach: 20k")
        first = git(shop, "rev-parse", "HEAD")
        second = commit(shop, "raised")
        for words in ((f"{first}..{second}",), (f"{second}..{first}",), (first,)):
            found = document(pm, shop, *words)
            assert moves(found) == {}
            assert found["agreement"] is None
            assert any("pm accept agrees on a plan" in note for note in found["notes"])
        run = pm("diff", first, "--fail-if", "unagreed-move", at=shop)
        assert (run.code, "nothing is agreed" in run.err) == (0, True)

    def test_there_and_back_mirror(self, pm: Pm, shop: Path) -> None:
        edit(shop, "Dark mode, effort: {web: 3}", "Dark mode, effort: {web: 5}")
        first = git(shop, "rev-parse", "HEAD")
        second = commit(shop, "grown")
        there = moves(document(pm, shop, f"{first}..{second}"))
        back = moves(document(pm, shop, f"{second}..{first}"))
        assert there == {"dark": ("2026-Q4", "2027-Q2", "forced")}
        assert back == {"dark": ("2027-Q2", "2026-Q4", "forced")}

    def test_nothing_is_late_that_nobody_agreed_on(self, pm: Pm, shop: Path) -> None:
        edit(shop, "start: 2026-Q4", "start: 2027-Q1", "pm.yaml")
        found = moves(document(pm, shop))
        assert {change for _, _, change in found.values()} == {"forced"}


class TestHistory:
    def test_what_was_promised_and_what_slipped(self, pm: Pm, agreed: Path) -> None:
        write(
            agreed,
            "plan.yaml",
            "agreed: {on: 2026-12-01, by: bo, because: Late partner}\n"
            "periods: {2026-Q4: [login], 2027-Q2: [sso, dark]}\n",
        )
        commit(agreed, "slipped")
        out = pm("history", "dark", at=agreed).out
        assert "2026-Q4 → 2027-Q2, 2 quarters later (2026-12-01 by bo: Late partner)" in out
        assert "promised for 2026-Q4 (2026-11-01 by amelie: Planning)" in out
        found = json.loads(pm("history", "dark", "--format", "json", at=agreed).out)
        assert [point["agreed"] for point in found["points"]] == [None, "2026-Q4", "2027-Q2"]
        assert found["points"][-1]["agreement"]["by"] == "bo"
        assert found["points"][-1]["period"] == "2027-Q2"

    def test_the_agreed_plan_over_the_commits(self, pm: Pm, agreed: Path) -> None:
        edit(agreed, "id: sso", "id: sign-on")
        edit(agreed, "[login, dark]\n  2027-Q1: [sso]", "[login]\n  2027-Q1: [sign-on, dark]", "plan.yaml")
        commit(agreed, "slipped")
        edit(agreed, "title: Log in", "title: Log in now")
        commit(agreed, "no change of what was agreed")
        found = json.loads(pm("history", "--format", "json", at=agreed).out)
        assert [(point["promised"], point["moved"], point["later"], point["added"]) for point in found["points"]] == [
            (3, 0, 0, 3), (3, 1, 1, 0),
        ]  # fmt: skip
        assert found["points"][1]["moves"] == [{"id": "dark", "before": "2026-Q4", "after": "2027-Q1"}]
        out = pm("history", "--width", "200", at=agreed).out
        assert "3 features agreed; 1 move, 1 later since 2026-11-02 (2 commits of 4 changed plan.yaml)" in out
        assert "dark 2026-Q4 → 2027-Q1" in out
        assert "2026-11-01 by amelie: Planning" in out
        git(agreed, "rm", "-q", "plan.yaml")
        commit(agreed, "gone")
        assert "plan.yaml is gone" in pm("history", at=agreed).out

    def test_where_nothing_was_agreed(self, pm: Pm, shop: Path) -> None:
        run = pm("history", at=shop)
        assert (run.code, run.out) == (2, "")
        assert "no commit has a plan.yaml" in run.err
