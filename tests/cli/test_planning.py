"""What the commands around the roadmap say: why-not, the cut line, the placement of one feature."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm

ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "examples" / "northwind"
HEAD = """pm: 1
product: Shop
scoring: {model: cd3}
calendar: {start: 2026-Q4, periods: 1, value_horizon: 4}
teams: {web: {capacity: 10}}
"""
FEATURES = """
- {id: a, title: Alpha, effort: 6, cd3: {cost_of_delay: 90}}
- {id: b, title: Beta, effort: 6, cd3: {cost_of_delay: 60}}
- {id: done, title: Done, status: shipped}
- {id: unknown, title: Unknown, effort: 1}
- {id: epic, title: Epic}
- {id: part, title: Part, effort: 1, cd3: {cost_of_delay: 1}, parent: epic}
"""


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD)


class TestWhyNot:
    def test_of_what_is_not_placed(self, pm: Pm, shop: Path) -> None:
        run = pm("why-not", "b", at=shop)
        assert (run.code, run.err) == (0, "")
        assert "b is not in the plan" in run.out
        assert "no room: web needs 6" in run.out
        assert "more person-weeks of web in 2026-Q4" in run.out
        assert "times its value" in run.out
        assert "in 2026-Q4 without a" in run.out

    def test_of_what_is_placed(self, pm: Pm, shop: Path) -> None:
        run = pm("why-not", "a", at=shop)
        assert "a lands in 2026-Q4" in run.out

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("done", "it is shipped"),
            ("unknown", "not scored: cd3 needs"),
            ("epic", "a parent without a value"),
        ],
    )
    def test_of_what_is_no_candidate(self, pm: Pm, shop: Path, name: str, why: str) -> None:
        run = pm("why-not", name, at=shop)
        assert why in run.out

    def test_for_machines(self, pm: Pm, shop: Path) -> None:
        found = json.loads(pm("why-not", "b", "--format", "json", at=shop).out)
        assert (found["kind"], found["id"], found["period"]) == ("why-not", "b", None)
        assert {change["kind"] for change in found["changes"]} == {"capacity", "value", "instead"}

    def test_of_nothing_known(self, pm: Pm, shop: Path) -> None:
        run = pm("why-not", "bb", at=shop)
        assert run.code == 2
        assert 'there is no feature "bb"' in run.err


class TestLine:
    def test_parts_what_lands_from_what_does_not(self, pm: Pm, shop: Path) -> None:
        run = pm("rank", "--line", at=shop)
        rows = run.out.splitlines()
        line = next(number for number, row in enumerate(rows) if "the line ──" in row or "the line --" in row)
        assert any(" a " in row and "2026-Q4" in row for row in rows[:line])
        assert any(" b " in row and "2026-Q4" not in row for row in rows[line:])

    def test_says_how_many_are_planned_and_why_others_are_not(self, pm: Pm, shop: Path, make: Make) -> None:
        assert pm("rank", "--line", at=shop).out.splitlines()[-1] == (
            "above the line 1 is planned by 2026-Q4; "
            "below it 1 is planned, 1 not: 1 for lack of room (web 1)"
        )  # fmt: skip
        ideas = make(
            "- {id: i, title: I, status: idea, effort: 1, cd3: {cost_of_delay: 99}}\n" + FEATURES, HEAD
        )
        last = pm("rank", "--line", "--top", "2", at=ideas).out.splitlines()[-1]
        assert last == "no line: of 2 shown 1 is planned by 2026-Q4, 1 not: 1 idea"
        (ideas / "features" / "all.yaml").unlink()
        assert "planned" not in pm("rank", "--line", at=ideas).out

    def test_is_a_column_for_machines(self, pm: Pm, shop: Path) -> None:
        rows = pm("rank", "--line", "--columns", "id", "--format", "csv", at=shop).out.splitlines()
        assert rows == ["id,period", "a,2026-Q4", "b,", "part,2026-Q4"]

    @pytest.mark.unmeasured
    def test_is_the_roadmaps_own(self, pm: Pm) -> None:
        roadmap = json.loads(pm("roadmap", "--format", "json", at=NORTHWIND).out)
        periods = {one["id"]: one["period"] for one in roadmap["placements"]}
        rows = pm("rank", "--line", "--columns", "id", "--format", "csv", at=NORTHWIND).out.splitlines()[1:]
        told = dict(row.split(",") for row in rows)
        assert {name: period for name, period in told.items() if period} == {
            name: period for name, period in periods.items() if name in told
        }


class TestOneFeature:
    @pytest.mark.parametrize("command", ["show", "explain"])
    def test_knows_its_placement(self, pm: Pm, shop: Path, command: str) -> None:
        assert "2026-Q4" in pm(command, "a", at=shop).out
        assert "not in the plan" in pm(command, "b", at=shop).out
        placed = json.loads(pm(command, "a", "--format", "json", at=shop).out)
        assert placed["period"] == "2026-Q4"
        left = json.loads(pm(command, "b", "--format", "json", at=shop).out)
        assert (left["period"], bool(left["placementReasons"])) == (None, True)

    @pytest.mark.parametrize("command", ["show", "explain"])
    def test_says_for_when_it_was_agreed(self, pm: Pm, shop: Path, command: str) -> None:
        (shop / "plan.yaml").write_text("periods: {2026-Q4: [a]}\n")
        assert "agreed for 2026-Q4, kept" in pm(command, "a", at=shop).out
        (shop / "plan.yaml").write_text("periods: {2026-Q3: [a]}\n")
        assert "late: agreed for 2026-Q3, slipped 1 quarter" in pm(command, "a", at=shop).out

    def test_says_nothing_of_it_without_teams(self, pm: Pm, make: Make) -> None:
        alone = make(FEATURES, HEAD.replace("teams: {web: {capacity: 10}}\n", ""))
        assert "roadmap" not in pm("show", "a", at=alone).out
        assert json.loads(pm("show", "a", "--format", "json", at=alone).out)["period"] is None


@pytest.mark.unmeasured
def test_rank_and_roadmap_share_values_and_ranks(pm: Pm) -> None:
    ranking = json.loads(pm("rank", "--format", "json", at=NORTHWIND).out)
    roadmap = json.loads(pm("roadmap", "--format", "json", at=NORTHWIND).out)
    ranks = {one["id"]: one["rank"] for one in ranking["items"]}
    told = {one["id"]: one["rank"] for one in (*roadmap["placements"], *roadmap["unplaced"])}
    assert {one: rank for one, rank in told.items() if rank} == ranks
    assert ranking["unscored"] == roadmap["unscored"]
    assert ranking["model"] == roadmap["model"]


class TestPlanningRules:
    def test_are_told_by_check_and_no_ranking_suffers(self, pm: Pm, make: Make) -> None:
        late = make("- {id: a, title: A, effort: 1, cd3: {cost_of_delay: 1}, deadline: 2026-01-01}\n", HEAD)
        run = pm("check", at=late)
        assert run.code == 1
        assert "PM302" in run.out + run.err
        assert ":1:" in run.out + run.err
        assert pm("rank", at=late).code == 0

    def test_a_promise_left_out_ends_the_roadmap_with_1(self, pm: Pm, make: Make) -> None:
        text = "- {id: a, title: A, effort: 1, moscow: wont, deadline: 2026-12-31}\n"
        run = pm("roadmap", at=make(text, HEAD))
        assert run.code == 1
        assert '"a" is promised, but classed as won\'t have' in run.out + run.err
        assert pm("roadmap", "--partial", at=make(text, HEAD)).code == 0
        assert pm("check", at=make(text, HEAD)).code == 1
        assert pm("rank", at=make(text, HEAD)).code == 0

    def test_conflicts_end_the_roadmap_with_1_and_the_plan_is_shown(self, pm: Pm, make: Make) -> None:
        text = (
            "- {id: a, title: A, effort: 12, status: in-progress}\n"
            "- {id: b, title: B, effort: 1, cd3: {cost_of_delay: 1}}\n"
        )
        run = pm("roadmap", "--format", "json", at=make(text, HEAD))
        assert run.code == 1
        assert [one["id"] for one in json.loads(run.out)["placements"]] == ["a"]
        assert "overruns" in run.err
        assert pm("roadmap", "--partial", "--format", "json", at=make(text, HEAD)).code == 0


class TestCounts:
    """Each screen says what it counts, and what it leaves out."""

    def test_add_up(self, pm: Pm, shop: Path) -> None:
        assert pm("list", at=shop).out.splitlines()[-1] == (
            "6 features: 5 open, 1 shipped, parked or declined"
        )  # fmt: skip
        assert (
            "3 ranked; 1 parent, 1 shipped, parked or declined (pm list); 1 not scored: unknown (cd3"
            in pm("rank", at=shop).out
        )
        assert "3 drawn; 1 without a score or an effort are not" in pm("plot", "value-effort", at=shop).out

    def test_what_has_no_score_is_not_in_the_plan(self, pm: Pm, shop: Path) -> None:
        out = pm("roadmap", "--all", at=shop).out
        assert "2 of 4 are not in the plan: 1 for lack of room (web 1), 1 is not scored" in out
        assert re.search("unknown +Unknown +cd3 needs cost_of_delay", out)

    def test_what_is_promised_without_a_score_is_explained_with_its_period(self, pm: Pm, make: Make) -> None:
        root = make("- {id: due, title: Due, effort: 1, deadline: 2026-12-31}\n" + FEATURES, HEAD)
        out = pm("explain", "due", at=root).out
        assert "not scored by cd3" in out
        assert "In the roadmap: 2026-Q4" in out
        assert json.loads(pm("explain", "due", "--format", "json", at=root).out)["period"] == "2026-Q4"
