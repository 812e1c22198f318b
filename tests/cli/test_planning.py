"""What the commands around the roadmap say: why-not, the cut line, the placement of one feature."""

from __future__ import annotations

import json
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
