"""What decisions cost: the value of a plan without each of them, against the plan with all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.reason import Reason
from pmcli.planning.draft import Draft
from pmcli.planning.result import DecisionCost
from pmcli.sequencing.engine.engine import improve_from

STEPS = 300
"""How long a better plan without a decision is searched for."""
_MOST, _WORK = 12, 20_000
"""So many decisions are weighed, and fewer where there are many features; of more only the first, by id."""
ACTING = ("pin", "first", "before")


def decision_costs(draft: Draft, plan: Mapping[str, int], steps: int = STEPS) -> tuple[DecisionCost, ...]:
    """The decisions that act on a plan, by feature, each with what it costs in the model's value.

    A decision costs what a plan without it is found to be worth more: at least that, for the search is short.
    The cost is None where values are categories, or where there are too many decisions to weigh.
    """
    acting = {
        name: decision
        for name, decision in sorted(draft.candidates.decisions.items())
        if decision.verdict in ACTING and name in draft.ids
    }
    costs = []
    most = min(_MOST, _WORK // max(1, len(draft.ids)))
    for number, (name, decision) in enumerate(acting.items()):
        cost = None
        if number < most and not draft.ranking.model.is_category:
            cost = _cost(draft, plan, name, steps)
        costs.append(
            DecisionCost(name, decision.verdict, _reason(decision), decision.because, decision.by, cost)
        )
    return tuple(costs)


def _reason(decision: Decision) -> Reason:
    if decision.verdict == "pin":
        return Reason("decided-pin", period=decision.period)
    if decision.verdict == "first":
        return Reason("decided-first")
    return Reason("decided-before", (decision.feature,) if decision.feature else ())


def _cost(draft: Draft, plan: Mapping[str, int], name: str, steps: int) -> float | None:
    """What the plan would gain without the decision on one feature; None where that cannot be said."""
    freed = Draft.of(without_decisions(draft.backlog, name), draft.ranking, carry_over=draft.cells.carry_over)
    problem = freed.problem
    now = [plan.get(name, problem.periods) for name in freed.ids]
    if problem.faults(now):
        return None
    better = improve_from(problem, now, steps)
    gained = problem.value(better) - problem.value(now)
    return max(0.0, gained * problem.unit)


def without_decisions(backlog: Backlog, name: str) -> Backlog:
    """The same backlog as if nobody had decided anything about one feature."""
    feature = backlog.features[name].model_copy(update={"decisions": ()})
    return replace(backlog, features={**backlog.features, name: feature})
