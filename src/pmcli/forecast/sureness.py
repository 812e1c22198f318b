"""How sure an order is: places, ties, odds of being among the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.model.reason import Reason

PLACES = (5, 10)
"""The first so many places that odds are told of, where nobody asks for others."""


@dataclass(frozen=True, slots=True)
class FirstOdds:
    """How often a feature is among the first so many; None where a tie of its class spans that place."""

    places: int
    odds: float | None


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure the rank of a feature is.

    `low` and `high` are the 5 % and 95 % quantiles of its rank, `median` the middle one. `band` counts the
    bands from 1. `waits_for_previous`: it hard-depends on the one before it, so that the dependency tells the
    two apart. `before_next` are the odds that it comes before the next one in the order; None for the last.
    `assumed` are its inputs that are written without a range. `shrunk` is the score after what is won by luck
    is taken off, None where it was not asked for. The weights are those with which it comes first on average,
    and `confidence_factor` how often it then does: None where it is never first, or no weights were drawn.
    """

    rank: int
    id: str
    low: int
    median: int
    high: int
    first: tuple[FirstOdds, ...]
    band: int
    waits_for_previous: bool = False
    before_next: float | None = None
    assumed: tuple[str, ...] = ()
    shrunk: float | None = None
    central_weights: tuple[tuple[str, float], ...] | None = None
    confidence_factor: float | None = None

    def among(self, places: int) -> float | None:
        """The odds of being among the first so many, None where they were not asked for."""
        return next((each.odds for each in self.first if each.places == places), None)


@dataclass(frozen=True, slots=True)
class NeighbourPairs:
    """Pairs of features that follow one another: those bound by a dependency, the others, those told apart.

    `apart_if_exact` are those told apart if every number without a range is taken at its word.
    """

    free: int
    apart: int
    bound: int = 0
    apart_if_exact: int | None = None


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure an order is, over so many futures.

    `items` are in the order of `pm rank`. `bands` are the ids of two or more that cannot be told apart.
    `delivers` is the share of what their scores say that the first `delivers_of` will bring on average, None
    where it was not asked for. `inputs` is the number of inputs drawn, 0 where every number is exact;
    `assumed` how many of them are written without a range; `deliveries` those that teach what ranges mean,
    and `missing` how many more that needs. `bent_by` are the decisions that hold in every future.
    `is_stopped`: fewer futures than asked for.
    """

    model: str
    futures: int
    shared_error: float
    is_calibrated: bool
    told_apart: float
    items: tuple[Sure, ...]
    bands: tuple[tuple[str, ...], ...]
    neighbours: NeighbourPairs
    inputs: int
    assumed: int
    deliveries: int = 0
    missing: int = 0
    unscored: tuple[str, ...] = ()
    bent_by: tuple[Reason, ...] = ()
    delivers: float | None = None
    delivers_of: int | None = None
    is_category: bool = False
    is_stopped: bool = False

    def open_at(self, place: int) -> tuple[Sure, ...]:
        """The features that vie for a place, the likeliest first; none where one is told apart for it."""
        ordered = sorted(self.items, key=lambda item: (-(item.among(place) or 0.0), item.rank))
        if len(ordered) <= place:
            return ()
        best = ordered[place - 1].among(place) or 0.0
        if best >= self.told_apart:
            return ()
        return tuple(item for item in ordered[place - 1 :] if (item.among(place) or 0.0) >= 0.75 * best)


def bands_of(items: Sequence[Sure]) -> tuple[tuple[str, ...], ...]:
    """The ids of the bands with two features or more."""
    bands: dict[int, list[str]] = {}
    for item in items:
        bands.setdefault(item.band, []).append(item.id)
    return tuple(tuple(ids) for ids in bands.values() if len(ids) > 1)
