"""What decisions cost: the best plan found without one, less the best found with it, both searched alike.

Both plans are found afresh: what an agreement costs is not charged to a decision. Where both are proven best
their difference is the cost. Else the cost is at least what the plan without the decision is worth more than
the bound on all plans with it; where that is nothing, the difference is within what the search leaves open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import fsum

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.reason import Reason
from pmcli.planning.agreed import agreeing
from pmcli.planning.draft import Draft
from pmcli.planning.result import DecisionCost, Roadmap
from pmcli.planning.solved import SolvedPlan
from pmcli.planning.solving import LIMIT, prove_plan, search_plan
from pmcli.ranking import Ranking
from pmcli.sequencing.engine.engine import Effort

_MOST, _WORK = 12, 1_000
"""Decisions that are weighed, and fewer where features are many; of more only the first, by id."""
_NOTHING = 1e-6  # of the plan's value: what counts as nothing
Search = Callable[[Draft], SolvedPlan]


def acting_decisions(draft: Draft) -> tuple[DecisionCost, ...]:
    """The decisions that act on a plan, by feature, not weighed."""
    return tuple(
        DecisionCost(name, decision.verdict, _acting(decision), decision.because, decision.by, None)
        for name, decision in sorted(draft.candidates.decisions.items())
        if decision.verdict in ("pin", "first", "before") and name in draft.ids
    )


def with_costs(
    backlog: Backlog, roadmap: Roadmap, *, effort: Effort = "normal", optimal: bool = False,
    time_limit: float | None = None,
) -> Roadmap:  # fmt: skip
    """The roadmap with the cost of each decision, as far as there are few enough to be weighed.

    `optimal` proves the plans, with the extra "optimize"; `time_limit` is shared among them. Nothing is
    weighed where values are categories, or where the search for the roadmap was stopped.
    """
    if not roadmap.decisions or roadmap.model.is_category or roadmap.stopped == "interrupted":
        return roadmap
    weighing = _Weighing.of(backlog, roadmap)
    most = min(_MOST, _WORK // max(1, len(weighing.draft.ids)))
    weighed, rest = roadmap.decisions[:most], roadmap.decisions[most:]
    if not weighed:
        return roadmap
    seconds = (LIMIT if time_limit is None else time_limit) / (len(weighed) + 1)

    def search(draft: Draft) -> SolvedPlan:
        found = search_plan(draft, effort, None)
        if not optimal or found.optimum is not None:
            return found
        return prove_plan(draft, effort, seconds, None)

    with_all = search(weighing.draft)
    costs = [weighing.cost(decision, with_all, search) for decision in weighed]
    return replace(roadmap, decisions=(*costs, *rest))


@dataclass(frozen=True, slots=True)
class _Weighing:
    """The problem with all decisions; nothing is kept of an agreement, as in every plan made afresh."""

    backlog: Backlog
    ranking: Ranking
    draft: Draft

    @classmethod
    def of(cls, backlog: Backlog, roadmap: Roadmap) -> _Weighing:
        backlog = agreeing(backlog, roadmap.agreement)
        draft = Draft.of(backlog, roadmap.ranking, carry_over=roadmap.carry_over)
        return cls(backlog, roadmap.ranking, draft)

    def cost(self, decision: DecisionCost, with_it: SolvedPlan, search: Search) -> DecisionCost:
        """The decision weighed; not weighed where other promises are broken with it than without it."""
        freed = self._without(decision.feature)
        without = search(freed)
        if _broken(self.draft, with_it) != _broken(freed, without):
            return decision
        value, bound, is_best = _worth(self.draft, with_it)
        other, _, is_other_best = _worth(freed, without)
        if is_best and is_other_best:
            cost = max(0.0, other - value)
            is_nothing = cost <= _NOTHING * value
            return replace(
                decision, cost=0.0 if is_nothing else cost, is_proven=True, is_negligible=is_nothing
            )
        cost = max(0.0, other - bound)
        is_nothing = cost <= _NOTHING * value
        return replace(decision, cost=0.0 if is_nothing else cost, is_negligible=is_nothing)

    def _without(self, name: str) -> Draft:
        """The problem without the decisions on one feature."""
        feature = self.backlog.features[name].model_copy(update={"decisions": ()})
        backlog = replace(self.backlog, features={**self.backlog.features, name: feature})
        return Draft.of(backlog, self.ranking, carry_over=self.draft.cells.carry_over)


def _worth(draft: Draft, solved: SolvedPlan) -> tuple[float, float, bool]:
    """What a plan is worth, what no plan is worth more than, and whether the plan is the best."""
    value = fsum(draft.worths[name][period] for name, period in draft.named(solved.plan).items())
    if solved.optimum is not None:
        return value, value, True
    bound = float("inf") if solved.bound is None else (solved.bound + len(draft.ids)) * draft.problem.unit
    return value, bound, False


def _broken(draft: Draft, solved: SolvedPlan) -> set[str]:
    return {draft.ids[at] for at in solved.broken}


def _acting(decision: Decision) -> Reason:
    """The reason that a decision is."""
    if decision.verdict == "pin":
        return Reason("decided-pin", period=decision.period)
    if decision.verdict == "first":
        return Reason("decided-first")
    return Reason("decided-before", (decision.feature,) if decision.feature else ())
