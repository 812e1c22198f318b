"""How far two orders of the same things agree: Kendall's tau-b."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import comb, sqrt


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two orders of the same `features`, pair by pair of these.

    `same` counts the pairs that stand the same way round in both, `opposite` those that do not; `tied` those
    that one order, or both, do not part. `tau` is Kendall's tau-b, from -1 (reversed) to 1 (the same order);
    None where an order parts no pair.
    """

    features: int
    same: int
    opposite: int
    tied: int
    tau: float | None

    @property
    def share(self) -> float | None:
        """The share of the pairs that both part which stand the same way round; None where there are none."""
        parted = self.same + self.opposite
        return self.same / parted if parted else None


def correlation(first: Sequence[float], second: Sequence[float]) -> Correlation:
    """How far two orders agree, given the places of the same features in each; equal places are ties.

    tau-b = (same - opposite) / √((pairs - ties in the first) · (pairs - ties in the second)).

    Source: Maurice Kendall, The treatment of ties in ranking problems, Biometrika 33(3) (1945) 239-251; the
    counting by sorting: William Knight, A computer method for calculating Kendall's tau with ungrouped data,
    Journal of the American Statistical Association 61(314) (1966) 436-439.
    """
    both = sorted(zip(first, second, strict=True))
    pairs = comb(len(both), 2)
    first_ties, second_ties = _ties(first), _ties(second)
    tied = first_ties + second_ties - _ties(both)
    opposite = 0
    above: list[float] = []
    for _, place in both:
        opposite += len(above) - bisect_right(above, place)
        insort(above, place)
    same = pairs - tied - opposite
    parted = (pairs - first_ties) * (pairs - second_ties)
    return Correlation(len(both), same, opposite, tied, (same - opposite) / sqrt(parted) if parted else None)


def _ties(values: Iterable[Hashable]) -> int:
    """How many pairs are equal."""
    return sum(comb(count, 2) for count in Counter(values).values())
