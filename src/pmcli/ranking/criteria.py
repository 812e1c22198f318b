"""The inputs of scoring models: criteria derived from strategy, dates, demand and the graph, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.evidence import Opportunity
from pmcli.model.feature import Feature
from pmcli.model.inputs import MEASURED
from pmcli.model.period import WEEKS_A_YEAR
from pmcli.scoring.model import Demand, Inputs

__all__ = ["Inputs", "demand", "inputs", "opportunity"]


def inputs(backlog: Backlog, dependents: Mapping[str, int]) -> dict[str, Inputs]:
    """The inputs of the models, for each id of `dependents`.

    `dependents` says how many open features hard-depend on each, directly or through others. A parent has
    effort 0, whatever it says.
    """
    parents = set(backlog.children())
    total = fsum(account.arr or 0.0 for account in backlog.workspace.accounts.values())
    return {
        name: _inputs(backlog, backlog.features[name], count, name in parents, total)
        for name, count in dependents.items()
    }


def _inputs(backlog: Backlog, feature: Feature, dependents: int, is_parent: bool, total_arr: float) -> Inputs:  # noqa: FBT001
    workspace = backlog.workspace
    asked = demand(backlog, feature) if feature.requests else Demand()
    is_measured = feature.rice is not None and feature.rice.confidence == MEASURED
    found, problem = opportunity(backlog, feature)
    return Inputs(
        feature=feature,
        effort=0.0 if is_parent else backlog.total_effort(feature),
        effort_unit=workspace.effort_unit,
        scoring=workspace.scoring,
        confidence=backlog.confidence(feature, measured=is_measured),
        criteria=_criteria(backlog, feature, dependents, asked, total_arr),
        demand=asked,
        opportunity=found,
        opportunity_from=problem,
        is_parent=is_parent,
        factor=backlog.factors.get(feature.id, 1.0),
    )


def demand(backlog: Backlog, feature: Feature) -> Demand:
    """The demand for a feature, each account counted once, whatever its status."""
    accounts = backlog.workspace.accounts
    asking = [
        accounts[name]
        for name in dict.fromkeys(request.account for request in feature.requests)
        if name in accounts
    ]
    return Demand(
        arr=fsum(account.arr or 0.0 for account in asking),
        accounts=len(asking),
        at_risk_arr=fsum(account.arr or 0.0 for account in asking if account.status == "at-risk"),
    )


def opportunity(backlog: Backlog, feature: Feature) -> tuple[Opportunity | None, str | None]:
    """The opportunity of a feature, else that of the problem it solves with the highest score; and its id.

    Of problems of one score the first listed counts; one of which a half is known, only where all are.
    """
    if feature.opportunity is not None or not feature.solves:
        return feature.opportunity, None
    problems = backlog.workspace.problems
    surveys = [
        (name, survey)
        for name in feature.solves
        if name in problems and (survey := problems[name].opportunity) is not None
    ]
    if not surveys:
        return None, None
    name, best = max(surveys, key=lambda row: -1.0 if row[1].score is None else row[1].score)
    return best, name


def _criteria(
    backlog: Backlog, feature: Feature, dependents: int, asked: Demand, total_arr: float
) -> dict[str, float]:
    """The criteria that can be derived, on 0..scale: FORMAT.md § 3."""
    scale = backlog.workspace.scoring.weighted.scale
    criteria = {
        "urgency": scale * _urgency(feature.deadline.date if feature.deadline else None, backlog.today),
        "dependencies": scale * (1 - 1 / (1 + dependents)),
    }
    outcomes = backlog.workspace.strategy.outcomes
    weights = fsum(outcome.weight for outcome in outcomes.values())
    if weights > 0:
        served = fsum(outcome.weight * feature.outcomes.get(name, 0.0) for name, outcome in outcomes.items())
        criteria["strategic_fit"] = scale * served / (3 * weights)
    if total_arr > 0:
        criteria["revenue_impact"] = scale * asked.arr / total_arr
    return criteria


def _urgency(deadline: date | None, today: date) -> float:
    """The urgency of a deadline: from 0 a year ahead to 1 on the day and after it; 0 without a deadline."""
    if deadline is None:
        return 0.0
    weeks = (deadline - today).days / 7
    return min(1.0, max(0.0, 1 - weeks / WEEKS_A_YEAR))
