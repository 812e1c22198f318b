"""A feature merged into another is answered for by that one; programs get what they named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import HEAD, Make, Pm
from tests.conftest import for_each, loaded

FEATURES = """
- {id: sso, title: Single sign-on, effort: 2, rice: {reach: 100, impact: 1, confidence: 1}}
- {id: b, title: Beta, effort: 1, rice: {reach: 10, impact: 1, confidence: 1}}
- {id: again, title: SSO, decisions: [{verdict: decline, because: Duplicate of sso., by: pm}]}
- {id: saml, title: SAML, decisions: [{verdict: decline, because: merged into again, by: pm}]}
- {id: lost, title: Lost, decisions: [{verdict: decline, because: merged into nobody, by: pm}]}
- {id: x, title: X, decisions: [{verdict: decline, because: merged into y, by: pm}]}
- {id: y, title: Y, decisions: [{verdict: decline, because: merged into x, by: pm}]}
"""


@pytest.fixture
def shop(make: Make) -> Path:
    return make(FEATURES, HEAD + "teams: {web: {capacity: 9}}\n")


@for_each("name, into", [("again", "sso"), ("saml", "sso"), ("sso", "sso"), ("lost", "lost"), ("x", "x")])
def test_what_it_stands_for(name: str, into: str) -> None:
    assert loaded(FEATURES).backlog.stands_for(name) == into


@for_each("command", ["explain", "why-not", "show"])
def test_the_other_is_answered_for(pm: Pm, shop: Path, command: str) -> None:
    run, other = pm(command, "saml", at=shop), pm(command, "sso", at=shop)
    assert (run.code, run.out) == (0, other.out)
    assert run.err == "saml is merged into sso: Single sign-on\n"
    assert (other.code, other.err) == (0, "")


def test_it_is_compared_as_the_other(pm: Pm, shop: Path) -> None:
    run = pm("explain", "b", "again", at=shop)
    assert (run.code, run.out) == (0, pm("explain", "b", "sso", at=shop).out)
    assert "again is merged into sso" in run.err


def test_programs_get_what_they_named(pm: Pm, shop: Path) -> None:
    run = pm("show", "again", "--format", "json", at=shop)
    assert (json.loads(run.out)["id"], run.err) == ("again", "")


def test_a_reason_that_names_no_feature_says_nothing(pm: Pm, shop: Path) -> None:
    run = pm("explain", "lost", at=shop)
    assert "declined by pm: merged into nobody" in run.out
    assert run.err == ""
