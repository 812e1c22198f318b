"""What several people rated is as sure as they agree."""

from __future__ import annotations

from pmcli import rank
from pmcli.forecast.sums import UncertainRanking
from pmcli.model.estimate import Estimate
from tests.conftest import loaded

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nforecast: {assume: exact}\n"
FEATURE = "title: A\neffort: 4\nrice: {reach: 90}\n"


def inputs(*said: tuple[str, str]) -> dict[str, Estimate]:
    """The uncertain inputs of a feature whose impact and confidence people rated so."""
    files = {"features/a.yaml": FEATURE}
    for number, (impact, confidence) in enumerate(said):
        rating = f"{{rice: {{impact: {impact}, confidence: {confidence}}}}}"
        files[f"ratings/p{number}.yaml"] = f"rater: p{number}\non: 2026-11-29\nfeatures:\n  a: {rating}\n"
    backlog = loaded(files, HEAD).backlog
    assert rank(backlog).items
    return {found.name: found.estimate for found in UncertainRanking.of(backlog).inputs}


def test_the_spread_of_what_takes_no_range_is_drawn() -> None:
    spreads = inputs(("low", "50%"), ("medium", "80%"), ("high", "100%"))
    assert spreads == {"rice.impact": Estimate(0.5, 1, 2), "rice.confidence": Estimate(0.5, 0.8, 1)}


def test_where_the_middle_is_an_end_the_range_has_none() -> None:
    assert inputs(("low", "80%"), ("high", "80%"), ("high", "80%")) == {
        "rice.impact": Estimate.between(0.5, 2)
    }


def test_one_mind_is_no_range() -> None:
    assert inputs(("high", "80%"), ("high", "80%")) == {}
