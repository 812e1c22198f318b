from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from pmcli.model.decision import Decision, in_force

TODAY = date(2026, 10, 1)


def decision(verdict: str, **more: Any) -> Decision:
    return Decision.model_validate({"verdict": verdict, **more})


def test_the_latest_counts_whatever_its_place() -> None:
    first = decision("first", on="2026-09-02")
    park = decision("park", on="2026-08-01")
    assert in_force([first, park], TODAY) == first


def test_of_one_day_the_last_listed_counts() -> None:
    assert in_force(
        [decision("first", on="2026-09-02"), decision("park", on="2026-09-02")], TODAY
    ) == decision("park", on="2026-09-02")


def test_a_dated_one_counts_before_an_undated() -> None:
    dated = decision("park", on="2020-01-01")
    assert in_force([dated, decision("first")], TODAY) == dated


@pytest.mark.parametrize(("until", "acts"), [("2026-09-30", False), ("2026-10-01", True)])
def test_it_acts_through_its_last_day(until: str, acts: bool) -> None:
    assert (in_force([decision("first", until=until)], TODAY) is not None) is acts


def test_an_expired_one_gives_way_to_an_older() -> None:
    older = decision("first", on="2026-01-01")
    assert in_force([older, decision("park", on="2026-02-01", until="2026-03-01")], TODAY) == older


def test_none_is_none() -> None:
    assert in_force([], TODAY) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"verdict": "pin"}, 'a decision "pin" needs "period"'),
        ({"verdict": "before"}, 'a decision "before" needs "feature"'),
        ({"verdict": "park", "period": "2027-Q1"}, '"period" belongs to the verdict "pin"'),
        (
            {"verdict": "pin", "period": "2027-Q1", "feature": "x"},
            '"feature" belongs to the verdict "before"',
        ),
        ({"verdict": "pni", "period": "2027-Q1"}, 'found "pni"'),
    ],
)
def test_incomplete_ones_are_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Decision.model_validate(given)
