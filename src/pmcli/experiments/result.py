"""What is read out of an experiment: an arm against the control, with its interval and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["broken", "harms", "too-early", "works", "hurts", "no-difference", "unclear"]
VERDICTS: tuple[Verdict, ...] = (
    "broken", "harms", "too-early", "works", "hurts", "no-difference", "unclear",
)  # fmt: skip
"""The verdicts, in the order in which they are tried."""
Interval = Literal["fixed", "always-valid"]
ALPHA = 0.05
"""The odds at which a difference is taken for one though there is none."""
POWER = 0.8
"""The share of true differences that a test of the planned size is to see."""
SPLIT_ODDS = 0.001
"""Below these odds groups are no longer taken for split as planned."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A group: how many were in it, and the mean and variance of one of them.

    Where each did a thing or not, `hits` is how many did, the mean is their share; else `hits` is None.
    """

    n: int
    mean: float
    variance: float
    hits: int | None = None

    @classmethod
    def counted(cls, n: int, hits: int) -> Sample:
        """The group of which `hits` of `n` did it; n above 0.

        Where none or all did, the variance is as if half a person had done otherwise: it is never 0.
        """
        share = hits / n
        varied = share if 0 < hits < n else (hits + 0.5) / (n + 1)
        return cls(n, share, varied * (1 - varied), hits)

    @classmethod
    def measured(cls, n: int, mean: float, sd: float) -> Sample:
        """The group with a mean and a standard deviation; n above 1."""
        return cls(n, mean, sd * sd)


@dataclass(frozen=True, slots=True)
class EffectSpan:
    """The two ends of an interval of differences."""

    low: float
    high: float

    def holds(self, number: float) -> bool:
        """Whether the number lies in it, the ends included."""
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class GuardrailReading:
    """A guardrail: how far the treatment lies from the control, and whether it `harms`.

    `number` is its place among the guardrails as they are written, from 0: several may have one metric.
    """

    metric: str
    difference: float
    low: float
    high: float
    harms: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class ArmReading:
    """A treatment against the control.

    `low` and `high` are those of the `interval` that counts; `fixed` and `any_time` are both kinds of it, of
    several treatments each at the level at which Holm judges the arm, so that an arm "works" or "hurts" only
    where its interval holds no 0. Differences are treatment less control, in the unit of the metric,
    whichever way is good; `better` are the odds that the treatment is the better one, in the good direction.
    `relative` is the difference as a share of the control, None where that is 0 or below; of its
    intervals, None too where nothing can be said of them, that which counts is of the kind of `interval`.
    `p` is two-sided, as if looked at once (of several treatments adjusted after Holm). `split_p` are the
    odds of groups so unequal by chance. `detectable` is the difference in the good direction that could
    have been seen four times of five, None where none could. `size_needed` is how many each group would
    need for a verdict, None where there is one, or nothing to work it out from. `error` is the standard
    error of the difference.
    """

    arm: str
    verdict: Verdict
    interval: Interval
    control: float
    treatment: float
    difference: float
    low: float
    high: float
    fixed: EffectSpan
    any_time: EffectSpan
    relative: float | None
    relative_fixed: EffectSpan | None
    relative_any_time: EffectSpan | None
    p: float
    better: float
    split_p: float
    detectable: float | None
    size_needed: int | None
    error: float
    is_planned_size: bool
    """Whether a size was planned and reached, and it was to be read at its end."""
    guardrails: tuple[GuardrailReading, ...] = ()

    @property
    def relative_span(self) -> EffectSpan | None:
        """The interval of the relative difference that counts; None where there is none."""
        return self.relative_fixed if self.interval == "fixed" else self.relative_any_time

    @property
    def relative_low(self) -> float | None:
        """Its lower end."""
        return None if self.relative_span is None else self.relative_span.low

    @property
    def relative_high(self) -> float | None:
        """Its upper end."""
        return None if self.relative_span is None else self.relative_span.high
