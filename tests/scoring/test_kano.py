from __future__ import annotations

from typing import Any

import pytest

from pmcli.model.inputs import ANSWERS
from pmcli.scoring.kano import category
from tests.conftest import for_each
from tests.scoring.making import feature, notes, numbers, score, workspace

TABLE = {
    "like": ["questionable", "attractive", "attractive", "attractive", "one-dimensional"],
    "must-be": ["reverse", "indifferent", "indifferent", "indifferent", "must-be"],
    "neutral": ["reverse", "indifferent", "indifferent", "indifferent", "must-be"],
    "live-with": ["reverse", "indifferent", "indifferent", "indifferent", "must-be"],
    "dislike": ["reverse", "reverse", "reverse", "reverse", "questionable"],
}
NUMBERS = {"must-be": 3.0, "one-dimensional": 2.0, "attractive": 1.0, "indifferent": 0.0}
CELLS = [
    (functional, dysfunctional, found)
    for functional, row in TABLE.items()
    for dysfunctional, found in zip(ANSWERS, row, strict=True)
]


@for_each("functional, dysfunctional, expected", CELLS)
def test_every_cell_of_the_table(functional: str, dysfunctional: str, expected: str) -> None:
    found = score("kano", kano={"functional": functional, "dysfunctional": dysfunctional})
    assert found.label == expected
    assert found.score == NUMBERS.get(expected)
    assert found.fault == (None if expected in NUMBERS else f"kano answers are {expected}")
    assert not found.missing


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"must_be": "12", "one_dimensional": "31", "attractive": "42", "indifferent": "9"}, "attractive"),
        ({"must_be": "5", "one_dimensional": "5", "attractive": "5", "indifferent": "5"}, "must-be"),
        ({"one_dimensional": "5", "attractive": "5"}, "one-dimensional"),
        ({"attractive": "5", "indifferent": "5"}, "attractive"),
        ({"indifferent": "5", "reverse": "5"}, "indifferent"),
        ({"reverse": "6", "must_be": "5"}, "reverse"),
        ({"questionable": "6", "must_be": "5"}, "questionable"),
        ({"must_be": "0"}, None),
    ],
)
def test_the_most_frequent_answer_of_a_survey(counts: dict[str, str], expected: str | None) -> None:
    kano = feature(kano=counts).kano
    assert kano is not None
    assert category(kano) == expected


def test_nothing_said_is_missing() -> None:
    cases: tuple[dict[str, Any], ...] = ({}, {"kano": {"must_be": "0"}})
    for more in cases:
        found = score("kano", **more)
        assert (found.value, found.cost, found.score, found.missing) == (None, 1.0, None, ("kano",))


RATED = {"user_impact": "5", "revenue_impact": "5", "strategic_fit": "5", "feasibility": "5", "urgency": "5"}


def test_the_weighted_value_orders_inside_a_class_and_never_leaves_it() -> None:
    top = score("kano", kano={"attractive": "1"}, weighted={**RATED, "dependencies": "5"})
    assert top.score == 1 + 5 / 6
    assert numbers(top.value_terms) == {"category": 1.0, "weighted": 5.0}
    derived = score("kano", kano={"attractive": "1"}, weighted=RATED, dependents=1000)
    assert derived.score == 1 + 4.5 / 6


def test_what_is_assumed_is_said() -> None:
    middle = workspace(scoring={"weighted": {"missing": "middle"}})
    found = score("kano", middle, kano={"attractive": "1"}, weighted={"user_impact": "4"})
    assert found.assumed == ("revenue_impact", "strategic_fit", "feasibility")
    bare = score("kano", kano={"attractive": "1"})
    assert notes(bare.value_terms)["weighted"].startswith("not rated: user_impact")
    assert bare.assumed == ()
