"""The published Next Release Problem, with proven optima: which requirements to build within a budget.

    python -m benchmarks.nrp ../shared/data/nrp [--optimize] [--limit 60]

Requirements are items with effort and no value, customers are items of value with no effort that wait for
theirs; one team, one period, a horizon of one. Prints the share of the optimum that each way of planning
reaches, and its seconds. The folder holds the instances and `optima.csv` (file, ratio, total_cost, budget,
optimum).

Source: Bagnall, Rayward-Smith and Whittley 2001, "The next release problem",
https://doi.org/10.1016/S0950-5849(01)00194-X; Xuan, Jiang, Ren and Luo 2012, "Solving the large scale next
release problem with a backbone-based multilevel algorithm", https://doi.org/10.1109/TSE.2011.92.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.instances import IDEAL, UNITS
from benchmarks.planners import Run, engine, guided, missed, proven

from pmcli.sequencing.engine.effort import EFFORTS
from pmcli.sequencing.engine.problem import PlanningProblem


@dataclass(frozen=True, slots=True)
class Release:
    """Costs of requirements, arcs (requirement, what it waits for), customers as (profit, requirements)."""

    costs: list[int]
    arcs: list[tuple[int, int]]
    customers: list[tuple[int, list[int]]]

    def problem(self, budget: int) -> PlanningProblem:
        """As a roadmap of one period: requirements first, then customers; profit in a power of ten."""
        size, takers = len(self.costs), len(self.customers)
        scale = 10 ** max(0, len(str(int(IDEAL))) - 1 - len(str(sum(profit for profit, _ in self.customers))))
        arcs = [(tail, head, 0) for tail, head in self.arcs]
        for number, (_, wanted) in enumerate(self.customers):
            arcs += [(size + number, need, 0) for need in wanted]
        return PlanningProblem(
            periods=1,
            room=(budget * UNITS,),
            takes=tuple((((0, cost * UNITS),),) for cost in self.costs) + (((),),) * takers,
            arcs=tuple(arcs),
            earliest=(0,) * (size + takers),
            latest=(1,) * (size + takers),
            benefit=((0,),) * size + tuple((profit * scale,) for profit, _ in self.customers),
            unit=1 / scale,
        )


def read(path: Path) -> Release:
    """An instance: see the README of the folder for its numbers."""
    numbers = map(int, path.read_text(encoding="utf-8").split())
    costs: list[int] = []
    for _ in range(next(numbers)):
        costs += [next(numbers) for _ in range(next(numbers))]
    pairs = [(next(numbers), next(numbers)) for _ in range(next(numbers))]
    customers = []
    for _ in range(next(numbers)):
        profit = next(numbers)
        customers.append((profit, sorted({next(numbers) - 1 for _ in range(next(numbers))})))
    assert next(numbers, None) is None, path
    return Release(costs, sorted({(later - 1, first - 1) for first, later in pairs}), customers)


def greedy(release: Release, budget: int) -> list[int]:
    """The plan of taking customers by profit over the cost of all that they need, where that still fits."""
    closures = _closures(release)
    ratios = [
        profit / max(1, sum(release.costs[need] for need in closure))
        for (profit, _), closure in zip(release.customers, closures, strict=True)
    ]
    built: set[int] = set()
    for customer in sorted(range(len(ratios)), key=lambda one: (-ratios[one], one)):
        if sum(release.costs[need] for need in built | closures[customer]) <= budget:
            built |= closures[customer]
    return _plan(closures, len(release.costs), built)


def adaptive(release: Release, budget: int) -> list[int]:
    """The same by profit over the cost of what they need and is not yet built, weighed anew each time.

    What is left to build only shrinks, so ratios only grow: all that share a requirement are looked at again.
    """
    closures, built = _closures(release), set[int]()
    left = [sum(release.costs[need] for need in closure) for closure in closures]
    wanted: dict[int, list[int]] = {}
    for customer, closure in enumerate(closures):
        for need in closure:
            wanted.setdefault(need, []).append(customer)

    def key(customer: int) -> tuple[float, int]:
        return -release.customers[customer][0] / max(left[customer], 1e-9), customer

    queue, spent, done = [key(customer) for customer in range(len(left))], 0, set[int]()
    heapq.heapify(queue)
    while queue:
        found = heapq.heappop(queue)
        customer = found[1]
        if found != key(customer) or customer in done or spent + left[customer] > budget:
            continue
        done.add(customer)
        spent += left[customer]
        changed = set[int]()
        for need in closures[customer] - built:
            for other in wanted[need]:
                left[other] -= release.costs[need]
                changed.add(other)
        built |= closures[customer]
        for other in sorted(changed - done):
            heapq.heappush(queue, key(other))
    return _plan(closures, len(release.costs), built)


def _closures(release: Release) -> list[set[int]]:
    """For each customer all requirements that must be built."""
    needs: dict[int, list[int]] = {}
    for tail, head in release.arcs:
        needs.setdefault(tail, []).append(head)
    found = []
    for _, wanted in release.customers:
        closure, queue = set(wanted), list(wanted)
        for node in queue:
            new = [head for head in needs.get(node, ()) if head not in closure]
            closure.update(new)
            queue += new
        found.append(closure)
    return found


def _plan(closures: Sequence[set[int]], size: int, built: set[int]) -> list[int]:
    """Period 0 for what is built and for every customer who has all."""
    return [0 if need in built else 1 for need in range(size)] + [
        0 if one <= built else 1 for one in closures
    ]


def timed(plan: Callable[[Release, int], list[int]], release: Release, budget: int) -> Run:
    """A greedy plan with its seconds."""
    start = time.perf_counter()
    found = plan(release, budget)
    return Run(found, None, time.perf_counter() - start)


def runs(release: Release, budget: int, asked: argparse.Namespace) -> dict[str, Run]:
    """All ways of planning one instance."""
    problem = release.problem(budget)
    found = {
        "greedy": timed(greedy, release, budget),
        "adaptive greedy": timed(adaptive, release, budget),
        "`pm roadmap`": engine(replace(problem), asked.effort),
    }
    if asked.optimize:
        found["with the extra"] = run = guided(replace(problem), asked.effort)
        proof = proven(replace(problem), run.plan, asked.limit)
        found["`--optimal`"] = replace(proof, seconds=run.seconds + proof.seconds)
    return found


def told(problem: PlanningProblem, run: Run, optimum: int) -> float:
    """The share of the optimum in per cent, once the plan has been checked."""
    assert missed(problem, run.plan) == 0
    profit = problem.value(run.plan) * problem.unit
    assert profit < optimum + 0.5, "better than the proven optimum"
    assert run.bound is None or run.bound * problem.unit > optimum - 0.5, "a bound below the optimum"
    return 100 * profit / optimum


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The published Next Release Problem.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--effort", choices=EFFORTS, default="normal")
    parser.add_argument("--optimize", action="store_true", help="with the solver, too")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for the proof")
    asked = parser.parse_args()
    shares: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    with (asked.folder / "optima.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        release, budget, optimum = read(asked.folder / row["file"]), int(row["budget"]), int(row["optimum"])
        assert sum(release.costs) == int(row["total_cost"]), row
        problem, found = release.problem(budget), runs(release, budget, asked)
        if not shares:
            print(f"| instance | items | arcs | budget | optimum | {' | '.join(found)} |")
            print("|" + " --- |" * (5 + len(found)))
        cells = [row["file"].removesuffix(".txt"), f"{problem.size:,}", f"{len(problem.arcs):,}"]
        cells += [f"{float(row['ratio']):.0%}", f"{optimum:,}"]
        for name, run in found.items():
            shares.setdefault(name, []).append(told(problem, run, optimum))
            seconds.setdefault(name, []).append(run.seconds)
            proof = ", proven" if run.is_proven else ""
            cells.append(f"{shares[name][-1]:.2f} % ({run.seconds:.2f} s{proof})")
        print(f"| {' | '.join(cells)} |", flush=True)
        print(f"{row['file']} at {row['ratio']}: done", file=sys.stderr)
    for title, choose in (("median", statistics.median), ("worst", min)):
        cells = [f"{choose(shares[name]):.2f} %" for name in shares]
        print(f"| {title} | | | | | {' | '.join(cells)} |")
    print(f"| most seconds | | | | | {' | '.join(f'{max(seconds[name]):.2f}' for name in shares)} |")


if __name__ == "__main__":
    main()
