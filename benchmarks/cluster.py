"""What futures cost where a backlog is too large for one machine: CPU and memory of a worker, and of merging.

    python -m benchmarks.cluster --features 20000 --chunks 2 --workers 1
    python -m benchmarks.cluster --features 20000 --chunks 2 --cluster tcp://HOST:PORT

Draws every input of a generated backlog, works out values and costs, sorts by their ratio and counts places,
as every job does. So many chunks of 1,000 futures are a slice; the rest is told by proportion, for chunks
know nothing of one another.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import tempfile
import time
from dataclasses import dataclass
from operator import add
from pathlib import Path

import numpy as np
from benchmarks.generate import generate, write_workspace
from numpy.typing import NDArray

from pmcli import api
from pmcli.forecast.arrays import costs, values
from pmcli.forecast.draws import CHUNK, Draws
from pmcli.forecast.running import run
from pmcli.forecast.sums import UncertainRanking

BINS = 64
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """How often each feature is in which 64th of the order; the CPU seconds and most megabytes that took."""

    counts: NDArray[np.uint32]
    seconds: float
    megabytes: float

    def __add__(self, other: Part) -> Part:
        """Both together."""
        seconds, megabytes = self.seconds + other.seconds, max(self.megabytes, other.megabytes)
        return Part(self.counts + other.counts, seconds, megabytes)


@dataclass(frozen=True, slots=True)
class Places:
    """Draws all inputs, works out values and costs, and sorts by their ratio."""

    uncertain: UncertainRanking

    def __call__(self, chunk: int, size: int) -> Part:
        """The places in a chunk of futures."""
        start = time.process_time()
        draws = Draws().of(self.uncertain.inputs, chunk, size)
        ratio = values(self.uncertain.values, draws)
        ratio /= costs(self.uncertain.costs, draws)
        del draws
        many = len(ratio)
        counts = np.zeros((many, BINS), np.uint32)
        bins = np.arange(many) * BINS // many
        for future in range(size):
            counts[np.argsort(-ratio[:, future], kind="stable"), bins] += 1
        return Part(counts, time.process_time() - start, peak())


def peak() -> float:
    """The most megabytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def uncertain(features: int) -> UncertainRanking:
    """The uncertain numbers of a generated backlog."""
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(generate(features), Path(folder), per_file=100)
        return UncertainRanking.of(api.load(folder).backlog)


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
    job = Places(uncertain(asked.features))
    print(f"{asked.features:,} features, {len(job.uncertain.inputs):,} inputs")
    print(f"the job: {len(pickle.dumps(job)) / 1e6:.1f} MB, sent to each worker once")
    print(f"this process before: {peak():.0f} MB")
    start, began = time.process_time(), time.monotonic()
    drawn = run(job, asked.chunks * CHUNK, workers=asked.workers, cluster=asked.cluster, merge=add)
    here, took = time.process_time() - start, time.monotonic() - began
    [part] = drawn.parts
    one = part.seconds / asked.chunks
    print(f"{drawn.done:,} futures: {took:.1f} s; {one:.2f} CPU s a chunk")
    print(f"a worker: {part.megabytes:.0f} MB at most; a part: {part.counts.nbytes / 1e6:.1f} MB")
    is_apart = asked.workers > 1 or asked.cluster is not None
    mine = here if is_apart else here - part.seconds
    print(f"this process, merging: {mine:.2f} CPU s, {peak():.0f} MB at most")
    whole = one * ALL / CHUNK
    print(f"{ALL:,} futures: {whole:,.0f} CPU s; on 8, 32, 100 cores at least", end=" ")
    print(", ".join(f"{whole / cores:,.0f}" for cores in (8, 32, 100)), "s")


if __name__ == "__main__":
    main()
