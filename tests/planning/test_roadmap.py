"""The roadmap as FORMAT.md § 4 wants it: small backlogs whose best plan can be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pmcli.model.diagnostic import PmError
from pmcli.model.words import sentences, words
from pmcli.planning import Roadmap, plan
from pmcli.planning.searches import SEARCHED
from pmcli.planning.why_not import why_not
from tests.conftest import for_each, loaded

HEAD = "pm: 1\nproduct: Test\nscoring: {model: cd3}\n"
QUARTERS = "calendar: {start: 2026-Q4, periods: 4, value_horizon: 8}\n"
WEB = "teams: {web: {capacity: 10}}\n"


def planned(features: str, head: str = QUARTERS + WEB, today: date | None = None, **options: Any) -> Roadmap:
    """The roadmap of these features, one on each line: id, then fields of the YAML map."""
    text = "".join(
        f"- {{id: {name}, title: {name.upper()}, {rest}}}\n"
        for name, _, rest in (line.strip().partition(" ") for line in features.strip().splitlines())
    )
    planned = loaded(text, HEAD + head, today=today)
    assert [
        diagnostic.message
        for diagnostic in planned.diagnostics
        if diagnostic.code < "PM3" and diagnostic.severity == "error"
    ] == []
    return plan(planned.backlog, **options)


def periods(roadmap: Roadmap) -> dict[str, str]:
    return {placement.id: str(placement.period) for placement in roadmap.placements}


def reasons(roadmap: Roadmap, name: str) -> str:
    reasons = {placement.id: placement.reasons for placement in roadmap.placements}
    reasons.update({unplaced_feature.id: unplaced_feature.reasons for unplaced_feature in roadmap.unplaced})
    return "; ".join(sentences(reasons[name]))


def cd3(value: float, more: str = "") -> str:
    return f"cd3: {{cost_of_delay: {value}{more}}}"


class TestPlacing:
    def test_most_value_first_within_capacity(self) -> None:
        found = planned(f"a effort: 6, {cd3(60)}\nb effort: 6, {cd3(90)}\nc effort: 4, {cd3(10)}")
        assert periods(found) == {"b": "2026-Q4", "c": "2026-Q4", "a": "2027-Q1"}
        assert "web full in 2026-Q4: needs 6, 0 left" in reasons(found, "a")

    def test_an_enabler_is_pulled_ahead_by_what_waits_for_it(self) -> None:
        found = planned(
            f"api effort: 5\nshop effort: 5, depends_on: [api], {cd3(100)}\nother effort: 10, {cd3(50)}"
        )
        assert periods(found) == {"api": "2026-Q4", "shop": "2026-Q4", "other": "2027-Q1"}
        assert "shop waits for it" in reasons(found, "api")

    def test_a_lag_parts_two(self) -> None:
        found = planned(f"api effort: 1\nshop effort: 1, depends_on: [{{id: api, lag: 2}}], {cd3(100)}")
        assert periods(found) == {"api": "2026-Q4", "shop": "2027-Q2"}
        assert "waits for api (2026-Q4, and 2 periods between)" in reasons(found, "shop")

    def test_what_waits_for_something_unplaced_is_not_placed(self) -> None:
        found = planned(f"big effort: 11, {cd3(9)}\nsmall effort: 1, depends_on: [big], {cd3(9)}")
        assert periods(found) == {}
        assert "larger than any period: needs 11 of web, which has at most 10" in reasons(found, "big")
        assert "split it, or let work run over: --carry-over" in reasons(found, "big")
        assert reasons(found, "small") == "waits for big, which is not in the plan"

    def test_work_may_run_over(self) -> None:
        found = planned(f"big effort: 25, {cd3(9)}\nsmall effort: 5, {cd3(90)}", carry_over=True)
        assert periods(found) == {"small": "2026-Q4", "big": "2027-Q2"}
        big = found.placement("big")
        assert big is not None
        assert [(str(work.period), work.effort) for work in big.work] == [
            ("2026-Q4", 5), ("2027-Q1", 10), ("2027-Q2", 10),
        ]  # fmt: skip
        assert [load.used for load in found.loads] == [10, 10, 10, 0]

    def test_of_two_in_conflict_one_is_placed(self) -> None:
        found = planned(f"a effort: 1, {cd3(9)}, conflicts_with: [b]\nb effort: 1, {cd3(10)}")
        assert periods(found) == {"b": "2026-Q4"}
        assert reasons(found, "a") == "excludes b, which is in the plan"

    @for_each("who", ["t", "z"])
    def test_what_excludes_a_parent_excludes_its_parts(self, who: str) -> None:
        excludes = {who: f", conflicts_with: [{'z' if who == 't' else 't'}]"}
        found = planned(
            f"z tags: []{excludes.get('z', '')}\nmid parent: z\na effort: 1, {cd3(9)}, parent: mid\n"
            f"t effort: 1, {cd3(5)}{excludes.get('t', '')}\nw effort: 1, {cd3(1)}, depends_on: [z]"
        )
        assert periods(found) == {"a": "2026-Q4", "w": "2026-Q4"}
        assert reasons(found, "t") == "excludes a, which is in the plan"

    @pytest.mark.parametrize("status", ["shipped", "in-progress"])
    def test_what_is_in_conflict_with_done_work_is_not_placed(self, status: str) -> None:
        found = planned(
            f"a effort: 1, {cd3(99)}, conflicts_with: [b]\nb effort: 1, {cd3(1)}, status: {status}"
        )
        assert "a" not in periods(found)
        assert "excludes b" in reasons(found, "a")

    def test_parked_and_declined_work_excludes_nothing(self) -> None:
        found = planned(f"a effort: 1, {cd3(9)}, conflicts_with: [b]\nb effort: 1, {cd3(10)}, status: parked")
        assert periods(found) == {"a": "2026-Q4"}

    def test_what_waits_for_parked_work_is_ranked_but_not_placed(self) -> None:
        found = planned(f"a effort: 1, {cd3(9)}, depends_on: [b]\nb effort: 1, status: parked")
        assert periods(found) == {}
        assert reasons(found, "a") == "waits for b, which is parked"
        assert [item.id for item in found.ranking.items] == ["a"]

    def test_wont_is_never_placed(self) -> None:
        found = planned(f"a effort: 1, {cd3(9)}, moscow: wont\nb effort: 1, {cd3(1)}, depends_on: [a]")
        assert periods(found) == {}
        assert reasons(found, "a") == "classed as won't have"

    def test_a_soft_dependency_warns_only(self) -> None:
        found = planned(
            f"a effort: 10, {cd3(90)}, depends_on: [{{id: b, kind: soft}}]\nb effort: 10, {cd3(1)}"
        )
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert "before b, which it would like first" in reasons(found, "a")

    def test_a_wish_is_not_enforced(self) -> None:
        found = planned(f"a effort: 10, {cd3(1)}, target: 2026-Q4\nb effort: 10, {cd3(9)}")
        assert periods(found)["a"] == "2027-Q1"
        assert "misses its target 2026-Q4" in reasons(found, "a")


class TestPromises:
    def test_a_deadline_keeps_its_room(self) -> None:
        found = planned(
            f"must effort: 10, {cd3(1)}, deadline: 2027-03-31\na effort: 10, {cd3(50)}\nb effort: 10, {cd3(60)}"
        )
        assert periods(found) == {"b": "2026-Q4", "must": "2027-Q1", "a": "2027-Q2"}
        assert "deadline 2027-03-31, in the last period that keeps it" in reasons(found, "must")

    def test_prerequisites_inherit_the_deadline(self) -> None:
        found = planned(
            f"api effort: 10\nmust effort: 10, {cd3(1)}, depends_on: [api], deadline: 2027-03-31\n"
            f"a effort: 10, {cd3(900)}"
        )
        assert periods(found) == {"api": "2026-Q4", "must": "2027-Q1", "a": "2027-Q2"}
        assert "must needs it by 2027-03-31" in reasons(found, "api")

    def test_a_deadline_inside_a_period_leaves_its_share(self) -> None:
        # 45 of the 90 days of 2027-Q1 are over on 14 February: 5 of 10
        tight = planned(f"a effort: 6, {cd3(1)}, deadline: 2027-02-14\nb effort: 10, {cd3(90)}")
        assert periods(tight) == {"a": "2026-Q4", "b": "2027-Q1"}
        loose = planned(f"a effort: 5, {cd3(1)}, deadline: 2027-02-14\nb effort: 10, {cd3(90)}")
        assert periods(loose) == {"b": "2026-Q4", "a": "2027-Q1"}

    def test_a_deadline_after_the_last_period_does_not_bind(self) -> None:
        found = planned(f"a effort: 11, {cd3(1)}, deadline: 2029-01-01")
        assert found.conflicts == ()

    def test_pins_hold_exactly(self) -> None:
        pin = "decisions: [{verdict: pin, period: 2027-Q2, because: promised, by: amelie}]"
        found = planned(f"a effort: 1, {cd3(900)}, {pin}\nb effort: 10, {cd3(1)}\nc effort: 10, {cd3(1)}")
        assert periods(found)["a"] == "2027-Q2"
        assert "pinned to 2027-Q2: promised (amelie)" in reasons(found, "a")
        [cost] = found.decisions
        assert (cost.feature, cost.verdict, cost.by) == ("a", "pin", "amelie")

    def test_an_expired_pin_does_not_act(self) -> None:
        pin = "decisions: [{verdict: pin, period: 2027-Q2, until: 2026-01-01}]"
        found = planned(f"a effort: 1, {cd3(9)}, {pin}")
        assert periods(found)["a"] == "2026-Q4"
        assert found.decisions == ()

    @pytest.mark.parametrize(
        ("fields", "reason", "is_told"),
        [
            ("decisions: [{verdict: pin, period: 2026-Q1}]", "pinned to 2026-Q1, which has passed", True),
            (
                "decisions: [{verdict: pin, period: 2028-Q1}]",
                "pinned to 2028-Q1, after the last period",
                False,
            ),
            ("deadline: 2026-06-30", "its deadline 2026-06-30 has passed", True),
            ("not_before: 2028-Q1", "not before 2028-Q1, after the last period", False),
            ("not_before: 2027-Q2, deadline: 2026-12-31", "cannot land by 2026-12-31", True),
            (
                "decisions: [{verdict: pin, period: 2027-Q1}], deadline: 2026-12-31",
                "against its deadline",
                True,
            ),
        ],
    )
    def test_dates_that_cannot_be_kept(self, fields: str, reason: str, is_told: bool) -> None:
        found = planned(f"a effort: 1, {cd3(9)}, {fields}\nb effort: 1, {cd3(1)}")
        assert periods(found) == {"b": "2026-Q4"}
        assert reason in reasons(found, "a")
        assert bool(found.conflicts) == is_told

    def test_the_chain_that_makes_a_conflict_is_told(self) -> None:
        found = planned(
            f"api effort: 1, not_before: 2027-Q1\nshop effort: 1, {cd3(9)}, depends_on: [api], "
            "deadline: 2026-12-31"
        )
        [conflict] = found.conflicts
        assert conflict.feature == "shop"
        assert '"shop" must land by 2026-12-31' in words(conflict.reason)
        assert '"api"' in words(conflict.reason)

    def test_promises_beyond_capacity_are_told(self) -> None:
        lines = "\n".join(f"m{number} effort: 6, {cd3(1)}, deadline: 2026-12-31" for number in range(3))
        found = planned(lines)
        assert len(found.placements) == 1
        assert len(found.conflicts) == 2
        lacks = "web has 4 of 6 until then beside the other promises"
        assert all(
            words(conflict.reason).endswith(f"must land by 2026-Q4: {lacks}") for conflict in found.conflicts
        )

    def test_the_chain_that_eats_the_slack_is_told_without_a_search(self) -> None:
        found = planned(
            f"book effort: 3\ncards effort: 5\n"
            f"guest effort: 4, {cd3(9)}, depends_on: [book, cards], deadline: 2026-12-31"
        )
        [conflict] = found.conflicts
        chain = '"guest" must land by 2026-Q4, but waits for "cards" (5) and "book" (3)'
        assert words(conflict.reason) == f"{chain}: web has 10 of 12 until then"
        assert "guest" not in periods(found)

    def test_first_goes_ahead_with_what_it_waits_for(self) -> None:
        first = "decisions: [{verdict: first, because: strategy}]"
        found = planned(
            f"api effort: 5\na effort: 5, {cd3(1)}, depends_on: [api], {first}\nb effort: 10, {cd3(900)}"
        )
        assert periods(found) == {"api": "2026-Q4", "a": "2026-Q4", "b": "2027-Q1"}
        assert "first by decision: strategy" in reasons(found, "a")
        assert [decision.verdict for decision in found.decisions] == ["first"]

    def test_before_orders_like_a_dependency(self) -> None:
        before = "decisions: [{verdict: before, feature: b, because: order}]"
        found = planned(f"a effort: 10, {cd3(1)}, {before}\nb effort: 10, {cd3(900)}")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}


class TestWorkInProgress:
    def test_it_is_placed_before_all_other_with_what_remains(self) -> None:
        found = planned(f"a effort: 20, remaining: 8, status: in-progress, {cd3(1)}\nb effort: 5, {cd3(900)}")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert found.loads[0].used == 8

    def test_without_a_score_too(self) -> None:
        found = planned(f"a effort: 8, status: in-progress\nb effort: 5, {cd3(900)}")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert [left.id for left in found.unscored] == ["a"]

    def test_it_may_overrun_and_that_is_told(self) -> None:
        found = planned(f"a effort: 12, status: in-progress, {cd3(1)}\nb effort: 1, {cd3(9)}")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert "overruns 2026-Q4" in words(found.conflicts[0].reason)
        a = found.placement("a")
        assert a is not None
        assert "overrun" in a.marks

    def test_what_it_waits_for_goes_with_it(self) -> None:
        found = planned(
            f"api effort: 6\na effort: 4, status: in-progress, depends_on: [api]\nb effort: 9, {cd3(900)}"
        )
        assert periods(found) == {"api": "2026-Q4", "a": "2026-Q4", "b": "2027-Q1"}


class TestParents:
    def test_a_parent_earns_when_its_last_child_lands(self) -> None:
        found = planned(
            f"epic {cd3(100)}\none effort: 10, parent: epic\ntwo effort: 10, parent: epic\nrest effort: 10, {cd3(1)}"
        )
        assert periods(found) == {"one": "2026-Q4", "two": "2027-Q1", "epic": "2027-Q1", "rest": "2027-Q2"}
        epic = found.placement("epic")
        assert epic is not None
        assert (epic.work, epic.value) == ((), 700)

    def test_could_and_wont_are_not_awaited(self) -> None:
        found = planned(
            f"epic {cd3(100)}\none effort: 10, parent: epic\ntwo effort: 10, parent: epic, moscow: could, {cd3(1)}"
        )
        assert periods(found) == {"one": "2026-Q4", "epic": "2026-Q4", "two": "2027-Q1"}

    def test_a_parents_deadline_binds_its_children(self) -> None:
        found = planned(
            f"epic deadline: 2026-12-31\none effort: 10, parent: epic, {cd3(1)}\nrest effort: 10, {cd3(900)}"
        )
        assert periods(found) == {"one": "2026-Q4", "epic": "2026-Q4", "rest": "2027-Q1"}


class TestCapacity:
    @pytest.mark.unmeasured
    @pytest.mark.parametrize(
        ("head", "capacities"),
        [
            ("teams: {web: {capacity: {default: 9, 2027-Q1: 4}}}", [9, 4, 9, 9]),
            ("teams: {web: {people: 2, focus: 50%, absent: {2026-Q4: 3}}}", [10, 13, 13, 13]),
            ("effort_unit: person-days\nteams: {web: {people: 1}}", [65] * 4),
            ("effort_unit: person-months\nteams: {web: {people: 1}}", [3] * 4),
            ("teams: {web: {people: 1, absent: 20}}", [0] * 4),
            ("teams: {web: {capacity: 10}}\nroadmap: {reserve: {bug: 15%, debt: 5%}}", [8] * 4),
        ],
    )
    def test_from_all_that_is_said(self, head: str, capacities: list[float]) -> None:
        found = planned(f"a effort: 1, {cd3(1)}", QUARTERS + head + "\n")
        assert [load.capacity for load in found.loads] == pytest.approx(capacities)

    def test_the_first_period_counts_by_the_days_left(self) -> None:
        head = "calendar: {start: 2026-11-16, periods: 2}\n" + WEB
        found = planned(f"a effort: 1, {cd3(1)}", head)
        assert [load.capacity for load in found.loads] == pytest.approx([10 * 46 / 92, 10])

    def test_months(self) -> None:
        head = "calendar: {start: 2027-02, step: month, periods: 2}\nteams: {web: {people: 3}}\n"
        found = planned(f"a effort: 1, {cd3(1)}", head)
        assert [str(period) for period in found.periods] == ["2027-02", "2027-03"]
        assert found.loads[0].capacity == pytest.approx(13)

    def test_fiscal_years(self) -> None:
        head = "calendar: {start: 2027-Q1, periods: 2, fiscal_year_starts: 10}\n" + WEB
        found = planned(f"a effort: 10, {cd3(1)}, deadline: 2026-12-31\nb effort: 10, {cd3(9)}", head)
        assert periods(found) == {"a": "2027-Q1", "b": "2027-Q2"}

    def test_a_reserve_is_kept_for_its_type(self) -> None:
        head = QUARTERS + WEB + "roadmap: {reserve: {bug: 40%}}\n"
        found = planned(
            f"bug effort: 5, type: bug, {cd3(1)}\na effort: 5, {cd3(90)}\nb effort: 2, {cd3(80)}", head
        )
        assert periods(found) == {"a": "2026-Q4", "bug": "2026-Q4", "b": "2027-Q1"}
        first = found.loads[0]
        assert (first.capacity, first.used, first.reserve, first.reserve_used) == (6, 6, 4, 4)

    def test_a_team_without_capacity_can_do_nothing(self) -> None:
        found = planned(f"a effort: 1, {cd3(1)}", QUARTERS + "teams: {web: {capacity: 0}}\n")
        assert reasons(found, "a") == "web has no capacity: needs 1 of web"

    def test_without_teams_nothing_is_placed(self) -> None:
        found = planned(f"a effort: 1, {cd3(1)}", QUARTERS)
        assert reasons(found, "a") == "pm.yaml names no teams"


class TestUnestimated:
    FEATURES = f"a {cd3(9, ', duration: 2')}\nb effort: 2, {cd3(1)}\nc effort: 4, {cd3(1)}"

    def test_is_left_out(self) -> None:
        found = planned(self.FEATURES)
        assert reasons(found, "a") == "no effort is given"

    def test_or_taken_as_the_median_and_marked(self) -> None:
        found = planned(self.FEATURES, QUARTERS + WEB + "roadmap: {unestimated: median}\n")
        a = found.placement("a")
        assert a is not None
        assert ([work.effort for work in a.work], a.marks) == ([3], ("assumed",))

    def test_or_an_error(self) -> None:
        with pytest.raises(PmError, match="no effort is given for 1 feature: a"):
            planned(self.FEATURES, QUARTERS + WEB + "roadmap: {unestimated: error}\n")


class TestValue:
    def test_it_adds_up_over_the_value_horizon(self) -> None:
        head = "calendar: {start: 2026-Q4, periods: 2, value_horizon: 3, discount: 10%}\n" + WEB
        found = planned(f"a effort: 10, {cd3(100)}\nb effort: 10, {cd3(50)}", head)
        assert found.objective.value == pytest.approx(100 * (1 + 0.9 + 0.81) + 50 * (0.9 + 0.81))
        assert found.objective.ideal == pytest.approx(150 * (1 + 0.9 + 0.81))
        assert found.objective.bound == pytest.approx(found.objective.value, rel=1e-6)

    @pytest.mark.parametrize(
        ("more", "value"),
        [
            (", profile: fading", sum(0.5 ** (s / 4) for s in range(8))),
            (", profile: intangible", 4),
            (", profile: expedite", 8),
            (", profile: standard", 8),
        ],
    )
    def test_profiles_say_when_it_earns(self, more: str, value: float) -> None:
        found = planned(f"a effort: 10, {cd3(1, more)}")
        assert found.objective.value == pytest.approx(value)

    def test_what_expires_brings_nothing_later_and_is_placed_where_there_is_room(self) -> None:
        pin = "decisions: [{verdict: pin, period: 2026-Q4}]"
        fixed = cd3(100, ", profile: fixed-date")
        found = planned(f"a effort: 6, {fixed}, target: 2026-Q4\nb effort: 6, {cd3(1)}, {pin}")
        assert periods(found) == {"a": "2027-Q1", "b": "2026-Q4"}
        assert [row.value for row in found.placements if row.id == "a"] == [0.0]

    def test_profiles_are_of_cd3_alone(self) -> None:
        found = planned(
            f"a effort: 1, rice: {{reach: 8, impact: 1, confidence: 1}}, {cd3(1, ', profile: intangible')}",
            model="rice",
        )
        assert found.objective.value == pytest.approx(64)

    def test_expedite_goes_first(self) -> None:
        found = planned(f"a effort: 10, {cd3(1, ', profile: expedite')}\nb effort: 10, {cd3(900)}")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert "expedite: goes first" in reasons(found, "a")

    def test_categories_do_not_add_up(self) -> None:
        found = planned("a effort: 10, moscow: could\nb effort: 10, moscow: must", model="moscow")
        assert periods(found) == {"b": "2026-Q4", "a": "2027-Q1"}
        assert (found.objective.value, found.objective.bound, found.objective.gap) == (None, None, None)
        assert found.placements[0].value is None


class TestWhyNot:
    HEAD = "calendar: {start: 2026-Q4, periods: 1, value_horizon: 4}\n" + WEB

    def asked(self, features: str, name: str) -> dict[str, str]:
        found = planned(features, self.HEAD)
        del found
        text = "".join(
            f"- {{id: {one}, title: {one.upper()}, {rest}}}\n"
            for one, _, rest in (line.strip().partition(" ") for line in features.strip().splitlines())
        )
        answer = why_not(loaded(text, HEAD + self.HEAD).backlog, name)
        return {change.kind: change.text for change in answer.changes}

    def test_the_least_of_each_kind(self) -> None:
        changes = self.asked(f"a effort: 6, {cd3(90)}\nb effort: 6, {cd3(60)}", "b")
        assert changes == {
            "capacity": "2 more person-weeks of web in 2026-Q4",
            "value": "with 1.75 times its value it takes the place of others",
            "instead": "in 2026-Q4 without a: costs 33 % of the plan's value",
        }

    def test_what_is_asked_of_unplannable_ones(self) -> None:
        text = f"a {cd3(90, ', duration: 1')}\nb effort: 1, {cd3(1)}, status: parked\nc effort: 1, {cd3(1)}, moscow: wont\nd effort: 11, {cd3(1)}"
        assert "effort" in self.asked(text, "a")["input"]
        assert "take it up again" in self.asked(text, "b")["input"]
        assert "moscow" in self.asked(text, "c")["input"]
        assert "split" in self.asked(text, "d")["input"] or "carry-over" in self.asked(text, "d")["input"]


class TestEdges:
    @pytest.mark.parametrize(
        ("calendar", "words"),
        [
            ("{start: 2026-Q4, periods: 100000}", "100,000 periods; a roadmap takes at most 240"),
            ("{start: 2026-Q4, value_horizon: 1000000000}", "it takes at most 10,000"),
        ],
    )
    def test_calendars_nobody_plans(self, calendar: str, words: str) -> None:
        found = loaded("- {id: a, title: A, effort: 1}\n", HEAD + f"calendar: {calendar}\n{WEB}")
        assert words in next(told.message for told in found.diagnostics)
        with pytest.raises(PmError, match=words):
            plan(found.backlog)

    def test_reserves_beyond_everything_are_told(self) -> None:
        head = HEAD + WEB + "roadmap: {reserve: {bug: 60%, debt: 60%}}\n"
        [told] = loaded("- {id: a, title: A}\n", head).diagnostics
        assert told.message == "roadmap.reserve: the reserves add up to 120 %, expected at most 100 %"

    def test_an_empty_backlog_is_an_empty_plan(self) -> None:
        backlog = loaded("", HEAD + QUARTERS + WEB).backlog
        found = plan(backlog)
        assert (found.placements, found.unplaced, found.objective.value) == ((), (), 0)
        assert found.objective.gap is None

    def test_cycles_are_refused(self) -> None:
        backlog = loaded(
            "- {id: a, title: A, depends_on: [b]}\n- {id: b, title: B, depends_on: [a]}\n", HEAD + WEB
        ).backlog
        with pytest.raises(PmError, match="wait for one another"):
            plan(backlog)

    @pytest.mark.unmeasured
    def test_thousands_of_promises(self) -> None:
        text = "".join(
            f"- {{id: f{n}, title: F, effort: 1, {cd3(n % 7)}, deadline: {2026 + n % 2}-12-31}}\n"
            for n in range(1500)
        )
        head = HEAD + "calendar: {start: 2026-Q4, periods: 8}\nteams: {web: {capacity: 200}}\n"
        found = plan(loaded(text, head).backlog, effort="fast")
        assert len(found.placements) + len(found.unplaced) == 1500
        assert len(found.placements) == 200 + 750

    @pytest.mark.unmeasured
    def test_the_same_backlog_gives_the_same_plan(self) -> None:
        text = "\n".join(f"f{n} effort: {1 + n % 5}, {cd3(3 + n * 7 % 11)}" for n in range(40))
        first = planned(text)
        SEARCHED.clear()
        assert planned(text) == first


class TestChecks:
    @pytest.mark.parametrize(
        ("features", "more", "code", "severity"),
        [
            ("a effort: 1, decisions: [{verdict: pin, period: 2028-Q4}]", "", "PM301", "warning"),
            ("a effort: 1, deadline: 2026-01-01", "", "PM302", "error"),
            ("a effort: 11, status: in-progress", "", "PM302", "error"),
            (f"a effort: 11, {cd3(1)}", "", "PM303", "warning"),
            (f"a effort: 1, team: idle, {cd3(1)}", "", "PM304", "warning"),
            (f"a {cd3(1, ', duration: 1')}", "roadmap: {unestimated: error}\n", "PM306", "error"),
            ("a effort: 1, deadline: 2026-12-31, depends_on: [b]\nb status: idea", "", "PM305", "error"),
        ],
    )
    def test_tell_what_cannot_be_planned(self, features: str, more: str, code: str, severity: str) -> None:
        text = "".join(
            f"- {{id: {name}, title: {name.upper()}, {rest}}}\n"
            for name, _, rest in (line.partition(" ") for line in features.splitlines())
        )
        teams = "teams: {web: {capacity: 10}, idle: {}}\n" if "idle" in features else WEB
        found = [
            diagnostic
            for diagnostic in loaded(text, HEAD + QUARTERS + teams + more).diagnostics
            if diagnostic.code == code
        ]
        assert [one.severity for one in found] == [severity]
        assert found[0].location.path in ("features/all.yaml", "pm.yaml")
