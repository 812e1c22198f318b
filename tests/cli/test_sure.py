"""`pm sure` and `pm rank --sure`: what a product manager, a script and CI get to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm

DATA = Path(__file__).parents[1] / "data" / "northwind"
GOLDEN = Path(__file__).parent / "golden" / "sure"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nforecast: {assume: exact, futures: 200}\n"
FEATURES = """
- {id: a, title: Big, effort: 4, rice: {reach: 60..90..135, impact: 1, confidence: 100%}}
- {id: b, title: "Small [bold]thing[/]", effort: 4, rice: {reach: 80, impact: 1, confidence: 100%}}
"""
SCREENS = {
    "northwind.txt": "sure --width 100",
    "northwind-60.txt": "sure --width 60 --first 8 --top 12",
    "northwind-skeptical.txt": "sure --width 100 --skeptical --top 12",
    "northwind.md": "sure --format markdown",
    "northwind.csv": "sure --format csv",
    "northwind-rank.txt": "rank --sure --width 100 --top 12",
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*SCREENS[name].split(), at=DATA)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def test_json(pm: Pm, make: Make) -> None:
    run = pm("sure", "--format", "json", "--first", "1", at=make(FEATURES, HEAD))
    document = json.loads(run.out)
    first = document["items"][0]
    assert {key: first[key] for key in ("rank", "id", "low", "median", "high", "band", "waitsForPrevious")} == {
        "rank": 1, "id": "a", "low": 1, "median": 1, "high": 2, "band": 1, "waitsForPrevious": False,
    }  # fmt: skip
    assert first["first"] == [{"places": 1, "odds": 0.69}]
    assert (document["kind"], document["futures"], document["bands"]) == ("sureness", 200, [["a", "b"]])
    assert document["neighbours"] == {"free": 1, "apart": 0, "bound": 0, "apartIfExact": None}
    assert (document["delivers"], first["centralWeights"], first["shrunk"]) == (None, None, None)


@pytest.mark.parametrize(
    ("assume", "told"),
    [
        (
            "{effort: 0.5..1..1.5}",
            "5 numbers have no range and are taken at ÷2 to ×2 (values) and ÷2 to ×1.5",
        ),
        ("{value: exact}", "2 numbers have no range and are taken at ÷2 to ×2;"),
        ("{effort: exact, value: 0.5..1..1.5}", "3 numbers have no range and are taken at ÷2 to ×1.5;"),
    ],
)
def test_what_plain_numbers_are_taken_at(pm: Pm, make: Make, assume: str, told: str) -> None:
    root = make(FEATURES, HEAD.replace("assume: exact", f"assume: {assume}"))
    assert told in " ".join(pm("sure", "--width", "200", at=root).out.split())


def test_the_gate_tells_who_is_not_sure_enough(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    assert pm("sure", "--first", "1", "--at-least", "60%", at=root).code == 0
    run = pm("sure", "--first", "1", "--at-least", "70%", at=root)
    assert run.code == 1
    assert "among the first 1 with less than 70 %: a 69 %" in run.err


def test_rank_says_nothing_of_it_unless_asked(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    plain, asked = pm("rank", at=root).out, pm("rank", "--sure", at=root).out
    assert "a tie" in asked
    assert "tie" not in plain
    documents = [json.loads(pm("rank", *more, "--format", "json", at=root).out) for more in ((), ("--sure",))]
    assert [item.pop("sure")["band"] for item in documents[1]["items"]] == [1, 1]
    assert documents[0] == documents[1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sure --futures 50", '--futures: found "50", expected 100 to 100,000 futures'),
        ("sure --first 0", '--first: found "0"'),
        ("sure --at-least 120%", "--at-least"),
        ("sure --weights some", '--weights knows no "some"'),
        ("sure --weights any", "rice has no weights to draw"),
        ("sure --calibrated", "calibrating needs 5 deliveries"),
        ("rank --sure --by score", "--sure does not go with --by score"),
        ("rank --sure --models rice,wsjf", "--sure does not go with --models"),
    ],
)
def test_what_cannot_be_asked(pm: Pm, make: Make, line: str, message: str) -> None:
    run = pm(*line.split(), at=make(FEATURES, HEAD))
    assert (run.code, run.out) == (2, "")
    assert message in run.err


@pytest.mark.parametrize("line", ["sure", "rank --sure"])
def test_without_the_extra_it_says_how_to_get_it(
    pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("pmcli.forecast.find_spec", lambda _: None)
    run = pm(*line.split(), at=make(FEATURES, HEAD))
    assert (run.code, run.out) == (2, "")
    assert 'pip install "pm-backlog[forecast]"' in run.err


def test_an_empty_backlog_is_an_answer(pm: Pm, make: Make) -> None:
    run = pm("sure", at=make("", HEAD))
    assert run.code == 0


def test_a_bracket_is_drawn_of_ascii_too(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmcli.cli.streams.has_unicode", lambda *_: False)
    out = pm("sure", at=make(FEATURES, HEAD)).out
    first, second = (
        line.split("%")[-1].strip() for line in out.splitlines() if line.startswith(("1  ", "2  "))
    )
    assert (first, second) == ("\\ a tie", "/")
    assert out.isascii()


WEIGHTED = """scoring:
  model: weighted
  weighted: {criteria: {user_impact: 50, feasibility: 50}}
"""


def test_the_weights_that_put_a_feature_first_are_told(pm: Pm, make: Make) -> None:
    rated = (
        "- {id: a, title: A, weighted: {user_impact: 5, feasibility: 1}}\n"
        "- {id: b, title: B, weighted: {user_impact: 1, feasibility: 1}}\n"
    )
    root = make(rated, HEAD + WEIGHTED)
    lines = pm("sure", "--weights", "any", "--futures", "1000", "--width", "160", at=root).out.splitlines()
    assert "first, on average, with" in lines[2]
    assert "feasibility 50 %, user_impact 50 %      > 95 %" in lines[4]
    assert "%" not in lines[5].partition("< 5 %")[2].replace("> 95 %", "")
    assert "first, on average, with" not in pm("sure", "--width", "160", at=root).out


@pytest.mark.parametrize(
    "line", ["sure", "odds", "odds --promises", "worth", "worth --bets", "what-if --drop b --search fast"]
)
def test_what_a_partial_answer_leaves_out_is_told(pm: Pm, make: Make, line: str) -> None:
    head = f"{HEAD}teams: {{web: {{capacity: 11}}}}\n"
    root = make(FEATURES, head, broken="title: Broken\neffort: {web: 9..3}\n")
    assert pm(*line.split(), at=root).code == 1
    for more in ((), ("--format", "markdown")):
        assert "broken" in pm(*line.split(), "--partial", *more, at=root).out
    document = json.loads(pm(*line.split(), "--partial", "--format", "json", at=root).out)
    assert [left["id"] for left in document["leftOut"]] == ["broken"]
    assert "9..3" in document["leftOut"][0]["reason"]
