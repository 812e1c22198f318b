"""What `pm sure` costs where a backlog is too large for one machine: CPU and memory, of workers too.

    python -m benchmarks.cluster --features 20000 --chunks 2
    python -m benchmarks.cluster --features 20000 --chunks 4 --workers 2
    python -m benchmarks.cluster --features 20000 --chunks 4 --cluster tcp://HOST:PORT

A slice of so many chunks of 1,000 futures of a generated backlog; the rest is told by proportion, for chunks
know nothing of one another. The first chunk alone tells what is done once.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.generate import generate, write_workspace

from pmcli import api, rank
from pmcli.forecast.draws import CHUNK
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.ordering import how_sure
from pmcli.forecast.sums import UncertainRanking

ALL = 100_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, CPU seconds of this process and of its workers."""

    wall: float
    here: float
    workers: float


def cost(work: Callable[[], object]) -> Cost:
    """What it takes to do the work once."""
    wall, here, workers = time.monotonic(), time.process_time(), _of_workers()
    work()
    return Cost(time.monotonic() - wall, time.process_time() - here, _of_workers() - workers)


def _of_workers() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(who: int = resource.RUSAGE_SELF) -> str:
    """The most memory that this process, or one of its workers, has had."""
    return f"{resource.getrusage(who).ru_maxrss / 1024:,.0f} MB"


def main() -> None:
    """Measure a slice, and tell by proportion what the whole would take."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--features", type=int, default=20_000)
    parser.add_argument("--chunks", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--cluster")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(generate(asked.features), Path(folder), per_file=100)
        backlog = api.load(folder).backlog
    ranking = rank(backlog)
    uncertain = UncertainRanking.of(backlog)
    print(f"{asked.features:,} features, {len(uncertain.inputs):,} inputs")
    print(f"what a worker gets once: about {len(pickle.dumps(uncertain)) / 1e6:.1f} MB")
    print(f"this process before: {peak()}")
    slices = []
    for chunks in (1, asked.chunks):
        options = ForecastOptions(chunks * CHUNK, workers=asked.workers, cluster=asked.cluster)
        slices.append(cost(partial(how_sure, backlog, ranking, options)))
        print(f"{chunks * CHUNK:,} futures: {slices[-1]}")
    print(f"this process: {peak()} at most; the largest worker: {peak(resource.RUSAGE_CHILDREN)}")
    first, last = slices
    if asked.workers == 1 and asked.cluster is None:
        chunk = (last.here - first.here) / (asked.chunks - 1)
        whole = chunk * ALL / CHUNK
        print(f"a chunk: {chunk:.2f} CPU s; what is done once: {first.here - chunk:.2f}")
        print(f"{ALL:,} futures: {whole:,.0f} CPU s", end="")
        print("".join(f"; on {cores} cores at least {whole / cores:,.0f} s" for cores in (8, 32, 100)))


if __name__ == "__main__":
    main()
