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
POWER = 0.8
"""The share of true differences that a test of the planned size is to see."""
SPLIT_ODDS = 0.001
"""Below these odds groups are no longer taken for split as planned."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group: how many were in it, and the mean and variance of one of them.

    Where each did a thing or not, `hits` is how many did, the mean is their share; else `hits` is None.
    """

    n: int
    mean: float
    variance: float
    hits: int | None = None

    @classmethod
    def counted(cls, n: int, hits: int) -> Group:
        """The group of which `hits` of `n` did it; n above 0."""
        share = hits / n
        return cls(n, share, share * (1 - share), hits)

    @classmethod
    def measured(cls, n: int, mean: float, sd: float) -> Group:
        """The group with a mean and a standard deviation."""
        return cls(n, mean, sd * sd)


@dataclass(frozen=True, slots=True)
class Span:
    """The two ends of an interval of differences."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GuardrailReading:
    """A guardrail: how far the treatment lies from the control, and whether it `harms`."""

    metric: str
    difference: float
    low: float
    high: float
    harms: bool


@dataclass(frozen=True, slots=True)
class ArmReading:
    """A treatment against the control.

    `low` and `high` are those of the `interval` that counts; `fixed` and `any_time` are both kinds of it.
    Differences are treatment less control, in the unit of the metric, whichever way is good; `better` are
    the odds that the treatment is the better one, in the good direction. `relative` and its ends are shares
    of the control, None where that is 0. `p` is two-sided, as if looked at once (of several treatments
    adjusted after Holm). `split_p` are the odds of groups so unequal by chance. `detectable` is the
    difference that could have been seen four times of five. `size_needed` is how many each group would need
    for a verdict, None where there is one, or the difference is 0. `error` is the standard error.
    """

    arm: str
    verdict: Verdict
    interval: Interval
    control: float
    treatment: float
    difference: float
    low: float
    high: float
    fixed: Span
    any_time: Span
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    p: float
    better: float
    split_p: float
    detectable: float
    size_needed: int | None
    error: float
    is_planned_size: bool
    """Whether a size was planned and reached, and it was to be read at its end."""
    guardrails: tuple[GuardrailReading, ...] = ()
