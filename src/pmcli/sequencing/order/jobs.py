"""Jobs to be put in an order, and the blocks into which equal adjusted scores bind them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pmcli.sequencing.graph import components, in_rounds, strong_components

Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Jobs:
    """A part of a backlog on its own: positions 0 … n−1 in id order, `scores` for ties (−inf: none)."""

    values: Sequence[float]
    costs: Sequence[float]
    arcs: Sequence[Arc]
    scores: Sequence[float]

    def __len__(self) -> int:
        return len(self.values)

    def part(self, nodes: Sequence[int], arcs: Iterable[Arc]) -> Jobs:
        """The jobs at `nodes`, numbered anew in that order; `arcs` are those among them, in old numbers."""
        new = {node: number for number, node in enumerate(nodes)}
        return Jobs(
            [self.values[node] for node in nodes],
            [self.costs[node] for node in nodes],
            [(new[tail], new[head]) for tail, head in arcs],
            [self.scores[node] for node in nodes],
        )

    def without(self, gone: Iterable[int]) -> tuple[list[int], Jobs]:
        """The jobs without `gone`, after their old numbers."""
        left_out = set(gone)
        nodes = [node for node in range(len(self)) if node not in left_out]
        among = (arc for arc in self.arcs if arc[0] not in left_out and arc[1] not in left_out)
        return nodes, self.part(nodes, among)


def mirrored(jobs: Jobs) -> Jobs:
    """The jobs seen from the end, the last being 0: an order costs as much as its `reverse` there."""
    last = len(jobs) - 1
    arcs = [(last - head, last - tail) for tail, head in jobs.arcs]
    return Jobs(jobs.costs[::-1], jobs.values[::-1], arcs, [-score for score in reversed(jobs.scores)])


def reverse(order: Sequence[int]) -> list[int]:
    """An order of jobs as one of the mirrored jobs, and back."""
    return [len(order) - 1 - node for node in reversed(order)]


def delay_cost(values: Sequence[float], costs: Sequence[float], order: Sequence[int]) -> float:
    """Σ value · completion, completion being the running sum of the costs."""
    ends = accumulate([costs[node] for node in order])
    return math.fsum([values[node] * end for node, end in zip(order, ends, strict=True)])


def rounded(score: float) -> float:
    """`score` at 9 significant digits, at which scores are compared."""
    return float(f"{score:.8e}")


def blocks(levels: Sequence[float], arcs: Iterable[Arc], glue: Iterable[Arc]) -> list[list[int]]:
    """The nodes that have to be ordered together, each list ascending, by smallest node.

    Nodes of one level that `glue` joins are one block, and so are blocks that wait for one another in a
    circle. What is left are the finest blocks of Sidney's decomposition (the strong components of the
    residual graph when `glue` are the flows); within a level they may follow one another in any order
    that keeps the arcs, at no cost.

    Source: Picard and Queyranne 1980, "On the structure of all minimum cuts in a network and
    applications", https://doi.org/10.1007/BFb0120902.
    """
    names = list(range(len(levels)))
    glued = [(j, a) for j, a in glue if levels[j] == levels[a]]
    for joined in components(sorted({node for pair in glued for node in pair}), glued):
        for node in joined:
            names[node] = joined[0]
    ties = {(names[j], names[a]) for j, a in arcs if levels[j] == levels[a] and names[j] != names[a]}
    circles = _circular(ties)
    if circles:
        for component in strong_components(circles):
            for name in component:
                names[name] = component[0]
        names = [names[name] for name in names]
    members: dict[int, list[int]] = {}
    for node, name in enumerate(names):
        members.setdefault(name, []).append(node)
    return sorted(members.values())


def _circular(arcs: set[Arc]) -> list[Arc]:
    """The arcs that are left when what waits for nothing is taken away again and again."""
    free = set(in_rounds({node for arc in arcs for node in arc}, arcs))
    return sorted(arc for arc in arcs if arc[1] not in free)
