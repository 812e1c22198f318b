"""Numbers and lists as people read them, rounded and cut in one place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import floor, isinf, log10
from typing import Self, overload

LARGE = ((1e9, "bn"), (1e6, "M"))
_LEAST, _BEYOND = 1e-6, 1e16
"""Below the one and from the other on a power of ten says a number in fewer letters."""
HARDLY = 0.001
"""The share below which people need no number."""


@lru_cache(maxsize=100_000)
def figure(number: float, digits: int = 3) -> str:
    """`number` at about `digits` significant digits, whole from there on, thousands set apart by commas.

    0 is "0", 0.03726 is "0.0373", 12.0 is "12", 4313.7 is "4,314"; from ten millions on "12.3M" and "12.3bn",
    from ten million billions on "3.19e29", below a millionth "3.19e-7"; infinity is "∞".
    """
    if isinf(number):
        return "∞" if number > 0 else "-∞"
    if number != 0 and not _LEAST <= abs(number) < _BEYOND:
        mantissa, _, power = f"{number:.{digits - 1}e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"
    for size, sign in LARGE:
        if abs(number) >= 10 * size:
            return f"{figure(number / size, digits)}{sign}"
    if number == 0:
        return "0"
    places = max(0, digits - 1 - floor(log10(abs(number))))
    text = f"{number:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float, digits: int = 2) -> str:
    """A share as people read it: "2.4 %"; one that is hardly there is "less than 0.1 %"."""
    return f"{figure(100 * share, digits)} %" if share == 0 or share >= HARDLY else "less than 0.1 %"


def odds(share: float | None) -> str:
    """Odds as people read them: whole per cent; "> 95 %" and "< 5 %" at the ends; nothing for None."""
    if share is None:
        return ""
    whole = floor(100 * share + 0.5 + 1e-9)
    return "> 95 %" if whole > 95 else "< 5 %" if whole < 5 else f"{whole} %"


@overload
def hundredths(share: float) -> float: ...


@overload
def hundredths(share: float | None) -> float | None: ...


def hundredths(share: float | None) -> float | None:
    """Odds as machines read them: at two decimals, for more of them mean nothing; None of none."""
    return None if share is None else round(share, 2)


class Percentage(float):
    """A share that was written as a percentage, and is shown as one."""

    __slots__ = ()


class MeasuredRange(float):
    """A measurement of which it is known between what it lies; as a number it is the likely one."""

    __slots__ = ("high", "is_percent", "low")

    low: float
    high: float
    is_percent: bool

    def __new__(cls, likely: float, low: float, high: float, *, is_percent: bool = False) -> Self:
        """The range from `low` to `high`."""
        made = super().__new__(cls, likely)
        made.low, made.high, made.is_percent = low, high, is_percent
        return made

    def __eq__(self, other: object) -> bool:
        """Whether it is the same range; of a plain number, whether it is the likely one."""
        if isinstance(other, MeasuredRange):
            return (self.low, float(self), self.high) == (other.low, float(other), other.high)
        return float(self) == other

    __hash__ = float.__hash__

    def __getnewargs_ex__(self) -> tuple[tuple[float, float, float], dict[str, bool]]:  # for pickle, copy
        """What makes it anew."""
        return (float(self), self.low, self.high), {"is_percent": self.is_percent}


def measured(number: float) -> str:
    """A measurement in the unit in which it was written: "12", "12 %", "0.592 (0.585 to 0.599)"."""
    if isinstance(number, MeasuredRange):
        likely, low, high = (
            measured(Percentage(part) if number.is_percent else float(part))
            for part in (number, number.low, number.high)
        )
        return f"{likely} ({low.removesuffix(' %')} to {high})"
    return f"{figure(100 * number)} %" if isinstance(number, Percentage) else figure(number)


def change_in_percent(before: float, after: float) -> str:
    """How much more or less `after` is: "+2.4 %", "−3.1 %"; "≈ 0 %" where that is hardly anything."""
    change = after / before - 1
    return f"{'+' if change > 0 else '−'}{100 * abs(change):.1f} %" if abs(change) >= HARDLY else "≈ 0 %"


def times_as_high(factor: float) -> str:
    """How many times as high something is; what would be "1 times" is "hardly higher"."""
    return "hardly higher" if figure(factor) == "1" else f"{figure(factor)} times as high"


def anded(names: Sequence[str], more: int = 0) -> str:
    """Names as they are said, with how many more there are: "a", "a and b", "a, b and 3 more"."""
    *first, last = [*names, f"{more:,} more"] if more else names
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: "1 feature", "2,000 features", "3 deliveries"."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def time_span(days: int) -> str:
    """A stretch of time: "8 weeks", "10 days"."""
    return counted(days // 7, "week") if days and days % 7 == 0 else counted(days, "day")


def spread(name: str, low: float, high: float) -> str:
    """The ends of what people say of an input: "3..8", one number where they are the same."""
    return "..".join(dict.fromkeys(of_input(name, end) for end in (low, high)))


def taken_for(name: str, mean: float) -> str:
    """What is told of the mean of what people say of an input where it lies in nobody's range."""
    return f"taken for {mean_of(name, mean)}, which nobody said"


def mean_of(name: str, mean: float) -> str:
    """A mean of an input for people: "6,199,228", a confidence in per cent."""
    return of_input(name, mean) if name == "rice.confidence" else figure(mean)


def of_input(name: str, number: float) -> str:
    """A number of an input as it is written in a file: a confidence in per cent, long fractions cut.

    From 1e15 on, and below 0.001, it has three digits and is "1e15": nobody counts the zeros of such numbers.
    """
    is_share = name == "rice.confidence"
    value = 100 * number if is_share else number
    if value and not HARDLY <= abs(value) < _HUGE:
        return f"{value:.3g}{'%' if is_share else ''}".replace("e+", "e").replace("e-0", "e-")
    whole = len(f"{abs(value):.0f}")
    text = f"{value:.{max(0, 4 - whole)}f}" if len(f"{value:.12g}") > _LONG else f"{value:.12f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if is_share else text


_LONG = 7
"""A number of more characters is cut after the point."""
_HUGE = 1e15
"""From here on a number is written with its power of ten."""


def short_input(name: str) -> str:
    """The name of an input without that of its method: "reach", "user impact", "effort web"."""
    outer, _, inner = name.partition(".")
    return f"effort {inner}".strip() if outer == "effort" else (inner or outer).replace("_", " ")


def significant(number: float, digits: int = 9) -> float:
    """`number` at `digits` significant digits: for comparing, so that noise breaks no tie."""
    return float(f"{number:.{digits - 1}e}")


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a row, those beyond `most` counted."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
