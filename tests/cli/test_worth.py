"""`pm worth`: what a product manager, a spreadsheet and a program get to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm
from tests.conftest import for_each

DATA = Path(__file__).parents[1] / "data" / "northwind"
GOLDEN = Path(__file__).parent / "golden" / "worth"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nteams: {web: {capacity: 9}}\nforecast: {futures: 200}\n"
FEATURES = """
- {id: a, title: Big, effort: 4, rice: {reach: 20..40..80, impact: 1, confidence: 100%}}
- {id: b, title: "Small [bold]thing[/]", effort: 3, rice: {reach: 36, impact: 1, confidence: 100%}}
- {id: c, title: Third, effort: 3, rice: {reach: 30, impact: 1, confidence: 100%}}
"""
EXACT = FEATURES.replace("20..40..80", "40")
SCREENS = {
    "northwind.txt": "worth --width 100",
    "northwind-feature.txt": "worth local-methods --width 100",
    "northwind-flips.txt": "worth --flips --width 100 --top 2",
    "northwind-bets.txt": "worth --bets --width 100 --power 90%",
    "northwind.md": "worth --format markdown",
    "northwind.csv": "worth --format csv --top 5",
    "northwind.json": "worth --format json --top 1",
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*SCREENS[name].split(), at=DATA)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def test_json(pm: Pm, make: Make) -> None:
    document = json.loads(pm("worth", "--format", "json", at=make(FEATURES, HEAD)).out)
    assert (document["kind"], document["unit"], document["bets"]) == ("worth", "person-weeks", [])
    [estimate] = document["estimates"]
    assert {key: estimate[key] for key in ("id", "input", "team")} == {
        "id": "a",
        "input": "rice.reach",
        "team": None,
    }
    assert estimate["sure"] == pytest.approx(0.300052, abs=5e-7)
    assert [(flip["with"], flip["to"]) for flip in estimate["flips"]] == [("c", 3), ("b", 1)]
    assert [round(flip["at"], 9) for flip in estimate["flips"]] == [40.0, 48.0]
    assert document["all"] == pytest.approx(0.3, abs=0.05)


def test_nothing_is_uncertain(pm: Pm, make: Make) -> None:
    """That is a success; so is a feature without a range, whose flips are told."""
    root = make(EXACT, HEAD)
    run = pm("worth", at=root)
    assert (run.code, "nothing here is uncertain: every number is exact" in run.out) == (0, True)
    document = json.loads(pm("worth", "--format", "json", at=root).out)
    assert (document["all"], document["estimates"], document["bets"]) == (0.0, [], [])
    one = json.loads(pm("worth", "a", "--format", "json", at=root).out)
    reach = next(row for row in one["estimates"] if row["input"] == "rice.reach")
    assert (reach["sure"], [flip["with"] for flip in reach["flips"]]) == (None, ["c", "b"])
    assert "no bet" in pm("worth", "--bets", at=make(FEATURES, HEAD)).out


@for_each(
    "line, message",
    [
        ("worth --power 5%", "--power: a test that sees what works in 5 % is no better than chance"),
        ("worth --power much", "--power"),
        ("worth --futures 50", '--futures: found "50", expected 100 to 100,000 futures'),
        ("worth --model moscow", "moscow sorts features into classes: no estimate is behind that order"),
        ("worth nowhere", 'there is no feature "nowhere"'),
    ],
)
def test_what_cannot_be(pm: Pm, line: str, message: str) -> None:
    run = pm(*line.split(), at=DATA)
    assert (run.code, message in run.err) == (2, True)


def test_a_feature_that_is_not_ranked(pm: Pm) -> None:
    run = pm("worth", "exit-study", at=DATA)
    assert (run.code, '"exit-study" is not ranked' in run.err) == (1, True)


def test_without_numpy(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmcli.forecast.find_spec", lambda _: None)
    run = pm("worth", at=make(FEATURES, HEAD))
    assert (run.code, 'the extra "forecast"' in run.err) == (2, True)
