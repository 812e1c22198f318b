"""The difference between two groups: its intervals, looked at once or at any time, and the odds of chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, inf, isfinite, log, sqrt

from pmcli.experiments.distributions import normal_quantile, normal_tail, t_quantile, t_tail
from pmcli.experiments.result import ALPHA, EffectSpan, Sample

TUNED = 5_000
"""So many in both groups together, the interval that may be read at any time is narrowest."""


@dataclass(frozen=True, slots=True)
class GroupPair:
    """A treatment beside its control, both counted or both measured."""

    control: Sample
    treatment: Sample

    @property
    def n(self) -> int:
        """How many are in both groups together."""
        return self.control.n + self.treatment.n

    @property
    def difference(self) -> float:
        """Treatment less control."""
        return self.treatment.mean - self.control.mean

    @property
    def error(self) -> float:
        """The standard error of the difference, the groups' variances not pooled."""
        return hypot(_error(self.control), _error(self.treatment))

    @property
    def degrees(self) -> float:
        """The degrees of freedom of a difference of means.

        Source: B. Welch, The generalization of Student's problem when several different population
        variances are involved, Biometrika 34 (1947).
        """
        shares = [(_error(group) / self.error) ** 2 for group in (self.control, self.treatment)]
        return 1 / (shares[0] ** 2 / (self.control.n - 1) + shares[1] ** 2 / (self.treatment.n - 1))


def _error(group: Sample) -> float:
    return sqrt(group.variance / group.n)


def reach(alpha: float) -> float:
    """The standard normal quantile that leaves `alpha` at both ends together."""
    return normal_quantile(1 - alpha / 2)


def fixed_span(pair: GroupPair, alpha: float = ALPHA) -> EffectSpan:
    """The interval of the difference, as if looked at once: 1 - `alpha` of such hold the true one.

    Of shares a hybrid of Wilson's intervals, of means Welch's.

    Source: R. Newcombe, Interval estimation for the difference between independent proportions: comparison
    of eleven methods, Statistics in Medicine 17 (1998), method 10.
    """
    if pair.control.hits is None:
        half = t_quantile(1 - alpha / 2, pair.degrees) * pair.error
        return EffectSpan(pair.difference - half, pair.difference + half)
    before, after = wilson(pair.control, alpha), wilson(pair.treatment, alpha)
    control, treatment = pair.control.mean, pair.treatment.mean
    return EffectSpan(
        pair.difference - hypot(treatment - after.low, before.high - control),
        pair.difference + hypot(after.high - treatment, control - before.low),
    )


def wilson(group: Sample, alpha: float = ALPHA) -> EffectSpan:
    """The interval of the share of a group that was counted.

    Source: E. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    z, n, share = reach(alpha), group.n, group.mean
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return EffectSpan(max(middle - half, 0.0), min(middle + half, 1.0))


def any_time_span(pair: GroupPair, alpha: float = ALPHA) -> EffectSpan:
    """The interval of the difference, however often it is looked at: 1 - `alpha` of such always hold it."""
    half = pair.error * _any_time_reach(pair, alpha)
    return EffectSpan(pair.difference - half, pair.difference + half)


def _any_time_reach(pair: GroupPair, alpha: float) -> float:
    """How many standard errors the interval that may be read at any time reaches either way.

    It is tuned to 95 % whatever `alpha`, so that the intervals of several levels lie in each other.

    Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy and A. Ramdas, Time-uniform central limit theory
    and asymptotic confidence sequences (2021), as GrowthBook has it: with this tuning, of both groups
    together.
    """
    tuned = (-2 * log(ALPHA) + log(1 - 2 * log(ALPHA))) / TUNED
    size = pair.n * tuned
    return sqrt(2 * (size + 1) / size * log(sqrt(size + 1) / alpha))


def relative_span(
    pair: GroupPair, alpha: float = ALPHA, *, is_any_time: bool = False
) -> tuple[float | None, float | None, float | None]:
    """The difference as a share of the control, and the ends of its interval, looked at once or at any time.

    Its ends are as many of its own standard errors away as those of the difference are. All None where the
    control is 0 or below; the ends where nothing can be said of them.
    """
    base = pair.control.mean
    share = pair.treatment.mean / base - 1 if base > 0 else inf
    if not isfinite(share):
        return None, None, None
    is_mean = pair.control.hits is None
    if is_any_time:
        errors = _any_time_reach(pair, alpha)
    else:
        errors = t_quantile(1 - alpha / 2, pair.degrees) if is_mean else reach(alpha)
    ends = _fieller(pair, errors) if is_mean else _ratio(pair, errors)
    if ends is None or not isfinite(ends.high):
        return share, None, None
    return share, ends.low, ends.high


def _ratio(pair: GroupPair, errors: float) -> EffectSpan | None:
    """The interval of a ratio of shares, by its logarithm; None where nobody did it, or all did.

    Source: D. Katz et al., Obtaining confidence intervals for the risk ratio in cohort studies (1978).
    """
    hits = pair.control.hits, pair.treatment.hits
    if not all(hits):
        return None
    variance = sum(1 / group.hits - 1 / group.n for group in (pair.control, pair.treatment) if group.hits)
    if variance <= 0:
        return None
    middle, half = log(pair.treatment.mean / pair.control.mean), errors * sqrt(variance)
    return EffectSpan(exp(middle - half) - 1, exp(middle + half) - 1)


def _fieller(pair: GroupPair, errors: float) -> EffectSpan | None:
    """The interval of a ratio of means; None where the control's cannot be told from 0.

    Source: E. Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16
    (1954), with Welch's degrees of freedom.
    """
    base = pair.control.mean
    below, above = errors * _error(pair.control) / base, errors * _error(pair.treatment) / base
    if below >= 1:
        return None
    ratio = pair.treatment.mean / base
    half = hypot(below * ratio, above * sqrt(1 - below * below))
    scale = 1 - below * below
    return EffectSpan((ratio - half) / scale - 1, (ratio + half) / scale - 1)


def p_value(pair: GroupPair) -> float:
    """The odds of a difference so large or larger, either way, where there is none; as if looked at once.

    Of shares by z with the variance of both groups pooled, of means by Welch's t.
    """
    if pair.control.hits is None or pair.treatment.hits is None:
        return 2 * t_tail(abs(pair.difference) / pair.error, pair.degrees)
    share = (pair.control.hits + pair.treatment.hits) / pair.n
    error = sqrt(share * (1 - share) * (1 / pair.control.n + 1 / pair.treatment.n))
    return 2 * normal_tail(abs(pair.difference) / error) if error > 0 else 1.0


def odds_better(pair: GroupPair, *, is_up: bool = True) -> float:
    """The odds that the treatment is better, before which nothing was known.

    Of shares by the normal approximation of the difference of Beta(1 + hits, 1 + misses), of means by
    Student's t with Welch's degrees of freedom.
    """
    if pair.control.hits is None:
        worse = t_tail(pair.difference / pair.error, pair.degrees)
    else:
        (base, base_sd), (mean, sd) = _belief(pair.control), _belief(pair.treatment)
        worse = normal_tail((mean - base) / hypot(base_sd, sd))
    return 1 - worse if is_up else worse


def _belief(group: Sample) -> tuple[float, float]:
    """The mean and standard deviation of what is believed of a share."""
    a, b = 1 + (group.hits or 0), 1 + group.n - (group.hits or 0)
    total = a + b
    return a / total, sqrt(a / total * (b / total) / (total + 1))
