"""An estimate as people give it: low..likely..high, and the distribution it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, inf, isclose, isfinite, log, sqrt

Z = 1.645
"""The standard normal quantile of 95 %: the ends of a range are the 5 % and 95 % quantiles."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A Myerson distribution given by its 5 %, 50 % and 95 % quantiles; a plain number where all are equal.

    With r = (high - likely) / (likely - low): X = likely + (high - likely)(r^(Z/z) - 1)/(r - 1), Z standard
    normal; normal where r = 1, lognormal where likely = sqrt(low * high). `text` is the spelling in the
    file, for people; it takes no part in comparison.

    Source: R. Myerson, Probability Models for Economic Decisions (2005), chapter 4, the generalised
    lognormal distribution.
    """

    low: float
    likely: float
    high: float
    text: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Estimate):
            return NotImplemented
        return (self.low, self.likely, self.high) == (other.low, other.likely, other.high)

    def __hash__(self) -> int:
        return hash((self.low, self.likely, self.high))

    def __str__(self) -> str:
        return self.text or plain(self.likely)

    def __reduce__(self) -> tuple[type[Estimate], tuple[float, float, float, str]]:
        """How it is kept for the next run: half of the time that a dataclass takes by itself."""
        return Estimate, (self.low, self.likely, self.high, self.text)

    @property
    def in_numbers(self) -> str:
        """The range as it is written; one that is written as a size, in its numbers: "9..20"."""
        if not self.text[:1].isalpha():
            return str(self)
        is_between = isclose(self.likely, sqrt(self.low) * sqrt(self.high), rel_tol=1e-9)
        known = (self.low, self.high) if is_between else (self.low, self.likely, self.high)
        return "..".join(dict.fromkeys(map(plain, known)))

    @classmethod
    def exact(cls, number: float, text: str = "") -> Estimate:
        """The estimate that is one number."""
        return cls(number, number, number, text)

    @classmethod
    def between(cls, low: float, high: float, text: str = "") -> Estimate:
        """The lognormal one with these ends; `low` must be above 0 unless the ends are equal."""
        return cls(low, low if low == high else sqrt(low) * sqrt(high), high, text)

    @property
    def is_exact(self) -> bool:
        """Whether it is a plain number."""
        return self.low == self.high

    @property
    def mean(self) -> float:
        """The expected value; infinite where the range is too lopsided to have one in a float."""
        if self.low == self.high:
            return self.likely
        up, down = self.high - self.likely, self.likely - self.low
        ratio = up / down
        if ratio == 1.0:
            return self.likely
        exponent = log(ratio) ** 2 / (2 * Z * Z) if 0.0 < ratio < inf else inf
        if exponent > 700:
            return inf
        return self.likely + up * expm1(exponent) / (ratio - 1)

    def quantile(self, z: float) -> float:
        """The value at the standard normal quantile `z` (0: the median, 1.645: the high end)."""
        if self.is_exact:
            return self.likely
        up, down = self.high - self.likely, self.likely - self.low
        ratio = up / down
        if ratio == 1.0:
            return self.likely + up * z / Z
        return self.likely + up * expm1(log(ratio) * z / Z) / (ratio - 1)

    def times(self, factor: float) -> Estimate:
        """The estimate of so many times the number; `factor` is above 0."""
        return Estimate(factor * self.low, factor * self.likely, factor * self.high)

    def plus(self, more: float) -> Estimate:
        """The estimate of the number and so much more."""
        return Estimate(self.low + more, self.likely + more, self.high + more)

    @property
    def problem(self) -> str | None:
        """Why this cannot stand as an estimate, in words; None where it can."""
        if not self.low <= self.likely <= self.high:
            return "low, likely and high must not fall"
        if self.is_exact:
            return None
        if self.likely in (self.low, self.high):
            return "the likely value equals one end, so the range has no room on that side"
        mean = self.mean
        if not isfinite(mean):
            return "the range is too lopsided: its mean cannot be computed"
        return None


def plain(number: float, digits: int = 12) -> str:
    """`number` in decimal digits without exponent or trailing zeros: 5.0 is "5", 1e3 is "1000"."""
    text = f"{number:.{digits}g}"
    if "e" in text or "E" in text:
        text = (
            f"{float(text):.0f}" if abs(number) >= 1 else f"{number:.{digits + 8}f}".rstrip("0").rstrip(".")
        )
    return text if text not in ("-0", "") else "0"
