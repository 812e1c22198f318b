"""Tails and quantiles that the standard library lacks: normal, Student's t, beta, chi-square."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_TERMS = 1_000
_TINY = 1e-300
_CLOSE = 1e-15
_MANY = 300
_LARGEST = 1_400.0
"""Beyond the square root of it, nothing of a normal distribution is left that a float could hold."""


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), the share of Beta(a, b) up to `x`; a, b above 0.

    Source: Press et al., Numerical Recipes (1992), § 6.4: Lentz's continued fraction.
    """
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    last = 1.0
    inverse = 1.0 / _apart(1.0 - (a + b) * x / (a + 1))
    result = inverse
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            inverse = 1.0 / _apart(1.0 + term * inverse)
            last = _apart(1.0 + term / last)
            result *= last * inverse
        if abs(last * inverse - 1.0) < _CLOSE:
            break
    return result


def _apart(number: float) -> float:
    """The number, kept apart from 0."""
    return number if abs(number) > _TINY else _TINY


def beta_quantile(share: float, a: float, b: float) -> float:
    """The value below which `share` of Beta(a, b) lies."""
    return _bisected(lambda x: beta_share(x, a, b), share, 0.0, 1.0)


def normal_tail(z: float) -> float:
    """The share of the standard normal distribution above `z`."""
    return erfc(z / sqrt(2)) / 2


def t_tail(t: float, degrees: float) -> float:
    """The share of Student's t with these degrees of freedom above `t`.

    Source: from 300 degrees on G. Hill, Algorithm 395: Student's t-distribution (1970).
    """
    if t < 0:
        return 1.0 - t_tail(-t, degrees)
    if degrees < _MANY:
        return beta_share(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
    a = degrees - 0.5
    b = 48 * a * a
    y = a * log1p(t / degrees * t)
    if y > _LARGEST:
        return 0.0
    series = ((((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b) + y + 3.0) / b + 1.0
    return normal_tail(series * sqrt(y))


def chi_square_tail(x: float, degrees: int) -> float:
    """The share of the chi-square distribution with these degrees of freedom above `x`.

    Source: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions (1964), 26.4.4 and 26.4.5.
    """
    half = x / 2
    share, order = (erfc(sqrt(half)), 0.5) if degrees % 2 else (exp(-half), 1.0)
    while order < degrees / 2 and half > 0:
        share += exp(order * log(half) - half - lgamma(order + 1))
        order += 1
    return min(share, 1.0)


@lru_cache(maxsize=256)
def normal_quantile(share: float) -> float:
    """The value below which `share` of the standard normal distribution lies."""
    return NormalDist().inv_cdf(share)


@lru_cache(maxsize=256)
def t_quantile(share: float, degrees: float) -> float:
    """The value below which `share` (at least a half) of Student's t with these degrees of freedom lies."""

    def below(t: float) -> float:
        return 1.0 - t_tail(t, degrees)

    high = 1.0
    while below(high) < share:
        high *= 2
    return _bisected(below, share, 0.0, high)


def _bisected(below: Callable[[float], float], share: float, low: float, high: float) -> float:
    """The value between `low` and `high` at which the rising function reaches `share`."""
    while low < (middle := (low + high) / 2) < high:
        if below(middle) < share:
            low = middle
        else:
            high = middle
    return high
