"""Better plans from several good ones: what they agree on is held fast, and the solver finds the best rest.

Source: Rothberg 2007, "An evolutionary algorithm for polishing mixed integer programming solutions",
https://doi.org/10.1287/ijoc.1060.0189.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray

from pmcli.sequencing.engine.engine import solve
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.highs import optimize
from pmcli.sequencing.highs.solver import Arrays, load, status_of
from pmcli.sequencing.highs.steps import ImprovementSteps

Columns = NDArray[np.float64]
RUNS = 2  # of the engine before plans are merged again
PARENTS = 4  # plans merged at first
SPELL = 1.0  # seconds that a merger may take


def improvements(arrays: Arrays, problem: PlanningProblem, seconds: float) -> Iterator[Columns]:
    """Columns better than `begin`, each better than the one before, for so many seconds.

    The engine runs with one seed after another; the best plan is merged with the new ones and the next best
    old ones. More plans are merged while the solver is done with them in time, and fewer where it is not.
    """
    end = time.monotonic() + seconds
    plans = [arrays["begin"].astype(np.float64)]
    most, told = PARENTS, worth(arrays, plans[0])
    runs = _runs(arrays, problem, end)
    while new := list(islice(runs, RUNS)):
        parents = _distinct([plans[0], *new, *plans[1:]])[:most]
        merged, is_done = merge(arrays, parents, min(SPELL, end - time.monotonic()))
        most = most + 1 if is_done else max(RUNS + 1, most - 1)
        plans = sorted(_distinct([*plans, *new, merged]), key=lambda plan: -worth(arrays, plan))
        if worth(arrays, plans[0]) > told:
            told = worth(arrays, plans[0])
            yield plans[0]


def merge(arrays: Arrays, parents: Sequence[Columns], seconds: float) -> tuple[Columns, bool]:
    """The best columns that differ from those of the parents only where these differ, and whether proven.

    Never worse than the best of the parents.
    """
    best = max(parents, key=lambda parent: worth(arrays, parent))
    free = np.any([parent != best for parent in parents], axis=0)
    if seconds <= 0 or not free.any():
        return best, seconds > 0
    lower, upper = np.where(free, arrays["lower"], best), np.where(free, arrays["upper"], best)
    steps = ImprovementSteps({**arrays, "lower": lower, "upper": upper, "begin": best})
    highs = load(steps.arrays(), is_whole=True, time_limit=seconds, mip_rel_gap=1e-6, threads=1)
    highs.run()
    found = np.asarray(highs.getSolution().col_value)
    merged = steps.by(found) if len(found) == len(best) else best
    is_better = worth(arrays, merged) > worth(arrays, best) and _keeps(arrays, merged)
    return merged if is_better else best, status_of(highs) == "Optimal"


def worth(arrays: Arrays, columns: Columns) -> float:
    """What columns add to the objective."""
    return float((arrays["cost"] * columns).sum())


def _keeps(arrays: Arrays, columns: Columns) -> bool:
    """Whether rounded columns keep all rows and bounds: the solver's tolerances are wider."""
    rows = np.repeat(np.arange(len(arrays["limit"])), np.diff(arrays["starts"]))
    used = np.bincount(rows, arrays["values"] * columns[arrays["indices"]], len(arrays["limit"]))
    within = (arrays["lower"] <= columns) & (columns <= arrays["upper"])
    return bool((used <= arrays["limit"]).all() and within.all())


def _runs(arrays: Arrays, problem: PlanningProblem, end: float) -> Iterator[Columns]:
    """The columns of the engine's plans, seed by seed, until `end` on the monotonic clock."""
    relaxation = optimize.relax(problem, max(0.01, end - time.monotonic()))
    orders = optimize.guided_orders(problem, relaxation)
    for seed in count(2):  # the plan to begin with is the first seed's
        if time.monotonic() >= end:
            return
        found = solve(problem, orders=orders, seed=seed, progress=lambda _: time.monotonic() < end)
        columns = np.asarray(found.plan)[arrays["item"]] <= arrays["period"]
        if not found.broken:
            yield columns.astype(np.float64)


def _distinct(plans: Sequence[Columns]) -> list[Columns]:
    """The plans without repetitions, in the same order."""
    return list({plan.tobytes(): plan for plan in plans}.values())
