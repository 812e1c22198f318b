"""`pm rank --models`: what other methods would say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pmcli import load
from pmcli.planning import plan
from tests.cli.conftest import ROOT, Make, Pm
from tests.conftest import for_each

DATA = Path(__file__).parent.parent / "data"
NORTHWIND = DATA / "northwind"
GOLDEN = Path(__file__).parent / "golden" / "models"
SCREENS = {
    "three-100.txt": "--models rice,wsjf,cd3 --width 100",
    "two-60.txt": "--models wsjf,rice --width 60 --top 5 --where team=web",
    "classes-80.txt": "--models rice,moscow,kano --by score --width 80 --top 3",
    "line-80.txt": "--models rice,wsjf,cd3 --line --width 80",
    "all-80.txt": "--models all --width 80 --top 2",
    "three.md": "--models rice,wsjf,cd3 --top 5 --format markdown",
    "three.csv": "--models rice,wsjf,cd3 --format csv",
}
"""The options by the names of their golden files."""


@for_each("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm("rank", *SCREENS[name].split(), at=NORTHWIND)
    golden(GOLDEN / name, run.out + run.err)
    if "--width" in SCREENS[name]:
        width = int(SCREENS[name].partition("--width ")[2].split()[0])
        assert max(map(len, run.out.splitlines())) <= width


@for_each(
    "options, fault, hint",
    [
        ("rice,wsfj", 'there is no model "wsfj"; did you mean "wsjf"?', ""),
        (
            "rice",
            "two methods or more are compared: found rice alone",
            "pm rank --model rice, or --models rice,wsjf compares two",
        ),
        (",", "no method is named that could be compared", "--models rice,wsjf compares two"),
        ("rice,RICE", '"rice" is named twice', "name each method once"),
        ("rice,wsjf --model ice", "--model does not go with --models", "leave one of them out"),
        ("rice,wsjf --columns id", "--columns does not go with --models", "leave --columns out"),
        ("rice,wsjf --format xlsx", "--models does not go with a workbook", "write one of table"),
    ],
)
def test_what_cannot_be_compared(pm: Pm, options: str, fault: str, hint: str) -> None:
    run = pm("rank", "--models", *options.split(), at=NORTHWIND)
    assert run.code == 2
    assert fault in run.err
    assert hint in run.err


def test_where_no_other_method_has_inputs_all_says_so(pm: Pm) -> None:
    run = pm("rank", "--models", "all", at=DATA / "clinic")
    fault, hint = run.err.splitlines()
    assert (run.code, fault) == (2, "error: features have inputs of rice alone: there is nothing to compare")
    for word in (
        "triage --model NAME",
        "ice needs impact, confidence and ease; wsjf needs",
        "cd3 needs cost_of_delay;",
    ):
        assert word in hint, word
    assert "rice needs" not in hint


def test_many_methods_stay_a_table_of_places_and_that_comes_first(pm: Pm) -> None:
    lines = pm("rank", "--models", "all", "--width", "80", at=NORTHWIND).out.splitlines()
    heads = ["The places by each", "Where they fight", "How far they agree"]
    assert [line for line in lines if line in heads] == heads
    assert [line.split() for line in lines if line.startswith("Address book ")] == [
        ["Address", "book", "2", "4", "9", "3", "3", "10"], ["Address", "book", "5", "8", "3", "2", "30", "%"],
    ]  # fmt: skip
    assert not any(line.startswith("not shown") for line in lines)


def test_hidden_rows_change_no_number(pm: Pm) -> None:
    whole, part = (
        json.loads(pm("rank", "--models", "rice,wsjf", "--format", "json", *more, at=NORTHWIND).out)
        for more in ((), ("--where", "team=web", "--top", "3"))
    )
    items = {item["id"]: item for item in whole["items"]}
    assert len(part["items"]) == 3
    assert all(item == items[item["id"]] for item in part["items"])
    assert part["agreements"] == whole["agreements"]
    assert {fight["id"] for fight in part["fights"]} <= {*items} - {"double-charge"}


def test_the_first_method_gives_the_order_and_all_begins_with_the_usual_one(pm: Pm) -> None:
    def names(models: str) -> list[str]:
        run = pm("rank", "--models", models, "--format", "csv", "--top", "1", at=NORTHWIND)
        header, first = run.out.splitlines()
        assert first.split(",")[2] == "1"
        return [name.removeprefix("rank_") for name in header.split(",")[2:-1]]

    assert names("wsjf, rice") == ["wsjf", "rice"]
    every = ["ice", "cd3", "weighted", "opportunity", "value_effort", "kano", "moscow", "growth"]
    assert names("all") == ["rice", every[0], "wsjf", *every[1:]]
    assert names("wsjf,all") == ["wsjf", "rice", *every]


def test_the_line_tells_what_each_method_would_plan(pm: Pm) -> None:
    run = pm("rank", "--models", "rice,wsjf", "--line", "--format", "json", at=NORTHWIND)
    placed = plan(load(NORTHWIND).backlog, "wsjf", stance="afresh", propose=False).placements
    assert {placement.id: str(placement.period) for placement in placed} == {
        item["id"]: one["period"]
        for item in json.loads(run.out)["items"]
        for one in item["planned"]
        if one["model"] == "wsjf"
    }


def test_without_teams_nothing_has_room(pm: Pm) -> None:
    run = pm("rank", "--models", "rice,moscow", "--line", at=ROOT / "examples" / "minimal")
    assert "Nothing: pm.yaml names no teams, and so no room." in run.out
    assert "moscow ranks nothing here: moscow needs moscow" in run.out


def test_an_empty_backlog_is_an_answer(pm: Pm, make: Make) -> None:
    run = pm("rank", "--models", "all", at=make("", "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"))
    assert run.code == 0
