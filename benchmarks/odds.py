"""What `pm odds` takes over `pm roadmap`, in CPU seconds of this process.

    python -m benchmarks.odds                                       200 features, 4,000 futures
    python -m benchmarks.odds --sizes 200 1000 --futures 10000

Generated workspaces of six teams and six quarters. `plan` is the search of `pm roadmap`; `lean` are the odds
that other screens show, `screen` those of `pm odds`, which also tells of ranges twice as wide. `draw` is what
drawing the inputs alone takes; `asked` what `screen` may take for 200 features and 4,000 futures: 1 s.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate import generate, write_workspace

from pmcli import load
from pmcli.forecast.draws import Draws, chunks
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.plan_odds import odds_of
from pmcli.forecast.work import PlannedWork
from pmcli.planning import plan


def timed(work: Callable[[], object]) -> float:
    """The CPU seconds that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def run(size: int, futures: int, runs: int) -> None:
    """Print one line: of each the best of some runs."""
    with TemporaryDirectory() as folder:
        write_workspace(generate(size), Path(folder), per_file=size)
        backlog = load(Path(folder)).backlog
    start = time.process_time()
    roadmap = plan(backlog, propose=False)
    planned = time.process_time() - start
    options, work = ForecastOptions(futures), PlannedWork.of(backlog, roadmap)

    def draw() -> None:
        for chunk, part in enumerate(chunks(futures)):
            Draws().of(work.inputs, chunk, part)

    best = [
        min(timed(each) for _ in range(runs))
        for each in (
            draw, lambda: odds_of(backlog, roadmap, options),
            lambda: odds_of(backlog, roadmap, options, is_full=True),
        )
    ]  # fmt: skip
    cells = " ".join(f"{seconds:8.3f}" for seconds in (planned, *best))
    placed, inputs = len(roadmap.placements), len(work.inputs)
    print(f"{size:8,} {placed:8,} {inputs:8,} {futures:8,} {cells} {best[-1] / planned:8.2f}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[200])
    parser.add_argument("--futures", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    heads = ("features", "placed", "inputs", "futures", "plan", "draw", "lean", "screen", "to plan")
    print(" ".join(f"{head:>8}" for head in heads))
    for size in asked.sizes:
        run(size, asked.futures, asked.runs)


if __name__ == "__main__":
    main()
