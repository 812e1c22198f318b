"""Better plans from a good one: all but a part of it is held fast, and the solver finds the best rest.

Source: Danna, Rothberg, Le Pape 2005, "Exploring relaxation induced neighborhoods to improve MIP solutions",
https://doi.org/10.1007/s10107-004-0518-7.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pmcli.sequencing.highs.solver import Arrays, load, status_of

SURE = 1e-6  # what is nearer to a whole number is one
SPELL = 0.5  # seconds for a part
FIRST = 200  # columns of the first part
NEAR, SOON = 0.1, 0.3  # how much less is minded of a cell's items, and of a period's columns


def improvements(arrays: Arrays, cells: int, seconds: float) -> Iterator[NDArray[np.float64]]:
    """Columns better than `begin`, each better than the one before, for so many seconds.

    First all is held fast in which the linear program and the plan agree; then all but the columns that the
    linear program least minds changing, by reduced cost and some noise, first of all those of a random cell's
    items and of two random periods. The part grows while the solver is done with it in time.
    """
    end = time.monotonic() + seconds
    linear = load(arrays, is_whole=False, time_limit=seconds, solver="simplex", threads=1)
    linear.run()
    solution = linear.getSolution()
    columns, minds = np.asarray(solution.col_value), np.abs(np.asarray(solution.col_dual))
    best = arrays["begin"].astype(np.float64)
    if not len(best) or len(columns) != len(best) or len(minds) != len(best):
        return
    minds += 1e-3 * minds.mean()
    draw = np.random.default_rng(1)
    free, size = np.abs(columns - best) > SURE, float(FIRST)
    while (rest := end - time.monotonic()) > 0:
        other, is_done = _within(arrays, best, free, min(rest, SPELL))
        if (arrays["cost"] * (other - best)).sum() > 0:
            best = other
            yield best
        size = min(len(best), size * (1.15 if is_done else 0.8))
        free = _part(arrays, minds, draw, cells, int(size))


def _part(
    arrays: Arrays, minds: NDArray[np.float64], draw: np.random.Generator, cells: int, size: int
) -> NDArray[np.bool_]:
    """The columns to be free, `size` of them."""
    item, period = arrays["item"], arrays["period"]
    score = minds * draw.lognormal(0.0, 1.0, len(minds))
    if cells:
        row = draw.integers(cells)
        users = arrays["indices"][arrays["starts"][row] : arrays["starts"][row + 1]]
        score[np.isin(item, item[users])] *= NEAR
    first = draw.integers(int(period.max()) + 1)
    score[(period >= first) & (period <= first + 1)] *= SOON
    part = np.zeros(len(minds), dtype=np.bool_)
    part[np.argsort(score, kind="stable")[:size]] = True
    return part


def _within(
    arrays: Arrays, best: NDArray[np.float64], free: NDArray[np.bool_], seconds: float
) -> tuple[NDArray[np.float64], bool]:
    """The best columns that differ from `best` only where they are free, and whether that was proven."""
    lower, upper = np.where(free, arrays["lower"], best), np.where(free, arrays["upper"], best)
    held = {**arrays, "lower": lower, "upper": upper, "begin": best}
    highs = load(held, is_whole=True, time_limit=seconds, mip_rel_gap=1e-6)
    highs.run()
    columns = np.round(np.asarray(highs.getSolution().col_value))
    return columns if len(columns) == len(best) else best, status_of(highs) == "Optimal"
