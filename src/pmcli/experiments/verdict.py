"""The verdict on an arm: the first that its facts bear out."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.experiments.result import EffectSpan, Verdict


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """What a verdict rests on.

    `span` is the interval that counts, `is_apart` whether it is told apart from 0; `detect` the least
    difference worth having, None where nobody said; `is_early` whether the planned size is not reached and
    the interval that may be read at any time holds 0.
    """

    is_broken: bool
    is_harmed: bool
    is_early: bool
    is_apart: bool
    span: EffectSpan
    is_up: bool
    detect: float | None

    @property
    def verdict(self) -> Verdict:
        """The verdict, tried in the order of `VERDICTS`; "unclear" where nothing else holds."""
        if self.is_broken:
            return "broken"
        if self.is_harmed:
            return "harms"
        if self.is_early:
            return "too-early"
        if self.is_apart:
            return "works" if (self.span.low > 0) == self.is_up else "hurts"
        if self.detect is not None and -self.detect <= self.span.low and self.span.high <= self.detect:
            return "no-difference"
        return "unclear"
