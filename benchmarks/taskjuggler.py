"""Plans of TaskJuggler (Debian package `tj3`) beside those of `pm roadmap`, on the same backlogs.

    python -m benchmarks.taskjuggler [--sizes 50 200] [--seeds 5] [--optimize]

A team is a resource that works round the clock at the speed at which a quarter yields its capacity, with
leaves spread over the quarters that hold less. A feature is a task, or one with a subtask for each team.
Pins and not-before are dependencies on the milestone of a quarter, due dates are `maxend` and, with what
they wait for, the highest priority; other priorities rank the features, by

- their score, as one would who keeps scores in a spreadsheet;
- the adjusted score, i.e. in the order of `pm rank`;
- the quarters of the plan of `pm roadmap --carry-over`: that plan, carried out by TaskJuggler.

A feature counts as delivered in the quarter in which its task ends, and is worth what it is worth to us.
TaskJuggler carries work over the ends of quarters: its plans are plans of `pm roadmap --carry-over`, which is
checked, and all values are shares of the bound of that. It also keeps features that wait for one another
apart within a quarter, which we do not: the last of the three shows what that costs.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.generate import YEAR, Instance, generate, name
from benchmarks.instances import effort_of, problem_of, windows
from benchmarks.planners import Run, engine, guided, has_extra, lp_bound, proven
from benchmarks.roadmap import Case

from pmcli.sequencing.engine.effort import EFFORTS
from pmcli.sequencing.engine.problem import PlanningProblem
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.order import order

HOURS = 40  # of effort in a person-week: then a tenth of one is a whole number of slots
LATER = 4  # times the periods planned that the project may last: all of a backlog is scheduled
STAMP = "%Y-%m-%d-%H:%M"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan delivers in per cent of the bound, how much mandatory work it misses, and its seconds."""

    share: float
    missed: int
    mandatory: int
    seconds: float


def quarter(number: int) -> datetime:
    """When a quarter begins; the project knows no time zones."""
    return datetime(YEAR + number // 4, 1 + number % 4 * 3, 1)


def project(instance: Instance, ranked: Sequence[int]) -> str:
    """The backlog in TaskJuggler's language; `ranked` are the features, the most important first."""
    periods = len(instance.capacity[0])
    _, latest = windows(instance)
    lines = [f'project pm "pm" {quarter(0):{STAMP}} - {quarter(LATER * periods):{STAMP}} {{']
    lines += ["  timingresolution 60min", "  dailyworkinghours 24", "  yearlyworkingdays 365"]
    lines += ["  workinghours mon - sun 0:00 - 24:00", "}"]
    for team, row in enumerate(instance.capacity):
        lines += _team(team, row)
    lines += [f'task q{t} "q{t}" {{ start {quarter(t):{STAMP}} }}' for t in range(periods)]
    needs: dict[int, list[str]] = {}
    for dependent, need in instance.arcs:
        needs.setdefault(dependent, []).append(_task(need))
    for node, t in [*instance.not_before.items(), *instance.pins.items()]:
        needs.setdefault(node, []).append(f"q{t}")
    for place, node in enumerate(ranked):
        priority = 1000 if latest[node] < periods else 999 - place * 998 // len(ranked)
        due = quarter(latest[node] + 1) if latest[node] < periods else None
        lines += _feature(instance, node, needs.get(node, []), priority, due)
    lines.append(f'taskreport "out" {{ formats csv columns id, end timeformat "{STAMP}" }}')
    return "\n".join(lines) + "\n"


def _team(team: int, row: Sequence[float]) -> Iterator[str]:
    """A resource as fast as in the best quarter; in others it is away now and then."""
    starts = [quarter(t) for t in range(len(row) + 1)]
    hours = [(starts[t + 1] - starts[t]) // timedelta(hours=1) for t in range(len(row))]
    speed = max(HOURS * room / whole for room, whole in zip(row, hours, strict=True))
    yield f'resource team{team} "team{team}" {{ efficiency {speed:.9f}'
    for t, room in enumerate(row):
        off = hours[t] - int(HOURS * room / speed + 1e-6)
        weeks = hours[t] // (7 * 24)
        for week in range(weeks):
            start = starts[t] + timedelta(hours=week * hours[t] // weeks)
            end = start + timedelta(hours=(week + 1) * off // weeks - week * off // weeks)
            if end > start:
                yield f"  leaves annual {start:{STAMP}} - {end:{STAMP}}"
    yield "}"


def _task(node: int) -> str:
    """The name of a feature's task: no hyphens are allowed."""
    return name(node).replace("-", "")


def _feature(
    instance: Instance, node: int, needs: Sequence[str], priority: int, due: datetime | None
) -> Iterator[str]:
    works = [
        f"effort {round(HOURS * need)}h allocate team{team}" for team, need in instance.efforts[node].items()
    ]
    yield f'task {_task(node)} "{node}" {{ priority {priority}'
    if needs:
        yield "  depends " + ", ".join(f"!{need}" for need in needs)
    if due:
        yield f"  maxend {due:{STAMP}}"
    if len(works) == 1:
        yield f"  {works[0]}"
    else:
        yield from (f'  task t{number} "{number}" {{ {work} }}' for number, work in enumerate(works))
    yield "}"


def juggled(instance: Instance, ranked: Sequence[int]) -> Run:
    """The quarters in which TaskJuggler finishes the features; seconds are of the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pm.tjp").write_text(project(instance, ranked), encoding="utf-8")
        start = time.perf_counter()
        done = subprocess.run(
            ["tj3", "--silent", "--no-color", "pm.tjp"],
            cwd=folder,
            env={**os.environ, "TZ": "UTC"},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        report = Path(folder, "out.csv")
        assert report.exists(), done.stderr
        with report.open(encoding="utf-8", newline="") as file:
            ends = {row["Id"]: row["End"] for row in csv.DictReader(file, delimiter=";")}
    return Run([_period(instance, ends[_task(node)]) for node in range(len(instance.values))], None, seconds)


def _period(instance: Instance, end: str) -> int:
    """The period in which something ends; the first moment of a quarter is the end of the one before."""
    periods = len(instance.capacity[0])
    moment = datetime.strptime(end, STAMP)
    return next((t for t in range(periods) if moment <= quarter(t + 1)), periods)


def by_score(problem: PlanningProblem) -> list[int]:
    """Features by their own score."""
    score = [max(row) / effort_of(problem, item) for item, row in enumerate(problem.benefit)]
    return sorted(range(problem.size), key=lambda item: (-score[item], item))


def by_adjusted_score(problem: PlanningProblem) -> list[int]:
    """Features in the order of `pm rank`."""
    values = [float(max(row)) for row in problem.benefit]
    costs = [float(effort_of(problem, item)) for item in range(problem.size)]
    arcs = [(dependent, need) for dependent, need, _ in problem.arcs]
    even = balance(values, costs, arcs)
    return order(values, costs, arcs, even.density, flows=even.flows)


def by_plan(problem: PlanningProblem, plan: Sequence[int]) -> list[int]:
    """Features by period of a plan, within one in the order of `pm rank`."""
    return sorted(by_adjusted_score(problem), key=lambda item: plan[item])


def outcomes(case: Case) -> dict[str, Outcome]:
    """All plans of a case, valued alike."""
    teams, periods = case.shape
    instance = generate(case.size, teams, periods, case.seed, case.share)
    fixed, carried = problem_of(instance), problem_of(instance, carry_over=True)
    ours = engine(replace(carried), case.effort)
    runs = {"`pm roadmap`": engine(replace(fixed), case.effort), "`pm roadmap --carry-over`": ours}
    if case.optimize:
        runs["`pm roadmap --carry-over`, with the extra"] = guided(replace(carried), case.effort)
    bound = _bound(carried, list(runs.values()), case.prove)
    for title, ranked in (
        ("TaskJuggler, priority from the score", by_score(fixed)),
        ("TaskJuggler, priority from `pm rank`", by_adjusted_score(fixed)),
        ("TaskJuggler, priority from that plan", by_plan(fixed, ours.plan)),
    ):
        runs[title] = juggled(instance, ranked)
    return {title: _outcome(carried, run, bound) for title, run in runs.items()}


def _bound(problem: PlanningProblem, runs: Sequence[Run], limit: float) -> int:
    """The best bound on plans that carry work over."""
    known = [run.bound for run in runs[1:] if run.bound is not None]
    if has_extra():
        best = max(runs, key=lambda run: problem.value(run.plan))
        known.append(proven(replace(problem), best.plan, limit).bound or lp_bound(problem))
    return min(known)


def _outcome(problem: PlanningProblem, run: Run, bound: int) -> Outcome:
    """A run valued, once it has been checked: only what must be delivered may be late."""
    window = [fault for fault in problem.faults(run.plan) if ", outside " in fault]
    assert window == problem.faults(run.plan), problem.faults(run.plan)
    mandatory = sum([last < problem.periods for last in problem.latest])
    return Outcome(100 * problem.value(run.plan) / bound, len(window), mandatory, run.seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="TaskJuggler on the same backlogs.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--effort", choices=EFFORTS, default="normal")
    parser.add_argument("--optimize", action="store_true", help="the engine with the solver, too")
    parser.add_argument("--prove", type=float, default=10.0, help="seconds for the bound")
    asked = parser.parse_args()
    if shutil.which("tj3") is None:
        sys.exit("tj3 is not installed: apt-get install tj3")
    print("| features | plan | delivered, % of the bound: median | worst | best ", end="")
    print("| mandatory missed | seconds: median | max |\n|" + " --- |" * 8)
    for size in asked.sizes:
        found = []
        for seed in range(asked.from_seed, asked.from_seed + asked.seeds):
            found.append(outcomes(Case(size, seed, asked.effort, asked.optimize, asked.prove)))
            told = ", ".join(f"{title} {one.share:.2f}" for title, one in found[-1].items())
            print(f"{size} seed {seed}: {told}", file=sys.stderr)
        for number, title in enumerate(found[0]):
            rows = [one[title] for one in found]
            shares, seconds = [row.share for row in rows], [row.seconds for row in rows]
            cells = [f"{size:,}" if not number else "", title, f"{statistics.median(shares):.2f}"]
            missed, mandatory = sum(row.missed for row in rows), sum(row.mandatory for row in rows)
            cells += [f"{min(shares):.2f}", f"{max(shares):.2f}", f"{missed} of {mandatory}"]
            cells += [f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}"]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
