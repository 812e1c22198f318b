"""`pm experiment`: what a product manager, a spreadsheet and a program get to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm, in_terminal
from tests.cli.test_contract import faults
from tests.conftest import for_each

DATA = Path(__file__).parents[1] / "data" / "experiments"
GOLDEN = Path(__file__).parent / "golden" / "experiment"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"
IDS = {
    "worked": "guest-checkout", "planned-and-worked": "address-once", "unclear": "badges",
    "broken": "one-page-first", "too-early": "guest-50", "harmed": "express-first", "three": "three-texts",
    "mean": "related", "planned": "remind-once", "hurts": "ask-more", "no-difference": "green-or-blue",
}  # fmt: skip
"""The experiments of the workspace, by what they are examples of."""
SCREENS = {
    "all.txt": "experiment --width 100",
    "all-60.txt": "experiment --width 60",
    "all.md": "experiment --format markdown",
    "all.csv": "experiment --format csv",
    "all.json": "experiment --format json",
    "all.tsv": "experiment --format plain",
    **{f"{name}.txt": f"experiment {id_} --width 100" for name, id_ in IDS.items()},
    "harmed-60.txt": "experiment express-first --width 60",
    "harmed.md": "experiment express-first --format markdown",
    "three.csv": "experiment three-texts --format csv",
    "three.tsv": "experiment three-texts --format plain",
    "three.json": "experiment three-texts --format json",
    "size.txt": "experiment size --baseline 58% --detect 0.015 --per-week 5200 --width 100",
    "size.md": "experiment size --baseline 58% --detect 0.015 --per-week 5200 --format markdown",
    "size.csv": "experiment size --baseline 58% --detect 0.015 --per-week 5200 --format csv",
    "size.json": "experiment size --baseline 58% --detect 0.015 --per-week 5200 --format json",
    "size-seen.txt": "experiment size --baseline 58% --weeks 2 --per-week 5200 --width 100",
    "size-mean.txt": "experiment size --sd 30.5 --detect 1 --arms 3 --split 40% --per-week 9000 --width 100",
    "size-of-one.txt": "experiment size guest-50 --width 100",
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*SCREENS[name].split(), at=DATA)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def test_every_document_fits_its_schema(pm: Pm) -> None:
    for arguments in ([], *([id_] for id_ in IDS.values())):
        out = pm("experiment", *arguments, "--format", "json", at=DATA).out
        assert faults(out, "experiment") == [], arguments


def test_json_has_what_the_contract_has(pm: Pm) -> None:
    [item] = json.loads(pm("experiment", "guest-checkout", "--format", "json", at=DATA).out)["items"]
    numbers = {
        "control": 0.561, "treatment": 0.590049751244, "difference": 0.0290497512438, "low": 0.00722573,
        "high": 0.0508738, "relative": 0.0517825, "p": 0.0000316628, "better": 0.99998, "splitP": 0.724004,
        "detectable": 0.0196, "shrunk": 0.0195,
    }  # fmt: skip
    assert {key: item[key] for key in numbers} == pytest.approx(numbers, abs=5e-5)
    assert {key: item[key] for key in ("feature", "id", "arm", "verdict", "interval", "sizeNeeded")} == {
        "feature": "guest-checkout", "id": None, "arm": "treatment", "verdict": "works",
        "interval": "always-valid", "sizeNeeded": None,
    }  # fmt: skip


def test_one_that_is_planned_has_no_verdict(pm: Pm) -> None:
    [item] = json.loads(pm("experiment", "remind-once", "--format", "json", at=DATA).out)["items"]
    assert (item["verdict"], item["because"], item["low"], item["state"]) == (None, None, None, "planned")


def test_several_groups_are_items_of_one_experiment(pm: Pm) -> None:
    items = json.loads(pm("experiment", "three-texts", "--format", "json", at=DATA).out)["items"]
    assert [(item["arm"], item["verdict"]) for item in items] == [
        ("pay-now", "works"), ("to-payment", "unclear"), ("swiss-post", "unclear"),
    ]  # fmt: skip


@for_each(
    "arguments, told, hint",
    [
        ("nonsense", 'there is no experiment and no feature "nonsense"', "pm experiment lists them all"),
        ("badgse", "did you mean badges?", ""),
        ("three", "did you mean three-texts?", ""),
        ("guest-50 --top 1", "--top does not go with one experiment", "lists them all"),
        ("guest-50 more", 'pm experiment has no place for "more"', "--help"),
        ("--sd 3", "--sd goes with pm experiment size", "pm experiment size --sd"),
        ("--per-week 3", "--per-week goes with pm experiment size", ""),
        ("size --top 1 --detect 1", "--top does not go with pm experiment size", ""),
        ("size", "needs --detect, or --per-week and --weeks", "a feature called size: --feature size"),
        ("size --detect 0.01", "needs --baseline", "--sd"),
        ("size --detect 0.01 --baseline 58", "expected a share between 0 % and 100 %", "--sd"),
        ("size --detect 0 --baseline 58%", "expected a difference", ""),
        ("size --weeks 3 --baseline 58%", "--weeks needs to know how many come", "--per-week"),
        ("size --detect 1% --baseline 58% --power 2%", "expected more than 5 %", "80%"),
        ("size --detect 1% --baseline 58% --split 100%", "expected more than 0 %", ""),
        ("size --detect 1% --baseline 58% --better x", '--better knows no "x"', ""),
        ("size --detect 1% --sd 0", "--sd", ""),
        ("size nonsense", 'there is no experiment and no feature "nonsense"', ""),
        ("--columns nonsense", 'there is no column "nonsense"', ""),
        ("guest-50 --columns verdict", "this page has no columns", ""),
    ],
)
def test_wrong_usage(pm: Pm, arguments: str, told: str, hint: str) -> None:
    run = pm("experiment", *arguments.split(), at=DATA)
    assert run.code == 2
    assert told in run.err
    assert hint in run.err


@for_each(
    "arguments, answer",
    [
        ("--baseline 58% --detect 0.015", "16,907 in each group\n"),
        ("--baseline 42% --detect 0.02", "9,618 in each group\n"),
        ("--baseline 56% --detect 0.015", "17,123 in each group\n"),
        ("--baseline 58% --detect 1.5% --per-week 5200", "16,907 in each group: 7 weeks"),
        ("--baseline 58% --detect 1.5% --per-week 1e-200", "16,907 in each group: too few come for that"),
        ("--baseline 58% --weeks 2 --per-week 5200", "in 2 weeks 2.7 points or more could be seen"),
        ("--baseline 58% --weeks 4 --per-week 5200", "in 4 weeks 1.9 points or more could be seen"),
        ("--baseline 58% --weeks 8 --per-week 5200", "in 8 weeks 1.4 points or more could be seen"),
        ("--baseline 58% --weeks 1 --per-week 2", "in 1 week nothing could be seen, with 1 in each group"),
        ("--baseline 58% --detect 0.6", "no size will do: a share of 58 % cannot rise by 60 points"),
        ("--baseline 8% --detect 0.1 --better down", "no size will do: a share of 8 % cannot fall by 10 points"),
        ("--sd 1e100 --detect 1e-100", "no size will do: the difference is too small beside the spread"),
    ],
)  # fmt: skip
def test_the_size_that_it_takes(pm: Pm, tmp_path: Path, arguments: str, answer: str) -> None:
    """No workspace is needed for it."""
    run = pm("experiment", "size", *arguments.split(), at=tmp_path)
    assert run.code == 0
    assert run.out.startswith(answer)


def test_a_part_of_the_baseline_is_meant_by_rel(pm: Pm, tmp_path: Path) -> None:
    given = pm("experiment", "size", "--baseline", "58%", "--detect", "rel 5%", at=tmp_path).out
    assert given == pm("experiment", "size", "--baseline", "58%", "--detect", "0.029", at=tmp_path).out
    run = pm("experiment", "size", "--sd", "3", "--detect", "rel 5%", at=tmp_path)
    assert (run.code, "add --baseline 58%" in run.err) == (2, True)


SIZE = """
- {id: size, title: The size of things, experiments: [{hypothesis: Larger is better, metric: sales}]}
"""


def test_a_feature_called_size_can_be_reached(pm: Pm, make: Make) -> None:
    root = make(SIZE, HEAD)
    assert pm("experiment", "--feature", "size", at=root).out.startswith("Larger is better · sales")
    assert "--feature size" in pm("experiment", "size", at=root).err


def test_an_id_that_two_have_means_one_only_where_the_other_is_left_out(pm: Pm, make: Make) -> None:
    twice = "experiments: [{id: x, hypothesis: H}]"
    root = make(f"- {{id: a, title: A, {twice}}}\n- {{id: b, title: B, {twice}}}\n", HEAD)
    run = pm("experiment", "x", at=root)
    assert (run.code, "PM808" in run.err) == (1, True)
    run = pm("experiment", "x", "--partial", at=root)
    assert (run.code, "left out: b" in run.out) == (0, True)


def test_experiments_of_one_feature_stand_below_one_another(pm: Pm, make: Make) -> None:
    both = "{id: x, hypothesis: First}, {hypothesis: Second}"
    root = make(f"- {{id: a, title: Title, experiments: [{both}]}}\n", HEAD)
    page = pm("experiment", "a", "--format", "markdown", at=root).out
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        "# Title",
        "## First",
        "## Second",
    ]
    run = pm("experiment", "size", "a", "--detect", "1%", at=root)
    assert (run.code, "name one of them: x, Second" in run.err) == (2, True)


def test_an_empty_backlog_says_what_to_do(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n", HEAD)
    run = pm("experiment", at=root)
    assert (run.code, run.out.splitlines()[0]) == (0, "Shop: no experiments yet")
    assert "pm experiment size" in run.out
    assert json.loads(pm("experiment", "--format", "json", at=root).out)["items"] == []
    run = pm("experiment", "a", at=root)
    assert (run.code, run.err) == (0, "")
    assert "no experiments yet" in run.out
    assert "pm set a 'experiments+={" in run.out
    run = pm("experiment", "size", "a", at=root)
    assert (run.code, '"a" has no experiments' in run.err) == (2, True)


def test_rows_can_be_hidden(pm: Pm) -> None:
    out = pm("experiment", "--where", "theme=conversion", "--columns", "experiment,verdict", at=DATA).out
    assert "address-once" in out
    assert "badges" not in out
    assert "no experiments among these" in pm("experiment", "--where", "theme=none", at=DATA).out
    items = json.loads(
        pm("experiment", "--top", "1", "--columns", "verdict", "--format", "json", at=DATA).out
    )
    assert items["items"] == [{"feature": "long-form", "id": "ask-more", "verdict": "hurts"}]


def test_today_is_what_it_is_told(pm: Pm) -> None:
    """What is to be done, and the speed, are as of that day."""
    early, late = (
        pm("experiment", "guest-50", "--today", day, at=DATA).out for day in ("2026-10-01", "2026-10-26")
    )
    assert "read it on 2026-10-26" in early
    assert "decide, or go on: 8,907 more in each group; its day was 2026-10-26" in late
    assert "4 weeks at the present speed, until 2026-10-27" in early
    assert "8 weeks at the present speed" in late


HOSTILE = """
- id: a
  title: "[bold]A[/]"
  experiments:
    - id: x
      hypothesis: "[red]He\\e[31mllo[/] <script>alert(1)</script> | `code` # x"
      metric: "m | n"
      size: 100000000
      detect: 1e-9
      control: {n: 1, conversions: 1}
      treatments: {b: {n: 1, conversions: 0}, c: {n: 999999999999, conversions: 5}}
      guardrails: [{metric: "g | [b]", control: {n: 3, conversions: 3}}]
      decided: {ship: true, because: "[link=x]y[/]", by: "<b>"}
    - {id: empty, hypothesis: E, control: {n: 0, conversions: 0}, treatment: {n: 0, conversions: 0}}
    - {id: more, hypothesis: M, control: {n: 3, conversions: 9}, treatment: {n: 3, conversions: 1}}
    - {id: alone, hypothesis: O, control: {n: 3, mean: 1e150, sd: 0}, treatment: {n: 3, mean: -1e150, sd: 0}}
    - {id: huge, hypothesis: H, detect: 1e150, control: {n: 9, mean: 1e150, sd: 1e150}, treatment: {n: 9, mean: -1e150, sd: 1}}
    - {id: none, hypothesis: N, control: {n: 5, conversions: 0}, treatment: {n: 5, conversions: 0}}
    - {id: first, hypothesis: F, status: done}
    - {id: soon, hypothesis: S, start: 0001-01-01, end: 9999-12-31, size: 1, baseline: 0%, detect: 1}
"""


@pytest.mark.parametrize("name", ["", "x", "empty", "more", "alone", "huge", "none", "first", "soon", "a"])
def test_whatever_stands_there_is_shown_as_it_is(pm: Pm, make: Make, name: str) -> None:
    root = make(HOSTILE, HEAD)
    for format_ in ("table", "plain", "csv", "json", "markdown"):
        for width in ("20", "100"):
            run = pm("experiment", *filter(None, [name]), "--format", format_, "--width", width, at=root)
            assert (run.code, run.err) == (0, ""), (format_, run.err)
            assert "\x1b" not in run.out
            if format_ == "json":
                assert faults(run.out, "experiment") == []
    for arguments in (["show", "a"], ["explain", "a"]):
        assert pm(*arguments, at=root).code == 0


def test_numbers_that_cannot_be_are_told(pm: Pm, make: Make) -> None:
    root = make(HOSTILE, HEAD)
    for name in ("empty", "more"):
        assert "its numbers cannot be read" in pm("experiment", name, at=root).out
    assert "mend its numbers: pm check" in pm("experiment", "--width", "300", at=root).out


def test_a_feature_tells_of_its_experiments(pm: Pm) -> None:
    said = "Guests finish more often (completion_rate): works, +2.9 points (0.7 to 5.1)"
    for arguments in ("show guest-checkout", "explain guest-checkout", "export brief guest-checkout"):
        assert said in pm(*arguments.split(), at=DATA).out.replace("\\_", "_"), arguments


def test_only_a_broken_verdict_is_coloured(pm: Pm) -> None:
    """Nothing else is to be looked at there."""
    out = pm("experiment", "one-page-first", "--color", "always", "--width", "100", at=DATA).out
    red = [line for line in out.splitlines() if "\x1b[31m" in line]
    assert len(red) == 1
    assert "broken" in red[0]
    assert "\x1b[32m" not in out


def test_a_terminal_that_can_do_little(pm: Pm) -> None:
    code, shown = in_terminal("experiment", "badges", at=DATA, columns=80, variables={"TERM": "dumb"})
    assert code == 0
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
