"""The agreed plan (FORMAT.md § 4): what holds is kept, what must move is told with what forced it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pmcli.model.agreement import Agreement
from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.model.reason import OF_AGREED, Reason
from pmcli.model.words import sentences, words
from pmcli.planning import Roadmap, Stance, plan
from pmcli.planning.places import placed
from pmcli.sharing import share
from pmcli.workspace.loading import load
from tests.conftest import CLOCK, for_each

HEAD = "pm: 1\nproduct: Test\nscoring: {model: cd3}\n"
QUARTERS = "calendar: {start: 2026-Q4, periods: 4, value_horizon: 8}\nteams: {web: {capacity: 10}}\n"
AGREED = "agreed: {on: 2026-11-29, by: amelie, because: Planning of the year}\n"


def backlog(features: str, agreed: str = "", head: str = QUARTERS) -> Backlog:
    """A backlog of features, one a line, beside a plan: "2026-Q4: a b; 2027-Q1: c"."""
    text = "".join(
        f"- {{id: {name}, title: {name.upper()}, {rest}}}\n"
        for name, _, rest in (line.strip().partition(" ") for line in features.strip().splitlines())
    )
    texts = {"pm.yaml": (HEAD + head).encode(), "features/all.yaml": text.encode()}
    if agreed:
        rows = [row.partition(":") for row in agreed.split(";")]
        lines = "".join(f"  {when.strip()}: [{', '.join(names.split())}]\n" for when, _, names in rows)
        texts["plan.yaml"] = f"{AGREED}periods:\n{lines}".encode()
    made, faults = load(texts, clock=CLOCK)
    assert [fault.message for fault in faults] == []
    return made


def planned(features: str, agreed: str = "", head: str = QUARTERS, **options: Any) -> Roadmap:
    return plan(backlog(features, agreed, head), **options)


def periods(roadmap: Roadmap) -> dict[str, str]:
    return {row.id: str(row.period) for row in roadmap.placements}


def changes(roadmap: Roadmap) -> dict[str, str | None]:
    return {row.id: row.change for row in roadmap.placements}


def told(roadmap: Roadmap, name: str) -> str:
    rows = {row.id: row.reasons for row in roadmap.placements}
    rows |= {row.id: row.reasons for row in roadmap.unplaced}
    return "; ".join(sentences(rows[name]))


def cd3(value: float) -> str:
    return f"cd3: {{cost_of_delay: {value}}}"


TWO = f"a effort: 6, {cd3(10)}\nb effort: 6, {cd3(90)}"


class TestKept:
    def test_what_holds_stays_though_a_better_plan_exists(self) -> None:
        found = planned(TWO, "2026-Q4: a; 2027-Q1: b")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert changes(found) == {"a": "kept", "b": "kept"}
        assert found.agreement is not None
        assert found.agreement.by == "amelie"

    def test_a_better_plan_is_proposed_with_its_gain(self) -> None:
        found = planned(TWO, "2026-Q4: a; 2027-Q1: b")
        assert found.proposal is not None
        moves = {(move.id, str(move.before), str(move.after)) for move in found.proposal.moves}
        assert moves == {("a", "2026-Q4", "2027-Q1"), ("b", "2027-Q1", "2026-Q4")}
        better = planned(TWO, "2026-Q4: a; 2027-Q1: b", stance="improved")
        assert changes(better) == {"a": "improved", "b": "improved"}
        assert better.objective.value == pytest.approx(
            (found.objective.value or 0) * (1 + found.proposal.gain)
        )
        assert better.proposal is None

    def test_what_is_not_worth_its_moves_is_not_proposed(self) -> None:
        dear = QUARTERS + "roadmap: {worth_moving: 60%}\n"
        assert planned(TWO, "2026-Q4: a; 2027-Q1: b", dear).proposal is None
        assert periods(planned(TWO, "2026-Q4: a; 2027-Q1: b", dear, stance="improved")) == {
            "a": "2026-Q4", "b": "2027-Q1",
        }  # fmt: skip

    def test_afresh_knows_no_agreement_and_still_says_what_became_of_it(self) -> None:
        found = planned(TWO, "2026-Q4: a; 2027-Q1: b", stance="afresh")
        assert periods(found) == {"b": "2026-Q4", "a": "2027-Q1"}
        assert changes(found) == {"a": "improved", "b": "improved"}
        assert found.proposal is None

    def test_what_is_not_named_fills_the_room_that_is_left_by_rank(self) -> None:
        found = planned(f"{TWO}\nc effort: 4, {cd3(50)}\nd effort: 4, {cd3(5)}", "2026-Q4: a; 2027-Q1: b")
        assert periods(found) == {"a": "2026-Q4", "c": "2026-Q4", "b": "2027-Q1", "d": "2027-Q1"}
        assert changes(found) == {"a": "kept", "b": "kept", "c": "new", "d": "new"}

    def test_without_an_agreement_nothing_is_said_of_one(self) -> None:
        found = planned(TWO)
        assert changes(found) == {"a": None, "b": None}
        assert found.agreement is None
        assert found.proposal is None
        assert not {reason.kind for row in found.placements for reason in row.reasons} & OF_AGREED

    def test_an_unscored_feature_keeps_its_place_at_no_value(self) -> None:
        found = planned(f"a effort: 6\nb effort: 6, {cd3(9)}", "2026-Q4: a; 2027-Q1: b")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert [row.value for row in found.placements] == [0.0, pytest.approx(found.objective.value)]

    def test_every_model_and_effort_keeps_it(self) -> None:
        features = f"a effort: 6, {cd3(10)}, moscow: could\nb effort: 6, {cd3(90)}, moscow: must"
        for options in ({"model": "moscow"}, {"effort": "fast"}, {"effort": "thorough"}):
            found = planned(features, "2026-Q4: a; 2027-Q1: b", **options)
            assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1"}
        assert {name: str(when) for name, when in placed(backlog(features, "2026-Q4: a; 2027-Q1: b")).items()} == {
            "a": "2026-Q4", "b": "2027-Q1",
        }  # fmt: skip

    def test_another_agreement_can_stand_in_its_place(self) -> None:
        quarter = Period.parse("2027-Q1")
        assert quarter is not None
        other = Agreement({"a": quarter, "b": quarter + 1})
        found = plan(backlog(TWO, "2026-Q4: a; 2027-Q1: b"), agreement=other)
        assert periods(found) == {"a": "2027-Q1", "b": "2027-Q2"}


@for_each(
    "features, agreed, name, reason",
    [
        ("a effort: 12, " + cd3(9), "2026-Q4: a", "a", "left-out larger-than-any-period"),
        (f"a effort: 6, {cd3(9)}\nb effort: 6, {cd3(5)}", "2026-Q4: a b", "b", "forced full-before"),
        (f"a effort: 1, {cd3(9)}, depends_on: [b]\nb effort: 1, not_before: 2027-Q1", "2026-Q4: a b", "a",
         "forced waits-for"),
        (f"a effort: 1, {cd3(9)}, not_before: 2027-Q2", "2026-Q4: a", "a", "forced not-before"),
        (f"a effort: 1, {cd3(9)}, deadline: 2026-12-31", "2027-Q2: a", "a", "forced deadline"),
        (f"a effort: 1, {cd3(9)}, conflicts_with: [b]\nb effort: 1, {cd3(99)}", "2026-Q4: a b", "a",
         "left-out excludes-placed"),
        (f"a effort: 1, {cd3(9)}, decisions: [{{verdict: pin, period: 2027-Q3}}]", "2026-Q4: a", "a",
         "forced pinned"),
        (f"a effort: 1, {cd3(9)}, decisions: [{{verdict: first}}]", "2027-Q1: a", "a", "forced first"),
        (f"a effort: 1, {cd3(9)}\nb effort: 1, {cd3(9)}, depends_on: [a], deadline: 2026-12-31", "2027-Q1: a",
         "a", "forced needed-by"),
        (f"a {cd3(9)}", "2026-Q4: a", "a", "left-out no-effort"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told_with_what_forced_it(
    features: str, agreed: str, name: str, reason: str
) -> None:
    found = planned(features, agreed)
    rows: dict[str, tuple[Reason, ...]] = {row.id: row.reasons for row in found.placements}
    rows |= {row.id: row.reasons for row in found.unplaced}
    first = rows[name][0]
    assert first.cause is not None
    assert f"{first.kind} {first.cause.kind}" == reason
    assert str(first.period) in words(first)


class TestTime:
    def test_what_has_passed_is_late_and_comes_first(self) -> None:
        found = planned(f"{TWO}\nc effort: 6, {cd3(1)}", "2026-Q2: c; 2026-Q4: a; 2027-Q1: b")
        assert periods(found) == {"a": "2026-Q4", "b": "2027-Q1", "c": "2027-Q2"}
        assert changes(found)["c"] == "late"
        assert told(found, "c").startswith("late: agreed for 2026-Q2, slipped 4 quarters")

    def test_work_in_progress_may_come_early(self) -> None:
        found = planned(f"a status: in-progress, effort: 6, {cd3(10)}", "2027-Q2: a")
        assert periods(found) == {"a": "2026-Q4"}
        assert changes(found) == {"a": "early"}

    def test_what_is_agreed_for_after_the_plan_is_not_brought_in(self) -> None:
        found = planned(TWO, "2028-Q1: a; 2027-Q1: b")
        assert periods(found) == {"b": "2027-Q1"}
        assert told(found, "a") == "agreed for 2028-Q1, after the last period planned"
        assert str(found.unplaced[0].agreed) == "2028-Q1"

    def test_periods_of_another_step_are_no_promise(self) -> None:
        made = replace(backlog(TWO), agreement=Agreement({"a": Period("month", 2027 * 12)}))
        assert changes(plan(made)) == {"a": "new", "b": "new"}


class TestLeast:
    def test_small_ones_give_way_to_the_flagship(self) -> None:
        features = f"big effort: 6, {cd3(1000)}\nx effort: 2, {cd3(2)}\ny effort: 1, {cd3(1)}"
        less = QUARTERS.replace("capacity: 10", "capacity: {default: 10, 2026-Q4: 6}")
        found = planned(features, "2026-Q4: big x y", less)
        assert periods(found) == {"big": "2026-Q4", "x": "2027-Q1", "y": "2027-Q1"}
        assert changes(found) == {"big": "kept", "x": "forced", "y": "forced"}

    def test_a_new_promise_may_force_what_was_agreed(self) -> None:
        found = planned(f"{TWO}\nc effort: 6, {cd3(1)}, deadline: 2026-12-31", "2026-Q4: a; 2027-Q1: b")
        assert periods(found)["c"] == "2026-Q4"
        assert changes(found)["a"] == "forced"
        assert "c" in told(found, "a")


def test_what_was_agreed_is_for_those_who_may_see_it() -> None:
    made = backlog(f"{TWO}\nc effort: 6, {cd3(1)}", "2026-Q2: c; 2026-Q4: a; 2027-Q1: b")
    roadmap = plan(made)
    usual = frozenset({"id", "title", "period", "reasons"})
    blind = share(made, roadmap, Reader("x", "x", usual)).roadmap
    assert {row.agreed for row in blind.placements} == {None}
    assert {row.change for row in blind.placements} == {None}
    assert blind.agreement is None
    assert blind.proposal is None
    assert not {reason.kind for row in blind.placements for reason in row.reasons} & OF_AGREED
    seeing = share(made, roadmap, Reader("x", "x", usual | {"agreed", "change", "agreement"})).roadmap
    assert {row.change for row in seeing.placements} == {"kept", "late"}
    assert seeing.agreement is not None
    assert seeing.agreement.because == "Planning of the year"
    assert not seeing.agreement.places


@for_each("stance", ["agreed", "improved", "afresh"])
def test_room_that_a_lost_promise_leaves_is_used(stance: Stance) -> None:
    found = planned(
        """
work effort: 2, cd3: {cost_of_delay: 9}, status: in-progress
fixed effort: 3, cd3: {cost_of_delay: 9}, decisions: [{verdict: pin, period: 2026-Q4, because: so}]
free effort: 2, cd3: {cost_of_delay: 9}
""",
        "2026-Q4: fixed free",
        "calendar: {start: 2026-Q4, periods: 1}\nteams: {web: {capacity: 4}}\n",
        stance=stance, effort="thorough",
    )  # fmt: skip
    assert periods(found) == {"work": "2026-Q4", "free": "2026-Q4"}
    assert [conflict.feature for conflict in found.conflicts] == ["fixed"]
