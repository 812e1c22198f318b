"""What each feature is worth in every future once value has flowed to what it depends on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pmcli.forecast.components import Arc, parts_of
from pmcli.forecast.tangles import balance_tangle
from pmcli.forecast.trees import Floats, balance_tree


def densities(values: Floats, costs: Floats, arcs: Iterable[Arc]) -> Floats:
    """The adjusted scores, shape (n, F): in every future those of `sequencing.order.inherit.balance`.

    Up to rounding: they are sums of floats, some 1e-15 of them apart from those of whole numbers. A split
    that rounding decides is one between equals, so it moves no score by more. Members of one block have the
    same bits (where arcs left out of a spanning tree hold, equal scores may differ in the last). What else
    is drawn changes nothing in a future, but for that last bit in wide tangles.

    Args:
        values: ≥ 0, shape (n, F), a row a feature, a column a future.
        costs: ≥ 0, shape (n, F), or (n, 1) where they are the same in all futures.
        arcs: (dependent, prerequisite), without cycles.
    """
    values, costs = np.asarray(values, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    free = costs == 0
    if (always := free.all(axis=1)).sum() != free.any(axis=1).sum():
        return _by_pattern(values, costs, tuple(arcs), free)
    rows = frozenset(np.flatnonzero(always).tolist())
    parts = parts_of(len(values), tuple(sorted(set(arcs))), rows)
    found = np.empty(values.shape)
    found[list(parts.released)] = np.inf
    single = list(parts.single)
    found[single] = values[single] / costs[single]
    for tree in parts.trees:
        balance_tree(tree, values[list(tree.rows)], costs[list(tree.rows)], found)
    for tangle in parts.tangles:
        balance_tangle(tangle, values[list(tangle.rows)], costs[list(tangle.rows)], found)
    return found


def _by_pattern(
    values: Floats,
    costs: Floats,
    arcs: tuple[Arc, ...],
    free: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> Floats:
    """The densities where some rows are free in a part of the futures: those alike together."""
    found = np.empty(values.shape)
    patterns, number = np.unique(free, axis=1, return_inverse=True)
    for pattern in range(patterns.shape[1]):
        alike = np.flatnonzero(number.ravel() == pattern)
        found[:, alike] = densities(values[:, alike], costs[:, alike], arcs)
    return found
