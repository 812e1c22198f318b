"""Blocks one after another, each in its cheapest order: the order of a backlog, and a bound on its cost."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from pmcli.sequencing.exact import exact
from pmcli.sequencing.hauls import haul_bound
from pmcli.sequencing.inherit import balance
from pmcli.sequencing.jobs import Arc, Jobs, blocks, rounded
from pmcli.sequencing.search import searched

EXACT = 12  # jobs of a block that are ordered by dynamic programming
DEPTH = 60  # how often a block is taken apart at what must come first or last
Key = TypeVar("Key", float, tuple[float, float])
Found = tuple[list[int], float]


def arranged(
    jobs: Jobs, levels: Sequence[int], flows: Iterable[Arc], depth: int = 0, *, search: bool = True
) -> Found:
    """(order, a bound that no order's cost is below), blocks by level.

    `levels` number the densities, 0 the highest. Blocks of one level go by the own score of their first
    job, then by smallest id, as far as arcs allow. The bound holds where levels and `flows` are from a
    balance of the jobs: orders that keep the blocks together are among the cheapest (Sidney), so only what
    happens inside a block can be gained.
    """
    groups = blocks(levels, jobs.arcs, flows)
    found = _each_cheapest(jobs, groups, depth, search=search)
    order = _joined(jobs, levels, [nodes for nodes, _ in found]) if search else []
    return order, _bound(jobs, levels, groups, [bound for _, bound in found])


def sequence(jobs: Jobs, levels: Sequence[int], flows: Iterable[Arc]) -> list[int]:
    """The order of `arranged` without the bound."""
    found = _each_cheapest(jobs, blocks(levels, jobs.arcs, flows), 0, search=True)
    return _joined(jobs, levels, [nodes for nodes, _ in found])


def numbered(keys: Sequence[Key]) -> list[int]:
    """For each key its place among the different keys, the greatest being 0."""
    place = {key: number for number, key in enumerate(sorted(set(keys), reverse=True))}
    return [place[key] for key in keys]


def cheapest(jobs: Jobs, depth: int = 0, *, search: bool = True) -> Found:
    """(order, a bound that no order's cost is below) of jobs that are one block.

    Exact, the bound being the cost, up to 12 jobs, and wherever taking away what must come first or last
    lets the rest fall into exact blocks: so for rooted trees of any practical size. Otherwise a local
    search, and the bound that the flows give. Without `search` only the bound counts.

    Source: Horn 1972, "Single-machine job sequencing with treelike precedence ordering and linear delay
    penalties", https://doi.org/10.1137/0123021 (trees).
    """
    if len(jobs) <= EXACT:
        return exact(jobs)
    first, last = _forced(jobs)
    if (first or last) and depth < DEPTH:
        return _around(jobs, first, last, depth, search=search)
    return searched(jobs) if search else [], haul_bound(jobs)


def _around(jobs: Jobs, first: list[int], last: list[int], depth: int, *, search: bool) -> Found:
    """What is forced to either end, and between them the rest as a backlog of its own."""
    nodes, rest = jobs.without(first + last)
    even = balance(rest.values, rest.costs, rest.arcs)
    levels, flows = numbered(even.density), [(tail, head) for tail, head, _ in even.flows]
    middle, bound = arranged(rest, levels, flows, depth + 1, search=search)
    order = first + [nodes[number] for number in middle] + last
    start, ends = 0.0, []
    for node in first:
        start += jobs.costs[node]
        ends.append(jobs.values[node] * start)
    ends += [start * math.fsum(rest.values), bound]
    start += math.fsum(rest.costs)
    for node in last:
        start += jobs.costs[node]
        ends.append(jobs.values[node] * start)
    return order, math.fsum(ends)


def _forced(jobs: Jobs) -> tuple[list[int], list[int]]:
    """(jobs that must come first, jobs that must come last), each in the only order there is."""
    first = _only(len(jobs), jobs.arcs)
    taken = set(first)
    rest = [(head, tail) for tail, head in jobs.arcs if tail not in taken and head not in taken]
    last = [] if len(first) == len(jobs) else _only(len(jobs), rest, taken)
    return first, last[::-1]


def _only(size: int, arcs: Iterable[Arc], gone: Iterable[int] = ()) -> list[int]:
    """The jobs, from the front, next to which no other one is ready."""
    waits = [0] * size
    later: list[list[int]] = [[] for _ in range(size)]
    for tail, head in arcs:
        waits[tail] += 1
        later[head].append(tail)
    left_out = set(gone)
    ready = [node for node in range(size) if not waits[node] and node not in left_out]
    only = []
    while len(ready) == 1:
        node = ready.pop()
        only.append(node)
        for dependent in later[node]:
            waits[dependent] -= 1
            if not waits[dependent]:
                ready.append(dependent)
    return only


def _each_cheapest(jobs: Jobs, groups: Sequence[list[int]], depth: int, *, search: bool) -> list[Found]:
    """For each group its cheapest order, in the numbers of `jobs`, and its bound."""
    owner = [0] * len(jobs)
    for number, nodes in enumerate(groups):
        for node in nodes:
            owner[node] = number
    among: dict[int, list[Arc]] = {}
    for tail, head in jobs.arcs:
        if owner[tail] == owner[head]:
            among.setdefault(owner[tail], []).append((tail, head))
    found = [(nodes, jobs.values[nodes[0]] * jobs.costs[nodes[0]]) for nodes in groups]
    for number, arcs in among.items():
        nodes = groups[number]
        order, bound = cheapest(jobs.part(nodes, arcs), depth, search=search)
        found[number] = [nodes[place] for place in order], bound
    return found


def _joined(jobs: Jobs, levels: Sequence[int], groups: Sequence[list[int]]) -> list[int]:
    """The groups one after another: the best ready one next, by level, score of its first, smallest id."""
    shared = Counter([levels[nodes[0]] for nodes in groups])

    def place(nodes: list[int]) -> tuple[float, ...]:
        level = levels[nodes[0]]
        return (level,) if shared[level] == 1 else (level, -rounded(jobs.scores[nodes[0]]), min(nodes))

    ranked = sorted(groups, key=place)
    owner = [0] * len(jobs)
    for number, nodes in enumerate(ranked):
        for node in nodes:
            owner[node] = number
    waits = [0] * len(ranked)
    later: list[list[int]] = [[] for _ in ranked]
    for tail, head in jobs.arcs:
        if owner[tail] != owner[head]:
            waits[owner[tail]] += 1
            later[owner[head]].append(owner[tail])
    ready = [number for number, count in enumerate(waits) if not count]
    order: list[int] = []
    while ready:
        number = heapq.heappop(ready)
        order += ranked[number]
        for dependent in later[number]:
            waits[dependent] -= 1
            if not waits[dependent]:
                heapq.heappush(ready, dependent)
    return order


def _bound(jobs: Jobs, levels: Sequence[int], groups: Sequence[list[int]], bounds: Sequence[float]) -> float:
    """The cost of the groups one after another by level, were each at its bound."""
    start, parts = 0.0, list(bounds)
    for _, nodes in sorted([(levels[nodes[0]], nodes) for nodes in groups]):
        parts.append(start * math.fsum([jobs.values[node] for node in nodes]))
        start += math.fsum([jobs.costs[node] for node in nodes])
    return math.fsum(parts)
