"""Differences between groups as people read them: shares in points, means in their own unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite, log10
from typing import TYPE_CHECKING, Final

from pmcli.model.figure import anded, figure
from pmcli.model.reading import readings

if TYPE_CHECKING:
    from pmcli.experiments.result import ArmReading, Verdict
    from pmcli.model.experiment import Experiment

VERDICTS: Final[Mapping[Verdict, str]] = {
    "broken": "broken",
    "harms": "harms",
    "too-early": "too early to tell",
    "works": "works",
    "hurts": "hurts",
    "no-difference": "no difference that matters",
    "unclear": "unclear",
}
"""The verdicts in plain words."""
_MOST_DECIMALS = 6
_CARRIED = 0.75
"""An interval is told to about a fifth of half its width, at most."""
_PLAIN_BELOW = 1e7


@dataclass(frozen=True, slots=True)
class DifferenceScale:
    """How the values of a metric are written: shares in per cent, means as they are; with `decimals`."""

    is_share: bool
    decimals: int

    @classmethod
    def of(cls, low: float, high: float, *, is_share: bool) -> DifferenceScale:
        """The scale for an interval: as many decimals as its width carries, and as tell its ends from 0."""
        factor = 100 if is_share else 1
        half, near = (high - low) / 2 * factor, min(abs(low), abs(high)) * factor
        if not half or not isfinite(half):
            return cls(is_share, 1)
        decimals = min(max(ceil(_CARRIED - log10(half)), 0), _MOST_DECIMALS)
        apart = ceil(-log10(2 * near)) if near else 0
        return cls(is_share, min(max(decimals, apart), decimals + 2, _MOST_DECIMALS))

    def value(self, value: float) -> str:
        """A value: "56.1 %" of a share, "41.2" of a mean."""
        text = self.bare(value, least=1 if self.is_share else 0)
        return f"{text} %" if self.is_share else text

    def bare(self, value: float, *, least: int = 0) -> str:
        """A number without its unit, with `least` decimals at least: "−0.6"; what rounds to 0 has no sign."""
        number = 100 * value if self.is_share else value
        if abs(number) >= _PLAIN_BELOW:
            text = figure(abs(number))
        else:
            text = f"{abs(number):,.{max(self.decimals, least)}f}"
        return f"−{text}" if number < 0 and text.strip("0.,") else text

    def change(self, difference: float) -> str:
        """A difference with its sign and unit: "+2.9 points", "−1.3"."""
        return f"{self.signed(difference)}{self.unit}"

    def signed(self, difference: float) -> str:
        """A difference with its sign, without its unit: "+2.9", "−1.3"; what rounds to 0 has none."""
        text = self.bare(difference)
        return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"

    def size(self, difference: float) -> str:
        """A difference without a sign: "1.5 points"."""
        return f"{self.bare(abs(difference))}{self.unit}"

    def span(self, low: float, high: float) -> str:
        """The ends of an interval of differences: "0.7 to 5.1"; no shares are further apart than 0 and 1."""
        return f"{self.bare(self.possible(low))} to {self.bare(self.possible(high))}"

    def possible(self, difference: float) -> float:
        """The nearest difference that there can be."""
        return min(max(difference, -1.0), 1.0) if self.is_share else difference

    @property
    def unit(self) -> str:
        """The unit behind a difference, with a blank before it."""
        return " points" if self.is_share else ""


def rounded(difference: float, *, is_share: bool) -> str:
    """A difference that somebody wrote or asked for, with as few digits as say it: "1.5 points", "0.25"."""
    text = figure(100 * abs(difference) if is_share else abs(difference))
    return f"{text} point{'' if text == '1' else 's'}" if is_share else text


def said(test: Experiment) -> str:
    """What a test says in a line: "works, +2.9 points (0.7 to 5.1)"; without numbers how far it is."""
    arms = readings(test)
    if not arms:
        return "" if test.control or test.arms else test.state
    if any(arm.verdict == "broken" for arm in arms):
        return f"{VERDICTS['broken']}, not to be trusted"
    is_share = test.control is not None and test.control.conversions is not None
    names = {arm.arm: f"{arm.arm} " if len(arms) > 1 else "" for arm in arms}
    return ", ".join(f"{names[arm.arm]}{_said(arm, is_share=is_share)}" for arm in arms)


def _said(arm: ArmReading, *, is_share: bool) -> str:
    scale = DifferenceScale.of(arm.low, arm.high, is_share=is_share)
    moved = f"{scale.change(arm.difference)} ({scale.span(arm.low, arm.high)})"
    if arm.verdict != "harms":
        return f"{VERDICTS[arm.verdict]}, {moved}"
    return f"{moved}, but harms {anded([rail.metric for rail in arm.guardrails if rail.harms])}"
