"""How likely a feature is there in time, in the words of all screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, fsum
from typing import Literal, Protocol

from pmcli.model.figure import hundredths, odds
from pmcli.model.period import Period

EVEN = 0.5
"""The odds below which a promise is more likely broken than kept."""
SURE = 0.95
"""The odds above which nothing is said of how likely it is."""
_SAFE = 0.8
"""The odds from which nobody asks by when it is surer."""
_CLOSE = 0.05
"""How far an expected count may be from a whole one that is said for it."""
_TOSS = (0.4, 0.6)
"""Odds that are a coin toss."""


class OddsInPeriod(Protocol):
    """The odds of being there by the end of a period."""

    @property
    def period(self) -> Period:
        """The period."""

    @property
    def odds(self) -> float:
        """The odds, 0 to 1."""


class Likelihood(Protocol):
    """How likely a feature is there in the period planned for it, and by when it is likely there."""

    @property
    def period(self) -> Period:
        """The period planned."""

    @property
    def in_time(self) -> float:
        """The odds of being there by its end, 0 to 1."""

    @property
    def by(self) -> Sequence[OddsInPeriod]:
        """The odds by the end of every period planned."""

    @property
    def likely_by(self) -> Period | None:
        """The first period by whose end it is likely there; None where that is later than all planned."""


class LikelyPromise(Protocol):
    """What is promised of a feature, and how likely that is kept."""

    @property
    def kind(self) -> Literal["pin", "deadline", "launch"]:
        """By what it is promised."""

    @property
    def date(self) -> date:
        """The day by whose end it is to be there."""

    @property
    def odds(self) -> float:
        """The odds, 0 to 1."""


def judged(share: float) -> str:
    """Odds with what to make of them: "49 %: a coin toss"."""
    low, high = _TOSS
    whole = hundredths(share)
    if whole > high:
        return odds(share)
    return f"{odds(share)}: {'a coin toss' if whole >= low else 'unlikely'}"


def likely_by(likelihood: Likelihood) -> str:
    """By when it is likely there: "2027-Q2", "after 2027-Q3"."""
    if likelihood.likely_by is not None:
        return str(likelihood.likely_by)
    return f"after {likelihood.by[-1].period}" if likelihood.by else "later"


def in_words(likelihood: Likelihood) -> str:
    """The odds of a feature: "49 %: a coin toss; likely by 2027-Q2"; without the rest where it is likely."""
    told = judged(likelihood.in_time)
    when = likelihood.likely_by
    is_safe = hundredths(likelihood.in_time) >= _SAFE
    if is_safe or (when is not None and not likelihood.period < when):
        return told
    lead = "likely by" if when is not None else "likely only"
    return f"{told}; {lead} {likely_by(likelihood)}"


def promise_in_words(promise: LikelyPromise) -> str:
    """What is promised, and how likely it is kept: "deadline 2027-01-31: < 5 %: unlikely"."""
    lead = "pinned, by" if promise.kind == "pin" else promise.kind
    return f"{lead} {promise.date}: {judged(promise.odds)}"


def says_more(promise: LikelyPromise | None, likelihood: Likelihood) -> bool:
    """Whether a promise has odds that those of its period do not tell."""
    return promise is not None and odds(promise.odds) != odds(likelihood.in_time)


def both_in_words(likelihood: Likelihood, promise: LikelyPromise | None) -> str:
    """The odds of what is promised of a feature, then those of its period; once where they are the same."""
    told = in_words(likelihood)
    if promise is None or not says_more(promise, likelihood):
        return told
    return f"{promise_in_words(promise)}; by the end of {likelihood.period} {told}"


def about(number: float) -> str:
    """An expected count as people say it: "15 or 16"; a whole one where it is that."""
    if abs(number - round(number)) < _CLOSE:
        return f"{round(number):,}"
    return f"{floor(number):,} or {ceil(number):,}"


def expected_in_time(shares: Sequence[float], of: str = "of") -> str:
    """How many of these are expected in time: "15 or 16 of 20"; "" where there are none."""
    return f"{about(fsum(shares))} {of} {len(shares):,}" if shares else ""
