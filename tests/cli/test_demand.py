"""`pm demand`: what a product manager reads before a call."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from tests.cli.conftest import NORTHWIND, Make, Pm
from tests.planning.test_demand import ACCOUNTS, FEATURES, TEAMS

HEAD = f"pm: 1\nproduct: Shop\ncurrency: EUR\ncalendar: {{start: 2026-Q4}}\n{ACCOUNTS}{TEAMS}"


def test_by_account(pm: Pm, make: Make) -> None:
    run = pm("demand", at=make(FEATURES, HEAD))
    assert (run.code, run.err) == (0, "")
    lines = run.out.splitlines()
    row = next(line for line in lines if line.startswith("acme"))
    assert "240,000" in row
    assert "sso 2026-Q4" in row
    assert row.rstrip().endswith("old"), "what was delivered"
    assert "5 accounts ask for 2 open features: 420,000 EUR a year" in run.out
    assert "of those who do not pay yet: 50,000 EUR (corp)" in run.out
    assert "of those who have left: 30,000 EUR (dust)" in run.out
    assert "at risk: 240,000 EUR (acme)" in run.out
    late = "with a blocker that does not come in time: 100,000 EUR (bolt: dark comes in 2027-Q1 and no is declined)"
    assert late in run.out


def test_by_feature(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    run = pm("demand", "--by", "feature", "--format", "csv", at=root)
    rows = list(csv.DictReader(StringIO(run.out)))
    assert [(row["id"], row["arr"], row["at_risk"], row["rank"]) for row in rows] == [
        ("sso", "320000", "240000", "1"), ("dark", "100000", "0", "2"),
    ]  # fmt: skip
    told = pm("demand", "--by", "feature", at=root)
    assert "also asked for: 1 shipped, 1 declined (--all)" in told.out
    everything = pm("demand", "--by", "feature", "--all", "--top", "3", at=root)
    assert "Old thing" in everything.out
    assert "and 1 more" in everything.out


def test_one_account(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    run = pm("demand", "--account", "bolt", at=root)
    assert run.out.startswith("bolt\n\naccount   bolt\nARR       100,000 EUR\nstatus    active\n")
    assert "too late  blocker dark comes in 2027-Q1 and no is declined" in run.out
    assert "no: Nobody else asked" in run.out
    acme = pm("demand", "-a", "acme ltd", at=root).out
    assert 'sso, blocker, 2026-09-01: "A must" (ZD-1)' in acme
    assert "segment  Small shops" in acme
    assert "2026-01-31" in acme, "when the shipped one was shipped"
    rows = list(csv.DictReader(StringIO(pm("demand", "-a", "acme", "--format", "csv", at=root).out)))
    assert [(row["need"], row["id"], row["period"]) for row in rows] == [
        ("blocker", "sso", "2026-Q4"), ("blocker", "old", "2026-01-31"),
    ]  # fmt: skip
    assert "no figure" in pm("demand", "-a", "echo", at=root).out
    assert pm("demand", "-a", "acme", "--format", "markdown", at=root).out.startswith("# Acme Ltd\n")


def test_an_account_that_asks_for_nothing(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A}\n", HEAD)
    assert "They ask for nothing." in pm("demand", "-a", "acme", at=root).out
    assert "nobody asks for anything" in pm("demand", at=root).out
    assert "nobody asks for anything" in pm("demand", "--by", "feature", at=root).out


def test_without_teams_nobody_says_when(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD.replace(TEAMS, ""))
    out = pm("demand", at=root).out
    assert "2026-Q4" not in out
    assert "not in the plan" not in out
    assert "not in the plan" not in pm("demand", "-a", "bolt", at=root).out
    assert pm("demand", "--no-plan", at=make(FEATURES, HEAD)).out == out


def test_where_and_who_is_silent(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    out = pm("demand", "--where", "id=dark", "--top", "1", at=root).out
    assert "3 accounts ask for nothing" in out
    assert "and 1 more" in out
    assert "nobody asks for any of these" in pm("demand", "--where", "id=quiet", at=root).out


def test_json(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    told = json.loads(pm("demand", "--format", "json", at=root).out)
    assert (told["kind"], told["arr"], told["atRiskArr"], told["silent"]) == (
        "demand",
        420000.0,
        240000.0,
        [],
    )
    assert [one["id"] for one in told["features"]] == ["sso", "old", "dark", "no"]
    assert told["features"][0]["needs"] == {"blocker": 1, "important": 1, "nice": 0}
    assert told["accounts"][1]["late"] == ["dark", "no"]
    assert "leftOut" not in told
    one = json.loads(pm("demand", "-a", "acme", "--format", "json", at=root).out)
    assert (one["kind"], one["id"], one["renewal"]) == ("account", "acme", "2027-03-31")
    assert one["asks"][0]["requests"][1] == {
        "date": "2026-09-01", "need": "blocker", "says": "A must", "source": "ZD-1",
    }  # fmt: skip


def test_wrong_usage(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    run = pm("demand", "-a", "acmee", at=root)
    assert (run.code, run.out) == (2, "")
    assert run.err == 'error: there is no account "acmee"; did you mean "acme"?\n'
    assert "leave one of them out" in pm("demand", "-a", "acme", "--by", "feature", at=root).err
    assert 'there is no column "ar"' in pm("demand", "--columns", "ar", at=root).err
    assert pm("demand", "--columns", "account,arr", at=root).out.splitlines()[2] == "account  ARR (EUR)"


def test_a_faulty_backlog(pm: Pm, make: Make) -> None:
    root = make(FEATURES + "- {id: bad, title: B, effort: x, requests: [{account: acme}]}\n", HEAD)
    assert pm("demand", at=root).code == 1
    run = pm("demand", "--partial", at=root)
    assert run.code == 0
    assert "left out: bad (effort: found" in run.out
    told = json.loads(pm("demand", "--partial", "--format", "json", at=root).out)
    assert [one["id"] for one in told["leftOut"]] == ["bad"]


def test_hostile_words(pm: Pm, make: Make) -> None:
    features = (
        '- {id: a, title: "=x", requests: [{account: acme, says: "\\e[31mred\\u202e", source: "=1+1"}]}\n'
    )
    root = make(features, HEAD)
    out = pm("demand", "-a", "acme", at=root).out
    assert "\x1b" not in out
    assert "\\u202e" in out
    assert "'=x" in pm("demand", "--by", "feature", "--format", "csv", at=root).out


@pytest.mark.unmeasured
def test_northwind_has_no_account_twice(pm: Pm) -> None:
    told = json.loads(pm("demand", "--format", "json", at=NORTHWIND).out)
    for one in told["features"]:
        assert len(set(one["accounts"])) == len(one["accounts"])
    assert told["arr"] == 816000.0
