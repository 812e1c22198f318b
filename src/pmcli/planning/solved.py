"""A plan that was found, by position, with its bound; as plain data, and proven sound when read back."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, replace

from pmcli.planning.result import BoundFrom
from pmcli.sequencing.engine.problem import PlanningProblem


@dataclass(frozen=True, slots=True)
class SolvedPlan:
    """A plan by position, the ranking's own plan, a bound in the engine's units and where it is from.

    `optimum` is the plan that a proof found to be the best, which need not be the one shown.
    """

    plan: tuple[int, ...]
    start: tuple[int, ...]
    broken: tuple[int, ...]
    bound: int | None
    prices: tuple[float, ...] | None
    bound_from: BoundFrom = "solver-free"
    stopped: str | None = None
    notes: tuple[str, ...] = ()
    optimum: tuple[int, ...] | None = None


def packed(problem: PlanningProblem, found: SolvedPlan) -> bytes:
    """A plan that nothing stopped as bytes, with what it is worth."""
    return marshal.dumps((
        problem.value(found.plan), found.plan, found.start, found.broken, found.bound, found.prices,
        found.bound_from, found.notes, found.optimum,
    ))  # fmt: skip


def unpacked(problem: PlanningProblem, data: bytes) -> SolvedPlan | None:
    """The plan that these bytes are; None where it is none of this problem, or not worth what they say."""
    try:
        value, plan, start, broken, bound, prices, bound_from, notes, optimum = marshal.loads(data)  # noqa: S302 - sealed
        found = SolvedPlan(plan, start, broken, bound, prices, bound_from, None, notes, optimum)
        free = _without(problem, broken)
        plans = [plan, start, *([] if optimum is None else [optimum])]
        is_sound = all(len(each) == problem.size and not free.faults(each) for each in plans)
        is_bounded = bound is None or bound >= value
    except (ValueError, TypeError, EOFError, LookupError):
        return None
    return found if is_sound and is_bounded and problem.value(plan) == value else None


def _without(problem: PlanningProblem, broken: tuple[int, ...]) -> PlanningProblem:
    """The problem in which broken promises, and what waits for them, may be left out."""
    if not broken:
        return problem
    latest, waiting = list(problem.latest), list(broken)
    while waiting:
        item = waiting.pop()
        latest[item] = problem.periods
        waiting += [other for other, _ in problem.serves[item] if latest[other] < problem.periods]
    return replace(problem, latest=tuple(latest))
