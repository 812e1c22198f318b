"""Which weights would put a feature first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmcli.forecast.ranks import Ranks
from pmcli.forecast.trees import Floats

UNIT = 1 << 30
"""Weights are counted in whole numbers of its inverse, so that sums do not depend on who added them when."""


@dataclass(frozen=True, slots=True)
class CentralWeights:
    """The weights of the futures in which each feature is first; those of other futures are added with `+`.

    `firsts[row]` counts these futures, `sums[row, criterion]` adds the weights, in units of 2^-30.
    """

    firsts: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]

    @classmethod
    def of(cls, ranks: Ranks, weights: Floats) -> CentralWeights:
        """Of ranks of shape (n, F) and the weights, shape (criteria, F), under which they came about."""
        first, futures = np.nonzero(ranks == 1)
        whole = np.rint(weights[:, futures] * UNIT)
        sums = [np.bincount(first, weights=row, minlength=len(ranks)) for row in whole]
        counts = np.bincount(first, minlength=len(ranks))
        return cls(counts.astype(np.int64), np.array(sums).T.astype(np.int64))

    def __add__(self, other: CentralWeights) -> CentralWeights:
        """Those of both parts of the futures."""
        return CentralWeights(self.firsts + other.firsts, self.sums + other.sums)

    def means(self) -> dict[int, tuple[float, ...]]:
        """The central weights of each row that is ever first: the mean of the weights that make it so.

        Its confidence factor is the share of futures in which it is first under these weights.

        Source: Lahdelma and Salminen 2001, "SMAA-2: stochastic multicriteria acceptability analysis for group
        decision making", https://doi.org/10.1287/opre.49.3.444.11220.
        """
        return {
            row: tuple((self.sums[row] / (UNIT * self.firsts[row])).tolist())
            for row in np.flatnonzero(self.firsts).tolist()
        }
