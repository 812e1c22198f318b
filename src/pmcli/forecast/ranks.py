"""The rank of every feature in every future."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pmcli.forecast.balancing import densities
from pmcli.forecast.components import Arc
from pmcli.forecast.trees import Floats
from pmcli.sequencing.graph import adjacency, walk
from pmcli.sequencing.order.jobs import rounded
from pmcli.sequencing.order.order import FAR

Ranks = npt.NDArray[np.integer[Any]]
"""Of shape (n, F): int16, or int32 from 32,768 features on."""
ROWS = 1 << 18
"""Of a table sorted at a time, in numbers: so that it stays in the cache."""


def ranks(
    values: Floats,
    costs: Floats,
    arcs: Sequence[Arc],
    usual: Sequence[int],
    *,
    after: Sequence[Arc] = (),
    first: Collection[int] = (),
) -> Ranks:
    """The ranks, shape (n, F), 1 the first, as `sequencing.order.order` would have them in every future.

    By adjusted score at 9 significant digits, the highest first; within one score the present order stays,
    so no feature stands before what it waits for. Columns do not depend on one another.

    Args:
        values: ≥ 0, shape (n, F), a row a feature, a column a future.
        costs: ≥ 0, shape (n, F) or (n, 1).
        arcs: (dependent, prerequisite), without cycles, also together with `after`.
        usual: the rows in the present order of `pm rank`, decisions taken in.
        after: more such pairs, which order without value flowing: the densities are then those of all pairs.
        first: these, with all they wait for, go ahead in every future; the rest is balanced on its own.
    """
    every = tuple(sorted({*arcs, *after}))
    found = ranked(densities(values, costs, every), usual)
    ahead = sorted(walk(first, adjacency(every)))
    if not ahead or len(ahead) == len(values):
        return found
    gone = set(ahead)
    rest = [row for row in range(len(values)) if row not in gone]
    place = {row: at for at, row in enumerate(rest)}
    among = [(place[tail], place[head]) for tail, head in every if tail in place and head in place]
    later = densities(values[rest], costs[rest], among)
    found[rest] = ranked(later, [place[row] for row in usual if row in place]) + len(ahead)
    found[ahead] = _closed_up(found[ahead])
    return found


def _closed_up(found: Ranks) -> Ranks:
    """Ranks of a part among all as ranks among themselves."""
    order = np.argsort(found, axis=0)
    np.put_along_axis(found, order, np.arange(1, len(found) + 1, dtype=found.dtype)[:, None], axis=0)
    return found


def ranked(density: Floats, usual: Sequence[int]) -> Ranks:
    """The ranks by adjusted scores ≥ 0 of shape (n, F), those equal at 9 digits in the order of `usual`."""
    size, futures = density.shape
    found = np.empty((size, futures), dtype=np.int16 if size < 1 << 15 else np.int32)
    rows = np.array(usual, dtype=np.intp)
    many = max(1, ROWS // max(1, size))
    for start in range(0, futures, many):
        some = slice(start, start + many)
        order = _ordered(np.ascontiguousarray(density[rows, some].T))
        part = np.empty(order.shape, dtype=found.dtype)
        np.put_along_axis(part, order, np.arange(1, size + 1, dtype=found.dtype)[None, :], axis=1)
        found[rows, some] = part.T
    return found


def _ordered(scores: Floats) -> npt.NDArray[np.intp]:
    """For each row the positions of its scores from the highest down, equal ones as they stand.

    A score and its position are sorted as one whole number: the bits of a float ≥ 0 sort as it does, and the
    last of them, some 1e-11 of it, give way to the position. What that may have put wrong is sorted again.
    """
    size = scores.shape[1]
    low = np.uint64((1 << max(1, (size - 1).bit_length())) - 1)
    above = np.uint64((1 << 63) - 1) & ~low
    keys = (~scores.view(np.uint64) & above) | np.arange(size, dtype=np.uint64)
    keys.sort(axis=1)
    order = (keys & low).astype(np.intp)
    best = np.take_along_axis(scores, order, axis=1)
    better, worse = best[:, :-1], best[:, 1:]
    near = (better != worse) & (worse > better * (1 - FAR))
    for future in _misplaced(near, better, worse, keys & above):
        exact = np.array([rounded(score) for score in scores[future]])
        order[future] = np.argsort(-exact, kind="stable")
    return order


def _misplaced(
    near: npt.NDArray[np.bool_], better: Floats, worse: Floats, cells: npt.NDArray[np.uint64]
) -> list[int]:
    """The rows where two near scores are equal at 9 digits and were told apart, or the other way round."""
    wrong = set[int]()
    for future, at in np.argwhere(near).tolist():
        equal = rounded(float(better[future, at])) == rounded(float(worse[future, at]))
        if equal != (cells[future, at] == cells[future, at + 1]):
            wrong.add(future)
    return sorted(wrong)
