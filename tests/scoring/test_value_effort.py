from __future__ import annotations

from tests.scoring.making import score, workspace

RATED = {"user_impact": "4", "revenue_impact": "3", "strategic_fit": "2", "urgency": "1"}
VALUE = (25 * 4 + 20 * 3 + 20 * 2 + 15 * 1) / 90


def test_the_weighted_value_without_feasibility_over_the_effort() -> None:
    found = score("value_effort", weighted=RATED, effort="4", dependents=9)
    assert (found.value, found.cost, found.score) == (VALUE, 4.0, VALUE / 4)
    assert found.benefit == found.value
    rated = score("value_effort", weighted={**RATED, "feasibility": "5"}, effort="4", dependents=9)
    assert rated.score == found.score


def test_what_can_be_computed_is_kept() -> None:
    assert score("value_effort", weighted=RATED).value == VALUE
    assert score("value_effort", weighted=RATED).missing == ("effort",)
    found = score("value_effort", effort="4")
    assert (found.value, found.cost) == (None, 4.0)
    assert found.missing == ("user_impact", "revenue_impact", "strategic_fit")


def test_where_only_feasibility_weighs_there_is_no_value() -> None:
    ws = workspace(scoring={"weighted": {"criteria": {"feasibility": "1"}}})
    found = score("value_effort", ws, weighted={"feasibility": "3"}, effort="4")
    assert (found.value, found.score, found.missing) == (None, None, ("a criterion other than feasibility",))
