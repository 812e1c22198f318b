"""What counts as delivered, and how the past of teams reads their estimates."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli.api import load
from pmcli.learning.calibration import Calibration
from pmcli.learning.deliveries import Deliveries
from pmcli.learning.posterior import calibrated, posterior, team_prior
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.estimate import Estimate
from tests.conftest import MINIMAL, for_each, loaded

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind"
TWO = f"{MINIMAL}teams: {{web: {{capacity: 9}}, data: {{capacity: 9}}}}\nsizes: {{M: 2..8}}\n"


def backlog(features: str, workspace: str = TWO) -> Backlog:
    return loaded(features, workspace).backlog


def done(effort: str, *results: str) -> str:
    listed = ", ".join(f"{{effort: {{{result}}}}}" for result in results)
    return f"- {{id: a, title: A, status: shipped, effort: {effort}, results: [{listed}]}}\n"


@for_each("feature, shares, aside", [
    (done("{web: 3..5..9, data: 1..2..3}", "web: 8"), ["web 5 8"], []),
    (done("{web: 3..5..9}", "web: 8, data: 2"), ["web 5 8"], ["data not-estimated"]),
    (done("{web: 3..5..9, data: 2}", "web: 8, data: 0"), ["web 5 8"], ["data took-nothing"]),
    (done("{web: 3..5..9, data: 2}", "web: 8, data: 3", "web: 6"), ["web 5 6"], []),  # the last counts, whole
    (done("{web: M}", "web: 8"), ["web 4 8"], []),
    (done("5", "web: 4, data: 3"), [" 5 7"], []),  # of no team: all together
    (done("5") + "- {id: b, title: B, status: shipped, results: [{effort: {web: 4}}]}", [], []),
    (done("{web: 5}", "web: 4") + "- {id: b, title: B, parent: a, effort: {web: 5}}", [], []),
    (done("{web: 5}", "web: 4").replace("shipped", "in-progress"), [], []),
    ("- {id: a, title: A, status: shipped, effort: 5, results: [{effort: 7}]}", [" 5 7"], []),
    ("- {id: a, title: A, status: shipped, effort: {web: 5}, results: [{effort: 7}]}", ["web 5 7"], []),
    ("- {id: a, title: A, status: shipped, team: web, effort: 5, results: [{effort: 7}]}", ["web 5 7"], []),
    ("- {id: a, title: A, status: shipped, effort: {web: 5, data: 1}, results: [{effort: 7}]}", [], [" not-estimated"]),
    ("- {id: a, title: A, status: in-progress, effort: {web: 5, data: 2}, spent: {web: 6, data: 2}}",
     ["web 5 6 at least"], []),  # what is not past its likely value may still be in time
    ("- {id: a, title: A, status: in-progress, effort: {web: 5}, spent: {web: 6}, remaining: {web: 0}}", [], []),
    ("- {id: a, title: A, status: in-progress, team: web, effort: 5, spent: 6, remaining: 1}",
     ["web 5 6 at least"], []),
    ("- {id: a, title: A, status: parked, effort: {web: 5}, spent: {web: 6}}", [], []),
])  # fmt: skip
def test_what_counts(feature: str, shares: list[str], aside: list[str]) -> None:
    found = Deliveries.of(backlog(feature))
    assert [
        f"{one.team} {one.estimate.likely:g} {one.took:g}{'' if one.is_finished else ' at least'}" for one in found.shares
    ] == shares  # fmt: skip
    assert [f"{one.team} {one.why}" for one in found.aside] == aside


def test_the_estimate_at_the_start_counts_where_it_is_known() -> None:
    features = done("{web: 7}", "web: 8") + done("{web: 3}", "web: 3").replace("id: a", "id: b")
    found = Deliveries.of(backlog(features), {"a": {"web": Estimate(3, 5, 9)}})
    assert [one.estimate.likely for one in found.shares] == [5, 3]


def test_northwind_is_late_and_its_ranges_are_narrow() -> None:
    found = Calibration.of(load(NORTHWIND).backlog)
    past = found.everybody
    assert (past.deliveries, past.shares, past.inside, past.unfinished) == (3, 6, 5, 0)
    # measured with 1.64485 for 1.645: equal to four digits
    assert (past.posterior.shift, past.posterior.spread) == pytest.approx((0.801143, 1.322022), rel=1e-4)
    assert past.posterior.degrees == 10
    meant = calibrated(Estimate(3, 5, 9), past.posterior)
    assert (meant.low, meant.likely, meant.high) == pytest.approx((3.046836, 6.657376, 15.673544), rel=1e-4)
    assert [(team, own.shares, own.inside) for team, own in found.teams.items()] == [
        ("web", 3, 3), ("payments", 1, 0), ("platform", 2, 2),
    ]  # fmt: skip


def many(count: int, team: str = "web") -> str:
    return "".join(
        done(f"{{{team}: 3..5..9}}", f"{team}: {4 + number}").replace("id: a", f"id: {team}-{number}")
        for number in range(count)
    )


def test_a_team_is_read_by_its_own_past_from_five_deliveries_on() -> None:
    found = Calibration.of(backlog(many(4, "data") + many(5)))
    own = found.teams["web"].posterior
    errors = [share.error for share in Deliveries.of(backlog(many(5))).shares]
    assert own == posterior(errors, (), team_prior(found.everybody.posterior))
    estimate = Estimate(1, 2, 3)
    assert found.calibrate(estimate, "web") == calibrated(estimate, own)
    everybody = calibrated(estimate, found.everybody.posterior)
    assert found.calibrate(estimate, "data") == found.calibrate(estimate, "nobody") == everybody


@for_each("count, mode, is_used", [
    (4, None, False), (5, None, True), (5, "never", False), (4, "always", True), (0, "always", True),
])  # fmt: skip
def test_the_past_is_used_where_there_is_enough(count: int, mode: str | None, is_used: bool) -> None:
    found = Calibration.of(backlog(many(count)), mode)
    assert (found.calibrate(Estimate(1, 2, 3), "web") != Estimate(1, 2, 3)) is is_used


def test_who_asks_by_name_hears_what_is_missing() -> None:
    few, enough = Calibration.of(backlog(many(3))), Calibration.of(backlog(many(5)))
    with pytest.raises(PmError, match=r"needs 5 deliveries .*: it has 3, and lacks 2") as told:
        few.demanded()
    assert told.value.exit_code == 2
    assert enough.demanded() is enough


def test_pm_yaml_says_whether() -> None:
    never = backlog(many(5), f"{TWO}forecast: {{calibrate: never}}\n")
    assert not Calibration.of(never).is_used
