"""A model in other columns: "delivered in period t" instead of "delivered by the end of t".

To the linear program that is the same; but rows of cells become knapsacks, for which the solver knows cuts:
small backlogs are proven several times faster. Fixing columns by bounds is easier the other way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmcli.sequencing.highs.solver import Arrays

Whole = NDArray[np.int64]


class ImprovementSteps:
    """The steps of a model: each column is what its old one adds to the one before it, of the same item."""

    def __init__(self, arrays: Arrays) -> None:
        self.old = arrays
        self.item = arrays["item"]
        self.count = len(self.item)
        self.first = np.searchsorted(self.item, self.item, side="left")
        self.last = np.searchsorted(self.item, self.item, side="right") - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The model in steps. Rows that only say that steps are not negative are left out."""
        old = self.old
        rows = np.repeat(np.arange(len(old["limit"])), np.diff(old["starts"]))
        row, indices, values = self._spread(rows, old["indices"], old["values"])
        limit = np.concatenate((old["limit"], np.empty(0, dtype=np.int64)))
        useful = limit < 0
        useful[row[values > 0]] = True
        kept = useful[row]
        parts = [((np.cumsum(useful) - 1)[row[kept]], indices[kept], values[kept])]
        limits = [limit[useful]]
        whole = np.unique(self.last[self.first < self.last])
        for columns, sign in ((whole, 1), (np.flatnonzero(old["lower"] > 0), -1)):
            numbers = np.arange(len(columns)) + sum(map(len, limits))
            signs = np.full(len(columns), sign, dtype=np.int64)
            parts.append(self._spread(numbers, columns, signs))
            limits.append(signs)
        row, indices, values = (np.concatenate([part[number] for part in parts]) for number in range(3))
        lengths = np.bincount(row, minlength=sum(map(len, limits)))
        return {
            "cost": self._costs(), "lower": np.zeros(self.count), "upper": self._upper(),
            "limit": np.concatenate(limits), "starts": np.append(0, np.cumsum(lengths)), "indices": indices,
            "values": values, "begin": self._begin(),
        }  # fmt: skip

    def by(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """The old columns of steps."""
        total = np.append(0.0, np.cumsum(np.round(steps)))
        columns: NDArray[np.float64] = total[1:] - total[self.first]
        return columns

    def _spread(self, row: Whole, column: Whole, value: Whole) -> tuple[Whole, Whole, Whole]:
        """Entries of old columns as entries of their steps, by row and column, without those that are 0."""
        lengths = column - self.first[column] + 1
        ends = np.cumsum(lengths)
        steps = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
        steps += np.repeat(self.first[column], lengths)
        code = np.repeat(row, lengths) * max(1, self.count) + steps
        order = np.argsort(code, kind="stable")
        codes, starts = np.unique(code[order], return_index=True)
        spread = np.repeat(value, lengths)[order]
        sums = np.add.reduceat(spread, starts) if len(starts) else spread
        rows, columns = np.divmod(codes[sums != 0], max(1, self.count))
        return rows, columns, sums[sums != 0]

    def _costs(self) -> NDArray[np.float64]:
        total = np.append(0.0, np.cumsum(self.old["cost"]))
        costs: NDArray[np.float64] = total[self.last + 1] - total[:-1]
        return costs

    def _upper(self) -> Whole:
        never = np.flatnonzero(self.old["upper"] < 1)
        upper = np.ones(self.count, dtype=np.int64)
        upper[self._spread(never, never, np.ones(len(never), dtype=np.int64))[1]] = 0
        return upper

    def _begin(self) -> Whole:
        begin = self.old["begin"]
        if not len(begin):
            return begin
        return np.where(self.first < np.arange(self.count), begin - np.roll(begin, 1), begin)
