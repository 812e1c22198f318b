"""Generated backlogs as problems in whole numbers, and what planners without an engine make of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from graphlib import TopologicalSorter

from benchmarks.generate import Instance
from benchmarks.order import ready_first, repaired

from pmcli.sequencing.engine.problem import PlanningProblem, Takes

IDEAL = 1e12  # what a whole backlog would be worth were all of it delivered in its earliest period, about
UNITS = 10_000  # of effort: whole numbers are 1e-4 of a person-week

Planner = Callable[[PlanningProblem], list[int]]


def problem_of(
    instance: Instance, horizon: int | None = None, discount: float = 0.03, *, carry_over: bool = False
) -> PlanningProblem:
    """The instance as `pm roadmap` reads what `write_workspace` writes of it.

    A feature earns its value, less `discount` for each period of waiting, from its delivery to the end of
    the `horizon` (default: 12 periods, or the periods planned if those are more), and nothing when it is
    delivered after it expires. Cells are teams in periods, number team · periods + period.
    """
    periods = len(instance.capacity[0])
    horizon = max(12, periods) if horizon is None else horizon
    earliest, latest = windows(instance)
    benefit, unit = _benefits(instance, earliest, horizon, discount)
    rooms = [[whole(room, math.floor) for room in row] for row in instance.capacity]
    if carry_over:
        rooms = [[sum(row[: t + 1]) for t in range(periods)] for row in rooms]
    return PlanningProblem(
        periods,
        tuple(room for row in rooms for room in row),
        tuple(_takes(effort, periods, carry_over=carry_over) for effort in instance.efforts),
        tuple((dependent, need, 0) for dependent, need in instance.arcs),
        tuple(earliest),
        tuple(latest),
        benefit,
        unit=unit,
    )


def whole(effort: float, rounding: Callable[[float], int]) -> int:
    """`effort` in 1e-4 of its unit; what floats add below 1e-7 is dropped before rounding."""
    return rounding(round(effort * UNITS, 3))


def windows(instance: Instance) -> tuple[list[int], list[int]]:
    """(earliest, latest) of every feature, in line with what it waits for and what waits for it."""
    size, periods = len(instance.values), len(instance.capacity[0])
    earliest, latest = [0] * size, [periods] * size
    for node, period in instance.not_before.items():
        earliest[node] = period
    for node, period in instance.deadlines.items():
        latest[node] = period
    for node, period in instance.pins.items():
        earliest[node] = latest[node] = period
    needs: dict[int, list[int]] = {node: [] for node in range(size)}
    for dependent, need in instance.arcs:
        needs[dependent].append(need)
    order = list(TopologicalSorter(needs).static_order())
    for node in order:
        earliest[node] = max([earliest[node], *(earliest[need] for need in needs[node])])
    for node in reversed(order):
        for need in needs[node]:
            latest[need] = min(latest[need], latest[node])
    return earliest, latest


def _benefits(
    instance: Instance, earliest: Sequence[int], horizon: int, discount: float
) -> tuple[tuple[tuple[int, ...], ...], float]:
    """What each feature is worth by period of delivery, in whole numbers, and the value that 1 stands for."""
    periods = len(instance.capacity[0])
    earns = [math.fsum((1 - discount) ** s for s in range(t, horizon)) for t in range(periods)]
    ideal = math.fsum(value * earns[t] for value, t in zip(instance.values, earliest, strict=True))
    unit = ideal / IDEAL if ideal else 1.0
    rows = []
    for node, value in enumerate(instance.values):
        last = instance.expires.get(node, periods)
        rows.append(tuple(round(value * earns[t] / unit) if t <= last else 0 for t in range(periods)))
    return tuple(rows), unit


def _takes(effort: dict[int, float], periods: int, *, carry_over: bool) -> tuple[Takes, ...]:
    """What a delivery takes, by its period."""
    needs = [(team * periods, whole(need, math.ceil)) for team, need in sorted(effort.items())]
    if not carry_over:
        return tuple(tuple((row + t, need) for row, need in needs) for t in range(periods))
    return tuple(
        tuple((row + s, need) for row, need in needs for s in range(t, periods)) for t in range(periods)
    )


def sorted_and_repaired(problem: PlanningProblem) -> list[int]:
    """The plan of a spreadsheet: sorted by score, prerequisites moved ahead, then filled from the top."""
    return filled(problem, repaired(*_columns(problem)))


def best_ready_first(problem: PlanningProblem) -> list[int]:
    """The plan of a priority queue: of what is ready always the best score next, filled likewise."""
    return filled(problem, ready_first(*_columns(problem)))


BASELINES: tuple[tuple[str, Planner], ...] = (
    ("sort by score and repair", sorted_and_repaired),
    ("best ready first", best_ready_first),
)


def _columns(problem: PlanningProblem) -> tuple[list[float], list[float], list[tuple[int, int]]]:
    """(values, efforts, arcs): what a spreadsheet knows of the features."""
    values = [float(max(row)) for row in problem.benefit]
    efforts = [float(max(1, effort_of(problem, item))) for item in range(problem.size)]
    return values, efforts, [(dependent, need) for dependent, need, _ in problem.arcs]


def effort_of(problem: PlanningProblem, item: int) -> int:
    """What an item takes when it is delivered as late as can be, which is once, carry-over or not."""
    return sum([effort for _, effort in problem.takes[item][-1]])


def filled(problem: PlanningProblem, order: Sequence[int]) -> list[int]:
    """The plan in which each item of `order`, prerequisites first, gets the first period with room for it.

    Room for what must be delivered is kept free as late as possible, until its turn comes. What would come
    too late to be worth anything, and serves nothing, is left out. Where what must be delivered does not
    fit, it is missing: `Problem.faults` tells.
    """
    left, periods = list(problem.room), problem.periods
    plan = _reserved(problem, order, left)
    for item in order:
        _move(problem, left, item, plan[item], -1)
        first = max([problem.earliest[item], *(plan[need] + lag for need, lag in problem.needs[item])])
        last = min(plan[item], problem.latest[item], periods - 1)
        if any(plan[rival] < periods for rival in problem.rivals[item]):
            last = -1
        found = next((t for t in range(first, last + 1) if _fits(problem, left, item, t)), periods)
        plan[item] = found = periods if _in_vain(problem, item, found) else found
        _move(problem, left, item, found, 1)
    return plan


def _reserved(problem: PlanningProblem, order: Sequence[int], left: list[int]) -> list[int]:
    """A period for each item that must be delivered, pinned ones first, the others as late as they fit."""
    plan = [problem.periods] * problem.size
    must = [item for item in reversed(order) if problem.latest[item] < problem.periods]
    pinned = [item for item in must if problem.earliest[item] == problem.latest[item]]
    for item in pinned + [item for item in must if problem.earliest[item] < problem.latest[item]]:
        waiting = [plan[other] - lag for other, lag in problem.serves[item] if plan[other] < problem.periods]
        last = min([problem.latest[item], *waiting])
        tried = range(last, problem.earliest[item] - 1, -1)
        plan[item] = next((t for t in tried if _fits(problem, left, item, t)), problem.periods)
        _move(problem, left, item, plan[item], 1)
    return plan


def _in_vain(problem: PlanningProblem, item: int, t: int) -> bool:
    """Whether `item`, which nobody asked for and nothing waits for, would have expired before `t`."""
    if problem.latest[item] < problem.periods or problem.serves[item] or t == problem.periods:
        return False
    return not problem.benefit[item][t] and any(problem.benefit[item])


def _fits(problem: PlanningProblem, left: Sequence[int], item: int, t: int) -> bool:
    return all(left[cell] >= effort for cell, effort in problem.takes[item][t])


def _move(problem: PlanningProblem, left: list[int], item: int, t: int, times: int) -> None:
    """Take what delivering `item` in `t` takes; give it back where `times` is -1."""
    if t < problem.periods:
        for cell, effort in problem.takes[item][t]:
            left[cell] -= times * effort
