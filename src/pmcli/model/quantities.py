"""Numbers, shares and estimates, each read from its source text: FORMAT.md § 2."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

from pydantic_core import PydanticCustomError

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.estimate import Estimate
from pmcli.model.figure import MeasuredRange, Percentage
from pmcli.model.values import Wrong, is_empty, scalar, shown

LARGEST = 1e150
"""No number may be larger: sums and squares of such are still floats."""
ENDS = ("low", "likely", "high")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(k|M)?", re.ASCII)
_FACTOR = {None: 1.0, "k": 1e3, "M": 1e6}
_CURRENCY = "€$£¥₹"


class TooLarge(Wrong):
    """A number, or a stretch of time, that is written well and is larger than any may be."""


def _number_hint(text: str) -> str | None:
    bare = text.strip()
    if "..." in bare:
        return f"write {bare.replace('...', '..')}"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return f"write {bare.replace(',', '')}"
    if bare[:1] in _CURRENCY or bare[-1:] in _CURRENCY:
        return f"write {bare.strip(_CURRENCY + ' ')}: the currency is named once, in pm.yaml"
    if match := re.fullmatch(
        r"(\d[\d.]*[kM]?)\s*(?:-|–|—|…|to|bis|~)\s*(\d[\d.]*[kM]?)(?:\s*[a-z%].*)?", bare
    ):
        return f"write {match[1]}..{match[2]}"
    if match := re.fullmatch(r"(\d[\d.]*)\s*([mK])", bare):
        return f"write {match[1]}{'k' if match[2] == 'K' else 'M'}"
    if re.fullmatch(r"\d+,\d+", bare):
        return f"write {bare.replace(',', '.')} (or {bare.replace(',', '')})"
    if match := re.fullmatch(r"(\d[\d.,]*[kM]?)\s*[A-Za-z]+\.?", bare):
        return f"write {match[1]}, without the unit"
    if re.fullmatch(r"\d{1,3}(?:[_ ]\d{3})+", bare):
        return f"write {re.sub('[_ ]', '', bare)}"
    if bare.startswith(("~", "<", ">", "≈", "ca")):
        return "write a range such as 3..5 to say how unsure it is"
    return None


def to_number(text: str, expected: str = "a number") -> float:
    """The number that `text` writes: 5, 1.5, 1e3, 12k, 1.2M. Finite, else `Wrong`."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Wrong(f"found {shown(text)}, expected {expected}", _number_hint(text))
    number = float(match[1]) * _FACTOR[match[2]]
    if not isfinite(number) or abs(number) > LARGEST:
        raise TooLarge(f"{shown(text)} is too large")
    return number


def read_number(
    value: object, *, least: float | None = 0.0, most: float | None = None, above: bool = False
) -> float:
    """A finite number within its range; `above`: the least itself is out."""
    number = to_number(scalar(value, "a number"))
    _in_range(number, str(value), least, most, above=above)
    return number


def _in_range(number: float, text: str, least: float | None, most: float | None, *, above: bool) -> None:
    low = least is not None and (number <= least if above else number < least)
    if not low and (most is None or number <= most):
        return
    if most is not None:
        wanted = f"a number from {least:g} to {most:g}"
    else:
        wanted = f"a number above {least:g}" if above else f"a number of at least {least:g}"
    raise Wrong(f"found {shown(text)}, expected {wanted}")


def read_count(value: object, *, least: int = 0) -> int:
    """A whole number."""
    number = to_number(scalar(value, "a whole number"), "a whole number")
    if number != int(number) or number < least:
        raise Wrong(f"found {shown(value)}, expected a whole number of at least {least}")
    return int(number)


def read_ratio(value: object) -> float:
    """A share: `80%` or `0.8`, from 0 to 1."""
    text = scalar(value, "a share such as 80% or 0.8").strip()
    percent = text.endswith("%")
    number = to_number(text[:-1].rstrip() if percent else text, "a share such as 80% or 0.8")
    ratio = number / 100 if percent else number
    if not 0.0 <= ratio <= 1.0:
        hint = f"write {text}%" if not percent and 1 < number <= 100 else None
        raise Wrong(f"found {shown(text)}, expected a share from 0 to 1 (0% to 100%)", hint)
    return ratio


def read_share_range(value: object) -> Estimate:
    """A share, or a range of shares: `70%`, `60%..70%..75%`, `0.6..0.75`; all of it from 0 to 1."""
    expected = "a share such as 70% or a range such as 60%..70%..75%"
    text = scalar(value, expected).strip()
    parts = [part.strip() for part in text.split("..")]
    if len(parts) > len(ENDS) or not all(parts):
        raise Wrong(f"found {shown(text)}, expected {expected}")
    if parts[-1].endswith("%"):  # 60..70% is a range of per cent
        parts = [part if part.endswith("%") else f"{part}%" for part in parts]
    estimate = _estimate([read_ratio(part) for part in parts], text, is_share=True)
    if estimate.problem:
        hint = _range_hint(estimate.low, estimate.high, is_share=True)
        raise Wrong(f"{shown(text)} is no range: {estimate.problem}", hint)
    return estimate


def read_quantity(value: object) -> float:
    """A measurement: any number, or a percentage (`42%` is 0.42, and known as a percentage)."""
    text = scalar(value, "a number").strip()
    if text.endswith("%"):
        return Percentage(to_number(text[:-1].rstrip()) / 100)
    return to_number(text)


def read_measurement(value: object) -> float:
    """A measurement, or a range of what it may be: `0.592`, `59 %`, `0.585..0.592..0.599`, `58%..60%`."""
    text = scalar(value, "a number, or a range such as 0.585..0.592..0.599").strip()
    parts = [part.strip() for part in text.split("..")]
    if len(parts) == 1:
        return read_quantity(value)
    if len(parts) > len(ENDS) or not all(parts):
        raise Wrong(f"found {shown(text)}, expected a number, or a range such as 0.585..0.592..0.599")
    if parts[-1].endswith("%"):  # 58..60% is a range of per cent
        parts = [part if part.endswith("%") else f"{part}%" for part in parts]
    numbers = [read_quantity(part) for part in parts]
    if numbers != sorted(numbers):
        raise Wrong(f"{shown(text)} is no range: its numbers fall", "write the lowest first")
    likely = numbers[1] if len(numbers) == len(ENDS) else (numbers[0] + numbers[-1]) / 2
    return MeasuredRange(likely, numbers[0], numbers[-1], is_percent=isinstance(numbers[0], Percentage))


_SPAN = re.compile(r"(\d+)\s*(d|days?|w|weeks?)", re.IGNORECASE)
_LONGEST_SPAN = 3_660


def read_span(value: object) -> int:
    """A stretch of time, in days: `8w`, `56d`, `8 weeks`."""
    text = scalar(value, "weeks or days such as 8w or 56d").strip()
    match = _SPAN.fullmatch(text)
    if match is None:
        hint = f"write {text}w" if text.isdigit() else None
        raise Wrong(f"found {shown(text)}, expected weeks or days such as 8w or 56d", hint)
    days = int(match[1]) * (7 if match[2][0] in "wW" else 1)
    if days > _LONGEST_SPAN:
        raise TooLarge(f"found {shown(text)}, expected at most ten years")
    return days


def read_estimate(value: object, *, above: bool = False) -> Estimate:
    """A number, `3..9`, `3..5..9` or `{low: 3, likely: 5, high: 9}`; `above`: 0 is out."""
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value)) is not None:
        number = float(match[1]) * _FACTOR[match[2]]
        if 0 < number <= LARGEST:  # a plain number, as nearly all are: no more to look at
            return Estimate(number, number, number, str(value))
    estimate = _estimate_of_map(value) if isinstance(value, dict) else _estimate_of_text(value)
    if estimate.problem:
        hint = _range_hint(estimate.low, estimate.high)
        raise Wrong(f"{shown(str(estimate))} is no range: {estimate.problem}", hint)
    mean = estimate.mean
    if mean < 0 and estimate.is_exact:
        raise Wrong(f"found {shown(str(estimate))}, expected a number of at least 0")
    if mean < 0 or estimate.low < 0:
        text = shown(str(estimate))
        finding = f"{text} has a mean of {mean:g}" if mean < 0 else f"found {text}"
        raise Wrong(f"{finding}, expected numbers of at least 0")
    if above and mean <= 0:
        raise Wrong(f"found {shown(str(estimate))}, expected more than 0")
    if wide := too_wide(estimate):
        raise Wrong(f"{shown(str(estimate))} is too wide: {wide}")
    return estimate


def too_wide(estimate: Estimate) -> str | None:
    """What is wrong with the mean of a range that reaches too far up, in words; None where it can stand."""
    mean = estimate.mean
    if mean <= LARGEST:
        return None
    return f"its mean is {mean:.1e}" if isfinite(mean) else "its mean cannot be computed"


def _range_hint(low: float, high: float, *, is_share: bool = False) -> str | None:
    """The ends the other way round, as they would be written, where they fall."""
    if low <= high:
        return None
    return f"write {100 * high:g}%..{100 * low:g}%" if is_share else f"write {high:g}..{low:g}"


def _estimate_of_text(value: object) -> Estimate:
    expected = "a number or a range such as 3..5..9"
    text = scalar(value, expected).strip()
    parts = [part.strip() for part in text.split("..")]
    if len(parts) > 3 or not all(parts) or "..." in text:
        raise Wrong(f"found {shown(text)}, expected {expected}", _number_hint(text))
    try:
        numbers = [to_number(part, expected) for part in parts]
    except TooLarge:
        raise
    except PydanticCustomError as fault:
        context = fault.context or {}
        hint = context.get("hint") or _number_hint(text)
        raise Wrong(f"found {shown(text)}, expected {expected}", hint) from None
    return _estimate(numbers, text)


def _estimate(numbers: list[float], text: str, *, is_share: bool = False) -> Estimate:
    if len(numbers) == 1:
        return Estimate.exact(numbers[0], text)
    if len(numbers) == 3:
        return Estimate(numbers[0], numbers[1], numbers[2], text)
    low, high = numbers
    if low < 0:
        raise Wrong(f"found {shown(text)}, expected numbers of at least 0")
    if low != high and low <= 0:
        hint = "write 0%..20%..50%" if is_share else "write 0..2..5"
        raise Wrong(f"{shown(text)} needs a likely value: a range from 0 has no middle", hint)
    if low > high:
        turned = _range_hint(low, high, is_share=is_share)
        raise Wrong(f"{shown(text)} is no range: low, likely and high must not fall", turned)
    return Estimate.between(low, high, text)


def _estimate_of_map(value: dict[str, Any]) -> Estimate:
    for key in value:
        if key not in ENDS:
            raise Wrong(f'unknown key "{key}": a range has low, likely and high', did_you_mean(key, ENDS))
    for key in ("low", "high"):
        if key not in value:
            raise Wrong(f'the range lacks "{key}"', "write {low: 3, likely: 5, high: 9}")
    ends = [key for key in ENDS if key in value]
    numbers = [_end(value[key], key) for key in ends]
    return _estimate(numbers, "..".join(str(value[key]) for key in ends))


def _end(value: object, key: str) -> float:
    try:
        return to_number(scalar(value, "a number"))
    except PydanticCustomError as fault:
        context = fault.context or {}
        raise Wrong(str(context["message"]), context.get("hint"), (key,)) from None


def rated(value: object, words: dict[str, float], *, above: bool = False) -> Estimate:
    """One of `words`, which stands for a number, or a number or range of one's own."""
    if isinstance(value, str) and not is_empty(value):
        text = str(value).strip()
        if text in words:
            return Estimate.exact(words[text], text)
        if text[:1].isalpha():
            listed = ", ".join(f"{word} {number:g}" for word, number in words.items())
            raise Wrong(f"found {shown(text)}, expected {listed}, or a number", did_you_mean(text, words))
    return read_estimate(value, above=above)
