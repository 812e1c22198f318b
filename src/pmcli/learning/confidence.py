"""How often bets came true that were held for so sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.experiments.distributions import beta_quantile

Bet = tuple[float, bool]
"""The confidence with which something was believed, 0 to 1, and whether it came true."""


@dataclass(frozen=True, slots=True)
class HitRate:
    """The bets that were held for equally sure: how many, how many came true, and what that says of the next.

    `said` is None of all bets together. `low` and `high` are the ends of the Jeffreys interval that holds
    the true share in nine of ten cases.
    """

    said: float | None
    count: int
    hits: int
    low: float
    high: float


def brier(bets: Sequence[Bet]) -> float:
    """The mean squared difference of what was said and what came: 0 at best; `bets` must not be empty.

    Source: G. Brier, Verification of forecasts expressed in terms of probability (1950).
    """
    return fsum((said - came) ** 2 for said, came in bets) / len(bets)


def base_rate(bets: Sequence[Bet]) -> float:
    """The Brier score of always saying the share that came true: who does no better, knows no more."""
    share = sum(came for _, came in bets) / len(bets)
    return share * (1 - share)


def jeffreys(hits: int, count: int) -> tuple[float, float]:
    """The ends of the 90 % interval of a share of which `hits` of `count` came true.

    Source: L. Brown, T. Cai and A. DasGupta, Interval estimation for a binomial proportion (2001): with no
    hit it begins at 0, with nothing but hits it ends at 1.
    """
    a, b = hits + 0.5, count - hits + 0.5
    low = 0.0 if hits == 0 else beta_quantile(0.05, a, b)
    return low, 1.0 if hits == count else beta_quantile(0.95, a, b)


def hit_rate(said: float | None, came: Sequence[bool]) -> HitRate:
    """The rate of bets of which is known whether they came true."""
    return HitRate(said, len(came), sum(came), *jeffreys(sum(came), len(came)))


def hit_rates(bets: Iterable[Bet]) -> tuple[HitRate, ...]:
    """The bets by what was said of them, the surest first."""
    by_said: dict[float, list[bool]] = {}
    for said, came in bets:
        by_said.setdefault(said, []).append(came)
    return tuple(hit_rate(said, came) for said, came in sorted(by_said.items(), reverse=True))
