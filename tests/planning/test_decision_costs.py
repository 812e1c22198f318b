"""What a decision costs: the best plan without it less the best with it, and what is said where that is open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.api import load
from pmcli.model.backlog import Backlog
from pmcli.planning import plan, with_costs
from pmcli.planning.decision_costs import acting_decisions
from pmcli.planning.draft import Draft
from pmcli.planning.result import DecisionCost, Objective
from pmcli.ranking import rank
from pmcli.views.roadmap.labels import cost_text
from tests.conftest import loaded
from tests.elsewhere import ROOT
from tests.sequencing.problems import best

HEAD = (
    "pm: 1\nproduct: Test\nscoring: {model: cd3}\n"
    "calendar: {start: 2026-Q4, periods: 3, value_horizon: 6}\nteams: {web: {capacity: 10}}\n"
)
PERIODS = ("2026-Q4", "2027-Q1", "2027-Q2")


def backlog_of(*features: str, head: str = HEAD) -> Backlog:
    return loaded("".join(f"- {{{feature}}}\n" for feature in features), head).backlog


def feature(name: str, value: float, effort: float, more: str = "") -> str:
    return f"id: {name}, title: {name}, effort: {effort}, cd3: {{cost_of_delay: {value}}}{more}"


def pinned(period: str) -> str:
    return f", decisions: [{{verdict: pin, period: {period}, because: promised}}]"


def without(backlog: Backlog, name: str) -> Backlog:
    freed = backlog.features[name].model_copy(update={"decisions": ()})
    return replace(backlog, features={**backlog.features, name: freed})


def weighed(backlog: Backlog) -> tuple[DecisionCost, ...]:
    return with_costs(backlog, plan(backlog)).decisions


def test_planning_alone_weighs_nothing() -> None:
    [cost] = plan(backlog_of(feature("a", 9, 4, pinned("2027-Q1")))).decisions
    assert (cost.feature, cost.cost, cost.is_proven, cost.is_negligible) == ("a", None, False, False)


def test_a_pin_costs_the_wait_of_what_is_pinned() -> None:
    backlog = backlog_of(feature("a", 900, 1, pinned("2027-Q2")), feature("b", 1, 10), feature("c", 1, 10))
    [cost] = weighed(backlog)
    assert cost.cost == pytest.approx(900 * 2 - 2)  # one of the others would come a little later
    assert cost.is_proven
    assert not cost.is_negligible


def test_what_changes_nothing_costs_nothing() -> None:
    backlog = backlog_of(feature("a", 900, 10, pinned("2026-Q4")), feature("b", 1, 10))
    [cost] = weighed(backlog)
    assert (cost.cost, cost.is_proven, cost.is_negligible) == (0.0, True, True)


@pytest.mark.unmeasured
def test_the_pin_of_the_example_costs_the_difference_of_the_two_best_plans() -> None:
    backlog = replace(load(ROOT / "examples" / "northwind").backlog, agreement=None)
    roadmap = with_costs(backlog, plan(backlog))
    costs = {cost.feature: cost for cost in roadmap.decisions}
    free = plan(without(backlog, "sso"))
    assert roadmap.objective.gap == free.objective.gap == 0
    assert free.objective.value is not None
    assert roadmap.objective.value is not None
    assert costs["sso"].is_proven
    assert costs["sso"].cost == pytest.approx(free.objective.value - roadmap.objective.value)
    assert cost_text(costs["sso"], roadmap.objective) == "10.5 %"
    assert costs["double-charge"].is_negligible


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=5), st.integers(0, 2))
def test_small_backlogs_against_trying_all(rows: list[tuple[int, int]], period: int) -> None:
    features = [
        feature(f"f{number}", value, effort, pinned(PERIODS[period]) if not number else "")
        for number, (value, effort) in enumerate(rows)
    ]
    backlog = backlog_of(*features)
    [cost] = weighed(backlog)

    def optimum(backlog: Backlog) -> float:
        problem = Draft.of(backlog, rank(backlog), carry_over=False).problem
        value = best(problem)
        assert value is not None
        return value * problem.unit

    assert cost.is_proven
    assert cost.cost == pytest.approx(optimum(without(backlog, "f0")) - optimum(backlog), abs=1e-4)


@pytest.mark.unmeasured
def test_a_large_plan_weighs_only_some() -> None:
    rows = [feature(f"f{n:03}", n % 7, 1, pinned("2027-Q1") if n < 4 else "") for n in range(400)]
    backlog = backlog_of(*rows)
    draft = Draft.of(backlog, rank(backlog), carry_over=False)
    assert len(acting_decisions(draft)) == 4
    roadmap = with_costs(backlog, plan(backlog, effort="fast"), effort="fast")
    assert [cost.cost is None for cost in roadmap.decisions] == [False, False, True, True]
    assert all(cost.cost is not None and cost.cost >= 0 for cost in roadmap.decisions[:2])


@pytest.mark.parametrize(
    ("cost", "is_proven", "is_negligible", "told"),
    [
        (None, False, False, "not weighed"),
        (0.0, True, True, "≈ 0"),
        (0.0, False, True, "≈ 0"),
        (105.0, True, False, "10.5 %"),
        (31.79, False, False, "at least 3.1 %"),
        (2.0, True, False, "0.2 %"),
    ],
)
def test_the_words(cost: float | None, is_proven: bool, is_negligible: bool, told: str) -> None:
    [acting] = plan(backlog_of(feature("a", 9, 4, pinned("2027-Q1")))).decisions
    weighed = replace(acting, cost=cost, is_proven=is_proven, is_negligible=is_negligible)
    assert cost_text(weighed, Objective(1000.0)) == told
