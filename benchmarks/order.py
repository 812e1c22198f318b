"""How good and how fast the order of `pm rank` is, beside what one would do without it.

    python -m benchmarks.order                        quality: 100, 300, 1,000 features, 200 seeds
    python -m benchmarks.order --speed 10000 100000   seconds, best of --repeat

Gaps are certified: cost / lower bound − 1, so the excess over the unknown optimum is no greater.
"""

from __future__ import annotations

import argparse
import gc
import heapq
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

from benchmarks.generate import Instance, arcs_only, generate

from pmcli.sequencing.order.bound import certify
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.order import order

Arc = tuple[int, int]
Orderer = Callable[[Sequence[float], Sequence[float], Sequence[Arc]], list[int]]


def inherited(values: Sequence[float], costs: Sequence[float], arcs: Sequence[Arc]) -> list[int]:
    """Ours."""
    even = balance(values, costs, arcs)
    return order(values, costs, arcs, even.density, flows=even.flows)


def repaired(values: Sequence[float], costs: Sequence[float], arcs: Sequence[Arc]) -> list[int]:
    """Sorted by score; then each feature pulls what it waits for before itself: the spreadsheet."""
    needs = _needs(len(values), arcs)
    done: set[int] = set()
    result: list[int] = []
    for start in sorted(range(len(values)), key=lambda node: (-values[node] / costs[node], node)):
        stack = [(start, False)]
        while stack:
            node, ready = stack.pop()
            if node in done:
                continue
            if ready:
                done.add(node)
                result.append(node)
            else:
                stack.append((node, True))
                stack += [(need, False) for need in needs[node]]
    return result


def ready_first(values: Sequence[float], costs: Sequence[float], arcs: Sequence[Arc]) -> list[int]:
    """Of what is ready always the best score next."""
    later: list[list[int]] = [[] for _ in values]
    waits = [len(heads) for heads in _needs(len(values), arcs)]
    for tail, head in arcs:
        later[head].append(tail)
    ready = [(-values[node] / costs[node], node) for node, count in enumerate(waits) if not count]
    heapq.heapify(ready)
    result = []
    while ready:
        node = heapq.heappop(ready)[1]
        result.append(node)
        for dependent in later[node]:
            waits[dependent] -= 1
            if not waits[dependent]:
                heapq.heappush(ready, (-values[dependent] / costs[dependent], dependent))
    return result


def _needs(size: int, arcs: Sequence[Arc]) -> list[list[int]]:
    needs: list[list[int]] = [[] for _ in range(size)]
    for tail, head in arcs:
        needs[tail].append(head)
    return needs


ORDERERS: tuple[tuple[str, Orderer], ...] = (
    ("inherited value", inherited),
    ("sort and repair", repaired),
    ("best ready first", ready_first),
)


def gaps(instance: Instance, arcs: Sequence[Arc]) -> list[float]:
    """The certified gap of each way to order, in per cent."""
    values, costs = instance.values, instance.costs
    even = balance(values, costs, arcs)
    return [100 * certify(values, costs, arcs, way(values, costs, arcs), even).gap for _, way in ORDERERS]


def quality(kind: str, size: int, seeds: int) -> None:
    """Print one line for each way to order: median, 95 % and greatest gap."""
    rows, number = [], 0
    for seed in range(seeds):
        instance = generate(size, seed=seed)
        arcs = instance.arcs if kind == "backlog" else arcs_only(kind, size, seed)
        number += len(arcs)
        rows.append(gaps(instance, arcs))
    for (title, _), column in zip(ORDERERS, zip(*rows, strict=True), strict=True):
        high = sorted(column)[max(0, -(-95 * len(column) // 100) - 1)]
        figures = f"{statistics.median(column):9.3f} {high:9.3f} {max(column):9.3f} {min(column):9.3f}"
        print(f"{kind:<10} {size:>7} {number / seeds:>8.0f} {seeds:>6}  {title:<18} {figures}", flush=True)


def speed(kind: str, size: int, repeat: int) -> None:
    """Print the seconds of the parts, the best of some runs; the collector is off while they run."""
    instance = generate(size)
    values, costs = instance.values, instance.costs
    arcs = instance.arcs if kind == "backlog" else arcs_only(kind, size)
    runs, gap = [], 0.0
    for _ in range(repeat):
        gc.collect()
        gc.disable()
        marks = [time.perf_counter()]
        even = balance(values, costs, arcs)
        marks.append(time.perf_counter())
        found = order(values, costs, arcs, even.density, flows=even.flows)
        marks.append(time.perf_counter())
        gap = certify(values, costs, arcs, found, even).gap
        marks.append(time.perf_counter())
        gc.enable()
        runs.append([after - before for before, after in pairwise(marks)])
    best = min(runs, key=sum)
    cells = " ".join(f"{one:9.3f}" for one in [*best, best[0] + best[1], sum(best)])
    print(f"{kind:<10} {size:>7} {len(arcs):>8} {cells}   {100 * gap:.3f} %", flush=True)


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description="Quality and speed of the order.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 300, 1000])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--kinds", nargs="*", default=["backlog"], help="backlog, none, dense, bipartite")
    parser.add_argument("--speed", type=int, nargs="*", help="measure seconds at these sizes instead")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    if asked.speed is None:
        print("kind          size     arcs  seeds  order              median %      95 %       max       min")
    else:
        print("kind          size     arcs   balance     order certificate bal+order     all   gap")
    for kind in asked.kinds:
        for size in asked.sizes if asked.speed is None else asked.speed:
            if asked.speed is None:
                quality(kind, size, asked.seeds)
            else:
                speed(kind, size, asked.repeat)


if __name__ == "__main__":
    main()
