from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.workspace import Workspace
from pmcli.ranking import criteria
from pmcli.scoring.model import Demand, Inputs

TODAY = date(2026, 10, 1)
OUTCOMES = {"a": {"title": "A", "weight": "60"}, "b": {"title": "B", "weight": "40"}}
ACCOUNTS = {
    "acme": {"arr": "240k", "status": "at-risk"},
    "bolt": {"arr": "60k"},
    "cold": {"arr": "100k", "status": "churned"},
    "dawn": {"arr": "50k", "status": "prospect"},
    "east": {"title": "No number"},
}
PROBLEMS = {
    "p": {"title": "P", "evidence": [{"kind": "test", "date": "2026-09-01"}]},
    "q": {"title": "Q", "opportunity": {"importance": "8", "satisfaction": "8"}},
    "r": {"title": "R", "opportunity": {"importance": "5", "satisfaction": "2"}},
}


def inputs(
    dependents: int = 0, today: date = TODAY, *, ws: dict[str, Any] | None = None, **more: Any
) -> Inputs:
    workspace = Workspace.model_validate({"pm": "1", "product": "P", **(ws or {})})
    made = Feature.model_validate({"id": "x", "title": "X", **more}, context=workspace.vocabulary())
    return criteria.inputs(Backlog(workspace, {"x": made}, today), {"x": dependents})["x"]


def derived(name: str, dependents: int = 0, **more: Any) -> float | None:
    return inputs(dependents, **more).criteria.get(name)


# --- strategic fit ---


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"a": "high", "b": "3"}, 5.0),
        ({"a": "high"}, 3.0),
        ({"b": "low"}, 5 * 40 / 300),
        ({"a": "medium", "b": "none"}, 2.0),
        ({}, 0.0),
        ({"elsewhere": "high"}, 0.0),
    ],
)
def test_strategic_fit(outcomes: dict[str, str], expected: float) -> None:
    found = derived("strategic_fit", ws={"strategy": {"outcomes": OUTCOMES}}, outcomes=outcomes)
    assert found == pytest.approx(expected)


def test_strategic_fit_needs_outcomes_that_weigh() -> None:
    assert derived("strategic_fit") is None
    weightless = {"a": {"title": "A", "weight": "0"}}
    assert derived("strategic_fit", ws={"strategy": {"outcomes": weightless}}, outcomes={"a": "high"}) is None


# --- urgency ---


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (None, 0.0),
        ("2026-10-01", 5.0),
        ("2026-09-30", 5.0),
        ("2020-01-01", 5.0),
        ("2026-10-08", 5 * (1 - 1 / 52)),
        ("2027-04-01", 2.5),
        ("2027-09-30", 0.0),
        ("2030-01-01", 0.0),
    ],
)
def test_urgency(deadline: str | None, expected: float) -> None:
    more: dict[str, Any] = {} if deadline is None else {"deadline": deadline}
    assert derived("urgency", **more) == pytest.approx(expected)


def test_urgency_counts_from_today() -> None:
    assert derived("urgency", today=date(2027, 3, 25), deadline="2027-04-01") == pytest.approx(
        5 * (1 - 1 / 52)
    )


# --- revenue ---


def test_revenue_impact_is_the_share_of_all_revenue() -> None:
    asked = [{"account": "acme"}, {"account": "bolt"}, {"account": "acme"}]
    assert derived("revenue_impact", ws={"accounts": ACCOUNTS}, requests=asked) == pytest.approx(
        5 * 300 / 450
    )
    assert derived("revenue_impact", ws={"accounts": ACCOUNTS}) == 0.0


def test_revenue_impact_needs_accounts_with_revenue() -> None:
    assert derived("revenue_impact") is None
    assert derived("revenue_impact", ws={"accounts": {"east": {"title": "E"}}}) is None


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ((), Demand()),
        (("acme", "acme"), Demand(240_000, 1, 240_000)),
        (("acme", "bolt"), Demand(300_000, 2, 240_000)),
        (("bolt", "cold"), Demand(160_000, 2, 0)),
        (("dawn", "east"), Demand(50_000, 2, 0)),
        (("nowhere",), Demand()),
    ],
)
def test_demand_counts_each_account_once(accounts: tuple[str, ...], expected: Demand) -> None:
    asked = [{"account": name} for name in accounts]
    assert inputs(ws={"accounts": ACCOUNTS}, requests=asked).demand == expected


# --- dependencies, scale ---


@pytest.mark.parametrize(("dependents", "expected"), [(0, 0.0), (1, 2.5), (3, 3.75), (9, 4.5)])
def test_dependencies(dependents: int, expected: float) -> None:
    assert derived("dependencies", dependents) == pytest.approx(expected)


@given(
    st.integers(0, 10**6),
    st.dates(),
    st.sampled_from([0.5, 5.0, 100.0]),
    st.lists(st.sampled_from(sorted(ACCOUNTS))),
    st.dictionaries(st.sampled_from(["a", "b"]), st.floats(0, 3).map(repr)),
)
def test_every_criterion_stays_on_the_scale(
    dependents: int, deadline: date, scale: float, asking: list[str], outcomes: dict[str, str]
) -> None:
    ws = {
        "scoring": {"weighted": {"scale": repr(scale)}},
        "strategy": {"outcomes": OUTCOMES},
        "accounts": ACCOUNTS,
    }
    asked = [{"account": name} for name in asking]
    found = inputs(dependents, ws=ws, deadline=str(deadline), requests=asked, outcomes=outcomes).criteria
    assert set(found) == {"strategic_fit", "urgency", "revenue_impact", "dependencies"}
    assert all(0 <= number <= scale for number in found.values())


# --- evidence and problems ---


def test_evidence_of_the_problems_solved_counts() -> None:
    own = [{"kind": "opinion"}]
    ws = {"problems": PROBLEMS}
    assert inputs(ws=ws, evidence=own).confidence.ratio == 0.2
    found = inputs(ws=ws, evidence=own, solves=["p", "nowhere"])
    assert found.confidence.ratio == 1.0
    assert found.confidence.best is not None
    assert found.confidence.best.kind == "test"
    assert inputs(ws=ws).confidence.ratio == 0.1


def test_the_age_of_evidence_counts_from_today() -> None:
    found = inputs(today=date(2027, 9, 2), ws={"problems": PROBLEMS}, solves=["p"])
    assert found.confidence.ratio == 0.8


def test_the_opportunity_of_a_feature_or_its_problems() -> None:
    ws = {"problems": PROBLEMS}
    assert inputs(ws=ws, solves=["p"]).opportunity is None
    assert inputs(ws=ws, solves=["q", "r"]).opportunity_from == "q"
    own = {"importance": "1", "satisfaction": "1"}
    found = inputs(ws=ws, solves=["r"], opportunity=own)
    assert (found.opportunity_from, found.opportunity and found.opportunity.importance) == (None, 1.0)


# --- effort and parents ---


def test_effort_is_the_mean_over_teams_in_the_unit() -> None:
    ws = {"teams": {"web": {"capacity": "1"}, "pay": {"capacity": "1"}}, "effort_unit": "points"}
    found = inputs(ws=ws, effort={"web": "3", "pay": "2"})
    assert (found.effort, found.effort_unit, found.is_parent) == (5.0, "points", False)
    assert inputs().effort is None


def test_a_parent_has_no_effort_of_its_own() -> None:
    workspace = Workspace.model_validate({"pm": "1", "product": "P"})
    features = {
        "x": Feature.model_validate({"id": "x", "title": "X", "effort": "9"}),
        "y": Feature.model_validate({"id": "y", "title": "Y", "parent": "x"}),
    }
    found = criteria.inputs(Backlog(workspace, features, TODAY), {"x": 0, "y": 0})
    assert (found["x"].is_parent, found["x"].effort) == (True, 0.0)
    assert (found["y"].is_parent, found["y"].effort) == (False, None)


def test_only_the_ids_asked_for_are_told() -> None:
    workspace = Workspace.model_validate({"pm": "1", "product": "P"})
    features = {name: Feature.model_validate({"id": name, "title": name}) for name in "xyz"}
    assert list(criteria.inputs(Backlog(workspace, features, TODAY), {"z": 0, "x": 2})) == ["z", "x"]
