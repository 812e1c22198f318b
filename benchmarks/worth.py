"""How long the worth of every estimate takes, and of how many: CPU seconds, the sums alone.

    python -m benchmarks.worth [--sizes 100 1000 3000] [--flips]

Every value and every team's effort of a generated backlog is a range: half of what is likely to twice that. The
reference is one ranking of the same backlog (`balance` and `order`), timed in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.order import inherited

from pmcli.forecast.worth.flipping import Straight
from pmcli.forecast.worth.flips import flips
from pmcli.forecast.worth.information import Unknown
from pmcli.forecast.worth.standing import Standing
from pmcli.model.estimate import Estimate

NORTHWIND = Path(__file__).parents[1] / "tests" / "data" / "northwind"


def unknowns(features: int, seed: int = 1) -> Iterator[Unknown]:
    """All numbers of a generated backlog as ranges."""
    instance = generate(features, seed=seed)
    doubling = Estimate(0.5, 1.0, 2.0)
    mean = doubling.mean
    values = [value * mean for value in instance.values]
    costs = [cost * mean for cost in instance.costs]
    standing = Standing.made(values, costs, instance.arcs)
    for node, (value, efforts) in enumerate(zip(instance.values, instance.efforts, strict=True)):
        if value:
            yield Unknown(standing, node, "value", Estimate(value / 2, value, 2 * value), Straight())
        for effort in efforts.values():
            rest = costs[node] - effort * mean
            estimate = Estimate(effort / 2, effort, 2 * effort)
            yield Unknown(standing, node, "cost", estimate, Straight(rest), effort / 100)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    options.add_argument("--flips", action="store_true", help="rank again at every flip, too")
    chosen = options.parse_args()
    print(
        "| features | ranges | ranking once, s | worth of all, s | ratio | flips |\n|---|---|---|---|---|---|"
    )
    for size in chosen.sizes:
        instance = generate(size, seed=1)
        once = seconds(lambda instance=instance: inherited(instance.values, instance.costs, instance.arcs))
        known = list(unknowns(size))
        spent = seconds(lambda known=known: [each.sure for each in known])
        bends = sum(len(each.lever.bends) for each in known)
        print(f"| {size:,} | {len(known):,} | {once:.3f} | {spent:.2f} | {spent / once:.0f} | {bends:,} |")
        if chosen.flips:
            spent = seconds(lambda known=known: [list(flips(each.lever, each.enters)) for each in known])
            print(f"| {size:,} | ranked again | | {spent:.2f} | {spent / once:.0f} | |")


if __name__ == "__main__":
    main()
