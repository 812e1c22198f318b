"""Futures to be balanced, and their ranks one future after another by exact balance."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from pmcli.sequencing.graph import adjacency, walk
from pmcli.sequencing.order.inherit import balance
from pmcli.sequencing.order.jobs import rounded
from pmcli.sequencing.order.order import order
from tests.sequencing.oracle import Arc, Case

Floats = npt.NDArray[np.float64]


def futures_of(case: Case, number: int, seed: int = 0, spread: float = 0.4) -> tuple[Floats, Floats]:
    """Values and costs scattered round those of a case; the first future is the case itself."""
    draw = np.random.RandomState(seed)
    size = len(case.values)
    scatter = np.exp(spread * draw.standard_normal((2, size, number)))
    scatter[:, :, 0] = 1
    return np.array(case.values)[:, None] * scatter[0], np.array(case.costs)[:, None] * scatter[1]


def exact_densities(values: Floats, costs: Floats, arcs: Sequence[Arc]) -> Floats:
    columns = zip(values.T.tolist(), np.broadcast_to(costs, values.shape).T.tolist(), strict=True)
    return np.array([balance(value, cost, arcs).density for value, cost in columns]).T


def usual_order(case: Case, after: Sequence[Arc] = (), first: Collection[int] = ()) -> list[int]:
    """The present order of `pm rank`."""
    even = balance(case.values, case.costs, case.arcs)
    return order(case.values, case.costs, case.arcs, even.density, flows=even.flows, after=after, first=first)


def exact_ranks(
    values: Floats,
    costs: Floats,
    arcs: Sequence[Arc],
    usual: Sequence[int],
    after: Sequence[Arc] = (),
    first: Collection[int] = (),
) -> npt.NDArray[np.intp]:
    """Ranks from 1 on: those put first with what they wait for, then by adjusted score, then as usual."""
    every = sorted({*arcs, *after})
    ahead = set(walk(first, adjacency(every)))
    rest = [row for row in range(len(values)) if row not in ahead]
    new = {row: at for at, row in enumerate(rest)}
    scores = exact_densities(values, costs, every)
    if ahead and rest:
        among = [(new[tail], new[head]) for tail, head in every if tail in new and head in new]
        scores[rest] = exact_densities(values[rest], np.broadcast_to(costs, values.shape)[rest], among)
    place = {row: at for at, row in enumerate(usual)}
    found = np.empty(values.shape, dtype=np.intp)
    for future, column in enumerate(scores.T.tolist()):
        keys = [(row not in ahead, -rounded(score), place[row]) for row, score in enumerate(column)]
        for rank, row in enumerate(sorted(range(len(keys)), key=keys.__getitem__), 1):
            found[row, future] = rank
    return found
