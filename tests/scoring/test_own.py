from __future__ import annotations

from typing import Any

import pytest

from pmcli.model.settings import OwnModel
from pmcli.ranking import criteria
from pmcli.scoring import own_model, own_models
from pmcli.scoring.model import Score
from tests.conftest import for_each
from tests.scoring.making import backlog, feature, model, notes, numbers, score, workspace


def own(value: str, cost: str | None = None, **more: Any) -> Score:
    record = {"value": value} if cost is None else {"value": value, "cost": cost}
    settings = {key: more.pop(key) for key in ("accounts", "problems", "fields", "strategy") if key in more}
    ws = workspace(scoring={"models": {"mine": record}}, **settings)
    custom = more.pop("custom", {})
    made = feature(ws, **more).with_custom(custom)
    return model("mine", ws).score(criteria.inputs(backlog(ws, made), {"x": 3})["x"])


def test_the_example_of_the_format() -> None:
    found = own(
        "rice.reach * rice.impact + 500 * strategic_fit",
        "effort",
        rice={"reach": "3000..6000", "impact": "high"},
        weighted={"strategic_fit": "4"},
        effort="5",
    )
    reach = numbers(found.value_terms)["rice.reach"]
    assert found.value == reach * 2 + 2000
    assert found.score == found.value / 5
    assert (found.benefit, found.cost_sum) == (found.value, "effort")
    assert notes(found.value_terms)["rice.impact"] == "high"
    assert notes(found.value_terms)["rice.reach"] == "3000..6000, mean 4,338"


def test_without_a_cost_it_is_1() -> None:
    found = own("2 * wsjf.job_size", wsjf={"job_size": "4"})
    assert (found.value, found.cost, found.score, found.cost_sum) == (8.0, 1.0, 8.0, "1")


def test_what_lacks_is_told_by_its_dotted_name_and_once() -> None:
    found = own("rice.reach * nps + 1", "effort * nps", fields={"nps": "number"})
    assert (found.value, found.cost, found.score) == (None, None, None)
    assert found.missing == ("rice.reach", "nps", "effort")


def test_what_can_be_computed_is_kept() -> None:
    assert own("rice.reach", "effort", rice={"reach": "7"}).value == 7.0
    assert own("rice.reach", "effort", effort="7").cost == 7.0


@pytest.mark.parametrize(
    ("value", "cost", "fault"),
    [
        ("1 / (rice.reach - 7)", None, "the formula divides by zero"),
        ("rice.reach - 8", None, "the value is negative: -1"),
        ("rice.reach", "rice.reach - 7", "the cost is 0"),
        ("rice.reach", "rice.reach - 9", "the cost is negative: -2"),
        ("rice.reach", "1 / (7 - rice.reach)", "the formula divides by zero"),
        ("log(7 - rice.reach)", "1", "the formula takes the logarithm of a number that is not above 0"),
        ("10 ** 10 * 1e300", "10 ** -10 / 1e300", "the formula gives a number that is too large"),
        ("1e61", "1", "the value is too large: 1e+61"),
        ("1", "1e-61", "the cost is too small: 1e-61"),
    ],
)
def test_numbers_that_come_to_nothing(value: str, cost: str | None, fault: str) -> None:
    found = own(value, cost, rice={"reach": "7"})
    assert (found.score, found.fault) == (None, fault)
    assert not found.missing


def test_a_fault_of_the_cost_leaves_the_value() -> None:
    found = own("rice.reach", "1 / 0", rice={"reach": "7"})
    assert (found.value, found.cost) == (7.0, None)


def test_demand_counts_each_account_once() -> None:
    accounts = {"a": {"arr": "240k", "status": "at-risk"}, "b": {"arr": "60k"}, "c": {"arr": "9k"}}
    requests = [{"account": name} for name in ("a", "b", "a")]
    found = own(
        "demand.arr + demand.accounts + demand.at_risk_arr / 1000", accounts=accounts, requests=requests
    )
    assert found.value == 300_000 + 2 + 240


def test_numbers_of_the_other_methods() -> None:
    found = own(
        "ice.impact * cd3.cost_of_delay + rice.confidence",
        ice={"impact": "3"},
        cd3={"cost_of_delay": "5"},
        rice={"confidence": "auto"},
        evidence=[{"kind": "launch"}],
    )
    assert found.value == 16.0
    assert notes(found.value_terms)["rice.confidence"] == "auto: launch"
    assert own("rice.confidence", rice={"confidence": "low"}).value == 0.5


def test_an_opportunity_through_the_problem() -> None:
    problems = {"p": {"title": "P", "opportunity": {"importance": "9", "satisfaction": "3"}}}
    found = own("opportunity.importance - opportunity.satisfaction", problems=problems, solves=["p"])
    assert found.value == 6.0
    assert notes(found.value_terms)["opportunity.importance"] == "of the problem p"
    assert own("opportunity.importance").missing == ("opportunity.importance",)


def test_criteria_rated_and_derived_by_both_of_their_names() -> None:
    found = own("dependencies + weighted.dependencies", effort="1")
    assert found.value == 7.5
    assert notes(found.value_terms)["weighted.dependencies"] == "derived"
    assert own("feasibility + weighted.feasibility", weighted={"feasibility": "2"}).value == 4.0
    assert own("feasibility").missing == ("feasibility",)


def test_a_field_of_ones_own_hides_a_criterion_and_may_have_any_name() -> None:
    fields = {"urgency": "number", "nps-score": "number"}
    assert own("urgency", fields=fields, custom={"urgency": 9.0}).value == 9.0
    found = own("nps-score - 1", fields=fields, custom={"nps-score": -3.0})
    assert (found.value, found.fault) == (-4.0, "the value is negative: -4")


def test_a_formula_that_cannot_be_read_scores_nothing() -> None:
    found = own("efort * 2", effort="2")
    assert (found.value, found.cost, found.score) == (None, None, None)
    assert found.missing == ("a formula that can be read",)
    broken = own_model("mine", OwnModel(value="1 +"), frozenset())
    assert (broken.inputs, broken.wants(feature(effort="3"))) == ((), False)


def test_how_it_is_told() -> None:
    ws = workspace(
        scoring={
            "models": {"growth": {"value": "1 + 2", "cost": "effort", "title": "Growth"}, "b": {"value": "1"}}
        }
    )
    growth, plain = own_models(ws)
    assert (growth.title, growth.formula, growth.inputs) == ("Growth", "(1 + 2) / (effort)", ("effort",))
    assert (plain.title, plain.formula) == ("b, a method of your own", "1")


@for_each(
    "formula, more, expected",
    [
        ("rice.reach", {"rice": {"reach": "1"}}, True),
        ("rice.reach", {"rice": {"impact": "1"}}, False),
        ("rice.reach", {}, False),
        ("effort", {"effort": "3"}, True),
        ("effort", {}, False),
        ("demand.arr", {"requests": [{"account": "a"}]}, True),
        ("demand.arr", {}, False),
        ("opportunity.importance", {"solves": ["p"]}, True),
        ("opportunity.importance", {}, False),
        ("urgency", {"weighted": {"urgency": "3"}}, True),
        ("weighted.urgency", {"weighted": {"urgency": "3"}}, True),
        ("urgency", {"deadline": "2027-01-01"}, False),
    ],
)
def test_what_is_given_by_hand(formula: str, more: dict[str, Any], expected: bool) -> None:
    ws = workspace(scoring={"models": {"mine": {"value": formula}}})
    assert model("mine", ws).wants(feature(ws, **more)) is expected


def test_a_custom_field_is_given_by_hand() -> None:
    ws = workspace(scoring={"models": {"mine": {"value": "nps"}}}, fields={"nps": "number"})
    assert model("mine", ws).wants(feature(ws).with_custom({"nps": 3.0}))


def test_a_parent_has_no_cost_and_so_no_fault_of_it() -> None:
    ws = workspace(scoring={"models": {"mine": {"value": "rice.reach", "cost": "1 / effort"}}})
    found = score("mine", ws, parent=True, rice={"reach": "7"})
    assert (found.value, found.cost, found.score, found.fault, found.missing) == (7.0, 0.0, None, None, ())
