"""How far off ranges were, as a belief about the next one: conjugate normal, predicted by Student's t."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, fsum, pi, sqrt

from pmcli.experiments.distributions import t_quantile
from pmcli.learning.deliveries import half_widths
from pmcli.model.estimate import Estimate, Z

_ROUNDS = 2_000
_CLOSE = 1e-12
_FAR = 30.0
"""So many standard deviations out, the tail of the normal distribution is as good as exponential."""
_LARGEST = 600.0
"""The largest exponent that is mapped back: beyond it numbers end."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of standardised errors before there are any: so much as `weight` errors would say."""

    shift: float
    spread: float
    weight: float
    degrees: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """What to expect of the next standardised error: Student's t around `shift`, times `spread`.

    Ranges that are honest have shift 0 and spread 1: above 0 things take longer, above 1 ranges are narrow.
    """

    shift: float
    spread: float
    degrees: float

    @property
    def ends(self) -> tuple[float, float]:
        """The standardised errors between which nine of ten are expected."""
        reach = t_quantile(0.95, self.degrees) * self.spread
        return self.shift - reach, self.shift + reach


EVERYBODY = Prior(shift=0.0, spread=1.5, weight=1.0, degrees=4.0)
"""Before any delivery: ranges are taken for half as wide as they should be, on the word of four errors.

Source: chosen by coverage after 0, 5, 10 and 20 deliveries of honest and over-confident teams.
"""


def team_prior(everybody: Posterior) -> Prior:
    """The prior of one team: all teams are like it, on the word of eight errors."""
    return Prior(everybody.shift, everybody.spread, weight=4.0, degrees=8.0)


def posterior(errors: Sequence[float], least: Sequence[float] = (), prior: Prior = EVERYBODY) -> Posterior:
    """The posterior of standardised errors; of unfinished work only the `least` that they will be is known.

    With unknown mean and variance, conjugate: A. Gelman et al., Bayesian Data Analysis (2013), § 3.3. What
    is unfinished is filled in with what it is expected to be, until that changes nothing any more.

    Source: J. Tobin, Estimation of relationships for limited dependent variables, Econometrica 26 (1958);
    A. Dempster, N. Laird and D. Rubin, Maximum likelihood from incomplete data via the EM algorithm (1977).
    """
    expected, extra = list(least), 0.0
    for _ in range(_ROUNDS):
        found, scale = _updated([*errors, *expected], extra, prior)
        if not least:
            return found
        before = expected
        tails = [_tail(found.shift, scale, bound) for bound in least]
        expected, extra = [mean for mean, _ in tails], fsum(variance for _, variance in tails)
        if all(abs(new - old) <= _CLOSE * (1 + abs(new)) for new, old in zip(expected, before, strict=True)):
            break
    return found


def _updated(errors: Sequence[float], extra: float, prior: Prior) -> tuple[Posterior, float]:
    """The posterior of errors, `extra` squares that they hide, and the standard deviation of one of them."""
    count = len(errors)
    mean = fsum(errors) / count if count else prior.shift
    weight, degrees = prior.weight + count, prior.degrees + count
    squares = fsum((
        prior.degrees * prior.spread**2, extra, *((error - mean) ** 2 for error in errors),
        prior.weight * count * (mean - prior.shift) ** 2 / weight,
    ))  # fmt: skip
    shift = (prior.weight * prior.shift + count * mean) / weight
    return Posterior(shift, sqrt(squares / degrees * (1 + 1 / weight)), degrees), sqrt(squares / degrees)


def _tail(mean: float, scale: float, least: float) -> tuple[float, float]:
    """The mean and variance of a normal error of which it is known that it is above `least`."""
    start = (least - mean) / scale
    if start > _FAR:
        ratio = start + 1 / start
    else:
        ratio = exp(-start * start / 2) / sqrt(2 * pi) / (erfc(start / sqrt(2)) / 2)
    return mean + scale * ratio, scale**2 * max(1 + start * ratio - ratio**2, 0.0)


def calibrated(estimate: Estimate, found: Posterior) -> Estimate:
    """What a range is to be expected to mean, from what such ranges have meant: nine of ten within its ends.

    A number without a range is taken at ÷2 to ×2; 0, of work that is done, stays 0.
    """
    if estimate.likely <= 0:
        return estimate
    down, up = half_widths(estimate)
    low, high = found.ends
    exponents = [error / Z * (up if error >= 0 else down) for error in (low, found.shift, high)]
    too_large = max(1.0, *(abs(exponent) / _LARGEST for exponent in exponents))
    ends = [estimate.likely * exp(exponent / too_large) for exponent in exponents]
    return Estimate(ends[0], ends[1], ends[2])
