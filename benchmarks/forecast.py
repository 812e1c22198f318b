"""How fast features are ranked in many futures, beside exact balance of one future after another.

    python -m benchmarks.forecast                            100 and 1,000 features, 4,000 futures
    python -m benchmarks.forecast --kinds chain deep sparse bipartite dense --sizes 400
    python -m benchmarks.forecast --sizes 20000 --futures 2000 --kinds backlog --check 1

Values and efforts are scattered lognormally (90 % within ÷2 and ×2). CPU seconds; `times` is how many times
as long the exact way would take, timed in the same run on `--check` futures, whose ranks have to be equal.
`MB` is the peak of the process over what it held before, `layout` the seconds for the graph, once.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np
from benchmarks.generate import arcs_only, generate
from benchmarks.order import Arc, inherited

from pmcli.forecast.balancing import densities
from pmcli.forecast.components import parts_of
from pmcli.forecast.rank_counts import RankCounts, thinning
from pmcli.forecast.ranks import ranked
from pmcli.forecast.trees import Floats
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import rounded

PARTS = ("draw", "balance", "ranks", "counts", "ties")
SPREAD = 0.4214  # of logarithms: ln 2 / 1.645
PLACES = (5, 10)


def arcs_of(kind: str, size: int) -> list[Arc]:
    """Dependencies of a shape."""
    draw = random.Random(f"{kind} {size}")
    if kind == "backlog":
        return generate(size).arcs
    if kind == "chain":
        return [(node, node - 1) for node in range(1, size)]
    if kind == "deep":
        return [(node, draw.randrange(max(0, node - 3), node)) for node in range(1, size)]
    if kind == "sparse":
        near = [(node, draw.randrange(max(0, node - 30), node)) for node in range(1, size) for _ in "ab"]
        return sorted(set(near))
    return arcs_only(kind, size)


def exact_ranks(
    values: Sequence[float], costs: Sequence[float], arcs: Sequence[Arc], place: Floats
) -> Floats:
    """The ranks of one future, from exact balance; `place` are those of the present order."""
    density = balance(values, costs, arcs).density
    order = sorted(range(len(values)), key=lambda row: (-rounded(density[row]), place[row]))
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    return ranks


class Clock:
    """CPU seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys((*PARTS, "exact"), 0.0)
        self.last = time.process_time()

    def lap(self, part: str) -> None:
        """Count the time since the last lap."""
        now = time.process_time()
        self.spent[part] += now - self.last
        self.last = now


def run(kind: str, size: int, futures: int, chunk: int, check: int) -> None:
    """Print one line."""
    instance = generate(size)
    arcs = tuple(sorted(set(arcs_of(kind, size))))
    usual = inherited(instance.values, instance.costs, arcs)
    place = np.empty(size)
    place[usual] = np.arange(size)
    draw = np.random.default_rng(1)
    start = time.process_time()
    parts_of(size, arcs, frozenset())
    layout, before = time.process_time() - start, peak()
    clock, counts, wrong, tried = Clock(), list[RankCounts](), 0, 0
    for first in range(0, futures, chunk):
        scatter = np.exp(SPREAD * draw.standard_normal((2, size, min(chunk, futures - first))))
        values = np.array(instance.values)[:, None] * scatter[0]
        costs = np.array(instance.costs)[:, None] * scatter[1]
        clock.lap("draw")
        density = densities(values, costs, arcs)
        clock.lap("balance")
        ranks = ranked(density, usual)
        clock.lap("ranks")
        counts.append(RankCounts.of(ranks, usual, PLACES, start=first, every=thinning(size, futures)))
        clock.lap("counts")
        number = max(1, -(-check * chunk // futures))
        for future in range(0, values.shape[1], max(1, values.shape[1] // number))[:number]:
            exact = exact_ranks(values[:, future].tolist(), costs[:, future].tolist(), arcs, place)
            wrong, tried = wrong + int(np.count_nonzero(exact != ranks[:, future])), tried + 1
        clock.lap("exact")
    whole = reduce(add, counts)
    whole.quantiles((0.05, 0.5, 0.95))
    whole.bands(0.8)
    whole.neighbours(0.8, arcs)
    clock.lap("ties")
    ours = sum(clock.spent[part] for part in PARTS[1:])
    cells = " ".join(f"{clock.spent[part]:8.3f}" for part in PARTS)
    times = clock.spent["exact"] / tried * futures / ours
    print(
        f"{kind:<10} {size:>7,} {len(arcs):>7,} {futures:>8,} {layout:7.3f} {cells} {ours:8.3f} {times:7.1f}"
        f" {peak() - before:6.0f}   {wrong} of {tried * size:,}",
        flush=True,
    )


def peak() -> float:
    """The peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Speed of ranks in many futures.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--futures", type=int, default=4000)
    parser.add_argument("--chunk", type=int, default=1000)
    parser.add_argument("--check", type=int, default=200)
    parser.add_argument("--kinds", nargs="*", default=["backlog"])
    asked = parser.parse_args()
    heads = " ".join(f"{part:>8}" for part in PARTS)
    print(f"kind          size    arcs  futures  layout {heads}     ours   times     MB   ranks wrong")
    for kind in asked.kinds:
        for size in asked.sizes:
            run(kind, size, asked.futures, asked.chunk, asked.check)


if __name__ == "__main__":
    main()
