"""Value balanced where dependencies form no tree."""

from __future__ import annotations

import numpy as np

from pmcli.forecast.components import Arc, DependencyTree, Tangle, tree_of
from pmcli.forecast.tables import by_tables
from pmcli.forecast.trees import Bools, Floats, balance_tree
from pmcli.sequencing.graph import components
from pmcli.sequencing.order.inherit import balance

NARROW = 3
"""Neighbours of a node taken out up to which tables are as quick as trees."""
TRIED = 8
"""Futures that are mended before it is decided how the others are done again."""
QUICK = 250
"""Cells of tables that take as long as mending a node."""


def balance_tangle(tangle: Tangle, values: Floats, costs: Floats, found: Floats) -> None:
    """Write the densities of a tangle's rows into `found`; `values` and `costs` are those of its rows.

    By tables where these are small. Else a spanning tree is balanced: that is the answer in the futures
    where the arcs left out hold. The others are mended where arcs are broken, or done again by tables where
    the first few needed much mending.
    """
    rows = np.array(tangle.rows)
    costs = np.ascontiguousarray(np.broadcast_to(costs, values.shape))
    if tangle.width <= NARROW:
        found[rows] = by_tables(tangle, values, costs)
        return
    tree = _spanning_tree(tangle, values, costs)
    density = np.empty(values.shape)
    balance_tree(tree, values[list(tree.rows)], costs[list(tree.rows)], density)
    tails, heads = np.array(tangle.arcs).T
    broken: Bools = density[tails] > density[heads]
    again = np.flatnonzero(broken.any(axis=0)).tolist()
    mended = 0
    for number, future in enumerate(again):
        if number == TRIED and tangle.cells * TRIED < QUICK * mended:
            rest = again[number:]
            density[:, rest] = by_tables(tangle, values[:, rest], costs[:, rest])
            break
        mended += _mend(tangle, values[:, future], costs[:, future], density[:, future], broken[:, future])
    found[rows] = density


def _spanning_tree(tangle: Tangle, values: Floats, costs: Floats) -> DependencyTree:
    """The tree of the arcs that matter most in the mean of the futures.

    First one from each node that costs nothing, which must not stand alone, then those that carry value, then
    those whose ends are nearest to each other.
    """
    even = balance(values.mean(axis=1).tolist(), costs.mean(axis=1).tolist(), tangle.arcs)
    level = even.density
    bound = {
        (node, min((need for _, need in needs), key=lambda need: (level[need], need)))
        for node, needs in tangle.free
    }
    flows = {(tail, head) for tail, head, _ in even.flows}

    def matters(arc: Arc) -> tuple[bool, bool, float]:
        return arc not in bound, arc not in flows, level[arc[1]] - level[arc[0]]

    owner = list(range(len(tangle.rows)))
    chosen = []
    for tail, head in sorted(tangle.arcs, key=matters):
        ends = _owner(owner, tail), _owner(owner, head)
        if ends[0] != ends[1]:
            owner[ends[0]] = ends[1]
            chosen.append((tail, head))
    return tree_of(0, chosen, frozenset(node for node, _ in tangle.free))


def _owner(owner: list[int], node: int) -> int:
    """The node that stands for all that `node` is joined with."""
    while owner[node] != node:
        owner[node] = node = owner[owner[node]]
    return node


def _mend(tangle: Tangle, values: Floats, costs: Floats, density: Floats, broken: Bools) -> int:
    """How many nodes had to be balanced again, exactly: those between the ends of broken arcs of a future.

    Above and below the densities that a broken arc spans, the closed set most above a density is that of the
    whole tangle: a set that is best under fewer arcs, and keeps them all, is best. So the tangle falls apart
    there, and only what hangs together between and has a broken arc can change.
    """
    tails, heads = np.array(tangle.arcs).T
    lows, highs = _spans(density[heads[broken]], density[tails[broken]])
    span = np.searchsorted(lows, density, side="right") - 1
    span[density > highs[span]] = -1
    inside = (span[tails] == span[heads]) & (span[tails] >= 0)
    arcs = list(zip(tails[inside].tolist(), heads[inside].tolist(), strict=True))
    wrong, mended = set(tails[broken].tolist()), 0
    for nodes in components(np.flatnonzero(span >= 0).tolist(), arcs):
        if not wrong.isdisjoint(nodes):
            place = {node: at for at, node in enumerate(nodes)}
            among = [(place[tail], place[head]) for tail, head in arcs if tail in place]
            density[nodes] = balance(values[nodes].tolist(), costs[nodes].tolist(), among).density
            mended += len(nodes)
    return mended


def _spans(lows: Floats, highs: Floats) -> tuple[Floats, Floats]:
    """The spans that overlap put together: their lower and upper ends, ascending."""
    order = np.argsort(lows)
    lows, highs = lows[order], np.maximum.accumulate(highs[order])
    apart = np.concatenate(([True], lows[1:] > highs[:-1]))
    return lows[apart], highs[np.concatenate((apart[1:], [True]))]
