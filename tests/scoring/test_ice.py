from __future__ import annotations

import pytest

from tests.scoring.making import score, workspace

MEAN = workspace(scoring={"ice": {"combine": "mean"}})
IDEAS = {
    "steady": {"impact": "6", "confidence": "6", "ease": "6"},
    "uneven": {"impact": "10", "confidence": "2", "ease": "8"},
}


def test_gilads_product_and_ellis_mean_order_differently() -> None:
    product = {name: score("ice", ice=ice).score for name, ice in IDEAS.items()}
    mean = {name: score("ice", MEAN, ice=ice).score for name, ice in IDEAS.items()}
    assert product == {"steady": pytest.approx(216), "uneven": pytest.approx(160)}
    assert mean == {"steady": 6.0, "uneven": pytest.approx(20 / 3)}


def test_the_product_has_a_value_and_a_cost() -> None:
    found = score("ice", ice={"impact": "8", "confidence": "7", "ease": "4"})
    assert (found.value, found.cost, found.score) == (56.0, 0.25, 224.0)
    assert (found.value_sum, found.cost_sum) == ("impact * confidence", "1 / ease")


def test_the_mean_costs_nothing_to_divide_by() -> None:
    found = score("ice", MEAN, ice={"impact": "8", "confidence": "7", "ease": "3"})
    assert (found.value, found.cost, found.score) == (6.0, 1.0, 6.0)


def test_what_can_be_computed_is_kept() -> None:
    without_ease = score("ice", ice={"impact": "8", "confidence": "7"})
    assert (without_ease.value, without_ease.cost, without_ease.missing) == (56.0, None, ("ease",))
    only_ease = score("ice", ice={"ease": "5"})
    assert (only_ease.value, only_ease.cost, only_ease.missing) == (None, 0.2, ("impact", "confidence"))
    assert score("ice", MEAN, ice={"impact": "8"}).missing == ("confidence", "ease")
