"""How long the worth of every estimate takes, and of how many: CPU seconds, the sums alone.

    python -m benchmarks.worth [--sizes 100 1000 3000] [--flips]

Every value and every team's effort of a generated backlog is a range: half of what is likely to twice that.
The reference is one ranking of the same backlog (`balance` and `order`), timed in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.order import inherited

from pmcli.api import load
from pmcli.forecast.worth.finding import find_out
from pmcli.forecast.worth.flipping import Straight
from pmcli.forecast.worth.flips import flips
from pmcli.forecast.worth.information import Unknown, sharing
from pmcli.forecast.worth.standing import BlockOrder
from pmcli.model.estimate import Estimate
from pmcli.ranking import rank

NORTHWIND = Path(__file__).parents[1] / "tests" / "data" / "northwind"


def unknowns(features: int, seed: int = 1) -> Iterator[Unknown]:
    """All numbers of a generated backlog as ranges."""
    instance = generate(features, seed=seed)
    doubling = Estimate(0.5, 1.0, 2.0)
    mean = doubling.mean
    values = [value * mean for value in instance.values]
    costs = [cost * mean for cost in instance.costs]
    standing = BlockOrder.made(values, costs, instance.arcs)
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


def worths(known: Sequence[Unknown]) -> float:
    """The worth of all numbers, added up."""
    return sum(each.sure for each in sharing(known))


def all_flips(known: Sequence[Unknown]) -> int:
    """The flips of all numbers, each ranked again, counted."""
    return sum(
        len(list(flips(each.lever, each.enters))) for each in known if isinstance(each.enters, Straight)
    )


def northwind() -> None:
    """What `pm worth` works out for the example, beside one ranking of it."""
    backlog = load(NORTHWIND).backlog
    once = seconds(partial(rank, backlog))
    found = seconds(partial(find_out, backlog))
    print(f"| northwind | 85 | {once:.3f} | {found:.2f} | {found / once:.0f} | |")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    options.add_argument("--flips", action="store_true", help="rank again at every flip, too")
    chosen = options.parse_args()
    print("| features | ranges | ranking once, s | worth of all, s | ratio | flips |")
    print("|---|---|---|---|---|---|")
    northwind()
    for size in chosen.sizes:
        instance = generate(size, seed=1)
        once = seconds(partial(inherited, instance.values, instance.costs, instance.arcs))
        known = list(unknowns(size))
        spent = seconds(partial(worths, known))
        bends = sum(len(each.lever.bends) for each in sharing(known)) if chosen.flips else 0
        print(f"| {size:,} | {len(known):,} | {once:.3f} | {spent:.2f} | {spent / once:.0f} | {bends:,} |")
        if chosen.flips:
            spent = seconds(partial(all_flips, known))
            print(f"| {size:,} | ranked again | | {spent:.2f} | {spent / once:.0f} | |")


if __name__ == "__main__":
    main()
