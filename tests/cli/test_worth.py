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
    "northwind-study.txt": "worth exit-study --width 100",
    "northwind-narrow.txt": "worth --width 60 --futures 200",
    "northwind-wsjf.txt": "worth --width 100 --model wsjf",
    "northwind-ice.txt": "worth --width 100 --model ice",
    "northwind.md": "worth --format markdown --futures 200",
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


def test_narrow_tables_stay_tables_and_sizes_are_told_in_numbers(pm: Pm, make: Make) -> None:
    long, rice = "no-surprises-act-good-faith-estimates", "rice: {reach: 40, impact: 1, confidence: 60%}"
    features = f"""
- {{id: {long}, title: A, effort: {{web: XL}}, questions: [works], {rice}}}
- {{id: study, title: Study, type: research, effort: {{web: XL}}, questions: [works]}}
- {{id: card-on-file, title: B, effort: {{web: 13}}, {rice}}}
"""
    at = make(features, HEAD + "sizes: {XL: 9..20}\n")
    for command, heads in (("worth", ("bet ", "estimate ")), ("worth --flips", ("estimate ",))):
        lines = pm(*command.split(), "--width", "80", at=at).out.splitlines()
        for head in heads:
            line = next(line for line in lines if line.startswith(head))
            assert line.endswith(("decide", "changes places at", "there it"))
    page = " ".join(pm("worth", "--width", "110", at=at).out.split())
    assert f"{long} effort, web 9..20" in page
    assert f"study asks whether {long} works and takes 9..20 pw" in page


def test_nothing_is_uncertain(pm: Pm, make: Make) -> None:
    """That is a success, where exact numbers are meant; so is a feature without a range, whose flips are told."""
    root = make(EXACT, HEAD.replace("{futures: 200}", "{futures: 200, assume: exact}"))
    run = pm("worth", at=root)
    assert (run.code, "nothing here is uncertain: every number is exact" in run.out) == (0, True)
    document = json.loads(pm("worth", "--format", "json", at=root).out)
    assert (document["all"], document["estimates"], document["bets"]) == (0.0, [], [])
    one = json.loads(pm("worth", "a", "--format", "json", at=root).out)
    reach = next(row for row in one["estimates"] if row["input"] == "rice.reach")
    assert (reach["sure"], [flip["with"] for flip in reach["flips"]]) == (None, ["c", "b"])


NOT_SURE = EXACT.replace("confidence: 100%", "confidence: 50%", 1)
ONE_RANGE = FEATURES.replace("confidence: 100%", "confidence: 50%", 1)


@for_each(
    "features, options, told, not_told",
    [
        (EXACT, "", "no number has a range, so nothing can be said of estimates: 9 numbers", "is uncertain"),
        (EXACT, "", "no bets: every confidence is 100 %", "worth: the most"),
        (EXACT, "--flips", "pm worth ID shows where a number without a range flips", "of 3 places"),
        (EXACT, "--bets", "no bets: every confidence is 100 %", "is uncertain"),
        (NOT_SURE, "", "9 numbers are taken as exact", "held up"),
        (NOT_SURE, "--model wsjf", "wsjf ranks nothing yet", "is uncertain"),
        ("[]", "", "rice ranks nothing yet, so there is nothing to find out", "no bets"),
        (FEATURES, "", "1 of 9 numbers has a range: it is worth 0.3 pw", "held up"),
        (ONE_RANGE, "--where id=c", "no bet and no range among these", "places at"),
    ],
)
def test_what_is_not_known_is_said(
    pm: Pm, make: Make, features: str, options: str, told: str, not_told: str
) -> None:
    """Numbers without a range are not called certain, and bets hold nothing up where that is not shown."""
    run = pm("worth", *options.split(), at=make(features, HEAD))
    assert run.code == 0
    text = " ".join(run.out.split())
    assert (told in text, not_told in text) == (True, False)


STUDIES = """
- {id: look, title: Look, type: research, effort: EFFORT, questions: [does a work]}
- {id: a, title: Big, effort: 4, rice: {reach: 60, impact: 1, confidence: 50%}, questions: [does a work]}
- {id: b, title: Small, effort: 3, rice: {reach: 36, impact: 1, confidence: 100%}}
- {id: c, title: Third, effort: 3, rice: {reach: 30, impact: 1, confidence: 100%}}
"""


@for_each(
    "effort, says",
    [
        ("0.3", "no more than a test is worth (0.3 pw), so it pays"),
        (
            "0.4",
            "between what a test (0.3 pw) and a sure answer (0.5 pw) is worth; it pays only if its answer",
        ),
        ("0.6", "more than even a sure answer is worth (0.5 pw)"),
    ],
)
def test_a_study_is_a_test(pm: Pm, make: Make, effort: str, says: str) -> None:
    """What research takes is compared with what a test is worth: 0.33 here, a sure answer 0.5."""
    root = make(STUDIES.replace("EFFORT", effort), HEAD)
    for line in ("worth", "worth a", "worth --bets", "worth look"):
        text = " ".join(pm(*line.split(), at=root).out.split())
        assert f"look asks whether a works and takes {effort} pw: {says}" in text
    document = json.loads(pm("worth", "look", "--format", "json", at=root).out)
    assert ([bet["id"] for bet in document["bets"]], document["estimates"]) == (["a"], [])
    assert "bet,a,rice.confidence,,0.5," in pm("worth", "look", "--format", "csv", at=root).out


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
    run = pm("worth", "loyalty", at=DATA)
    assert (run.code, '"loyalty" is not ranked' in run.err) == (1, True)


def test_without_numpy(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmcli.forecast.find_spec", lambda _: None)
    run = pm("worth", at=make(FEATURES, HEAD))
    assert (run.code, 'the extra "forecast"' in run.err) == (2, True)
