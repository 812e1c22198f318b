"""What linear programming says of a roadmap: a bound, prices, an order to fill by, and the proven optimum.

It needs the extra "optimize" (HiGHS, and numpy with it), which is imported only when something is asked for.

Source: Huangfu and Hall 2018, "Parallelizing the dual revised simplex method",
https://doi.org/10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from pmcli.diagnostic import PmError
from pmcli.sequencing.problem import Plan, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pmcli.sequencing.model import Model

Stopped = Literal["time limit", "interrupted"]
SCALE = 1e6  # what all is worth to the solver, whose tolerances are absolute
SMALL = 1e7  # an objective of whole numbers up to this is left whole: the solver uses it
MARGIN = 1e-9  # of the ideal: more than the tolerances of the MIP can hide
FLOATS = 1e-13  # of what is summed: more than the rounding of sums can be off
GRACE = 0.4  # seconds after the limit until the solver is killed


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What the linear program says.

    No plan is worth more than `bound`. `prices[c]` is what one more unit of room of cell c would be worth, in
    benefit, ≥ 0, and > 0 only where the cell is full. `by[i][t]` is how far item i is delivered by the end of
    period t, from 0 to 1, `fractions[i]` the period in which it is on average (`periods` stands for never).
    Without `complete` the time limit struck: the bound still holds, the rest is what there was by then.
    Without `is_feasible` no plan keeps everything, and the bound is that of a world without limits.
    """

    bound: int
    prices: tuple[float, ...]
    fractions: tuple[float, ...]
    by: tuple[tuple[float, ...], ...]
    complete: bool = True
    is_feasible: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """The best plan found, and a bound on every plan's worth; `stopped` says what ended it early, if so.

    `is_proven` is that no plan is better, within a billionth of what all items together could be worth.
    """

    plan: tuple[int, ...]
    bound: int
    is_proven: bool
    stopped: Stopped | None = None


def available() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("numpy", "highspy"))


def relax(problem: Problem, time_limit: float | None = None) -> Relaxation:
    """What the linear program says of a problem: the same everywhere, unless `time_limit` (seconds) strikes.

    Raises:
        PmError: the extra is not installed.
    """
    _require()
    import numpy as np

    from pmcli.sequencing.model import model_of

    model = model_of(problem)
    columns, duals, status = _linear(model, time_limit)
    feasible = model.is_feasible and status != "Infeasible"
    bound = int(lagrangian(model, duals)) if feasible else max(0, sum(map(max, problem.benefit)))
    duals[duals <= 1e-9 * max(1.0, duals.max(initial=0.0))] = 0.0
    prices = np.zeros(len(problem.room))
    prices[model.cells] = duals[: len(model.cells)] / model.divisors
    by = np.clip(model.by(columns), 0.0, 1.0)
    return Relaxation(
        bound,
        tuple(prices.tolist()),
        tuple((problem.periods - by.sum(axis=1)).tolist()),
        tuple(map(tuple, by.tolist())),
        complete=status in ("Optimal", "Infeasible"),
        is_feasible=feasible,
    )
