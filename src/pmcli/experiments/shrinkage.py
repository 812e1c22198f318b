"""What to expect of a difference that was seen, once it is remembered that winners are read too high."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

ASSUMED_SPREAD = 0.01
"""Tests of shares move them by about one point, where too few tests tell otherwise."""


def shrunk(difference: float, error: float, spread: float) -> float:
    """The difference to expect: what was seen, less the more chance there was in it.

    `spread` is the standard deviation of true differences around 0, `error` that of what was seen around the
    true one.

    Source: J. Smith and R. Winkler, The optimizer's curse: skepticism and postdecision surprise in decision
    analysis, Management Science 52 (2006).
    """
    share = spread / (spread + error * (error / spread)) if spread > 0 else 0.0
    return difference * share


def spread_of(effects: Sequence[tuple[float, float]], assumed: float | None = None) -> float | None:
    """The spread of true differences behind some that were seen, each with its error; None where none shows.

    Their mean square, less that which chance gives. What is `assumed` counts as much as one of them, so that
    a few that moved nothing do not say that nothing ever moves.

    Source: C. Morris, Parametric empirical Bayes inference, Journal of the American Statistical Association
    78 (1983), around 0; A. Deng, Objective Bayesian two sample hypothesis testing for online controlled
    experiments (2015), for learning it from earlier tests.
    """
    told = max(fsum(seen * seen - error * error for seen, error in effects), 0.0)
    if assumed is None:
        return sqrt(told / len(effects)) if told > 0 else None
    return sqrt((assumed * assumed + told) / (1 + len(effects)))
