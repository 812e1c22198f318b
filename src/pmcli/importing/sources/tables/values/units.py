"""Amounts with their units, and the words for units, currencies and rates that they are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

from pmcli.importing.sources.tables.values.cells import Unclear, digits, short
from pmcli.importing.sources.vocabulary import vocabulary

_ISO: Final = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?"
)
_ISO_UNITS: Final = ("year", "month", "week", "day", "hour", "minute", "second")
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)(?::[0-5]\d)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range as people write it, with what stands beside it, "" for nothing.

    `unit` is the word behind it, `per` the unit of time in which it comes, `currency` a code.
    """

    low: float
    high: float
    unit: str = ""
    is_rough: bool = False
    is_share: bool = False
    currency: str = ""
    per: str = ""

    @property
    def text(self) -> str:
        """The amount as pm writes it: 5, 2..3, 0..1..2."""
        if self.low == self.high:
            return short(self.low)
        if self.low <= 0:
            return f"{short(self.low)}..{short((self.low + self.high) / 2)}..{short(self.high)}"
        return f"{short(self.low)}..{short(self.high)}"

    @property
    def value(self) -> int | float | str:
        """The amount as plain data: a number, or the text of a range."""
        if self.low != self.high:
            return self.text
        return int(self.low) if self.low == int(self.low) and abs(self.low) < 1e15 else float(short(self.low))

    def times(self, factor: float) -> Amount:
        """The amount in another unit, to three digits."""
        if factor == 1.0:
            return self
        return replace(self, low=digits(self.low * factor), high=digits(self.high * factor))


@cache
def unit_weeks() -> Mapping[str, float]:
    """Weeks per unit of effort; 0: points, which are no time."""
    return {word: float(Fraction(weeks)) for word, weeks in vocabulary("cells", "units").items()}


@cache
def scales() -> Mapping[str, float]:
    """The factor that a word or letter behind a number stands for: k, M, million."""
    return {word: float(factor) for word, factor in vocabulary("cells", "scales").items()}


@cache
def effort_scales() -> Mapping[str, float]:
    """Thousands alone: 3m is three months, nobody estimates millions."""
    return {word: factor for word, factor in scales().items() if factor == 1e3}


@cache
def currency_sign() -> re.Pattern[str]:
    """A pattern of the signs and codes of currencies, none within a word."""
    signs = sorted(vocabulary("cells", "currencies"), key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, signs))})(?![^\W\d_])", re.IGNORECASE)


def currency_of(sign: str) -> str:
    """The code of a currency, by a sign of it."""
    return vocabulary("cells", "currencies")[sign.casefold()]


def time_of(word: str) -> str:
    """The unit of time that a word of a rate names, such as month for "monthly" and "Monat"; "" for none."""
    word = word.casefold().rstrip(".")
    weeks = unit_weeks().get(word)
    same = (one for one in vocabulary("cells", "one") if weeks and unit_weeks()[one] == weeks)
    return vocabulary("cells", "rates").get(word) or next(same, "")


def iso_duration(text: str) -> Amount | None:
    """A duration in ISO 8601, such as PT8H or P1DT4H, in its largest unit; None where it is none."""
    match = _ISO.fullmatch(text) if text[:1] == "P" and len(text) < 40 else None
    parts = [
        (float(number), unit) for number, unit in zip(match.groups(), _ISO_UNITS, strict=True)
        if number and re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", number)
    ] if match else []  # fmt: skip
    if not parts:
        return None
    total = sum(number * ratio(unit, parts[0][1]) for number, unit in parts)
    return Amount(float(f"{total:.12g}"), float(f"{total:.12g}"), parts[0][1])


def clock(text: str) -> Amount | None:
    """Hours and minutes such as 38:30; None where it is none."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours = float(f"{int(match[1]) + int(match[2]) / 60:.12g}")
    return Amount(hours, hours, "hours")


def ratio(unit: str, other: str) -> float:
    """The number of other units that make up one unit.

    Raises:
        Unclear: one is a time, the other is not.
    """
    weeks = unit_weeks()
    if not (weeks.get(unit) and weeks.get(other)):
        raise Unclear("its ends are in different units")
    return weeks[unit] / weeks[other]
