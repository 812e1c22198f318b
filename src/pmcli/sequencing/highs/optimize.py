"""Linear programming on a roadmap: a bound, prices, orders to fill by, and the proven optimum.

It needs the extra "optimize" (HiGHS, and numpy with it), which is imported only when something is asked for.

Source: Huangfu and Hall 2018, "Parallelizing the dual revised simplex method",
https://doi.org/10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from pmcli.model.diagnostic import MissingExtraError
from pmcli.sequencing.engine.problem import Plan, PlanningProblem
from pmcli.sequencing.graph import ordered

if TYPE_CHECKING:
    from pmcli.sequencing.highs.model import MixedIntegerModel

Stopped = Literal["time limit", "interrupted", "solver failed"]
MARGIN = 1e-9  # of the ideal: more than the tolerances of the MIP can hide
GRACE = 0.4  # seconds after the limit until the solver is killed


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The solution of the linear program.

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


def relax(problem: PlanningProblem, time_limit: float | None = None) -> Relaxation:
    """The solution of the linear program: the same everywhere, unless `time_limit` (seconds) strikes.

    Raises:
        PmError: the extra is not installed.
    """
    _require()
    import numpy as np

    from pmcli.sequencing.highs.linear import lagrangian, solved
    from pmcli.sequencing.highs.model import model_of

    model = model_of(problem)
    columns, duals, status = solved(model, time_limit)
    feasible = model.is_feasible and status != "Infeasible"
    bound = lagrangian(model, duals) if feasible else max(0, sum(map(max, problem.benefit)))
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


def guided_orders(problem: PlanningProblem, relaxation: Relaxation) -> tuple[list[int], ...]:
    """Orders to fill a plan by, each with all items, prerequisites first, ties by number.

    By the period in which the relaxation delivers an item on average, and by those in which half of it is
    done, a quarter, and three quarters.

    Source: Chicoisne et al. 2012 (TopoSort), https://doi.org/10.1287/opre.1120.1050; alpha-points: Hall,
    Schulz, Shmoys, Wein 1997, "Scheduling to minimize average completion time: off-line and on-line
    approximation algorithms", https://doi.org/10.1287/moor.22.3.513.
    """
    mean = relaxation.fractions
    keys: list[list[tuple[float, float]]] = [[(period, 0.0) for period in mean]]
    for share in (0.5, 0.25, 0.75):
        reached = [_reached(row, share) for row in relaxation.by]
        keys.append([(float(period), late) for period, late in zip(reached, mean, strict=True)])
    return tuple(ordered(range(problem.size), problem.pairs, key.__getitem__) for key in keys)


def _reached(row: Sequence[float], share: float) -> int:
    return next((t for t, done in enumerate(row) if done >= share - 1e-9), len(row))


def prove(
    problem: PlanningProblem,
    plan: Plan,
    time_limit: float,
    on_progress: Callable[[int, int], None] | None = None,
    bound: int | None = None,
) -> Proof:
    """The best plan there is, or the best found until the limit (seconds), never a worse one than `plan`.

    Two processes search, one for a proof and one for better plans, by merging those of the engine under other
    seeds; what does not stop in time is killed.
    `on_progress` is called with what the best plan is worth and the bound, when either improves. `bound` is
    one known already. KeyboardInterrupt ends the search; what was found so far is kept.

    Raises:
        PmError: the extra is not installed.
    """
    _require()
    deadline = time.monotonic() + time_limit
    search = _Search(problem, plan, bound, on_progress or _silent)
    try:
        search.run(deadline)
    except KeyboardInterrupt:
        search.stopped = "interrupted"
    return search.proof()


def _silent(_value: int, _bound: int) -> None:
    pass


class _Search:
    """The best plan and bound so far."""

    def __init__(
        self, problem: PlanningProblem, plan: Plan, bound: int | None, on_progress: Callable[[int, int], None]
    ) -> None:
        self.problem = problem
        self.on_progress = on_progress
        self.plan = tuple(plan)
        self.is_plan = not problem.faults(plan)
        self.value = problem.value(plan)
        self.ideal = max(1, sum([max(0, *row) for row in problem.benefit]))
        self.bound = self.ideal if bound is None else bound
        self.stopped: Stopped | None = None

    def run(self, deadline: float) -> None:
        """Let the solver search until it is done or the deadline has passed."""
        from pmcli.sequencing.highs.linear import arrays, scale_of
        from pmcli.sequencing.highs.model import model_of
        from pmcli.sequencing.highs.solver import Run, numbers_of

        model = model_of(self.problem)
        if not model.is_feasible:
            return
        self._lower(model.ideal)
        self._offer(model.plan(model.lower))
        if self.is_done():
            return
        scale = scale_of(model)
        sent = arrays(model, scale)
        if self.is_plan:
            sent["begin"] = model.chosen(self.plan)
        seconds = max(0.01, deadline - time.monotonic())
        tasks: list[dict[str, object]] = [{"time_limit": seconds, **MIP}]
        if self.is_plan:
            tasks.append({"problem": numbers_of(self.problem), "seconds": seconds})
        status = ""
        with Run(tasks, sent) as run:
            for answer in run.answers(deadline + GRACE):
                self._hear(model, scale, answer)
                status = answer.get("status", status)
                if self.is_done():
                    return
            if status != "Infeasible":
                late = run.is_late or status == "Time limit reached"
                self.stopped = "time limit" if late else "solver failed"

    def _hear(self, model: MixedIntegerModel, scale: float, answer: dict[str, Any]) -> None:
        from pmcli.sequencing.highs.linear import rounded
        from pmcli.sequencing.highs.solver import decoded

        before = self.value, self.bound
        if "bound" in answer:
            self._lower(rounded(model, -answer["bound"] / scale + MARGIN * self.ideal))
        if "columns" in answer:
            self._offer(model.plan(decoded(answer["columns"], model.columns)))
        if (self.value, self.bound) != before:
            self.on_progress(self.value, self.bound)

    def _lower(self, bound: int) -> None:
        self.bound = min(self.bound, bound)

    def _offer(self, plan: Sequence[int]) -> None:
        """Take a plan that is better and breaks nothing."""
        value = self.problem.value(plan)
        if (not self.is_plan or value > self.value) and not self.problem.faults(plan):
            self.plan, self.value, self.is_plan = tuple(plan), value, True

    def is_done(self) -> bool:
        """Whether no plan can be better."""
        return self.is_plan and self.bound - self.value <= 2 * MARGIN * self.ideal

    def proof(self) -> Proof:
        bound = max(self.bound, self.value)  # a known bound may be off by what floats are
        return Proof(self.plan, bound, self.is_done(), self.stopped)


MIP: dict[str, float] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


def _require() -> None:
    if not available():
        raise MissingExtraError("--optimal", "optimize")
