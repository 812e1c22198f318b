"""How good the plans of `pm roadmap` are, beside what one would do without it, and how long they take.

    python -m benchmarks.roadmap --optimize                       50, 200, 1,000 and 10,000 features, 20 seeds
    python -m benchmarks.roadmap --sizes 200 --from-seed 500      other backlogs than those it was tuned on
    python -m benchmarks.roadmap --feasibility 1000               how often mandatory work is missed

A gap is bound / value − 1, as in the JSON of `pm roadmap`: no plan delivers more than so much above this
one. The bound is the best known: where the solver is installed what `--optimal` proves within --prove
seconds, above 1,000 features the LP's, else the engine's own. Gaps are of plans that deliver all mandatory
work; what share does not is told beside them, though each instance is drawn with a plan that does.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from benchmarks.generate import generate
from benchmarks.instances import BASELINES, problem_of
from benchmarks.planners import Run, engine, guided, has_extra, lp_bound, missed, proven

from pmcli.sequencing.engine.effort import EFFORTS, Effort
from pmcli.sequencing.engine.problem import PlanningProblem

SHAPES = {
    50: ((3, 4), (5, 6)),
    200: ((6, 6), (4, 8)),
    1_000: ((10, 8), (12, 6)),
    10_000: ((12, 8),),
    100_000: ((12, 8),),
}
PROVABLE = 1_000  # features above which only the LP bounds
BOUNDABLE = 10_000  # features above which nothing is bounded, and plans are only placed
PATIENCE = (
    6  # times --prove that the optimum of up to 50 features may take, where nothing else is asked of it
)
ENGINE, EXTRA, OPTIMAL = "`pm roadmap`", "`pm roadmap`, with the extra", "`pm roadmap --optimal`"
PROVEN = "proven optimum"
Item = TypeVar("Item")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a run: its value, None where it misses mandatory work."""

    value: int | None
    bound: int | None
    seconds: float
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A backlog to be drawn, and what is asked of it."""

    size: int
    seed: int
    effort: Effort = "normal"
    optimize: bool = False
    prove: float = 10.0
    share: float = 0.05

    @property
    def shape(self) -> tuple[int, int]:
        """(teams, periods)."""
        shapes = SHAPES.get(self.size, ((6, 6),))
        return shapes[self.seed % len(shapes)]

    def problem(self) -> PlanningProblem:
        """The backlog in whole numbers."""
        teams, periods = self.shape
        return problem_of(generate(self.size, teams, periods, self.seed, self.share))


@dataclass(slots=True)
class Measured:
    """All runs on a case, by planner, and the best bound known, with where it is from."""

    case: Case
    told: dict[str, Told] = field(default_factory=dict)
    bound: int | None = None
    source: str = "none"

    def note(self, name: str, problem: PlanningProblem, run: Run) -> None:
        """Keep what is told of a run; a plan that breaks anything but a promise is a fault of the engine."""
        value = None if missed(problem, run.plan) else problem.value(run.plan)
        if value is not None and run.bound is not None:
            assert value <= run.bound, (name, value, run.bound)
        self.told[name] = Told(value, run.bound, run.seconds, run.is_proven)

    def limit(self, bound: int | None, source: str) -> None:
        """Keep the least bound; one that a plan exceeds is a fault, of whoever says so."""
        if bound is None:
            return
        for name, told in self.told.items():
            assert told.value is None or told.value <= bound, (name, told.value, source, bound)
        if self.bound is None or bound < self.bound or source == PROVEN:
            self.bound, self.source = bound, source

    def gap(self, name: str) -> float | None:
        """In per cent, None where the plan is not to be compared, or with nothing."""
        value = self.told[name].value if name in self.told else None
        return 100 * (self.bound / value - 1) if value and self.bound is not None else None

    def own_gap(self, name: str) -> float | None:
        """The gap that the planner itself tells."""
        told = self.told.get(name)
        return 100 * (told.bound / told.value - 1) if told and told.value and told.bound is not None else None


def measure(case: Case) -> Measured:
    """All planners on one case."""
    problem, measured = case.problem(), Measured(case)
    for name, planner in BASELINES:
        start = time.perf_counter()
        plan = planner(replace(problem))
        measured.note(name, problem, Run(plan, None, time.perf_counter() - start))
    effort = case.effort if case.size <= BOUNDABLE else "fast"
    run = engine(replace(problem), effort)
    measured.note(ENGINE, problem, run)
    if measured.told[ENGINE].value is not None:
        measured.limit(run.bound, "solver-free")
    if case.size <= BOUNDABLE and has_extra():
        if case.optimize:
            run = guided(replace(problem), effort)
            measured.note(EXTRA, problem, run)
        _bound(measured, problem, run)
    return measured


def _bound(measured: Measured, problem: PlanningProblem, run: Run) -> None:
    """Find the best bound, and note the proof where one is asked for."""
    case = measured.case
    if case.size > PROVABLE or not case.prove:
        measured.limit(lp_bound(replace(problem)), "LP")
        return
    proof = proven(replace(problem), run.plan, case.prove)
    assert measured.bound is None or measured.bound >= problem.value(proof.plan), "a bound below a plan"
    if case.optimize:
        seconds = run.seconds + proof.seconds
        measured.note(OPTIMAL, problem, replace(proof, seconds=seconds))
    if case.size <= min(SHAPES) and not proof.is_proven:
        proof = proven(replace(problem), proof.plan, PATIENCE * case.prove)
    measured.limit(proof.bound, PROVEN if proof.is_proven else "MIP")


def table(found: Sequence[Measured]) -> Iterator[str]:
    """The rows of a size, one for each planner."""
    names = dict.fromkeys(name for one in found for name in one.told)
    sources = [one.source for one in found]
    for number, name in enumerate(names):
        told = [one.told[name] for one in found if name in one.told]
        gaps = [gap for one in found if (gap := one.gap(name)) is not None]
        own = [gap for one in found if (gap := one.own_gap(name)) is not None]
        seconds = [one.seconds for one in told]
        missing = 100 * sum(one.value is None for one in told) / len(told)
        cells = [f"{found[0].case.size:,}" if not number else "", name, *_spread(gaps)]
        cells += [f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}", f"{missing:g} %"]
        cells += [f"{statistics.median(own):.2f} / {max(own):.2f}" if own else "–"]
        counts = ", ".join(f"{sources.count(source)} {source}" for source in dict.fromkeys(sources))
        proofs = f"{sum(one.is_proven for one in told)} of {len(told)} proven" if name == OPTIMAL else ""
        cells += [counts if not number else proofs]
        yield f"| {' | '.join(cells)} |"


def _spread(gaps: Sequence[float]) -> list[str]:
    """Median, 95 % and greatest."""
    if not gaps:
        return ["–"] * 3
    high = sorted(gaps)[max(0, -(-95 * len(gaps) // 100) - 1)]
    return [f"{one:.2f}" for one in (statistics.median(gaps), high, max(gaps))]


def weakest(found: Sequence[Measured], most: int = 3) -> Iterator[str]:
    """Where the gaps are greatest, so that it can be looked into."""
    for name in (ENGINE, EXTRA, OPTIMAL):
        gaps = sorted(((gap, one) for one in found if (gap := one.gap(name))), key=lambda two: -two[0])
        if gaps:
            told = [f"seed {one.case.seed} ({_shape(one.case)}) {gap:.2f} %" for gap, one in gaps[:most]]
            yield f"{found[0].case.size:,} features, {name}: {', '.join(told)}"


def _shape(case: Case) -> str:
    teams, periods = case.shape
    return f"{teams}×{periods}"


def worked(function: Callable[[Item], Done], items: Iterable[Item], jobs: int) -> Iterator[Done]:
    """`function` of every item, in order; with more than one job in processes beside one another."""
    if jobs == 1:
        yield from map(function, items)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(function, items)


def quality(asked: argparse.Namespace) -> None:
    """Print the table of gaps and seconds."""
    print("| features | plan | gap: median % | 95 % | max | seconds: median | max | mandatory missed", end="")
    print(" | tells itself: median / max % | bound |\n|" + " --- |" * 10)
    weak: list[str] = []
    measure(Case(20, 0, "fast", asked.optimize, min(asked.prove, 1.0)))  # so that no imports are timed
    for size in asked.sizes:
        seeds = range(asked.from_seed, asked.from_seed + asked.seeds)
        cases = [Case(size, seed, asked.effort, asked.optimize, asked.prove, asked.share) for seed in seeds]
        found = []
        for one in worked(measure, cases, asked.jobs):
            found.append(one)
            gaps = ", ".join(f"{name} {_told(one, name)}" for name in one.told)
            print(f"{size} seed {one.case.seed} ({_shape(one.case)}): {gaps}; {one.source}", file=sys.stderr)
        print("\n".join(table(found)), flush=True)
        weak += weakest(found)
    print("\nGreatest gaps:\n\n" + "\n".join(f"- {line}" for line in weak))


def _told(measured: Measured, name: str) -> str:
    gap, told = measured.gap(name), measured.told[name]
    worth = "misses mandatory work" if told.value is None else "–" if gap is None else f"{gap:.2f} %"
    return f"{worth} {told.seconds:.2f} s"


def misses(case: Case) -> tuple[Case, dict[str, int], int]:
    """How many mandatory items each planner misses on a case, and how many there are."""
    problem = case.problem()
    plans = {name: planner(replace(problem)) for name, planner in BASELINES}
    plans[ENGINE] = list(engine(replace(problem), case.effort).plan)
    mandatory = sum([last < problem.periods for last in problem.latest])
    return case, {name: missed(problem, plan) for name, plan in plans.items()}, mandatory


def feasibility(asked: argparse.Namespace) -> None:
    """Print how often mandatory work is missed though a plan with all of it exists."""
    sizes, shares = (50, 200, 1_000), (0.05, 0.2)
    cases = [
        Case(sizes[number % 3], asked.from_seed + number // 6, asked.effort, share=shares[number // 3 % 2])
        for number in range(asked.feasibility)
    ]
    counts: dict[tuple[int, float], list[dict[str, int]]] = {}
    most: dict[tuple[int, float], int] = {}
    for case, lacking, mandatory in worked(misses, cases, asked.jobs):
        key = case.size, case.share
        counts.setdefault(key, []).append(lacking)
        most[key] = max(mandatory, most.get(key, 0))
        if lacking[ENGINE]:
            told = f"{case.size} seed {case.seed} ({_shape(case)}) share {case.share}"
            print(f"{told}: {lacking[ENGINE]} of {mandatory} missed", file=sys.stderr)
    names = [name for name, _ in BASELINES] + [ENGINE]
    print(f"| features | restricted | backlogs | most mandatory | {' | '.join(names)} |\n|" + " --- |" * 7)
    for (size, share), rows in sorted(counts.items()):
        cells = [str(sum(row[name] > 0 for row in rows)) for name in names]
        first = [f"{size:,}", f"{share:.0%}", str(len(rows)), str(most[size, share])]
        print(f"| {' | '.join(first + cells)} |")


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description="Quality and speed of the roadmap.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 200, 1_000, 10_000])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument(
        "--share", type=float, default=0.05, help="of features that are pinned, due and so on"
    )
    parser.add_argument("--effort", choices=EFFORTS, help="default: normal, with --feasibility fast")
    parser.add_argument("--optimize", action="store_true", help="the engine with the solver, too")
    parser.add_argument("--prove", type=float, default=10.0, help="seconds for the bound; 0: the LP's")
    parser.add_argument("--feasibility", type=int, metavar="N", help="count missed mandatory work instead")
    parser.add_argument("--jobs", type=int, default=1, help="processes; more than 1 spoils the seconds")
    asked = parser.parse_args()
    asked.effort = asked.effort or ("fast" if asked.feasibility else "normal")
    if asked.feasibility:
        feasibility(asked)
    else:
        quality(asked)


if __name__ == "__main__":
    main()
