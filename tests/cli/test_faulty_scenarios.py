"""Scenarios that cannot be answered, or change nothing: told at their places, and the others are answered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pmcli.cli import scenario_plans, what_if
from pmcli.cli.asked_scenarios import MOST_UNNAMED
from pmcli.editing.scenario import changed
from tests.cli.conftest import Make, Pm
from tests.conftest import for_each

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 3}
teams: {web: {capacity: 6}, api: {capacity: 3}}
scenarios:
"""
FEATURES = """\
- {id: a, title: A, effort: {web: 2}, rice: {reach: 900, impact: high, confidence: 50%}}
- {id: both, title: Both, effort: {web: 1, api: 1}, rice: {reach: 300, impact: high, confidence: 50%}}
- {id: whose, title: Whose, effort: 2}
- {id: old, title: Old, status: shipped, shipped: 2026-01-31}
- {id: no, title: No, status: parked, effort: {web: 2}}
- {id: group, title: Group}
- {id: part, title: Part, parent: group, effort: {api: 1}, rice: {reach: 100, impact: high, confidence: 50%}}
"""
FAST = ("--search", "fast")


def scenarios(make: Make, *lines: str) -> Path:
    return make(FEATURES, HEAD + "".join(f"  {line}\n" for line in lines))


@for_each(
    "change, column, said",
    [
        (
            "{effort: {old: x2}}",
            18,
            '"old" has no effort to multiply (write an estimate instead of a factor)',
        ),
        ("{effort: {group: x2}}", 18, '"group" has no effort of its own (name the features below it)'),
        ("{effort: {group: {web: 2}}}", 18, '"group" has no effort of its own'),
        ("{effort: {both: 5}}", 18, 'the effort of "both" is of several teams'),
        ("{effort: {a: {api: x2}}}", 22, '"a" has no effort of the team "api" to multiply'),
        ("{effort: {whose: {web: 2}}}", 18, 'nobody knows whose the effort of "whose" is'),
        ("{drop: [nowhere]}", 16, 'there is no feature "nowhere"'),
    ],
)
def test_an_effort_that_cannot_be_is_found_where_it_stands(
    change: str, column: int, said: str, pm: Pm, make: Make
) -> None:
    root = scenarios(make, f"bad: {change}", "good: {drop: [a]}")
    [row] = [row for row in pm("check", "--format", "concise", at=root).out.splitlines() if "PM606" in row]
    assert row.startswith(f"pm.yaml:6:{column}: error PM606 {said}")
    place = f" --> pm.yaml:6:{column}\n"
    for words in (("rank", "--scenario", "bad"), ("what-if", "good", "bad", *FAST)):
        run = pm(*words, at=root)
        assert (run.code, run.out) == (1, "")
        assert place in run.err
        assert 'scenario "bad" has errors' in run.err
    run = pm("what-if", *FAST, "--format", "json", at=root)
    answer = json.loads(run.out)
    assert (run.code, place in run.err) == (1, True)
    assert [row["name"] for row in answer["scenarios"]] == ["base", "good"]
    assert answer["notes"][0] == "not answered, for errors that pm check tells: bad"


def test_one_that_cannot_be_read_is_no_unknown_one(pm: Pm, make: Make) -> None:
    root = scenarios(make, "bad: []", "good: {drop: [a]}")
    for words in (("rank", "--scenario", "bad"), ("what-if", "bad"), ("what-if", "--partial", "bad")):
        run = pm(*words, at=root)
        assert (run.code, run.out) == (1, ""), words
        assert " --> pm.yaml:6:8\n" in run.err
    run = pm("what-if", "--partial", *FAST, at=root)
    assert (run.code, "not answered, for errors that pm check tells: bad" in run.out) == (1, True)
    assert pm("rank", "--scenario", "bda", "--partial", at=root).code == 2


def test_all_have_errors(pm: Pm, make: Make) -> None:
    run = pm("what-if", at=scenarios(make, "bad: {drop: [nope]}"))
    assert (run.code, run.out) == (1, "")
    assert "every scenario has errors" in run.err


def test_one_that_brings_errors_stops_no_other(pm: Pm, make: Make) -> None:
    root = scenarios(make, "bad: {effort: {huge: x1e6}}", "good: {drop: [a]}")
    with (root / "features" / "all.yaml").open("a") as file:
        file.write("- {id: huge, title: Huge, effort: {web: 1e149}}\n")
    run = pm("what-if", *FAST, "--format", "json", at=root)
    assert [row["name"] for row in json.loads(run.out)["scenarios"]] == ["base", "good"]
    assert (run.code, 'scenario "bad" brings 1 error' in run.err) == (1, True)
    assert pm("what-if", "good", "bad", *FAST, at=root).code == 1


@for_each(
    "change, told",
    [
        ("{drop: [old]}", ["without old changes nothing: it is shipped"]),
        ("{value: {no: x2}}", ["the value of no changes nothing: it is parked"]),
        ("{drop: [a], effort: {a: x2}, value: {a: x2}}", [
            "the effort of a changes nothing: it is dropped here",
            "the value of a changes nothing: it is dropped here",
        ]),
        ("{capacity: {web: 9}, from: 2029-Q1}", ["the capacity changes nothing: it is after the last period planned"]),
    ],
)  # fmt: skip
def test_what_changes_nothing_says_why(change: str, told: list[str], pm: Pm, make: Make) -> None:
    run = pm("what-if", *FAST, "--format", "json", at=scenarios(make, f"x: {change}"))
    assert run.code == 0
    assert json.loads(run.out)["notes"] == [f"x: {one}" for one in told]


@for_each(
    "words, said",
    [
        (("--capacity", "web=1", "--capacity", "web=2"), '--capacity: "web" is named twice'),
        (("--effort", "a=x2", "--effort", "A=x3"), '--effort: "a" is named twice'),
        (("--drop", "a", "--drop", "a"), '--drop: "a" is named twice'),
        (("--add", "web=1", "--add", "web=1"), '--add: "web" is named twice'),
        (("--effort", "a=x1e20"), "expected a factor from x0.000001 to x1000000"),
    ],
)
def test_a_flag_says_nothing_twice(words: tuple[str, ...], said: str, pm: Pm, make: Make) -> None:
    run = pm("what-if", *words, at=scenarios(make, "x: {drop: [a]}"))
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_of_very_many_some_must_be_named(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = scenarios(make, *(f"s{number}: {{drop: [a]}}" for number in range(MOST_UNNAMED + 1)))
    run = pm("what-if", at=root)
    assert (run.code, run.out) == (2, "")
    assert f"pm.yaml has {MOST_UNNAMED + 1} scenarios" in run.err
    assert "pm what-if s0 s1" in run.err
    assert len(pm("rank", "--scenario", "zzzzz", at=root).err) < 400

    def interrupted(*given: Any) -> Any:
        if given[1] == "s1":
            raise KeyboardInterrupt
        return changed(*given)

    monkeypatch.setattr(scenario_plans, "changed", interrupted)
    run = pm("what-if", *(f"s{number}" for number in range(MOST_UNNAMED)), *FAST, at=root)
    assert run.code == 130
    assert "s0" in run.out
    assert "stopped: s1, s2, s3, s4, s5 and 44 more not planned" in run.out


def test_stopped_while_odds_are_drawn_the_plans_are_told(
    pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numpy")

    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(what_if, "_with_odds", interrupted)
    run = pm("what-if", "--odds", *FAST, "--format", "json", at=scenarios(make, "x: {drop: [a]}"))
    answer = json.loads(run.out)
    assert (run.code, answer["stopped"]) == (130, "interrupted")
    assert [row["placed"] for row in answer["scenarios"]] == [3, 2]


def test_an_empty_backlog_is_no_mistake(pm: Pm, make: Make) -> None:
    root = make("", "pm: 1\nproduct: Shop\n")
    run = pm("what-if", at=root)
    assert (run.code, run.out) == (0, "Shop: what if\n\nno features yet: there is nothing to compare\n")
    assert "pm new" in run.err
    answer = json.loads(pm("what-if", "--format", "json", at=root).out)
    assert answer["notes"] == ["no features yet: there is nothing to compare"]
    assert pm("what-if", "--drop", "a", at=root).code == 2
    shutil.rmtree(root)
    assert pm("what-if", at=make("- {id: a, title: A, effort: 1}\n", "pm: 1\nproduct: Shop\n")).code == 2
