"""Value balanced where dependencies form no tree, in all futures at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pmcli.forecast.components import Tangle
from pmcli.forecast.trees import NOISE, Bools, Floats, follow
from pmcli.sequencing.order.inherit import balance

Ints = npt.NDArray[np.intp]
WIDEST = 9
"""Neighbours of a node taken out from which a maximum flow in each future is quicker than the tables."""
CELLS = 1 << 18
"""Of the largest table: so many futures go together that it stays in the cache."""


def balance_tangle(tangle: Tangle, values: Floats, costs: Floats, found: Floats) -> None:
    """Write the densities of a tangle's rows into `found`; `values` and `costs` are those of its rows.

    Blocks are split as in trees. The closed set of the greatest excess comes from tables over the choices
    of a few neighbours, as far as these are few; else each future is balanced for itself.
    """
    rows = np.array(tangle.rows)
    costs = np.ascontiguousarray(np.broadcast_to(costs, values.shape))
    if tangle.width > WIDEST:
        _one_by_one(tangle, values, costs, found)
        return
    many = max(1, CELLS >> (tangle.width + 1))
    for start in range(0, values.shape[1], many):
        some = slice(start, start + many)
        found[rows, some] = _balanced(tangle, values[:, some], costs[:, some])


def _one_by_one(tangle: Tangle, values: Floats, costs: Floats, found: Floats) -> None:
    """Every future balanced exactly, one after another."""
    rows = np.array(tangle.rows)
    for future in range(values.shape[1]):
        even = balance(values[:, future].tolist(), costs[:, future].tolist(), tangle.arcs)
        found[rows, future] = even.density


def _balanced(tangle: Tangle, values: Floats, costs: Floats) -> Floats:
    """The densities of some futures."""
    size = len(tangle.rows)
    tails, heads = np.array(tangle.arcs).T
    found = np.empty(values.shape)
    futures = np.arange(values.shape[1])
    block = np.zeros(values.shape, dtype=np.intp)
    limit = np.full(0, 0.0)
    while len(futures):
        key = block * len(futures) + np.arange(len(futures))
        value, cost = _sums(key, values), _sums(key, costs)
        density = value[key] / cost[key]
        if not len(limit):
            limit = cost[key[0]] * (NOISE * size)
        joined = block[tails] == block[heads]
        rich = _rich(tangle, values - density * costs, density * limit, joined)
        follow(tangle.free, rich, joined)
        block, split = _split(key, block, rich)
        done, going = np.flatnonzero(~split), np.flatnonzero(split)
        found[:, futures[done]] = density.take(done, axis=1)
        futures, limit = futures[going], limit[going]
        values, costs = values.take(going, axis=1), costs.take(going, axis=1)
        block = block.take(going, axis=1)
    return found


def _sums(key: Ints, amounts: Floats) -> Floats:
    """The sum of the amounts of each block of each future, by its key."""
    sums = np.bincount(key.ravel(), weights=amounts.ravel(), minlength=key.size)
    return np.asarray(sums, dtype=np.float64)


def _split(key: Ints, block: Ints, rich: Bools) -> tuple[Ints, Bools]:
    """The blocks once the rich have left theirs, and which futures had such."""
    size = np.bincount(key.ravel(), minlength=key.size)
    upper = np.bincount(key[rich], minlength=key.size)
    apart = ((upper > 0) & (upper < size)).reshape(key.shape)
    new = np.max(block, axis=0) + np.cumsum(apart, axis=0)
    moved = rich & apart.ravel()[key]
    split: Bools = np.asarray(apart.any(axis=0))
    return np.where(moved, new.ravel()[key], block), split


def _rich(tangle: Tangle, excess: Floats, limit: Floats, joined: Bools) -> Bools:
    """Which nodes are in the closed set of the greatest excess of their block."""
    forbidden = np.where(joined, -np.inf, 0.0)
    tables: list[Floats] = []
    choices: list[Bools] = []
    futures = excess.shape[1]
    for step in tangle.steps:
        table = np.zeros((2,) * (1 + len(step.scope)) + (futures,))
        table[1] += excess[step.node]
        for earlier, over in step.tables:
            table += tables[earlier][over]
        for arc, cells in step.arcs:
            table[cells] += forbidden[arc]
        choices.append(table[1] > table[0] + limit[step.node])
        tables.append(np.maximum(table[0], table[1]))
    rich = np.zeros(excess.shape, dtype=bool)
    every = np.arange(futures)
    for step, choice in zip(reversed(tangle.steps), reversed(choices), strict=True):
        cell = np.zeros(futures, dtype=np.intp)
        for other in step.scope:
            cell = 2 * cell + rich[other]
        rich[step.node] = choice.reshape(-1, futures)[cell, every]
    return rich
