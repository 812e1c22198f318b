"""Why one of two features stands above the other; each change that is said to swap them is made and ranked anew."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli import Backlog, rank
from pmcli.ranking.comparison import Bond, PairComparison
from pmcli.ranking.scales import levels, numbers, shares
from pmcli.ranking.swaps import Swap
from tests.conftest import MINIMAL, for_each, loaded

HEAD = (
    MINIMAL + "sizes: {S: 1..2, M: 2..4, L: 5..9}\nteams: {web: {capacity: 9}, api: {capacity: 9}}\n"
    "fields: {nps: number}\nproblems: {pain: {title: Pain, opportunity: {importance: 7, satisfaction: 4}}}\n"
    "scoring: {weighted: {criteria: {user_impact: 3, urgency: 1, dependencies: 1}}, "
    "models: {mine: {value: nps + rice.reach, cost: effort}, fall: {value: abs(nps - 5)}}}\n"
)
MODELS = (
    "rice",
    "ice",
    "wsjf",
    "cd3",
    "weighted",
    "opportunity",
    "value_effort",
    "kano",
    "moscow",
    "mine",
    "fall",
)
KANO = ("must_be", "one_dimensional", "attractive", "indifferent")
Data = dict[str, Any]


def backlog_of(features: list[Data]) -> Backlog:
    """The backlog of features as they stand in a file, which has no errors."""
    made = loaded(json.dumps(features), HEAD)
    assert not made.errors
    return made.backlog


def compared(features: list[Data], model: str, first: str = "a", second: str = "b") -> PairComparison:
    backlog = backlog_of(features)
    ranking = rank(backlog, model)
    items = {item.id: item for item in ranking.items}
    return PairComparison.of(items[first], items[second], ranking, backlog)


def edited(features: list[Data], swap: Swap, model: str, value: float) -> list[Data]:
    """The features with another value of an input, as somebody writes it into the file."""
    lever = swap.lever
    word = lever.scale.words.get(value)
    new = {**next(each for each in features if each["id"] == lever.feature)}
    outer, _, inner = lever.name.rpartition(".")
    if lever.name == "effort" and isinstance(new["effort"], dict):
        new["effort"] = {**new["effort"], lever.team or next(iter(new["effort"])): word or value}
    elif lever.name in ("effort", "moscow"):
        new[lever.name] = word or value
    elif lever.name == "kano":
        new["kano"] = {str(word).replace("-", "_"): 1}
    elif outer or model in ("rice", "ice", "wsjf", "cd3"):
        new[outer or model] = {**new[outer or model], inner: word or value}
    elif model == "opportunity":
        new["opportunity"] = {**new.get("opportunity", {"importance": 7, "satisfaction": 4}), inner: value}
    elif lever.name == "nps":
        new["nps"] = value
    else:
        new["weighted"] = {**new["weighted"], lever.name: value}
    return [new if each["id"] == lever.feature else each for each in features]


def stands_above(features: list[Data], model: str, comparison: PairComparison) -> bool:
    """Whether the lower one stands above the upper one now."""
    at = {item.id: item.rank for item in rank(backlog_of(features), model).items}
    return at.get(comparison.below.id, inf) < at.get(comparison.above.id, 0)


def feature(name: str, reach: float = 100, **more: Any) -> Data:
    rice = {"reach": reach, "impact": "medium", "confidence": "80%"}
    return {"id": name, "title": name.upper(), "effort": 2, "team": "web", "rice": rice, **more}


# --- every claim is true ---


@st.composite
def features_of(draw: st.DrawFn) -> list[Data]:
    """Features with inputs of every model, some waiting for others, decided on or parts."""
    count = draw(st.integers(2, 6))
    small = st.integers(1, 10)
    features = []
    for at in range(count):
        given: Data = {
            "id": f"f{at}", "title": "F",
            "effort": draw(st.sampled_from((
                {"web": 3}, {"web": "M"}, {"web": "1..2..4", "api": 0.5}, {"web": "S", "api": "3..9"},
            ))),
            "rice": {
                "reach": draw(st.sampled_from((0, 7, 450, 1234, 98765, "2k..4k"))),
                "impact": draw(st.sampled_from(("massive", "low", 1, 1.7))),
                "confidence": draw(st.sampled_from(("80%", "33%", "auto"))),
            },
            "ice": {"impact": draw(small), "confidence": draw(small), "ease": draw(small)},
            "wsjf": {
                "user_business_value": draw(st.sampled_from((1, 8, 20))), "time_criticality": draw(small),
                "risk_opportunity": 3, "job_size": draw(st.sampled_from((2, 5, 13))),
            },
            "cd3": {"cost_of_delay": draw(st.integers(0, 20)) * 500, **draw(st.sampled_from(({}, {"duration": 4})))},
            "weighted": {"user_impact": draw(st.integers(0, 5))},
            "moscow": draw(st.sampled_from(("must", "should", "could", "wont"))),
            "kano": {draw(st.sampled_from(KANO)): 1},
            "nps": draw(st.integers(-3, 40)),
            **draw(st.sampled_from(({"solves": ["pain"]}, {"opportunity": {"importance": 9, "satisfaction": 2}}))),
        }  # fmt: skip
        if at:
            given["depends_on"] = [f"f{need}" for need in draw(st.sets(st.integers(0, at - 1), max_size=2))]
        if draw(st.integers(0, 5)) == 0:
            given["decisions"] = [{"verdict": "first", "because": "so"}]
        if at and draw(st.integers(0, 5)) == 0:
            del given["rice"]
        features.append(given)
    return features


@settings(max_examples=30)
@given(features_of(), st.sampled_from(MODELS), st.data())
def test_every_change_that_is_told_is_the_least(
    features: list[Data], model: str, data: st.DataObject
) -> None:
    ids = [item.id for item in rank(backlog_of(features), model).items]
    if len(ids) < 2:
        return
    first, second = data.draw(st.sampled_from(list(permutations(ids, 2))))
    comparison = compared(features, model, first, second)
    assert (comparison.bond is None) or not comparison.swaps
    for swap in comparison.swaps:
        lever, scale = swap.lever, swap.lever.scale
        if swap.wanted is None:
            values = [scale.at(step) for step in (scale.steps[0], scale.steps[-1])]
            values.append(scale.at(data.draw(st.sampled_from(scale.steps))))
            for value in values:
                assert not stands_above(edited(features, swap, model, value), model, comparison), (
                    lever,
                    value,
                )
            continue
        assert stands_above(edited(features, swap, model, swap.wanted), model, comparison), swap
        assert float(f"{swap.wanted:.3g}") == swap.wanted or scale.is_levels, "three digits at most"
        if swap.short != lever.now:
            assert not stands_above(edited(features, swap, model, swap.short or 0), model, comparison), swap
        else:
            assert not stands_above(features, model, comparison)


@settings(max_examples=10)
@given(features_of(), st.sampled_from(MODELS))
def test_what_is_forced_no_number_changes(features: list[Data], model: str) -> None:
    ids = [item.id for item in rank(backlog_of(features), model).items]
    for first, second in pairwise(ids):
        comparison = compared(features, model, first, second)
        if comparison.bond is None:
            continue
        rich = [{**each, "rice": {"reach": 1e9, "impact": 1, "confidence": 1}, "moscow": "must", "nps": 1e9}
                if each["id"] == second else each for each in features]  # fmt: skip
        assert not stands_above(rich, model, comparison)


# --- what is told ---


def told(comparison: PairComparison) -> dict[tuple[str, str], float | None]:
    return {(swap.lever.feature, swap.lever.name): swap.wanted for swap in comparison.swaps}


def test_the_least_change_of_each_input() -> None:
    comparison = compared([feature("a", 9000), feature("b", 7300)], "rice")
    assert (comparison.above.id, comparison.below.id, comparison.bond, comparison.tie) == (
        "a",
        "b",
        None,
        None,
    )
    assert told(comparison) == {
        ("b", "reach"): 9010, ("b", "impact"): 2, ("b", "confidence"): 0.99, ("b", "effort"): 1.62,
        ("a", "reach"): 7290, ("a", "impact"): 0.5, ("a", "confidence"): 0.64, ("a", "effort"): 2.5,
    }  # fmt: skip


def test_a_range_has_an_end() -> None:
    comparison = compared([feature("a", 9000), feature("b", 6000)], "rice")
    assert told(comparison)["b", "confidence"] is None, "at most 100 %"
    alike: Data = {"id": "a", "title": "A", "ice": {"impact": 9, "confidence": 9, "ease": 9}}
    comparison = compared(
        [alike, {**alike, "id": "b", "ice": {"impact": 5, "confidence": 2, "ease": 5}}], "ice"
    )
    assert told(comparison) == {
        ("b", "impact"): None, ("b", "confidence"): None, ("b", "ease"): None,
        ("a", "impact"): None, ("a", "confidence"): None, ("a", "ease"): None,
    }  # fmt: skip


def test_what_forces_the_order() -> None:
    chain = [
        feature("a", 1), feature("m", 1, depends_on=["a"]), feature("b", 999, depends_on=["m"]),
        feature("c", 5000), feature("d", 1, decisions=[{"verdict": "before", "feature": "c"}]),
        feature("e", 1, depends_on=["d"]), feature("z", 1, decisions=[{"verdict": "first"}], depends_on=["y"]),
        feature("y", 1),
    ]  # fmt: skip
    for above, below, bond in (
        ("a", "b", Bond("waits", ("b", "m", "a"))),
        ("d", "c", Bond("before", ("c", "d"))),
        ("z", "c", Bond("first", ("z",))),
        ("y", "c", Bond("first", ("z",))),
    ):
        comparison = compared(chain, "rice", below, above)
        assert (comparison.above.id, comparison.below.id) == (above, below)
        assert (comparison.bond, comparison.swaps) == (bond, ())


@for_each("features, tie", [
    ([feature("a"), feature("b")], "id"),
    ([feature("a", depends_on=["p"]), feature("b", 101, depends_on=["p"]), feature("p", 0)], "together"),
    ([feature("a", 9, depends_on=["p"]), feature("p", 1, effort=3), feature("b", 4)], "first of a block"),
])  # fmt: skip
def test_ties(features: list[Data], tie: str) -> None:
    assert compared(features, "rice").tie == tie


def test_of_classes_the_own_score_parts_those_of_one_class() -> None:
    must, could = {"title": "T", "moscow": "must"}, {"title": "T", "moscow": "could"}
    weak, strong = {"weighted": {"user_impact": 1}}, {"weighted": {"user_impact": 4}}
    features = [{"id": "a", **could, **weak}, {"id": "b", **could, **strong},
                {"id": "c", **must, **strong, "depends_on": ["a", "b"]}]  # fmt: skip
    comparison = compared(features, "moscow")
    assert (comparison.above.id, comparison.tie) == ("b", "score")
    assert told(comparison)["a", "moscow"] == 2


def test_a_formula_that_rises_and_falls() -> None:
    comparison = compared([feature("a", nps=11), feature("b", nps=4)], "fall")
    assert told(comparison) == {("b", "nps"): 12, ("a", "nps"): 5.9}


def test_without_inputs_nothing_can_change() -> None:
    bare = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}, feature("c", depends_on=["a", "b"])]
    comparison = compared(bare, "rice")
    assert (comparison.above.id, comparison.tie, comparison.swaps) == ("a", "together", ())


# --- the values that are tried ---


def test_values_lie_beyond() -> None:
    up, down = numbers().beyond(43110, up=True), numbers().beyond(43110, up=False)
    assert [up[0], up[1], down[0], down[len(down) - 1]] == [44000, 45000, 43000, 0]
    assert numbers(None).beyond(1, up=False)[len(numbers(None).beyond(1, up=False)) - 1] == -1e12
    assert numbers().finer().beyond(43110, up=True)[0] == 43200
    assert [numbers(0, 5).beyond(5, up=True)[at] for at in range(len(numbers(0, 5).beyond(5, up=True)))] == []
    assert shares().beyond(0.995, up=True)[0] == 1.0
    assert levels((1, 2, 3)).beyond(2, up=False)[0] == 1


def test_a_parent_has_no_value_at_0_and_is_passed_before() -> None:
    parent = {"id": "a", "title": "A", "rice": {"reach": 9, "impact": 1, "confidence": 1}}
    comparison = compared([parent, feature("k", 1, parent="a"), feature("b", 7)], "rice")
    assert told(comparison)["a", "reach"] == 4.8
