"""The odds of the example, against what a prototype measured on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pmcli import load
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.plan_odds import odds_of
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.planning import Roadmap, plan
from tests.conftest import for_each

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind"
EXACT = Estimate.exact(1.0)
UNSURE = Estimate(0.85, 1.0, 1.15)


@pytest.fixture(scope="module")
def example() -> tuple[Backlog, Roadmap]:
    backlog = load(NORTHWIND).backlog
    return backlog, plan(backlog, propose=False)


def assuming(backlog: Backlog, **factors: Estimate) -> Backlog:
    """The backlog with other factors for numbers that are written without a range."""
    settings = backlog.workspace.forecast
    forecast = settings.model_copy(update={"assume": settings.assume.model_copy(update=factors)})
    return replace(backlog, workspace=backlog.workspace.model_copy(update={"forecast": forecast}))


@for_each(
    "shared, capacity, expected, waiting, wide",
    [
        (0.0, EXACT, 17.2, None, None),
        (0.3, EXACT, 16.1, None, None),
        (0.3, UNSURE, 15.7, 14.4, 11.7),
    ],
)
def test_what_is_expected(
    example: tuple[Backlog, Roadmap], shared: float, capacity: Estimate, expected: float,
    waiting: float | None, wide: float | None,
) -> None:  # fmt: skip
    """The prototype took plain efforts at their word, and capacities at 85 to 115 %."""
    backlog = assuming(example[0], effort=EXACT, capacity=capacity)
    odds = odds_of(
        backlog, example[1], ForecastOptions(shared_error=shared), is_full=bool(wide), compares=bool(waiting)
    )
    assert odds.expected == pytest.approx(expected, abs=0.25)
    if waiting and wide:
        assert odds.if_other == pytest.approx(waiting, abs=0.25)
        assert odds.twice_as_wide == pytest.approx(wide, abs=0.25)
        known = {
            "3ds-upgrade": 0.39,
            "vat-rounding": 0.43,
            "sso": 0.49,
            "guest-checkout": 0.66,
            "event-bus": 0.84,
        }
        found = {item.id: item.in_time for item in odds.items if item.id in known}
        assert found == pytest.approx(known, abs=0.02)
        totals = [(total.planned, total.at_least, total.median) for total in odds.totals]
        assert [total[0] for total in totals] == [7, 12, 16, 20]
        assert [low for _, low, _ in totals] == pytest.approx([3, 9, 14, 17], abs=1)
        assert [middle for _, _, middle in totals] == pytest.approx([5, 11, 15, 19], abs=1)


def test_likely_is_what_the_whole_per_cent_says(example: tuple[Backlog, Roadmap]) -> None:
    found = next(item for item in odds_of(*example).items if round(item.in_time, 2) - item.in_time > 0)
    asked = ForecastOptions(likely=round(found.in_time, 2))
    again = next(item for item in odds_of(*example, asked).items if item.id == found.id)
    assert again.likely_by == found.period


def test_what_is_settled_by_its_own_team_or_by_what_it_waits_for(example: tuple[Backlog, Roadmap]) -> None:
    odds = odds_of(*example)
    for item in odds.items:
        assert [each.odds for each in item.by] == sorted(each.odds for each in item.by)
        assert item.in_time == dict(zip(odds.periods, item.by, strict=True))[item.period].odds
        assert sum(blocker.share for blocker in item.blocked_by) == pytest.approx(
            1.0 if item.in_time < 1 else 0.0
        )
    assert odds.expected == pytest.approx(sum(item.in_time for item in odds.items), abs=1e-6)
    assert (odds.past and odds.past.deliveries, odds.missing_deliveries, odds.is_calibrated) == (3, 2, False)
    wallets = odds.promise("wallets")
    assert wallets is not None
    assert wallets.by_period is not None
    assert wallets.odds < wallets.by_period
    certain = odds.of("autofill")
    assert certain is not None
    assert certain.blocked_by == ()
