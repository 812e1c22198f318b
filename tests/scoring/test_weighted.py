from __future__ import annotations

import pytest

from tests.scoring.making import added_up, notes, score, workspace

ALL = {
    "user_impact": "4", "revenue_impact": "3", "strategic_fit": "2", "feasibility": "3", "urgency": "1",
}  # fmt: skip
BY_HAND = {**ALL, "dependencies": "5"}
GIVEN = (25 * 4 + 20 * 3 + 20 * 2 + 10 * 3 + 15 * 1) / 100
TWO = workspace(scoring={"weighted": {"criteria": {"reach": "3", "joy": "1", "hype": "0"}, "scale": "10"}})


def test_the_weighted_mean() -> None:
    found = score("weighted", weighted=BY_HAND)
    assert (found.value, found.cost, found.score) == (GIVEN + 0.5, 1.0, GIVEN + 0.5)


def test_a_derived_dependency_counts_in_the_score_and_not_in_the_value() -> None:
    found = score("weighted", weighted=ALL, dependents=3)
    assert found.value == GIVEN
    assert found.score == GIVEN + 10 * 5 * 0.75 / 100
    assert "score only" in notes(found.value_terms)["dependencies"]
    assert added_up(found.score_sum, found.value_terms) == found.score


def test_a_dependency_rated_by_hand_stays_in_the_value() -> None:
    assert score("weighted", weighted=BY_HAND, dependents=3).value == GIVEN + 0.5


def test_the_benefit_is_without_feasibility() -> None:
    found = score("weighted", weighted=ALL, dependents=3)
    assert found.benefit == (25 * 4 + 20 * 3 + 20 * 2 + 15 * 1) / 90


def test_criteria_of_ones_own() -> None:
    found = score("weighted", TWO, weighted={"reach": "8", "joy": "4"})
    assert (found.value, found.score, found.missing) == (7.0, 7.0, ())
    assert found.value_sum == "(3 * reach + 1 * joy) / 4"


def test_what_lacks_and_cannot_be_derived() -> None:
    found = score("weighted", weighted={"user_impact": "4"})
    assert (found.value, found.score) == (None, None)
    assert found.missing == ("revenue_impact", "strategic_fit", "feasibility")


def test_without_feasibility_the_benefit_is_kept() -> None:
    rated = {key: rating for key, rating in BY_HAND.items() if key != "feasibility"}
    found = score("weighted", weighted=rated)
    assert (found.value, found.missing) == (None, ("feasibility",))
    assert found.benefit == (25 * 4 + 20 * 3 + 20 * 2 + 15 * 1 + 10 * 5) / 90


def test_the_middle_is_assumed_and_marked() -> None:
    ws = workspace(scoring={"weighted": {"missing": "middle"}})
    found = score("weighted", ws, weighted={"user_impact": "4", "revenue_impact": "3"})
    assert found.value == (25 * 4 + 20 * 3 + 20 * 2.5 + 10 * 2.5) / 100
    assert found.assumed == ("strategic_fit", "feasibility")
    assert notes(found.value_terms)["feasibility"] == "assumed: the middle"


def test_only_feasibility_has_no_benefit_of_its_own() -> None:
    ws = workspace(scoring={"weighted": {"criteria": {"feasibility": "1"}}})
    assert score("weighted", ws, weighted={"feasibility": "3"}).benefit == 3.0


@pytest.mark.parametrize("weights", [("0.1", "0.2"), ("1e-3", "7"), ("1e18", "3")])
def test_the_explanation_is_exact(weights: tuple[str, str]) -> None:
    criteria = {"reach": weights[0], "joy": weights[1]}
    ws = workspace(scoring={"weighted": {"criteria": criteria}})
    found = score("weighted", ws, weighted={"reach": "3.3", "joy": "1.1"})
    assert added_up(found.value_sum, found.value_terms) == found.value
