"""The engine, with the extra and without, as the benchmarks call it: the one place that knows how."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pmcli.sequencing.problem import Problem


@dataclass(frozen=True, slots=True)
class Run:
    """A plan, the upper bound that came with it (None: none did), and the seconds both took."""

    plan: Sequence[int]
    bound: int | None = None
    seconds: float = 0.0
    is_proven: bool = False


def engine(problem: Problem, effort: str = "normal") -> Run:
    """The engine as `pm roadmap` calls it where the extra is not installed."""
    solve = import_module("pmcli.sequencing.engine").solve
    start = time.perf_counter()
    found = solve(problem, effort=effort)
    return Run(found.plan, found.bound, time.perf_counter() - start)


def guided(problem: Problem, effort: str = "normal") -> Run:
    """The engine with the LP's bound and prices, as `pm roadmap` calls it with the extra."""
    solve, relax = import_module("pmcli.sequencing.engine").solve, extra().relax
    start = time.perf_counter()
    relaxation = relax(problem)
    found = solve(problem, effort=effort, relaxation=relaxation)
    return Run(found.plan, int(relaxation.bound), time.perf_counter() - start)


def proven(problem: Problem, plan: Sequence[int], limit: float) -> Run:
    """The plan and the bound of the MIP, started from `plan`."""
    start = time.perf_counter()
    found = extra().prove(problem, plan, time_limit=limit)
    return Run(found.plan, int(found.bound), time.perf_counter() - start, found.is_proven)


def lp_bound(problem: Problem) -> int:
    """What the LP says no plan can exceed."""
    return int(extra().relax(problem).bound)


def has_extra() -> bool:
    """Whether the solver is installed."""
    return find_spec("highspy") is not None and find_spec("pmcli.sequencing.optimize") is not None


def extra() -> Any:
    """The room of the solver."""
    return import_module("pmcli.sequencing.optimize")


def missed(problem: Problem, plan: Sequence[int]) -> int:
    """How many items that must be delivered the plan lacks; it may have no other fault."""
    periods = problem.periods
    lacking = [item for item, t in enumerate(plan) if t == periods and problem.latest[item] < periods]
    faults = problem.faults(plan)
    assert len(faults) == len(lacking), faults
    return len(lacking)
