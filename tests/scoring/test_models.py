"""What holds of every method."""

from __future__ import annotations

from math import inf, isfinite, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.settings import CRITERIA
from pmcli.scoring import MODELS, own_models, terms
from pmcli.scoring.formula import FormulaError, parse
from pmcli.scoring.model import Score
from tests.conftest import for_each
from tests.scoring.making import added_up, feature, inputs, model, numbers, score, workspace

WHOLE: dict[str, dict[str, Any]] = {
    "rice": {"rice": {"reach": "10", "impact": "2", "confidence": "50%"}, "effort": "4"},
    "ice": {"ice": {"impact": "8", "confidence": "7", "ease": "4"}},
    "wsjf": {
        "wsjf": {
            "user_business_value": "8",
            "time_criticality": "5",
            "risk_opportunity": "3",
            "job_size": "5",
        }
    },
    "cd3": {"cd3": {"cost_of_delay": "30", "duration": "4"}},
    "weighted": {"weighted": dict.fromkeys(CRITERIA, "3")},
    "value_effort": {"weighted": dict.fromkeys(CRITERIA, "3"), "effort": "4"},
}
LACKS = [
    ("rice", ("rice", "reach"), "reach"),
    ("rice", ("rice", "impact"), "impact"),
    ("rice", ("rice", "confidence"), "confidence"),
    ("rice", ("effort",), "effort"),
    ("ice", ("ice", "impact"), "impact"),
    ("ice", ("ice", "confidence"), "confidence"),
    ("ice", ("ice", "ease"), "ease"),
    ("wsjf", ("wsjf", "user_business_value"), "user_business_value"),
    ("wsjf", ("wsjf", "time_criticality"), "time_criticality"),
    ("wsjf", ("wsjf", "risk_opportunity"), "risk_opportunity"),
    ("wsjf", ("wsjf", "job_size"), "job_size or effort"),
    ("cd3", ("cd3", "cost_of_delay"), "cost_of_delay"),
    ("cd3", ("cd3", "duration"), "duration or effort"),
    ("weighted", ("weighted", "user_impact"), "user_impact"),
    ("weighted", ("weighted", "revenue_impact"), "revenue_impact"),
    ("weighted", ("weighted", "strategic_fit"), "strategic_fit"),
    ("weighted", ("weighted", "feasibility"), "feasibility"),
    ("value_effort", ("weighted", "user_impact"), "user_impact"),
    ("value_effort", ("effort",), "effort"),
]


def without(record: dict[str, Any], way: tuple[str, ...]) -> dict[str, Any]:
    rest = {key: value for key, value in record.items() if key != way[0]}
    return rest if len(way) == 1 else {**rest, way[0]: without(record[way[0]], way[1:])}


@for_each("name, way, word", LACKS)
def test_each_input_that_lacks_is_told(name: str, way: tuple[str, ...], word: str) -> None:
    assert score(name, **WHOLE[name]).score is not None
    found = score(name, **without(WHOLE[name], way))
    assert (found.score, found.missing, found.fault) == (None, (word,), None)
    assert (found.value is None) != (found.cost is None)


def test_all_that_lack_are_told_at_once() -> None:
    assert score("rice").missing == ("reach", "impact", "confidence", "effort")
    assert score("wsjf").missing == (
        "user_business_value", "time_criticality", "risk_opportunity", "job_size or effort",
    )  # fmt: skip


def test_the_models_are_told_in_their_order() -> None:
    names = ["rice", "ice", "wsjf", "cd3", "weighted", "opportunity", "value_effort", "kano", "moscow"]
    assert [one.name for one in MODELS] == names
    assert [one.name for one in MODELS if one.is_category] == ["kano", "moscow"]


@pytest.mark.parametrize("name", WHOLE)
def test_what_carries_a_method(name: str) -> None:
    wants = model(name).wants
    assert wants(feature(**WHOLE[name]))
    assert not wants(feature(effort="4", deadline="2027-01-01"))


def test_what_carries_a_class() -> None:
    assert model("kano").wants(feature(kano={"must_be": "1"}))
    assert model("moscow").wants(feature(moscow="wont"))
    assert not model("kano").wants(feature())
    assert not model("moscow").wants(feature())


@pytest.mark.parametrize("name", [*WHOLE, "moscow"])
def test_a_parent_has_its_value_and_no_cost(name: str) -> None:
    more = without(WHOLE.get(name, {"moscow": "must"}), ("effort",))
    found = score(name, parent=True, **more)
    assert found.value is not None
    assert (found.cost, found.score, found.missing, found.fault) == (0.0, None, (), None)
    assert added_up(found.cost_sum, found.cost_terms) == 0.0


@for_each(
    "value, cost, fault",
    [
        (1.0, 2.0, None),
        (0.0, 2.0, None),
        (None, None, None),
        (nan, 1.0, "the value is not finite"),
        (1.0, inf, "the cost is not finite"),
        (-1.5, 1.0, "the value is negative: -1.5"),
        (1.0, -2.0, "the cost is negative: -2"),
        (1.0, 0.0, "the cost is 0"),
        (2e60, 1.0, "the value is too large: 2e+60"),
        (1.0, 2e60, "the cost is too large: 2e+60"),
        (1.0, 5e-61, "the cost is too small: 5e-61"),
        (5e-61, 1.0, None),
    ],
)
def test_what_is_wrong_with_numbers(value: float | None, cost: float | None, fault: str | None) -> None:
    assert terms.fault_of(value, cost) == fault


# --- every score adds up ---

amount = st.floats(0, 1e6).map(repr) | st.tuples(st.integers(1, 50), st.integers(51, 999)).map(
    lambda ends: f"{ends[0]}..{ends[1]}"
)
tenth = st.floats(1, 10).map(repr)
rating = st.floats(0, 5).map(repr)


def some(**kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=kinds)


FEATURES = some(
    rice=some(
        reach=amount,
        impact=st.sampled_from(["high", "low", "1.7"]),
        confidence=st.floats(0, 1).map(repr) | st.just("auto"),
    ),
    ice=some(impact=tenth, confidence=tenth, ease=tenth),
    wsjf=some(user_business_value=amount, time_criticality=amount, risk_opportunity=amount, job_size=amount),
    cd3=some(cost_of_delay=amount, duration=amount),
    opportunity=st.fixed_dictionaries({"importance": rating, "satisfaction": rating}),
    kano=some(
        must_be=st.just("3"), attractive=st.integers(0, 9).map(str), reverse=st.integers(0, 4).map(str)
    ),
    moscow=st.sampled_from(["must", "should", "could", "wont"]),
    weighted=some(**dict.fromkeys(CRITERIA, rating)),
    effort=st.floats(0.01, 1e4).map(repr) | st.just("3..5..9"),
    evidence=st.lists(st.sampled_from([{"kind": "opinion"}, {"kind": "test", "date": "2020-01-01"}])),
    deadline=st.dates().map(str),
)
SETTINGS = st.fixed_dictionaries(
    {
        "ice": st.fixed_dictionaries({"combine": st.sampled_from(["product", "mean"])}),
        "weighted": st.fixed_dictionaries(
            {
                "scale": st.sampled_from(["5", "10", "5.3"]),
                "missing": st.sampled_from(["unscored", "middle"]),
                "criteria": st.fixed_dictionaries(
                    {name: st.sampled_from(["0", "1", "0.1", "33.3"]) for name in CRITERIA}
                ).filter(lambda weights: set(weights.values()) != {"0"}),
            }
        ),
        "models": st.just(
            {
                "mine": {"value": "rice.reach * 2 - urgency", "cost": "sqrt(effort) + rice.reach / 3"},
                "yours": {"value": "max(weighted.user_impact, dependencies) ** 2"},
            }
        ),
    }
)


@given(
    FEATURES,
    SETTINGS,
    st.integers(0, 9),
    st.booleans(),
    st.sampled_from(["person-weeks", "person-days", "person-months", "points"]),
)
def test_every_score_adds_up(
    more: dict[str, Any], settings: dict[str, Any], dependents: int, parent: bool, unit: str
) -> None:
    ws = workspace(scoring=settings, effort_unit=unit)
    given_inputs = inputs(ws, dependents=dependents, parent=parent, **more)
    for one in (*MODELS, *own_models(ws)):
        found = one.score(given_inputs)
        holds(found, parent)
        if found.value is not None:
            assert added_up(found.value_sum, found.value_terms) == found.value, one.name
        if found.cost is not None:
            assert added_up(found.cost_sum, found.cost_terms) == found.cost, one.name
        if found.score is not None and found.score_sum:
            assert added_up(found.score_sum, found.value_terms) == found.score, one.name


def holds(found: Score, parent: bool) -> None:
    """A score is a finite quotient, or there is none and it says why."""
    if found.score is None:
        assert parent or found.missing or found.fault
        return
    assert not parent
    assert not found.missing
    assert found.fault is None
    assert found.value is not None
    assert found.cost is not None
    assert isfinite(found.score)
    assert found.value >= 0 < found.cost
    assert found.score_sum or found.score == found.value / found.cost
    assert found.benefit is not None


def test_names_that_are_no_identifiers_add_up_too() -> None:
    ws = workspace(scoring={"weighted": {"criteria": {"user-joy": "2", "Größe": "1"}}})
    found = score("weighted", ws, weighted={"user-joy": "3", "Größe": "1.5"})
    assert added_up(found.value_sum, found.value_terms) == found.value == 2.5
    assert numbers(found.value_terms) == {"user-joy": 3.0, "Größe": 1.5}
    with pytest.raises(FormulaError):
        parse(found.value_sum, {"user", "Größe"})
