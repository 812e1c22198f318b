"""The order of a ranking in many futures, and how sure it is for all that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import pstdev

import numpy as np

from pmcli.forecast import arrays
from pmcli.forecast.central_weights import CentralWeights
from pmcli.forecast.classes import sure_of_classes
from pmcli.forecast.components import Arc
from pmcli.forecast.draws import CHUNK, Draws, Floats
from pmcli.forecast.inputs import Input
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.rank_counts import RankCounts, thinning
from pmcli.forecast.ranks import ranks
from pmcli.forecast.running import run
from pmcli.forecast.sums import Sum, UncertainRanking
from pmcli.forecast.sureness import PLACES, FirstOdds, NeighbourPairs, Sure, Sureness, bands_of
from pmcli.forecast.weights import Spread, Weights, weighted_values
from pmcli.forecast.worth.curse import delivered, shrunk
from pmcli.learning.calibration import Calibration
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.ranking import Ranking

Progress = Callable[[float], bool]
WEIGHTED = ("weighted", "value_effort")
"""The models whose criteria have weights."""
_MOST_LOOKED_AT = 300
"""Features up to which it is also drawn what would be told apart if plain numbers are exact."""
_MOST_CENTRAL = 40
"""Features whose confidence factor is worked out: those first most often."""


@dataclass(frozen=True, slots=True)
class Order:
    """The ranks in a chunk of futures; all that another process needs to work them out."""

    inputs: tuple[Input, ...]
    values: tuple[Sum, ...]
    costs: tuple[Sum, ...]
    arcs: tuple[Arc, ...]
    after: tuple[Arc, ...]
    first: frozenset[int]
    usual: tuple[int, ...]
    places: tuple[int, ...]
    draws: Draws
    every: int = 1
    weights: Weights | None = None

    def __call__(self, chunk: int, size: int) -> DrawnRanks:
        """The ranks of a chunk, counted."""
        drawn = self.draws.of(self.inputs, chunk, size)
        values, weights = self._values(drawn, chunk, size)
        costs = arrays.costs(self.costs, drawn)
        found = ranks(values, costs, self.arcs, self.usual, after=self.after, first=self.first)
        counts = RankCounts.of(found, self.usual, self.places, start=chunk * CHUNK, every=self.every)
        return DrawnRanks(counts, None if weights is None else CentralWeights.of(found, weights))

    def _values(self, drawn: Floats, chunk: int, size: int) -> tuple[Floats, Floats | None]:
        if self.weights is None:
            return arrays.values(self.values, drawn), None
        weights = self.weights.of(chunk, size)
        return weighted_values(self.values, [*self.weights.given], weights, drawn), weights


@dataclass(frozen=True, slots=True)
class DrawnRanks:
    """The ranks of some futures, counted, and the weights that put features first where they were drawn."""

    counts: RankCounts
    weights: CentralWeights | None = None

    def plus(self, other: DrawnRanks) -> DrawnRanks:
        """Those of both."""
        weights = None
        if self.weights is not None and other.weights is not None:
            weights = self.weights + other.weights
        return DrawnRanks(self.counts + other.counts, weights)


def how_sure(
    backlog: Backlog,
    ranking: Ranking,
    options: ForecastOptions,
    *,
    places: Sequence[int] = PLACES,
    weights: Spread | None = None,
    skeptical: bool = False,
    progress: Progress | None = None,
) -> Sureness:
    """How sure the order of a ranking is; Ctrl-C, or `progress`, ends it with the futures drawn by then.

    `places` are the numbers of first places that odds are told of. `weights` draws the weights of criteria
    too. `skeptical` shrinks scores by what is won by luck.

    Raises:
        PmError: the model has no weights, or ranges are to be calibrated on too little.
    """
    calibration = Calibration.asked(backlog, options.calibrate)
    study = _Study(backlog, ranking, options, calibration, tuple(places))
    if ranking.model.is_category:
        if weights is not None:
            raise _no_weights(ranking)
        return study.classes()
    return study.drawn(weights, progress, skeptical=skeptical)


def odds_ahead(
    backlog: Backlog, ranking: Ranking, options: ForecastOptions, pairs: Sequence[tuple[str, str]]
) -> list[float]:
    """How often the first of each pair of ranked features comes before the second, 0 to 1.

    Raises:
        PmError: ranges are to be calibrated on too little.
    """
    calibration = Calibration.asked(backlog, options.calibrate)
    return _Study(backlog, ranking, options, calibration, ()).ahead(pairs)


def _no_weights(ranking: Ranking) -> PmError:
    return PmError(
        f"{ranking.model.name} has no weights to draw", f"--weights goes with --model {WEIGHTED[0]}"
    )


@dataclass(frozen=True, slots=True)
class _Study:
    """A ranking whose order is looked into."""

    backlog: Backlog
    ranking: Ranking
    options: ForecastOptions
    calibration: Calibration
    places: tuple[int, ...]

    def classes(self) -> Sureness:
        """How sure an order of classes is: features of one class tie, and nothing is drawn."""
        items = tuple(sure_of_classes(self.ranking.items, self.places))
        return replace(self._result(items, NeighbourPairs(0, 0), (), 0), is_category=True)

    def ahead(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How often the first of each pair comes before the second."""
        uncertain = UncertainRanking.of(self.backlog, self.ranking.model.name, self.calibration.reader)
        order = self._order(uncertain, None)
        (drawn,) = run(
            order, self.options.futures, workers=self.options.workers, cluster=self.options.cluster,
            merge=DrawnRanks.plus,
        ).parts  # fmt: skip
        row = {name: at for at, name in enumerate(uncertain.ranked.ids)}
        return [drawn.counts.odds_before(row[first], row[second]) for first, second in pairs]

    def drawn(self, spread: Spread | None, progress: Progress | None, *, skeptical: bool) -> Sureness:
        """How sure an order is by many futures."""
        if spread is not None and self.ranking.model.name not in WEIGHTED:
            raise _no_weights(self.ranking)
        uncertain = UncertainRanking.of(
            self.backlog, self.ranking.model.name, self.calibration.reader, in_full=spread is not None
        )
        if not uncertain.ranked.ids:
            return self._result((), NeighbourPairs(0, 0), (), 0)
        order = self._order(uncertain, spread)
        taken = run(
            order, self.options.futures, workers=self.options.workers, cluster=self.options.cluster,
            progress=progress, merge=DrawnRanks.plus, tell=self.options.tell,
        )  # fmt: skip
        (drawn,) = taken.parts
        pairs = self._pairs(drawn.counts, order)
        items = self._items(uncertain, drawn.counts)
        if drawn.weights is not None:
            items = self._weighted(items, order, drawn.weights)
        sureness = self._result(items, pairs, uncertain.inputs, drawn.counts.futures)
        if taken.is_stopped:
            sureness = replace(sureness, is_stopped=True)
        return self._skeptical(sureness, uncertain, order) if skeptical else sureness

    def _order(self, uncertain: UncertainRanking, spread: Spread | None) -> Order:
        ranked = uncertain.ranked
        at = {name: position for position, name in enumerate(ranked.ids)}
        given = {
            name: weight
            for name, weight in self.backlog.workspace.scoring.weighted.criteria.items()
            if weight
        }
        return Order(
            uncertain.inputs, uncertain.values, uncertain.costs, ranked.arcs, tuple(ranked.after()),
            frozenset(ranked.first()), tuple(at[item.id] for item in self.ranking.items), self.places,
            Draws(self.options.shared_error), thinning(len(ranked.ids), self.options.futures),
            None if spread is None else Weights(given, spread),
        )  # fmt: skip

    def _pairs(self, counts: RankCounts, order: Order) -> NeighbourPairs:
        """The neighbours told apart, also if numbers without a range are taken at their word."""
        told = counts.neighbours(self.options.told_apart, order.arcs)
        if (
            order.weights is not None
            or not any(found.is_assumed for found in order.inputs)
            or len(order.usual) > _MOST_LOOKED_AT
        ):
            return told
        plain = replace(order, draws=replace(order.draws, is_exact=True))
        (drawn,) = run(plain, CHUNK, merge=DrawnRanks.plus).parts
        exact = drawn.counts.neighbours(self.options.told_apart, order.arcs)
        return replace(told, apart_if_exact=exact.apart)

    def _items(self, uncertain: UncertainRanking, counts: RankCounts) -> tuple[Sure, ...]:
        quantiles = counts.quantiles((0.05, 0.5, 0.95)).tolist()
        within = {place: counts.odds_within(place).tolist() for place in self.places}
        ahead = counts.odds_ahead().tolist()
        band = {
            row: number
            for number, rows in enumerate(counts.bands(self.options.told_apart), 1)
            for row in rows
        }
        waits = set(uncertain.ranked.arcs)
        items = []
        for rank, row in enumerate(counts.usual, 1):
            low, median, high = quantiles[row]
            before = counts.usual[rank - 2] if rank > 1 else None
            items.append(
                Sure(
                    rank, uncertain.ranked.ids[row], low, median, high,
                    tuple(FirstOdds(place, within[place][row]) for place in self.places),
                    band[row], (row, before) in waits, ahead[rank - 1] if rank <= len(ahead) else None,
                    _assumed(uncertain, row),
                )
            )  # fmt: skip
        return tuple(items)

    def _weighted(self, items: tuple[Sure, ...], order: Order, found: CentralWeights) -> tuple[Sure, ...]:
        """The items with the weights that put each first, and how often it then is."""
        means = found.means()
        names = [*order.weights.given] if order.weights is not None else []
        chosen = sorted(means, key=lambda row: (-int(found.firsts[row]), row))[:_MOST_CENTRAL]
        factors = {row: self._factor(order, row, dict(zip(names, means[row], strict=True))) for row in chosen}
        told = []
        for row, item in zip(order.usual, items, strict=True):
            central = tuple(zip(names, means[row], strict=True)) if row in means else None
            told.append(replace(item, central_weights=central, confidence_factor=factors.get(row)))
        return tuple(told)

    @staticmethod
    def _factor(order: Order, row: int, weights: Mapping[str, float]) -> float:
        """How often a feature is first under these weights."""
        fixed = replace(order, weights=Weights(weights), places=(1,))
        (drawn,) = run(fixed, CHUNK, merge=DrawnRanks.plus).parts
        return float(drawn.counts.odds_within(1)[row])

    def _skeptical(self, sureness: Sureness, uncertain: UncertainRanking, order: Order) -> Sureness:
        """The items with their scores shrunk, and the share of their claims that the first deliver."""
        scores = {item.id: item.score for item in self.ranking.items}
        rows = [row for row in order.usual if (scores[uncertain.ranked.ids[row]] or 0.0) > 0]
        own = [scores[uncertain.ranked.ids[row]] or 0.0 for row in rows]
        drawn = order.draws.of(order.inputs, 0, CHUNK)
        ratios = arrays.values(order.values, drawn) / np.maximum(
            arrays.costs(order.costs, drawn), np.finfo(float).tiny
        )
        spreads = [_log_spread(ratios[row].tolist()) for row in rows]
        less = dict(zip(rows, shrunk(own, spreads), strict=True)) if len(rows) > 1 else {}
        items = tuple(
            replace(item, shrunk=less.get(row)) for row, item in zip(order.usual, sureness.items, strict=True)
        )
        most = min(self.places[-1], len(rows))
        share = delivered(own, spreads, range(most)) if len(rows) > 1 else None
        return replace(sureness, items=items, delivers=share, delivers_of=most)

    def _result(
        self, items: tuple[Sure, ...], pairs: NeighbourPairs, inputs: Sequence[Input], futures: int
    ) -> Sureness:
        everybody = self.calibration.everybody
        return Sureness(
            self.ranking.model.name, futures, self.options.shared_error, self.calibration.is_used,
            self.options.told_apart, items, bands_of(items), pairs, len(inputs),
            sum(found.is_assumed for found in inputs), everybody.deliveries, everybody.missing,
            tuple(left.id for left in self.ranking.unscored), self.ranking.bent_by,
        )  # fmt: skip


def _assumed(uncertain: UncertainRanking, row: int) -> tuple[str, ...]:
    """The inputs of a feature that are written without a range."""
    used = (*uncertain.values[row].inputs, *uncertain.costs[row].inputs)
    found = [uncertain.inputs[at] for at in dict.fromkeys(used)]
    return tuple(f"{each.name}.{each.team}" if each.team else each.name for each in found if each.is_assumed)


def _log_spread(numbers: Sequence[float]) -> float:
    return pstdev(log(number) for number in numbers if number > 0) if any(numbers) else 0.0
