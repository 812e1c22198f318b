"""`pm rule`: every rule, one in full, in every format, with no workspace at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pmcli.checks import RULES
from pmcli.checks.rule_page import page
from tests.cli.conftest import Pm, in_terminal


def test_all_of_them(pm: Pm, tmp_path: Path) -> None:
    run = pm("rule", at=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert all(rule.code in run.out for rule in RULES)
    rows = pm("rule", "--format", "plain", at=tmp_path).out.splitlines()
    assert len(rows) == len(RULES) + 1
    assert len(json.loads(pm("rule", "--format", "json", at=tmp_path).out)["items"]) == len(RULES)


@pytest.mark.parametrize("name", ["PM208", "pm208", "redundant-dependency"])
def test_one_in_full(pm: Pm, tmp_path: Path, name: str) -> None:
    run = pm("rule", name, at=tmp_path)
    assert run.code == 0
    for words in (
        "PM208 redundant-dependency",
        "What it does",
        "Why it matters",
        "Example",
        "Instead",
        "Fix",
    ):
        assert words in run.out
    assert "```" not in run.out
    assert "  depends_on: [roles, login]" in run.out


def test_as_markdown_and_json(pm: Pm, tmp_path: Path) -> None:
    assert pm("rule", "PM501", "--format", "markdown", at=tmp_path).out == page("PM501").text
    found = json.loads(pm("rule", "PM114", "--format", "json", at=tmp_path).out)
    assert (found["kind"], found["code"], found["optional"], found["fixable"]) == (
        "rule",
        "PM114",
        True,
        True,
    )
    assert set(found["sections"]) >= {"What it does", "Why it matters", "Example", "Instead"}


def test_every_page(pm: Pm, tmp_path: Path) -> None:
    run = pm("rule", "--all", at=tmp_path)
    assert run.out.count("Why it matters") == len(RULES)
    assert len(json.loads(pm("rule", "--all", "--format", "json", at=tmp_path).out)["items"]) == len(RULES)
    assert pm("rule", "--all", "--format", "markdown", at=tmp_path).out.count("\n## Why it matters\n") == len(
        RULES
    )


def test_a_rule_that_is_not_there(pm: Pm, tmp_path: Path) -> None:
    run = pm("rule", "PM9999", at=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert 'there is no rule "PM9999"' in run.err
    assert 'did you mean "dependency-cycle"?' in pm("rule", "depenency-cycle", at=tmp_path).err


def test_in_a_narrow_terminal(tmp_path: Path) -> None:
    code, text = in_terminal("rule", "PM503", at=tmp_path, columns=60, variables={"TERM": "dumb"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= 60
