"""`pm odds`: what a product manager, a script and CI get to see."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm

DATA = Path(__file__).parents[1] / "data" / "northwind"
GOLDEN = Path(__file__).parent / "golden" / "odds"
HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 2}\nteams: {web: {capacity: 11}}\n"
    "forecast: {assume: exact, futures: 1000}\n"
)
FEATURES = """
- {id: a, title: A, effort: 3.355..5..6.645, rice: {reach: 90, impact: high, confidence: 80%}}
- id: b
  title: B
  effort: 3.355..5..6.645
  deadline: 2026-12-31
  launch: {date: 2026-12-11}
  rice: {reach: 50, impact: high, confidence: 80%}
"""
SCREENS = {
    "northwind.txt": "odds --width 100",
    "northwind-60.txt": "odds --width 60 --all --verbose",
    "northwind-by.txt": "odds --width 80 --by 2027-Q1 --top 5 --policy wait",
    "northwind.md": "odds --format markdown --top 3",
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screens(pm: Pm, golden: Callable[[Path, str], None], name: str) -> None:
    run = pm(*SCREENS[name].split(), at=DATA)
    assert run.code == 0
    golden(GOLDEN / name, run.out + run.err)


def test_json(pm: Pm, make: Make) -> None:
    document = json.loads(pm("odds", "--format", "json", "--by", "2026-12-11", at=make(FEATURES, HEAD)).out)
    first, second = document["items"]
    assert (document["kind"], document["policy"], document["periods"]) == (
        "odds",
        "keep",
        ["2026-Q4", "2027-Q1"],
    )
    assert (first["id"], first["inTime"], first["likelyBy"]) == ("a", 1.0, "2026-Q4")
    assert second["inTime"] == pytest.approx(0.73, abs=0.02)
    assert second["by"] == [
        {"period": "2026-Q4", "odds": second["inTime"]},
        {"period": "2027-Q1", "odds": 1.0},
    ]
    assert (second["likelyBy"], second["blockedBy"]) == (
        "2027-Q1",
        [{"team": "web", "feature": None, "share": 1.0}],
    )
    assert (document["allInTime"], document["totals"][0]) == (
        second["inTime"], {"period": "2026-Q4", "planned": 2, "atLeast": 1, "median": 2},
    )  # fmt: skip
    promises = [(made["id"], made["kind"], made["date"], made["period"]) for made in document["promises"]]
    assert promises == [("b", "deadline", "2026-12-31", "2026-Q4"), ("b", "launch", "2026-12-11", "2026-Q4")]
    assert document["promises"][0]["odds"] == second["inTime"]
    assert document["promises"][1]["odds"] == second["onDay"] < 0.3
    assert document["byDay"]["expected"] == pytest.approx(first["onDay"] + second["onDay"], abs=0.02)
    assert document["past"] is None


def test_many_months_stand_below_one_another(pm: Pm, make: Make) -> None:
    months = HEAD.replace("2026-Q4, periods: 2", "2026-10, periods: 8, step: month")
    lines = pm("odds", "--width", "60", at=make(FEATURES, months)).out.splitlines()
    assert "of the 2 in their planned month" in lines[2]
    assert next(line.split() for line in lines if line.startswith("2026-12")) == ["2026-12", "2", "2", "2"]


def test_tables_for_others(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    rows = pm("odds", "--format", "csv", "--columns", "id,in_time", "--top", "1", at=root).out.splitlines()
    assert rows[0] == "id,in_time"
    assert rows[1].startswith("b,0.7")
    assert len(rows) == 2
    told = pm("odds", "--format", "csv", at=root).err
    assert (
        told == "not in this table: promises (--promises), and how many are there by when (--format json)\n"
    )
    promises = pm("odds", "--promises", "--format", "plain", at=root).out.splitlines()
    assert [row.split("\t")[1] for row in promises] == ["promise", "launch 2026-12-11", "deadline 2026-12-31"]


def test_the_gate_tells_what_is_not_sure_enough(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    assert pm("odds", "--at-least", "70%", at=root).code == 0
    run = pm("odds", "--at-least", "80%", at=root)
    assert run.code == 1
    assert "features with odds below 80 %: b 7" in run.err
    promises = pm("odds", "--promises", "--at-least", "50%", at=root)
    assert promises.code == 1
    assert "promises with odds below 50 %: b 2" in promises.err
    assert pm("odds", "--promises", "--at-least", "50%", "--where", "id=a", at=root).code == 0


def test_what_is_certain_or_not_planned_is_said_in_a_line(pm: Pm, make: Make) -> None:
    exact = FEATURES.replace("3.355..5..6.645", "5")
    assert "nothing here is uncertain: every number is exact" in pm("odds", at=make(exact, HEAD)).out
    lost = pm("odds", at=make(FEATURES, HEAD.replace("11", "1")))
    assert lost.code == 0
    assert "nothing is planned from 2026-Q4 to 2027-Q1: pm roadmap --all says why" in lost.out
    assert "not in the plan" in lost.out
    nobody = pm("odds", at=make("- {id: a, title: A}\n", "pm: 1\nproduct: Shop\n"))
    assert nobody.code == 0
    assert "no plan to forecast: pm.yaml names no teams" in nobody.out
    pinned = FEATURES + (
        "- {id: c, title: C, effort: 30, decisions: [{verdict: pin, period: 2026-Q4, because: so}]}\n"
    )
    told = json.loads(pm("odds", "--format", "json", at=make(pinned, HEAD)).out)["promises"][-1]
    assert (told["id"], told["odds"], told["period"]) == ("c", 0.0, None)


BUSY = """
- {id: a, title: A, effort: 5, rice: {reach: 90, impact: high, confidence: 80%}}
- {id: b, title: B, effort: 4, deadline: 2026-11-15, rice: {reach: 5, impact: high, confidence: 80%}}
"""
IN_PROGRESS = (
    "\n- {id: c, title: C, effort: 1, status: in-progress, rice: {reach: 1, impact: low, confidence: 80%}}\n"
)


def test_a_promise_is_told_what_it_would_be_at_if_it_were_done_first(pm: Pm, make: Make) -> None:
    """After a, b ends when nine of eleven weeks are over, its deadline is when half of them are."""
    page = pm("odds", at=make(BUSY, HEAD)).out
    assert "unlikely; done first: > 95 %; its quarter ends 6 weeks later: > 95 %" in page
    assert "done first in its quarter: right after work in progress, not by rank\n" in page
    assert "pm decide b first --dry-run shows what that costs" in page
    made = json.loads(pm("odds", "--format", "json", at=make(BUSY, HEAD)).out)["promises"][0]
    assert (made["odds"], made["ifFirst"], made["missed"]) == (0.0, 1.0, False)
    assert "work in progress before" not in page
    late = pm("odds", at=make(BUSY + IN_PROGRESS.replace("effort: 1", "effort: 4"), HEAD)).out
    assert "unlikely, also if done first; its quarter ends 6 weeks later: > 95 %" in late
    assert "pm decide b" not in late
    begun = BUSY.replace(
        "deadline: 2026-11-15", "deadline: 2026-11-15, decisions: [{verdict: first, because: so}]"
    )
    told = pm("odds", at=make(begun + IN_PROGRESS, HEAD.replace("exact", "{effort: 2}"))).out
    assert "work in progress before what is decided first" in told


TWO_TEAMS = """
- {id: a, title: A, effort: {web: 5}, rice: {reach: 90, impact: high, confidence: 80%}}
- {id: b, title: B, effort: {web: 3..3.5..4.2}, deadline: 2026-10-31, rice: {reach: 8, impact: high, confidence: 80%}}
- {id: c, title: C, effort: {api: 6}, rice: {reach: 90, impact: high, confidence: 80%}}
- {id: d, title: D, effort: {api: 4..5..6}, deadline: 2026-11-15, rice: {reach: 5, impact: high, confidence: 80%}}
- {id: e, title: E, effort: {api: 1}, status: in-progress}
- {id: f, title: F, effort: {api: 1}, status: planned}
"""


def test_the_promise_that_gains_most_is_told_and_each_feature_counted_once(pm: Pm, make: Make) -> None:
    """Both deadlines are unlikely by rank; e is planned without a score, f is not planned for want of one."""
    at = make(TWO_TEAMS, HEAD.replace("{web: {capacity: 11}}", "{web: {capacity: 11}, api: {capacity: 13}}"))
    found = json.loads(pm("odds", "--format", "json", at=at).out)
    b, d = sorted(found["promises"], key=lambda made: str(made["id"]))
    assert b["ifFirst"] - b["odds"] < d["ifFirst"] - d["odds"]
    page = " ".join(pm("odds", at=at).out.split())
    assert "d gains most (" in page
    assert "pm decide d first --dry-run shows what that costs" in page
    assert "not by rank; its odds are with all 2 promises under 50 % done so together" in page
    assert "not in this: 1 feature without a score and what nobody has written down yet" in page


def test_promises_of_long_names_stay_a_table_and_keep_their_numbers(pm: Pm, make: Make) -> None:
    long = "no-surprises-act-good-faith-estimates"
    page = pm("odds", "--width", "80", at=make(BUSY.replace("id: b", f"id: {long}"), HEAD)).out
    below = page.split("launch days\n")[1].split("\n\n")[0].splitlines()
    assert below[0].split() == ["id", "promise", "odds"]
    remark = " ".join(line[63:].strip() for line in below[2:])
    assert remark == "unlikely; done first: > 95 %; its quarter ends 6 weeks later: > 95 %"


@pytest.mark.parametrize("today", ["2026-11-15", "2026-11-16", "2027-01-01"])
def test_what_is_past_and_still_open_is_missed(pm: Pm, make: Make, today: str) -> None:
    """The deadline is 2026-11-15: on that day it can still be kept, on the next one no more."""
    root = make(BUSY.replace("effort: 4", "effort: 3..4..5").replace("reach: 5,", "reach: 500,"), HEAD)
    document = json.loads(pm("odds", "--today", today, "--format", "json", at=root).out)
    made, by_id = document["promises"][0], {item["id"]: item["inTime"] for item in document["items"]}
    is_missed, is_over = today > "2026-11-15", today > "2026-12-31"
    assert (made["missed"], made["odds"] == 0, made["ifFirst"]) == (is_missed, is_missed, None)
    assert by_id == dict.fromkeys("ab", 0.0 if is_over else 1.0)
    assert document["totals"][0]["median"] == (0 if is_over else 2)
    page = pm("odds", "--today", today, at=root).out
    assert f"as of 2026-10-01, the first day planned, though it is {today}" in " ".join(page.split())
    assert f"calendar: {{start: {today}}}" in page
    assert ("missed  still open" in page) == is_missed
    assert ("its quarter is over" in page) == is_over
    gate = pm("odds", "--promises", "--at-least", "10%", "--today", today, at=root)
    assert gate.code == int(is_missed)
    assert ("promises with odds below 10 %: b missed" in gate.err) == is_missed
    assert "as of" not in pm("odds", at=root).out


def test_what_is_left_out_by_where_still_counts(pm: Pm, make: Make) -> None:
    run = pm("odds", "--where", "id=b", at=make(FEATURES, HEAD))
    assert "of the whole plan: expect 1 or 2 of the 2" in run.out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("odds --by 2030-Q1", '--by: "2030-Q1" is outside the plan'),
        ("odds --by 2026-12", '--by: "2026-12" is outside the plan'),
        ("odds --by soon", "--by: "),
        ("odds --at-least 120%", "--at-least"),
        ("odds --policy idle", '--policy knows no "idle"'),
        ("odds --calibrated", "calibrating needs 5 deliveries"),
        ("odds --columns id", "this page has no columns to choose"),
    ],
)
def test_wrong_options_are_told(pm: Pm, make: Make, line: str, message: str) -> None:
    run = pm(*line.split(), at=make(FEATURES, HEAD))
    assert run.code == 2
    assert message in run.err


def test_without_numpy_it_says_how_to_install_it(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pmcli.forecast.find_spec", lambda name: None if name == "numpy" else util.find_spec(name)
    )
    run = pm("odds", at=make(FEATURES, HEAD))
    assert run.code == 2
    assert 'pip install "pm-backlog[forecast]"' in run.err


def test_since_tells_what_has_slipped(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    for command in ("init -q", "add -A", "-c user.name=a -c user.email=a@b.c commit -qm first"):
        subprocess.run(["git", *command.split()], cwd=root, check=True)
    pm_yaml = root / "pm.yaml"
    pm_yaml.write_text(pm_yaml.read_text(encoding="utf-8").replace("11", "10.2"), encoding="utf-8")
    run = pm("odds", "--since", "HEAD", at=root)
    assert run.code == 0
    assert "slipped, though nothing was changed in them: b" in run.out
    document = json.loads(pm("odds", "--since", "HEAD", "--format", "json", at=root).out)
    first, second = document["items"]
    rows = csv.DictReader(
        pm("odds", "--since", "HEAD", "--by", "2026-12-11", "--format", "csv", at=root).out.splitlines()
    )
    by_id = {row["id"]: row for row in rows}
    for item in document["items"]:
        row = by_id[item["id"]]
        assert float(row["then"]) == item["then"]
        assert float(row["in_time"]) == item["inTime"]
        assert row["likely_by"] == item["likelyBy"]
    assert float(by_id["a"]["on_day"]) > float(by_id["b"]["on_day"])
    assert (first["slipped"], second["slipped"]) == (False, True)
    assert second["then"] > second["inTime"]
    assert document["since"] == "HEAD"
