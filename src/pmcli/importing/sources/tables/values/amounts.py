"""Amounts as people write them into cells: numbers and ranges, with their units, currencies and rates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pmcli.importing.sources.tables.values.cells import SPACES, Unclear, decimal_number, digits, short
from pmcli.importing.sources.tables.values.units import (
    Amount,
    clock,
    currency_of,
    currency_sign,
    iso_duration,
    ratio,
    scales,
    time_of,
    unit_weeks,
)  # fmt: skip
from pmcli.importing.sources.vocabulary import vocabulary

PERCENT: Final = 100.0
"""What is certain where shares are percentages."""
_END: Final = re.compile(
    rf"(?P<number>\.?\d(?:[\d.,{SPACES}]*\d)?(?:[eE][+-]?\d{{1,3}}(?!\w))?)\.?(?P<rest>\D*)"
)
_SUM: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?\s*(?:(?:,|\+|&|and\b|und\b|et\b)\s*)?")
_PERSONS: Final = re.compile(
    r"(?:\b|(?<=\d))(?:person|man|dev|engineer|story|work|working|business|ideal|calendar|fte)[\s-]+(?=[a-z])",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(r"\s*\(([^()\d]*)\)$")
_RATE: Final = re.compile(r"\s*(?:/|(?<=[\s\d€$£])([^\W\d_]{1,5})\s)\s*([^\W\d_]+)\.?$")
_PLAIN: Final = 15
"""Digits up to which a number is read at once."""
_LONGEST: Final = 120
"""A cell with more characters than this holds no number."""
_RANGE: Final = re.compile(
    r"\s*(?:\.\.+|…|(?<!\d[eE])--?|–|—|〜|\bto\b|\bbis\b|\bà\b)\s*", re.IGNORECASE
)  # fmt: skip
_LEAD: Final = re.compile(
    r"^(?:~|≈|<=?|>=?|≤|≥|±|ca\.?|c\.|approx\.?|about|around|circa|etwa|environ|env\.|up to|bis zu|max\.?"
    r"|min\.?|約|约|약)\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"^(?:between|zwischen|entre)\s(.{1,50}?)\s(?:and|und|et|y|e)\s(.)", re.IGNORECASE
)
_OR_MORE: Final = re.compile(r"(?<=\d)\s?\+\s?(?=[^\W\d_])")
_LEADING_SCALE: Final = re.compile(r"[kt](?=[€$£]|eur|usd|gbp|chf)", re.IGNORECASE)
_SCALED_CURRENCY: Final = re.compile(r"(?<![^\W\d_])(k|t|m|mio|千|万|億)\.?(?=[€$£¥円元원]|eur|usd|gbp|chf)")
_FRACTION: Final = re.compile(r"(?<![\d/.,])([13])/([24])(?=\s?[^\W\d_])")
_SHORT_RATE: Final = re.compile(r"(?<=[\s\dkm€$£])\s?p\.?([amwq])\.$", re.IGNORECASE)
_RATED: Final = {"a": "year", "m": "month", "w": "week", "q": "quarter"}
_OUT_OF: Final = re.compile(r"(\d[\d.,]*)\s*(?:/|of|out of|von|sur|de|di|van|z|из)\s*([1-9]\d{0,2})")
_HALVES: Final = {"½": ".5", "¼": ".25", "¾": ".75"}


@lru_cache(maxsize=4096)
def amount(cell: str, *, comma: bool = False) -> Amount:
    """The number or range in a cell: "1,200", "$40k", "2-3 months", "~5", "80%".

    `comma`: the decimal mark is a comma.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    return read_amount(cell, scales(), comma=comma)


def read_amount(cell: str, factors: Mapping[str, float], *, comma: bool, minutes: bool = False) -> Amount:
    """The number or range in a cell, in which these words may stand for factors behind a number.

    `minutes`: m alone is a minute, and no month.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    text = cell.strip()
    if text.isdecimal() and len(text) <= _PLAIN:
        return Amount(float(text), float(text))
    if re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        raise Unclear("it is a date (a spreadsheet makes one of 2-3: put it in quotes there)")
    if len(text) > _LONGEST:
        raise Unclear("it is no number")
    if re.fullmatch(r"[\d\s.,]+/\s*[\d.,]+", text):
        raise Unclear("it is a fraction")
    if duration := iso_duration(text) or clock(text):
        return duration
    text = _FRACTION.sub(lambda part: f".{100 * int(part[1]) // int(part[2])}", text)
    text = _SHORT_RATE.sub(lambda rate: f"/{_RATED[rate[1].casefold()]}", text)
    for sign, decimal in _HALVES.items():
        text = text.replace(sign, decimal)
    rough = False
    while match := _LEAD.match(text):
        text, rough = text[match.end() :], True
    text, beside = _beside(_BETWEEN.sub(r"\1 - \2", text))
    if match := _OR_MORE.search(text):
        text, rough = f"{text[: match.start()]} {text[match.end() :]}", True
    if text.endswith(("+", "?")):
        text, rough = text[:-1].rstrip(), True
    parts = [part.strip() for part in _RANGE.split(_PERSONS.sub("", text))]
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise Unclear("it is no number")
    ends = [_end(part, factors, comma=comma, minutes=minutes, is_range=len(parts) == 2) for part in parts]
    return replace(_spanned(ends, beside), is_rough=rough)


def level_of(word: str) -> str:
    """The level that a word in small letters names, such as high or massive, "" for none."""
    head = re.match(r"[^\W\d_]+(?: [^\W\d_]+)?", word)
    levels = vocabulary("cells", "levels")
    return (levels.get(head[0]) or levels.get(head[0].split()[0], "")) if head else ""


def share(cell: str, top: float = 1.0, *, comma: bool = False) -> str:
    """A share as a percentage; `top` is what the column calls certain (1, 10 or 100).

    Among percentages a number below 1 is a share of 1: nobody is half a percent sure.

    Raises:
        Unclear: it is none.
    """
    word = cell.strip().casefold()
    if (level := level_of(word)) in ("high", "medium", "low"):
        return level
    if match := _OUT_OF.fullmatch(word):
        word, top = match[1], float(match[2])
    parsed = amount(word, comma=comma)
    top = 1.0 if top == PERCENT and parsed.low < 1 else top
    percent = parsed.low if parsed.is_share else parsed.low * 100 / top
    if parsed.unit or parsed.low != parsed.high or not 0 <= percent <= 100:
        raise Unclear("expected a share from 0 to 100 %")
    return f"{short(digits(percent))}%"


def _beside(text: str) -> tuple[str, Amount]:
    """The text without a remark and a rate at its end, and an amount that has what they say."""
    beside = Amount(0.0, 0.0)
    for _ in range(3):
        if match := _REMARK.search(text):
            word = match[1].strip().casefold()
            if word in unit_weeks():
                beside = replace(beside, unit=word)
            elif word in vocabulary("cells", "currencies"):
                beside = replace(beside, currency=currency_of(word))
        elif (match := _RATE.search(text)) and _is_rate(text[: match.start()], match[1], match[2]):
            beside = replace(beside, per=time_of(match[2]) or match[2].casefold())
        elif (match := re.search(r"\s([^\W\d_]+)$", text)) and match[1].casefold() in vocabulary(
            "cells", "rates"
        ):
            beside = replace(beside, per=time_of(match[1]))
        else:
            break
        text = text[: match.start()]
    return text.rstrip(), beside


def _is_rate(before: str, each: str | None, word: str) -> bool:
    """Whether these are a rate: any word behind "/" and "per", a unit of time behind "a" and the like.

    Behind a number, that is: "half a day" is none.
    """
    if not re.search(r"\d", before):
        return False
    if each is None or each.casefold() in ("per", "pro", "par"):
        return True
    return each.casefold() in vocabulary("cells", "each") and bool(time_of(word))


def _spanned(ends: list[_End], beside: Amount) -> Amount:
    """The amount between two ends, or of one alone.

    Raises:
        Unclear: they cannot be ends of one range.
    """
    first, last = ends[0], ends[-1]
    unit, is_share = last.unit or first.unit or beside.unit, first.is_share or last.is_share
    if first.currency and last.currency and first.currency != last.currency:
        raise Unclear("its ends are in different currencies")
    currency = first.currency or last.currency or beside.currency
    low, high = first.value, last.value
    if first.scale == 1.0 and first.number < last.number:
        low *= last.scale
    if first.unit and first.unit != unit:
        low = digits(low * ratio(first.unit, unit))
        if low > high:
            raise Unclear("its ends are in different units")
    return replace(
        beside, low=min(low, high), high=max(low, high), unit=unit, is_share=is_share, currency=currency
    )


@dataclass(frozen=True, slots=True)
class _End:
    """A number, or an end of a range: the scale behind it (k, M …), and the unit."""

    number: float
    scale: float = 1.0
    unit: str = ""
    is_share: bool = False
    currency: str = ""

    @property
    def value(self) -> float:
        return self.number * self.scale


def _end(text: str, factors: Mapping[str, float], *, comma: bool, minutes: bool, is_range: bool) -> _End:
    """One number, read to its last character."""
    currency, thousands = "", 1.0
    if match := _LEADING_SCALE.match(text):
        thousands, text = 1e3, text[match.end() :]
    if match := currency_sign().match(text):
        currency, text = currency_of(match[0]), text[match.end() :].lstrip()
    whole = _END.fullmatch(_numbered(text, alone=is_range))
    if whole is None:
        return _summed(text, comma=comma)
    tail = _SCALED_CURRENCY.sub(r"\1 ", whole["rest"].casefold())
    if match := currency_sign().search(tail):
        currency = currency_of(match[0])
        tail = tail.replace(match[0], " ", 1)
    rest = [word.rstrip(".") or "." for word in tail.replace("%", " % ").split()]
    scale, unit, is_share = 1.0, "", False
    if rest and (rest[0] in factors or (currency and rest[0] in {*scales(), "t"})):
        scale = scales().get(rest.pop(0), 1e3)
    scale *= thousands
    if rest and rest[0] in ("%", "percent", "pct"):
        is_share = bool(rest.pop(0))
    elif rest == ["m"] or (rest and rest[0] in unit_weeks()):
        unit = ("min" if minutes else "mo") if rest[0] == "m" else rest[0]
        rest.pop(0)
    elif rest and rest[0] in vocabulary("cells", "counted"):
        rest.pop(0)
    if rest:
        raise Unclear(f'"{" ".join(rest)[:20]}" behind the number is no unit that is known')
    is_money = bool(currency) and scale == 1.0
    return _End(decimal_number(whole["number"], comma=comma, whole=is_money), scale, unit, is_share, currency)


def _numbered(text: str, *, alone: bool) -> str:
    """The text with words for a number made digits: "half a day", "two weeks"; in a range "two" too."""
    words, numerals = text.split(), vocabulary("cells", "numerals")
    number = 1.0
    before = words[: -1 if len(words) > 1 else None]
    if not 1 <= len(words) <= 3 or not all(word.casefold() in numerals for word in before):
        return text
    if len(words) == 1 and not (alone and len(text) > 2):
        return text
    for word in before:
        number *= float(numerals[word.casefold()])
    return f"{short(number)} {words[-1] if len(words) > 1 else ''}".rstrip()


def _summed(text: str, *, comma: bool) -> _End:
    """Efforts one behind the other, such as 2w 3d, in the unit of the first."""
    parts = _SUM.findall(text)
    weeks, units = unit_weeks(), [word.casefold() for _, word in parts]
    for at, unit in enumerate(units):
        is_below = at > 0 and 0 < weeks.get(units[at - 1], 0.0) < 5
        units[at] = unit if unit != "m" else "min" if is_below else "mo"
    if len(parts) < 2 or _SUM.sub("", text) or not all(weeks.get(unit) for unit in units):
        many = len(re.findall(r"\d[\d.,]*", text)) > 1
        raise Unclear("it is more than one number" if many else "it is no number")
    if any(weeks[unit] <= weeks[other] for unit, other in pairwise(units)):
        raise Unclear("it is more than one number")
    total = sum(
        decimal_number(number, comma=comma) * ratio(unit, units[0])
        for (number, _), unit in zip(parts, units, strict=True)
    )
    return _End(float(f"{total:.12g}"), unit=units[0])
