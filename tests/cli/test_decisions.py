"""`pm decisions`: in force, ended, made on inputs that have changed."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import NORTHWIND, Make, Pm
from tests.planning.test_deciding import FEATURES

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nteams: {web: {capacity: 9}}\n"


@pytest.mark.unmeasured
def test_in_force_and_ended(pm: Pm) -> None:
    run = pm("decisions", at=NORTHWIND)
    assert (run.code, run.err) == (0, "")
    states = [line.split("  ") for line in run.out.splitlines()]
    told = {row[0]: [one.strip() for one in row if one.strip()] for row in states if row[0]}
    assert told["sso"][1:3] == ["pinned to 2027-Q1", "in force"]
    assert told["sso"][-1] == "10.5 %"
    assert told["double-charge"][-1] == "≈ 0"
    assert told["local-methods"][2] == "expired"
    assert "5 in force; 1 expired" in run.out
    assert "5 in force do not say on which inputs they were made" in run.out


def test_on_inputs_that_have_changed(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    out = pm("decisions", at=root).out
    assert out.splitlines()[4].split()[:5] == ["b", "parked", "inputs", "changed", "later"]
    assert "2 in force, 1 of them made on inputs that have changed; 1 expired; 1 replaced; 1 shipped" in out
    assert "(2 not shown: --all)" in out
    assert "pm history ID shows what has changed" in out
    every = pm("decisions", "--all", at=root).out
    assert "replaced" in every
    assert "not shown: --all" not in every


def test_by_state(pm: Pm, make: Make) -> None:
    root = make(FEATURES, HEAD)
    told = json.loads(pm("decisions", "--state", "in-force", "--format", "json", at=root).out)
    assert [(one["feature"], one["state"]) for one in told["items"]] == [("b", "changed"), ("a", "in-force")]
    told = json.loads(
        pm("decisions", "--state", "expired", "--state", "replaced", "--format", "json", at=root).out
    )
    assert [(one["period"], one["state"], one["line"]) for one in told["items"]] == [
        ("2026-Q4", "expired", 6), ("2027-Q1", "replaced", 7),
    ]  # fmt: skip
    assert pm("decisions", "--state", "shipped", at=root).out.splitlines()[-1] == "1 shipped"
    assert "none of 1 decisions" in pm("decisions", "--state", "expired", "--where", "id=b", at=root).out
    run = pm("decisions", "--state", "expird", at=root)
    assert (run.code, run.out) == (2, "")
    assert 'did you mean "expired"?' in run.err


def test_one_without_a_fingerprint(pm: Pm, make: Make) -> None:
    out = pm("decisions", "--where", "id=a", at=make(FEATURES, HEAD)).out
    assert "1 in force does not say on which inputs it was made" in out
    assert "costs: of the plan" not in pm("decisions", "--no-plan", at=NORTHWIND).out


def test_nobody_has_decided(pm: Pm, make: Make) -> None:
    assert "nobody has decided anything" in pm("decisions", at=make("- {id: a, title: A}\n")).out
    assert json.loads(pm("decisions", "--format", "json", at=make("")).out)["items"] == []


def test_as_of_a_later_day(pm: Pm) -> None:
    out = pm("decisions", "--today", "2027-05-01", at=NORTHWIND).out
    assert "2 in force; 4 expired" in out


def test_columns_and_partial(pm: Pm, make: Make) -> None:
    root = make(FEATURES + "- {id: bad, title: B, effort: x, decisions: [{verdict: first}]}\n", HEAD)
    assert pm("decisions", at=root).code == 1
    out = pm("decisions", "--partial", "--columns", "feature,state", at=root).out
    assert out.splitlines()[2] == "feature  state"
    assert "left out: bad" in out
