from __future__ import annotations

import pytest

from tests.scoring.making import notes, score, workspace


@pytest.mark.parametrize(("word", "number"), [("must", 3), ("should", 2), ("could", 1), ("wont", 0)])
def test_the_classes(word: str, number: float) -> None:
    found = score("moscow", moscow=word)
    assert (found.value, found.cost, found.score, found.label) == (number, 1.0, number, word)


def test_the_weighted_value_orders_inside_a_class() -> None:
    ws = workspace(scoring={"weighted": {"criteria": {"joy": "1"}, "scale": "4"}})
    found = score("moscow", ws, moscow="should", weighted={"joy": "4"})
    assert found.score == 2 + 4 / 5
    assert found.value_sum == "category + weighted / 5"
    assert notes(found.value_terms)["category"] == "should"


def test_without_a_class_it_is_not_scored() -> None:
    assert score("moscow").missing == ("moscow",)
