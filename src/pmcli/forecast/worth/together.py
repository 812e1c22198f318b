"""The worth of knowing every range at once, over many futures; needs numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

import numpy as np

from pmcli.forecast import arrays
from pmcli.forecast.draws import CHUNK, Draws, Floats, chunks
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.ranks import Ranks, ranks
from pmcli.forecast.sums import UncertainRanking
from pmcli.forecast.worth.entering import written
from pmcli.model.backlog import Backlog
from pmcli.ranking import Ranking

MANY = 300
"""The number of ranked features from which on one chunk of futures is enough where nobody asks for more."""


def enough(options: ForecastOptions, features: int, *, is_asked: bool) -> ForecastOptions:
    """The options, with only the first chunk of futures for a large ranking where no number is asked for.

    The worth of all ranges is a mean over the futures: over 1,000 of them it is known to about 1 %.
    """
    if is_asked or features <= MANY:
        return options
    return replace(options, futures=min(options.futures, CHUNK))


def worth_of_all(backlog: Backlog, ranking: Ranking, options: ForecastOptions) -> float:
    """What knowing every range would save on average, in the unit of the effort; plain numbers are exact."""
    uncertain = backlog.once(written, ranking.model.name)
    at = {name: node for node, name in enumerate(uncertain.ranked.ids)}
    usual = [at[item.id] for item in ranking.items]
    return lost(uncertain, usual, options.futures, options.shared_error)


def lost(uncertain: UncertainRanking, usual: Sequence[int], futures: int, shared_error: float) -> float:
    """What the order `usual` costs more than that of each future, on average, in the unit of the effort.

    Inside a block the present order stays, so that it is a little less than what could be saved.
    """
    ranked = uncertain.ranked
    total = fsum(ranked.values)
    if not total or not uncertain.inputs:
        return 0.0
    draws, after, first = Draws(shared_error), ranked.after(), ranked.first()
    saved = 0.0
    for chunk, size in enumerate(chunks(futures)):
        drawn = draws.of(uncertain.inputs, chunk, size)
        values, costs = arrays.values(uncertain.values, drawn), arrays.costs(uncertain.costs, drawn)
        places = ranks(values, costs, ranked.arcs, usual, after=after, first=first)
        best = _cost(_ordered(values, places), _ordered(costs, places))
        present = list(usual)
        now = _cost(values[present], costs[present])
        saved += float(np.maximum(now - best, 0.0).sum())
    return saved / futures / total


def _ordered(numbers: Floats, places: Ranks) -> Floats:
    """The numbers of every future in the order of its places, 1 the first."""
    ordered = np.empty_like(numbers)
    ordered[places - 1, np.arange(numbers.shape[1])] = numbers
    return ordered


def _cost(values: Floats, costs: Floats) -> Floats:
    """Σ value · completion in every future, the rows in the order in which they are done."""
    cost: Floats = np.einsum("ij,ij->j", values, np.cumsum(costs, axis=0))
    return cost
