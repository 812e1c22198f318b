"""What a column counts in: the unit, rate, currency and scale that its name and its cells tell.

A unit stands in the cell ("10 days"), in a column beside it (DURATION_UNIT), or in the name of the column
("Estimate [h]", "CoD k€/month"); what stands nearest to the number counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import (
    Amount,
    currency_of,
    currency_sign,
    scales,
    time_of,
    unit_weeks,
)
from pmcli.importing.sources.vocabulary import vocabulary

RATED: Final = "cd3.cost_of_delay"
"""The field of money in a time."""
_TOKEN: Final = re.compile(r"[^\W\d_]+|[()\[\]/$€£¥₹]|000s?")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_PREFIX: Final = re.compile(r"(?:person|man|dev|story)(?=[a-z])")
_PER: Final = frozenset({"per", "pro", "par", "por", "each", "/"})
_EARLIER: Final = frozenset({"this", "next", "last", "current", "target", *_PER})
_BESIDE: Final = frozenset({"in", "as", "person", "man", "h", "d", "k", "t", "est", "thousands"})
_HOURS: Final = re.compile(r"[^a-z]{0,12}\d\s?(?:h|hrs?|hours?)\b", re.IGNORECASE)
_SIGNS: Final = r"(?P<sign>US\$|[$€£¥₹]|USD|EUR|GBP|CHF|JPY|INR|AUD|CAD)"
_SCALE_BEHIND: Final = re.compile(rf"{_SIGNS}\s?(?P<scale>[kKmMT]|[mM]io\.?|[mM]n)(?![^\W\d_])")
_SCALE_BEFORE: Final = re.compile(rf"(?<![^\W\d_])(?P<scale>[kKtTmM]|[mM]io\.?|[mM]n)\s?{_SIGNS}(?![^\W\d_])")
_THOUSANDS: Final = re.compile(r"\bin thousands?\b|\(k\)|\('?000s?\)|\bin tsd\b|\(tsd", re.IGNORECASE)
_MILLIONS: Final = re.compile(r"\bin millions?\b|\(m(?:io|n)\b", re.IGNORECASE)
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """What the numbers of a column count in; "" for what nobody says.

    `per` is the unit of time of a rate, `factor` what the numbers are to be multiplied by, as in "k€".
    `minutes`: m alone is a minute. `mixed` says that its cells are of more than one time, or of points and
    time.
    """

    unit: str = ""
    per: str = ""
    currency: str = ""
    factor: float = 1.0
    minutes: bool = False
    mixed: bool = False


def words_of(name: str) -> list[str]:
    """The words and signs of a column's name, in small letters; personmonths are months."""
    spaced = _CAMEL.sub(" ", name[:_LONGEST].replace("_", " "))
    found = _TOKEN.findall(spaced.casefold())
    return [rest if (rest := _PREFIX.sub("", word)) in unit_weeks() else word for word in found]


def measure_in(name: str) -> Measure:
    """The measure that a column's name says its numbers count in."""
    listed = words_of(name)
    measure = Measure()
    for at, word in enumerate(listed):
        before, after = listed[at - 1] if at else "", listed[at + 1] if at + 1 < len(listed) else ""
        is_rate = (before == "/" or before in vocabulary("cells", "each")) and time_of(word)
        if is_rate or (len(listed) > 1 and word in vocabulary("cells", "rates")):
            measure = replace(measure, per=measure.per or time_of(word))
        elif not measure.unit and _is_unit(word, before, after):
            measure = replace(measure, unit="mo" if word == "m" else word)
    money = _money_in(name)
    return replace(measure, currency=money.currency, factor=money.factor)


def _is_unit(word: str, before: str, after: str) -> bool:
    """Whether a word of a name is what its numbers are in: in brackets, behind "in", or the last word."""
    if (word not in unit_weeks() and word != "m") or before in _EARLIER:
        return False
    if after in ("estimate", "estimated", "effort") and not before:
        return True
    if before in ("", "(", "[", "in", *_BESIDE):
        is_all = not (before or after) and len(word) > 1
        return len(word) > 2 or is_all or (after in (")", "]", "") and bool(before))
    return not after and word not in ("s", "m", "y")


def _money_in(name: str) -> Measure:
    """The currency and the scale in a column's name, such as "k€", "€k", "TEUR" or "in thousands"."""
    text = name[:_LONGEST].replace("_", " ")
    match = _SCALE_BEFORE.search(text) or _SCALE_BEHIND.search(text)
    if match:
        scale = (match["scale"] or "").casefold().rstrip(".")
        return Measure(
            currency=currency_of(match["sign"]), factor=1e3 if scale == "t" else scales().get(scale, 1.0)
        )
    found = currency_sign().search(text)
    factor = 1e3 if _THOUSANDS.search(text) else 1e6 if _MILLIONS.search(text) else 1.0
    return Measure(currency=currency_of(found[0]) if found else "", factor=factor)


def bare(name: str) -> str:
    """A column's name without what it says of units: "Effort in hours", "CoD €/month", "estimate_hours"."""
    outside = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|%", " ", name[:_LONGEST])
    listed = words_of(outside)
    while len(listed) > 1 and _is_beside(listed[-1], listed[-2]):
        listed.pop()
    return " ".join(listed)


def _is_beside(word: str, before: str) -> bool:
    """Whether the last word of a name says what is counted, and not what it is."""
    if before in _PER:
        return bool(time_of(word)) or word in vocabulary("cells", "counted")
    is_unit = word in unit_weeks() and word not in vocabulary("cells", "one") and len(word) > 1
    return is_unit or word in _BESIDE or word in _PER or word in vocabulary("cells", "currencies")


def measures(columns: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> dict[str, Measure]:
    """The measures of the columns, by their meanings; `names` are the columns' own."""
    found = {}
    for meaning, cells in columns.items():
        measure = measure_in(names[meaning])
        has_hours = measure.unit in ("h", "hour", "hours", "min", "minutes") or any(map(_HOURS.match, cells))
        found[meaning] = replace(measure, minutes=has_hours, mixed=_is_mixed(meaning, cells, measure))
    return found


def _is_mixed(meaning: str, cells: Sequence[str], measure: Measure) -> bool:
    """Whether cells of reach are of more than one time, or some job sizes are points, others time."""
    weeks = unit_weeks()
    if meaning == "rice.reach":
        times = (measure.per, *(parsed.per for parsed in _amounts(cells)))
        return len({weeks[time] for time in times if weeks.get(time)}) > 1
    if meaning == "wsjf.job_size":
        are_points = {weeks[parsed.unit] == 0 for parsed in _amounts(cells) if parsed.unit in weeks}
        return len(are_points | ({True} if weeks.get(measure.unit) == 0 else set())) > 1
    return False


def _amounts(cells: Sequence[str]) -> Iterator[Amount]:
    """The amounts in the cells that hold one."""
    for cell in cells:
        with suppress(Unclear):
            yield amount(cell)


def currencies_in(cells: Sequence[str]) -> list[str]:
    """The currencies that cells name, in the order in which they come."""
    short = (cell for cell in cells if len(cell) < _LONGEST and not cell.isdecimal())
    return list(
        dict.fromkeys(currency_of(match[0]) for cell in short if (match := currency_sign().search(cell)))
    )
