"""Cells as people write them into tables, read for what they mean: numbers, ranges, shares, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Final

from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.estimate import plain

_SPACES: Final = "\u00a0\u202f\u2009\u2007 '’"
_CURRENCY: Final = re.compile(
    r"[$€£¥₹]|(?<![a-z])(?:USD|EUR|GBP|CHF|JPY|INR|AUD|CAD)(?![a-z])", re.IGNORECASE
)
_NUMBER: Final = re.compile(
    rf"(?P<whole>(?!0)\d{{1,3}}(?P<mark>[.,{_SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*|\d+)?"
    r"(?:(?P<point>[.,])(?P<part>\d+))?(?P<power>[eE][+-]?\d{1,3})?"
)
_END: Final = re.compile(
    rf"(?P<number>\.?\d(?:[\d.,{_SPACES}]*\d)?(?:[eE][+-]?\d{{1,3}}(?!\w))?)\.?(?P<rest>\D*)"
)
_SUM: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?\s*(?:(?:,|\+|&|and\b|und\b)\s*)?")
_PERSONS: Final = re.compile(
    r"(?:\b|(?<=\d))(?:person|man|dev|engineer|story|work|working)[\s-]+(?=[a-z])", re.IGNORECASE
)
_TAIL: Final = re.compile(r"\s*(?:\([^()\d]*\)|(?:/|\bper\b)\s*[^\W\d_]+\.?)$", re.IGNORECASE)
_LONGEST: Final = 120
"""A cell with more characters than this holds no number."""
_RANGE: Final = re.compile(r"\s*(?:\.\.+|…|(?<!\d[eE])--?|–|—|\bto\b|\bbis\b|\bà\b)\s*", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"^(?:~|≈|<=?|>=?|≤|≥|ca\.?|c\.|approx\.?|about|around|circa|up to|max\.?|min\.?)\s*", re.IGNORECASE
)


class Unclear(Exception):  # noqa: N818 - a cell that nobody can read, not an error of ours
    """A cell that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range as people write it, with the word that stands behind it ("" for none)."""

    low: float
    high: float
    unit: str = ""
    is_rough: bool = False
    is_share: bool = False

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
        return Amount(_digits(self.low * factor), _digits(self.high * factor), self.unit, self.is_rough)


@cache
def unit_weeks() -> Mapping[str, float]:
    """Weeks per unit of effort; 0: points, which are no time."""
    return {word: float(Fraction(weeks)) for word, weeks in vocabulary("cells", "units").items()}


@cache
def scales() -> Mapping[str, float]:
    """The factor that a word or letter behind a number stands for: k, M, million."""
    return {word: float(factor) for word, factor in vocabulary("cells", "scales").items()}


def _digits(number: float) -> float:
    return float(f"{number:.3g}")


def short(number: float) -> str:
    """A number without exponent or needless digits."""
    return plain(number, 12)


def says_nothing(cell: str) -> bool:
    """Whether the cell is as good as empty."""
    return cell.strip().casefold() in vocabulary("cells", "nothing")


_SHOWS_COMMA: Final = re.compile(
    r"\d\.\d{3},\d|\d\.\d{3}\.\d{3}|(?<![\d.,])(?:0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d{3})(?![\d,.])"
)
_SHOWS_POINT: Final = re.compile(
    r"\d,\d{3}\.\d|\d,\d{3},\d{3}|(?<![\d.,])(?:0?\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d{3})(?![\d,.])"
)
_LONGEST_NUMBER: Final = 100


def writes_decimal_comma(cells: list[str], *, likely: bool) -> bool:
    """Whether numbers in a column have a decimal comma: what one of them shows counts for all.

    `likely` decides where none shows it (1,200 may be either).
    """
    return next((mark == "," for cell in cells if (mark := _mark_in(cell))), likely)


def mixes_marks(cells: list[str]) -> bool:
    """Whether some numbers in a column have a decimal comma and others a decimal point."""
    return {",", "."} <= {_mark_in(cell) for cell in cells}


def _mark_in(cell: str) -> str:
    """The decimal mark that a cell shows, "" where it shows none or is a text."""
    if len(cell) > _LONGEST_NUMBER:
        return ""
    if _SHOWS_COMMA.search(cell):
        return ","
    return "." if _SHOWS_POINT.search(cell) else ""


def amount(cell: str, *, comma: bool = False) -> Amount:
    """The number or range in a cell: "1,200", "$40k", "2-3 months", "~5", "80%".

    `comma`: the decimal mark is a comma.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    return read_amount(cell, scales(), comma=comma)


def read_amount(cell: str, factors: Mapping[str, float], *, comma: bool) -> Amount:
    """The number or range in a cell, in which these words may stand for factors behind a number.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    text = cell.strip()
    if re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        raise Unclear("it is a date (a spreadsheet makes one of 2-3: put it in quotes there)")
    if len(text) > _LONGEST:
        raise Unclear("it is no number")
    if re.fullmatch(r"[\d\s.,]+/\s*[\d.,]+", text):
        raise Unclear("it is a fraction")
    rough = False
    while match := _LEAD.match(text):
        text, rough = text[match.end() :], True
    while match := _TAIL.search(text):
        text = text[: match.start()]
    if text.endswith(("+", "?")):
        text, rough = text[:-1].rstrip(), True
    parts = _RANGE.split(_PERSONS.sub("", text))
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise Unclear("it is no number")
    ends = [_end(part.strip(), factors, comma=comma) for part in parts]
    first, last = ends[0], ends[-1]
    unit, is_share = last.unit or first.unit, first.is_share or last.is_share
    if len(ends) == 1:
        return Amount(first.value, first.value, unit, rough, is_share)
    low, high = first.value, last.value
    if first.scale == 1.0 and first.number < last.number:
        low *= last.scale
    if first.unit and first.unit != unit:
        low = _digits(low * _ratio(first.unit, unit))
        if low > high:
            raise Unclear("its ends are in different units")
    return Amount(min(low, high), max(low, high), unit, rough, is_share)


@dataclass(frozen=True, slots=True)
class _End:
    """A number, or an end of a range: the scale behind it (k, M …), and the unit."""

    number: float
    scale: float = 1.0
    unit: str = ""
    is_share: bool = False

    @property
    def value(self) -> float:
        return self.number * self.scale


def _end(text: str, factors: Mapping[str, float], *, comma: bool) -> _End:
    """One number, read to its last character."""
    if match := _CURRENCY.match(text):
        text = text[match.end() :].lstrip()
    whole = _END.fullmatch(text)
    if whole is None:
        return _summed(text, comma=comma)
    number = _number(whole["number"], comma=comma)
    rest = _CURRENCY.sub(" ", whole["rest"].casefold(), count=1).replace("%", " % ").split()
    rest = [word.rstrip(".") or "." for word in rest]
    scale, unit, is_share = 1.0, "", False
    if rest and rest[0] in factors:
        scale = factors[rest.pop(0)]
    if rest and rest[0] in ("%", "percent", "pct"):
        is_share = bool(rest.pop(0))
    elif rest == ["m"] or (rest and rest[0] in unit_weeks()):
        unit = "mo" if rest[0] == "m" else rest[0]
        rest.pop(0)
    elif rest and rest[0] in vocabulary("cells", "counted"):
        rest.pop(0)
    if rest:
        raise Unclear(f'"{" ".join(rest)[:20]}" behind the number is no unit that is known')
    return _End(number, scale, unit, is_share)


def _summed(text: str, *, comma: bool) -> _End:
    """Efforts one behind the other, such as 2w 3d, in the unit of the first."""
    parts = _SUM.findall(text)
    units, weeks = [word.casefold() for _, word in parts], unit_weeks()
    if len(parts) < 2 or _SUM.sub("", text) or not all(weeks.get(unit) for unit in units):
        many = len(re.findall(r"\d[\d.,]*", text)) > 1
        raise Unclear("it is more than one number" if many else "it is no number")
    if any(weeks[unit] <= weeks[other] for unit, other in pairwise(units)):
        raise Unclear("it is more than one number")
    total = sum(
        _number(number, comma=comma) * _ratio(unit, units[0])
        for (number, _), unit in zip(parts, units, strict=True)
    )
    return _End(float(f"{total:.12g}"), unit=units[0])


def _ratio(unit: str, other: str) -> float:
    """The number of other units that make up one unit.

    Raises:
        Unclear: one is a time, the other is not.
    """
    weeks = unit_weeks()
    if not (weeks.get(unit) and weeks.get(other)):
        raise Unclear("its ends are in different units")
    return weeks[unit] / weeks[other]


def _number(text: str, *, comma: bool) -> float:
    """A number by the form that it is written in; the column decides (`comma`) what 1,234 is."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 40 or (match["mark"] and match["mark"] == match["point"]):
        raise Unclear(
            "it is no number" if match is None or len(text) > 40 else "its marks do not say where it ends"
        )
    whole, mark, part = match["whole"] or "", match["mark"] or "", match["part"] or ""
    if not (whole or part):
        raise Unclear("it is no number")
    is_open = mark and mark in ".," and not part and whole.count(mark) == 1  # 1,234
    if is_open and (mark == ("," if comma else ".") or match["power"]):
        whole, part = whole.split(mark)
    elif mark:
        whole = whole.replace(mark, "")
    number = float(f"{whole or 0}.{part or 0}{match['power'] or ''}")
    if number >= 1e40 or 0 < number < 1e-9:
        raise Unclear("it is too large or too small")
    return number


def share(cell: str, top: float = 1.0, *, comma: bool = False) -> str:
    """A share as a percentage; `top` is what the column calls certain (1, 10 or 100).

    Raises:
        Unclear: it is none.
    """
    word = cell.strip().casefold()
    if word in ("high", "medium", "low"):
        return word
    parsed = amount(word, comma=comma)
    percent = parsed.low if parsed.is_share else parsed.low * 100 / top
    if parsed.unit or parsed.low != parsed.high or not 0 <= percent <= 100:
        raise Unclear("expected a share from 0 to 100 %")
    return f"{short(_digits(percent))}%"


def words(cell: str) -> list[str]:
    """The words of a list in a cell, each once: items, else by commas, semicolons and lines."""
    listed = (word.strip() for word in (cell.split(BREAK) if BREAK in cell else re.split(r"[,;\n]", cell)))
    return list(dict.fromkeys(word for word in listed if word and not says_nothing(word)))
