from __future__ import annotations

import pytest

from tests.scoring.making import feature as made
from tests.scoring.making import model, notes, score, workspace

WS = workspace(
    problems={
        "big": {"title": "Big", "opportunity": {"importance": "9", "satisfaction": "3"}},
        "small": {"title": "Small", "opportunity": {"importance": "9.5", "satisfaction": "9"}},
        "open": {"title": "Not asked yet"},
    }
)


@pytest.mark.parametrize(
    ("importance", "satisfaction", "expected"), [("9", "3", 15), ("9", "9", 9), ("3", "9", 3), ("0", "0", 0)]
)
def test_ulwicks_examples(importance: str, satisfaction: str, expected: float) -> None:
    found = score("opportunity", opportunity={"importance": importance, "satisfaction": satisfaction})
    assert (found.value, found.cost, found.score) == (expected, 1.0, expected)


def test_of_the_problems_solved_the_highest_score_counts() -> None:
    found = score("opportunity", WS, solves=["open", "small", "big"])
    assert found.score == 15.0
    assert notes(found.value_terms)["importance"] == "of the problem big"


def test_its_own_counts_before_that_of_a_problem() -> None:
    own = {"importance": "2", "satisfaction": "1"}
    found = score("opportunity", WS, solves=["big"], opportunity=own)
    assert (found.score, notes(found.value_terms)["importance"]) == (3.0, "")


def test_problems_without_numbers_say_nothing() -> None:
    for solves in ([], ["open"], ["nowhere"]):
        assert score("opportunity", WS, solves=solves).missing == ("importance", "satisfaction")


def test_what_carries_it() -> None:
    wants = model("opportunity").wants
    assert wants(made(WS, solves=["big"]))
    assert wants(made(opportunity={"importance": "2", "satisfaction": "1"}))
    assert not wants(made())
