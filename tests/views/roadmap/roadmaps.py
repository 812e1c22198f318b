"""A roadmap made by hand, so that these tests say how it is shown and not how it comes about."""

from __future__ import annotations

from dataclasses import replace

from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.planning.result import (
    Conflict,
    DecisionCost,
    Load,
    Mark,
    Objective,
    Placement,
    Roadmap,
    Unplaced,
    Work,
)
from pmcli.ranking import RankedFeature, rank
from pmcli.sharing import AudienceView, share
from pmcli.sharing.bottleneck import Bottleneck
from tests.conftest import loaded

WORKSPACE = """
pm: 1
product: Northwind Checkout
effort_unit: person-weeks
strategy:
  outcomes:
    completion: {title: More buyers finish, weight: 60}
    trust: {title: Fewer payments fail, weight: 40}
teams: {web: {capacity: 14}, payments: {capacity: {default: 12, 2026-Q4: 8}}, data: {capacity: 0}}
calendar: {start: 2026-Q4, periods: 4, discount: 3%, value_horizon: 12}
scoring: {model: rice}
roadmap: {reserve: {bug: 10%}}
"""
FEATURES = """
- id: address-book
  title: Address book
  effort: {web: 5}
  theme: conversion
  owner: amelie
  outcomes: {completion: low}
  rice: {reach: 4k, impact: low, confidence: 80%}
- id: guest-checkout
  title: Guest checkout without an account
  effort: {web: 6, payments: 3}
  theme: conversion
  owner: amelie
  horizon: now
  depends_on: [address-book]
  outcomes: {completion: high, trust: low}
  rice: {reach: 42k, impact: high, confidence: 80%}
- id: refunds
  title: Instant refunds
  status: in-progress
  effort: {payments: 2}
  theme: payments
  owner: jonas
  rice: {reach: 2k, impact: high, confidence: 80%}
- id: psd3
  title: Strong authentication under the third payment services directive
  effort: {payments: 6, web: 3}
  theme: payments
  owner: jonas
  outcomes: {trust: high}
  deadline: {date: 2027-06-30, because: "PSD3: banks refuse payments without it"}
  rice: {reach: 9k, impact: low, confidence: 80%}
- id: sso
  title: Single sign-on
  effort: {web: 4}
  horizon: next
  decisions: [{verdict: pin, period: 2027-Q2, because: Promised to Fabrikam, by: priya}]
  rice: {reach: 1k, impact: medium, confidence: 80%}
- id: double-charge
  title: Cards are charged twice
  type: bug
  effort: {payments: 1.5}
  decisions: [{verdict: first, because: Nobody is charged twice, by: jonas}]
  rice: {reach: 700, impact: high, confidence: 50%}
- id: wallets
  title: Apple Pay and Google Pay
  effort: {payments: 9, web: 4}
  theme: payments
  horizon: next
  depends_on: [guest-checkout, psd3]
  outcomes: {completion: medium, trust: low}
  rice: {reach: 30k, impact: medium, confidence: 80%}
- id: loyalty
  title: Loyalty points
  effort: {web: 12}
  rice: {reach: 6k, impact: low, confidence: 50%}
- id: subscriptions
  title: Subscriptions
  effort: {payments: 14, web: 5}
  theme: conversion
  rice: {reach: 3k, impact: medium, confidence: 50%}
- id: retries
  title: Smart retries
  effort: {payments: 3}
  depends_on: [subscriptions]
  rice: {reach: 2k, impact: low, confidence: 50%}
- id: study
  title: Why buyers leave on the last page
  horizon: now
"""
MARKS: dict[str, tuple[Mark, ...]] = {
    "refunds": ("in-progress",), "psd3": ("deadline",), "sso": ("pinned",), "double-charge": ("first",),
    "loyalty": ("assumed",),
}  # fmt: skip
OBJECTIVE = Objective(90_000.0, 90_810.0, 0.009, "solver-free", 108_000.0)
CONFLICTS = (
    Conflict(
        "refunds",
        Reason("faulty", text='"refunds" is in progress and overruns 2026-Q4: it needs 2 of payments'),
        "say what remains",
    ),
    Conflict(
        "old-promise",
        Reason("faulty", text='"old-promise" is pinned to 2026-Q1, which is before the first period'),
    ),
)


def backlog(features: str = FEATURES, workspace: str = WORKSPACE) -> Backlog:
    return loaded(features, workspace).backlog


def roadmap(given: Backlog | None = None, **changes: object) -> Roadmap:
    """Everything in rank order, each feature in the first period in which its teams have room."""
    given = given if given is not None else backlog()
    ranking = rank(given)
    calendar = given.workspace.calendar
    first = calendar.fiscal.period_of(given.today, calendar.step)
    periods = tuple(first + number for number in range(calendar.periods))
    left = {
        (team, period): _capacity(given, team, period) for team in given.workspace.teams for period in periods
    }
    placements: list[Placement] = []
    unplaced: list[Unplaced] = []
    for item in ranking.items:
        one = _place(given, item, periods, left, placements)
        (placements if isinstance(one, Placement) else unplaced).append(one)  # type: ignore[arg-type]  # told apart
    loads = tuple(
        Load(
            team, period, whole := _capacity(given, team, period), whole - left[team, period],
            1.5, 0.5 if number == 0 else 0.0, 90.0 * (number == 1) if team == "payments" else 0.0,
        )
        for team in given.workspace.teams for number, period in enumerate(periods)
    )  # fmt: skip
    decisions = (
        DecisionCost(
            "double-charge",
            "first",
            Reason("decided-first"),
            "Nobody is charged twice",
            "jonas",
            450.0,
            is_proven=True,
        ),
        DecisionCost(
            "sso",
            "pin",
            Reason("decided-pin", period=Period.parse("2027-Q2")),
            "Promised to Fabrikam",
            "priya",
            2_160.0,
        ),
    )
    made = Roadmap(
        ranking.model, periods, loads, tuple(sorted(placements, key=lambda placement: (placement.period, placement.rank, placement.id))),
        tuple(unplaced), ranking.unscored, OBJECTIVE, ranking, decisions=decisions, moved=("sso", "wallets"),
        gain=0.013,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # passed on


def shared(given: Backlog | None = None, **changes: object) -> AudienceView:
    """The roadmap with its backlog, as those who see everything get it."""
    given = given if given is not None else backlog()
    return share(given, roadmap(given, **changes), bottleneck=Bottleneck("payments", 0.49, 0.031))


def _capacity(given: Backlog, team: str, period: Period) -> float:
    capacity = given.workspace.teams[team].capacity
    return capacity.in_period(period) if capacity is not None else 0.0


def _place(
    given: Backlog,
    item: RankedFeature,
    periods: tuple[Period, ...],
    left: dict[tuple[str, Period], float],
    placed: list[Placement],
) -> Placement | Unplaced:
    feature = given.features[item.id]
    effort = {team: part.mean for team, part in given.effort(feature).items() if team != NO_TEAM}
    at = {one.id: one.period for one in placed}
    decision = feature.decision(given.today)
    for period in periods:
        if decision is not None and decision.period not in (None, period):
            continue
        if all(need in at and at[need] <= period for need in item.waits_for) and all(
            left[team, period] >= need for team, need in effort.items()
        ):
            for team, need in effort.items():
                left[team, period] -= need
            work = tuple(Work(team, need, period) for team, need in sorted(effort.items()))
            first = item.waits_for[:1]
            held = [Reason("waits-for", (need,), period=at[need]) for need in first]
            reasons = (*held, *item.reasons)
            return Placement(item.id, period, work, reasons, MARKS.get(item.id, ()), item.rank, item.value)
    full = tuple(
        Reason("team-full", team=team, period=periods[-1], numbers={"needs": effort[team], "left": 2.0})
        for team in sorted(effort)
    )
    return Unplaced(item.id, full, item.rank)
