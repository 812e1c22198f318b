"""The engine, with the extra and without, as the benchmarks call it: the one place that knows how."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.sequencing.engine.effort import Effort
from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.engine.tighten import tighten
from pmcli.sequencing.highs import optimize


@dataclass(frozen=True, slots=True)
class Run:
    """A plan, the upper bound that came with it (None: none did), and the seconds both took."""

    plan: Sequence[int]
    bound: int | None = None
    seconds: float = 0.0
    is_proven: bool = False


def engine(problem: PlanningProblem, effort: Effort = "normal") -> Run:
    """The engine as `pm roadmap` calls it where the extra is not installed."""
    start = time.perf_counter()
    found = solve(problem, effort)
    return Run(found.plan, found.bound, time.perf_counter() - start)


def guided(problem: PlanningProblem, effort: Effort = "normal") -> Run:
    """The engine with the orders of the LP and its bound, as `pm roadmap` calls it with the extra."""
    start = time.perf_counter()
    narrow = tighten(problem)
    relaxation = optimize.relax(narrow)
    found = solve(problem, effort, orders=optimize.guided_orders(narrow, relaxation))
    known = [bound for bound in (relaxation.bound, found.bound) if bound is not None]
    return Run(found.plan, min(known), time.perf_counter() - start)


def proven(problem: PlanningProblem, plan: Sequence[int], limit: float) -> Run:
    """The plan and the bound of the MIP, started from `plan`."""
    start = time.perf_counter()
    found = optimize.prove(tighten(problem), plan, limit)
    return Run(found.plan, found.bound, time.perf_counter() - start, found.is_proven)


def lp_bound(problem: PlanningProblem) -> int:
    """What the LP says no plan can exceed."""
    return optimize.relax(problem).bound


def has_extra() -> bool:
    """Whether the solver is installed."""
    return optimize.available()


def missed(problem: PlanningProblem, plan: Sequence[int]) -> int:
    """How many items that must be delivered the plan lacks; it may have no other fault."""
    periods = problem.periods
    lacking = [item for item, t in enumerate(plan) if t == periods and problem.latest[item] < periods]
    faults = problem.faults(plan)
    assert len(faults) == len(lacking), faults
    return len(lacking)
