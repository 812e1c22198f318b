"""Blocks one after another, each in its cheapest order: the order of a backlog, and a bound on its cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from pmcli.sequencing.graph import ordered
from pmcli.sequencing.order.exact import exact
from pmcli.sequencing.order.flow_bound import flow_bound
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import Arc, Jobs, blocks, delay_cost, rounded
from pmcli.sequencing.order.search import searched
from pmcli.sequencing.order.series import series
from pmcli.sequencing.order.trees import tree_order

SMALL = 6  # jobs of a block for which nothing else is worth trying first
EXACT = 12  # jobs of a block that are ordered by dynamic programming
DEPTH = 60  # how often a block is taken apart into a series, inside one another
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
    arranged = _each_cheapest(jobs, groups, depth, search=search)
    order = _joined(jobs, levels, [nodes for nodes, _ in arranged]) if search else []
    return order, _bound(jobs, levels, groups, [bound for _, bound in arranged])


def sequence(jobs: Jobs, levels: Sequence[int], flows: Iterable[Arc]) -> list[int]:
    """The order of `arranged` without the bound."""
    sequence = _each_cheapest(jobs, blocks(levels, jobs.arcs, flows), 0, search=True)
    return _joined(jobs, levels, [nodes for nodes, _ in sequence])


def numbered(keys: Sequence[Key]) -> list[int]:
    """For each key its place among the different keys, the greatest being 0."""
    place = {key: number for number, key in enumerate(sorted(set(keys), reverse=True))}
    return [place[key] for key in keys]


def cheapest(jobs: Jobs, depth: int = 0, *, search: bool = True) -> Found:
    """(order, a bound that no order's cost is below) of jobs that are one block.

    Exact, the bound being the cost, up to 12 jobs, for trees, and wherever the block is a series of parts
    that fall into exact blocks. Otherwise a local search, and the bound of the hauls. Without `search` only
    the bound counts.
    """
    if len(jobs) <= min(SMALL, EXACT):
        return exact(jobs)
    if order := tree_order(jobs):
        return order, delay_cost(jobs.values, jobs.costs, order)
    parts = series(len(jobs), jobs.arcs)
    if len(parts) > 1 and depth < DEPTH:
        return _one_after_another(jobs, parts, depth, search=search)
    if len(jobs) <= EXACT:
        return exact(jobs)
    return searched(jobs) if search else [], flow_bound(jobs)


def _one_after_another(jobs: Jobs, parts: Sequence[list[int]], depth: int, *, search: bool) -> Found:
    """Parts each of which waits for all of the one before, every one a backlog of its own."""
    order, bounds, start = list[int](), list[float](), 0.0
    among = _among(jobs, parts)
    for number, nodes in enumerate(parts):
        part = jobs.part(nodes, among.get(number, ()))
        even = balance(part.values, part.costs, part.arcs)
        flows = [(tail, head) for tail, head, _ in even.flows]
        places, bound = arranged(part, numbered(even.density), flows, depth + 1, search=search)
        order += [nodes[place] for place in places]
        bounds += [start * math.fsum(part.values), bound]
        start += math.fsum(part.costs)
    return order, math.fsum(bounds)


def _each_cheapest(jobs: Jobs, groups: Sequence[list[int]], depth: int, *, search: bool) -> list[Found]:
    """For each group its cheapest order, in the numbers of `jobs`, and its bound."""
    each_cheapest = [(nodes, jobs.values[nodes[0]] * jobs.costs[nodes[0]]) for nodes in groups]
    for number, arcs in _among(jobs, groups).items():
        nodes = groups[number]
        order, bound = cheapest(jobs.part(nodes, arcs), depth, search=search)
        each_cheapest[number] = [nodes[place] for place in order], bound
    return each_cheapest


def _among(jobs: Jobs, groups: Sequence[list[int]]) -> dict[int, list[Arc]]:
    """The arcs inside each group that has some, by its number."""
    owner = [0] * len(jobs)
    for number, nodes in enumerate(groups):
        for node in nodes:
            owner[node] = number
    among: dict[int, list[Arc]] = {}
    for tail, head in jobs.arcs:
        if owner[tail] == owner[head]:
            among.setdefault(owner[tail], []).append((tail, head))
    return among


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
    arcs = [(owner[tail], owner[head]) for tail, head in jobs.arcs if owner[tail] != owner[head]]
    return [node for number in ordered(range(len(ranked)), arcs) for node in ranked[number]]


def _bound(jobs: Jobs, levels: Sequence[int], groups: Sequence[list[int]], bounds: Sequence[float]) -> float:
    """The cost of the groups one after another by level, were each at its bound."""
    start, parts = 0.0, list(bounds)
    for _, nodes in sorted([(levels[nodes[0]], nodes) for nodes in groups]):
        parts.append(start * math.fsum([jobs.values[node] for node in nodes]))
        start += math.fsum([jobs.costs[node] for node in nodes])
    return math.fsum(parts)
