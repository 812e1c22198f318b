"""Value balanced by tables, where dependencies form no tree but nearly one: in all futures at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pmcli.forecast.components import Tangle
from pmcli.forecast.trees import NOISE, Bools, Floats, follow

Ints = npt.NDArray[np.intp]
CELLS = 1 << 18
"""Of the largest table: so many futures go together that it stays in the cache."""


def by_tables(tangle: Tangle, values: Floats, costs: Floats) -> Floats:
    """The densities of a tangle's rows; `values` and `costs` are those of its rows, of one shape.

    Blocks are split as in trees. The closed set of the greatest excess comes from tables over the choices of
    a few neighbours. The members of a block get the same bits.
    """
    many = max(1, CELLS >> (tangle.width + 1))
    found = np.empty(values.shape)
    for start in range(0, values.shape[1], many):
        some = slice(start, start + many)
        found[:, some] = _balanced(tangle, values[:, some], costs[:, some])
    return found


def _balanced(tangle: Tangle, values: Floats, costs: Floats) -> Floats:
    """The densities of some futures."""
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
            limit = cost[key[0]] * (NOISE * len(tangle.rows))
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
    """Which nodes are in the closed set of the greatest excess of their block.

    Source: Bertelè and Brioschi 1972, "Nonserial dynamic programming", Academic Press.
    """
    forbidden = np.where(joined, -np.inf, 0.0)
    tables: dict[int, Floats] = {}
    choices: list[Bools] = []
    futures = excess.shape[1]
    for number, step in enumerate(tangle.steps):
        table = np.zeros((2,) * (1 + len(step.scope)) + (futures,))
        table[1] += excess[step.node]
        for earlier, over in step.tables:
            table += tables.pop(earlier)[over]
        for arc, cells in step.arcs:
            table[cells] += forbidden[arc]
        choices.append(table[1] > table[0] + limit[step.node])
        tables[number] = np.maximum(table[0], table[1])
    rich = np.zeros(excess.shape, dtype=bool)
    every = np.arange(futures)
    for step, choice in zip(reversed(tangle.steps), reversed(choices), strict=True):
        cell = np.zeros(futures, dtype=np.intp)
        for other in step.scope:
            cell = 2 * cell + rich[other]
        rich[step.node] = choice.reshape(-1, futures)[cell, every]
    return rich
