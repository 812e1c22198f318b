from __future__ import annotations

import pytest

from tests.scoring.making import notes, score, workspace


def test_the_ice_cream_stand_of_black_swan_farming() -> None:
    spoon = score("cd3", cd3={"cost_of_delay": "10", "duration": "2"})
    machine = score("cd3", cd3={"cost_of_delay": "30", "duration": "4"})
    assert (spoon.score, machine.score) == (5.0, 7.5)
    assert earned([(10, 2), (30, 4)], weeks=6) == 40
    assert earned([(30, 4), (10, 2)], weeks=6) == 60


def earned(jobs: list[tuple[int, int]], weeks: int) -> int:
    """What jobs done one after the other add; the stand itself sells 10 a week: 100 and 120 in all."""
    done, total = 0, 0
    for worth, duration in jobs:
        done += duration
        total += worth * (weeks - done)
    return total


@pytest.mark.parametrize(
    ("unit", "effort", "weeks"),
    [
        ("person-weeks", "3", 3.0),
        ("person-days", "3", 0.6),
        ("person-months", "3", 13.0),
        ("person-days", "7", 1.4),
    ],
)
def test_the_effort_in_weeks_stands_in_for_the_duration(unit: str, effort: str, weeks: float) -> None:
    found = score("cd3", workspace(effort_unit=unit), cd3={"cost_of_delay": "12"}, effort=effort)
    assert (found.cost, found.score) == (weeks, 12 / weeks)
    assert found.assumed == ("duration",)
    assert notes(found.cost_terms)["duration"] == f"assumed: {effort} {unit}, one person"


def test_points_are_no_weeks() -> None:
    found = score("cd3", workspace(effort_unit="points"), cd3={"cost_of_delay": "12"}, effort="3")
    assert (found.value, found.cost, found.score) == (12.0, None, None)
    assert found.missing == ("duration",)


def test_a_duration_given_is_not_assumed() -> None:
    found = score("cd3", cd3={"cost_of_delay": "8k..12k", "duration": "4"}, effort="99")
    assert (found.cost, found.assumed) == (4.0, ())
    assert notes(found.value_terms)["cost_of_delay"] == "8k..12k, mean 9,873"


def test_neither_duration_nor_effort() -> None:
    assert score("cd3", effort="3").missing == ("cost_of_delay",)
    assert score("cd3").missing == ("cost_of_delay", "duration or effort")
    assert score("cd3", cd3={"cost_of_delay": "1", "duration": "0"}).fault == "the cost is 0"
