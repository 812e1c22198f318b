"""What the ranks of many futures come to: odds, ranges and ties, counted part by part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pmcli.forecast.components import Arc
from pmcli.forecast.ranks import Ranks
from pmcli.forecast.sureness import NeighbourPairs
from pmcli.forecast.trees import Floats

Counts = npt.NDArray[np.int64]
ROOM = 100_000_000
"""Ranks that are kept at most, 2 bytes each (4 from 32,768 features on)."""
BLOCK = 256
"""Features whose ranks are put together at a time."""


def thinning(size: int, futures: int) -> int:
    """How many futures stand behind each whose ranks are kept: 1, or more where they would not fit."""
    return max(1, math.ceil(size * futures / ROOM))


@dataclass(frozen=True, slots=True)
class RankCounts:
    """The ranks of some futures; those of others are added with `+`, in any order.

    `within[row, i]` counts the futures in which the row's rank is `places[i]` or better, `ahead[i]` those in
    which `usual[i]` comes before `usual[i + 1]`. `kept` are the ranks themselves, of all futures or, where
    there are very many (`thinning`), of every so-many-th: quantiles and ties come from these.
    """

    usual: tuple[int, ...]
    places: tuple[int, ...]
    futures: int
    within: Counts
    ahead: Counts
    kept: tuple[Ranks, ...]

    @classmethod
    def of(
        cls, ranks: Ranks, usual: Sequence[int], places: Sequence[int] = (), *, start: int = 0, every: int = 1
    ) -> RankCounts:
        """The counts of ranks of shape (n, F), 1 the first.

        Args:
            ranks: of a part of the futures.
            usual: the rows in the present order of `pm rank`.
            places: the k whose P(rank ≤ k) will be asked.
            start: the number of the part's first future.
            every: the ranks are kept of futures whose number is a multiple of it.
        """
        within = [np.count_nonzero(ranks <= place, axis=1) for place in places]
        ordered = ranks[np.array(usual, dtype=np.intp)]
        return cls(
            tuple(usual),
            tuple(places),
            ranks.shape[1],
            np.array(within, dtype=np.int64).reshape(len(places), len(ranks)).T,
            np.count_nonzero(ordered[:-1] < ordered[1:], axis=1).astype(np.int64),
            (ranks if every == 1 else ranks[:, -start % every :: every].copy(),),
        )

    def __add__(self, other: RankCounts) -> RankCounts:
        """The counts of both parts; they are of one backlog and of the same places."""
        return RankCounts(
            self.usual,
            self.places,
            self.futures + other.futures,
            self.within + other.within,
            self.ahead + other.ahead,
            self.kept + other.kept,
        )

    def odds_within(self, place: int) -> Floats:
        """For each row P(rank ≤ place), one of `places`; ValueError else."""
        return self.within[:, self.places.index(place)] / self.futures

    def odds_ahead(self) -> Floats:
        """P(before the next) of each feature but the last, in the present order."""
        return self.ahead / self.futures

    def odds_before(self, first: int, second: int) -> float:
        """P(a row before another), as far as the ranks are kept."""
        before = sum(np.count_nonzero(part[first] < part[second]) for part in self.kept)
        return float(before / sum(part.shape[1] for part in self.kept))

    def _each(self, rows: Sequence[int]) -> Iterator[tuple[int, Ranks]]:
        """The rows with the ranks that are kept of them; some at a time, so that not all are held twice."""
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            yield from zip(
                block, np.concatenate([part[list(block)] for part in self.kept], axis=1), strict=True
            )

    def quantiles(self, shares: Sequence[float]) -> Counts:
        """For each row the least rank that it has, or betters, in such a share of futures: (n, shares).

        Source: Hyndman and Fan 1996, "Sample quantiles in statistical packages", definition 1 (the inverse
        of the distribution function).
        """
        found = np.empty((len(self.usual), len(shares)), dtype=np.int64)
        for row, ranks in self._each(self.usual):
            places = [max(0, math.ceil(round(share * len(ranks), 9)) - 1) for share in shares]
            found[row] = np.sort(ranks)[places]
        return found

    def neighbours(self, told_apart: float, arcs: Iterable[Arc]) -> NeighbourPairs:
        """How many neighbours are told apart by the numbers, with odds of `told_apart` or more.

        A feature that waits for its neighbour directly is told apart by the dependency: counted by itself.
        """
        direct = set(arcs)
        waiting = [(later, sooner) in direct for sooner, later in pairwise(self.usual)]
        loose = ~np.array(waiting, dtype=bool)
        told = int(np.count_nonzero(self.odds_ahead()[loose] >= told_apart))
        return NeighbourPairs(int(np.count_nonzero(loose)), told, sum(waiting))

    def bands(self, told_apart: float) -> tuple[tuple[int, ...], ...]:
        """The rows in the present order, cut into ties: a row joins the band whose head it is not told from.

        Told from: the head comes before it in a share of futures of `told_apart` or more.
        """
        bands: list[list[int]] = []
        head: Ranks = np.empty(0, dtype=np.int16)
        for row, ranks in self._each(self.usual):
            if bands and np.count_nonzero(head < ranks) / len(ranks) < told_apart:
                bands[-1].append(row)
            else:
                bands.append([row])
                head = ranks
        return tuple(map(tuple, bands))
