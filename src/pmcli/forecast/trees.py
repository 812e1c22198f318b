"""Value balanced in the trees of a backlog, in all futures at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pmcli.forecast.components import DependencyTree, Free

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
NOISE = 4e-16
"""Of a block's value, for each feature of its part: no greater an excess is what rounding left, so none."""


def balance_tree(tree: DependencyTree, values: Floats, costs: Floats, found: Floats) -> None:
    """Write the densities of a tree's rows into `found`; `values` and `costs` are those of its rows.

    Every block is split at its mean density into the closed set most above it and the rest, in all futures
    together; those in which no block was split any more drop out. `sequencing.order.closure` does the same
    for one future, in whole numbers. The members of a block get the same bits.

    Source: as of `sequencing.order.inherit.balance`.
    """
    parents, rows = np.array(tree.parents), np.array(tree.rows)
    futures = np.arange(values.shape[1])
    costs = np.ascontiguousarray(np.broadcast_to(costs, values.shape))
    joined = np.ones(values.shape)
    joined[0] = 0
    limit = np.full(0, 0.0)
    while len(futures):
        density, whole = _means(tree, values, costs, joined)
        if not len(limit):
            limit = whole * (NOISE * len(rows))
        rich = _rich(tree, values - density * costs, density * limit, joined)
        if tree.free:
            follow(tree.free, rich, joined > 0)
        cut = (rich != rich[parents]) & (joined > 0)
        split = cut.any(axis=0)
        done, going = np.flatnonzero(~split), np.flatnonzero(split)
        found[rows[:, None], futures[done]] = density.take(done, axis=1)
        joined[cut] = 0
        futures, limit = futures[going], limit[going]
        values, costs, joined = (one.take(going, axis=1) for one in (values, costs, joined))


def _means(tree: DependencyTree, values: Floats, costs: Floats, joined: Floats) -> tuple[Floats, Floats]:
    """The mean density of every node's block, and the cost of the root's block."""
    value, cost = values.copy(), costs.copy()
    part = np.empty_like(value[0])
    parents = tree.parents
    for node in range(len(parents) - 1, 0, -1):
        above, gate = parents[node], joined[node]
        np.multiply(value[node], gate, out=part)
        value[above] += part
        np.multiply(cost[node], gate, out=part)
        cost[above] += part
    # A node that costs nothing hangs on one that costs something: only block roots are divided.
    density = np.divide(value, cost, out=np.zeros_like(value), where=cost > 0)
    own = joined > 0
    for node in range(1, len(parents)):
        np.copyto(density[node], density[parents[node]], where=own[node])
    return density, cost[0]


def _rich(tree: DependencyTree, excess: Floats, limit: Floats, joined: Floats) -> Bools:
    """Which nodes are in the closed set of the greatest excess of their block.

    Leaf by leaf, a dependent hands on what it has too much and a prerequisite what it lacks; what is left
    then decides, from the root on.
    """
    part = np.empty_like(excess[0])
    parents, waits = tree.parents, tree.waits
    for node in range(len(parents) - 1, 0, -1):
        kept = excess[node]
        (np.maximum if waits[node] else np.minimum)(kept, 0, out=part)
        part *= joined[node]
        kept -= part
        excess[parents[node]] += part
    rich = excess > limit
    same = (excess >= -limit) & (joined > 0)
    for node in range(1, len(parents)):
        rich[node] |= same[node] & rich[parents[node]]
    return rich


def follow(free: Free, rich: Bools, joined: Bools) -> None:
    """Move to the rich what costs nothing and waits for nothing in the rest of its block."""
    for node, needs in free:
        held = np.zeros(rich.shape[1], dtype=bool)
        for arc, need in needs:
            held |= joined[arc] & ~rich[need]
        rich[node] |= ~held
