"""What people write into cells, read for what they mean: numbers, ranges, shares, efforts, dates, lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from pmcli.estimate import plain

NOTHING: Final = frozenset(
    {"", "-", "--", "–", "—", "?", "??", "tbd", "tba", "n/a", "na", "none", "null", "nan", "#n/a", "#div/0!",
     "#ref!", "#value!", "#name?", "unknown", "tbc", "unset", "not set", "no priority", "no estimate"}
)  # fmt: skip
"""What stands in a cell that says nothing."""
_SPACES: Final = "\u00a0\u202f\u2009\u2007 '’"
_CURRENCY: Final = re.compile(r"[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|INR|AUD|CAD)\b", re.IGNORECASE)
_SCALES: Final = {
    "k": 1e3, "thousand": 1e3, "tsd": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6, "mn": 1e6, "million": 1e6,
    "millions": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "mrd": 1e9,
}  # fmt: skip
_DIGITS: Final = rf"\d[\d.,{_SPACES}]*|\.\d+"
_AMOUNT: Final = re.compile(rf"(?P<digits>{_DIGITS})\s*(?P<scale>[a-zA-Z]+)?\.?")
_RANGE: Final = re.compile(r"\s*(?:\.\.+|…|--?|–|—|\bto\b|\bbis\b|\bà\b|\.{2})\s*", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"^(?:~|≈|<=?|>=?|≤|≥|ca\.?|c\.|approx\.?|about|around|circa|up to|max\.?|min\.?)\s*", re.IGNORECASE
)
UNITS: Final = {
    "hour": 1 / 40, "hours": 1 / 40, "hr": 1 / 40, "hrs": 1 / 40, "h": 1 / 40,
    "day": 0.2, "days": 0.2, "d": 0.2, "pd": 0.2, "md": 0.2, "tage": 0.2, "tag": 0.2, "pt": 0.2, "jours": 0.2,
    "week": 1.0, "weeks": 1.0, "w": 1.0, "wk": 1.0, "wks": 1.0, "pw": 1.0, "woche": 1.0, "wochen": 1.0,
    "month": 52 / 12, "months": 52 / 12, "mo": 52 / 12, "mos": 52 / 12, "mth": 52 / 12, "mths": 52 / 12,
    "pm": 52 / 12, "mm": 52 / 12, "monat": 52 / 12, "monate": 52 / 12, "mois": 52 / 12,
    "quarter": 13.0, "quarters": 13.0, "year": 52.0, "years": 52.0,
    "point": 0.0, "points": 0.0, "pts": 0.0, "sp": 0.0,
}  # fmt: skip
"""How many weeks a unit of effort has; 0: points, which are no time."""
WEEKS: Final = {"person-days": 0.2, "person-weeks": 1.0, "person-months": 52 / 12, "points": 0.0}
"""The same for the units of a workspace: five days a week, 52 weeks in 12 months."""


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
        """It as pm writes it: 5, 2..3, 0..1..2."""
        if self.low == self.high:
            return short(self.low)
        if self.low <= 0:
            return f"{short(self.low)}..{short((self.low + self.high) / 2)}..{short(self.high)}"
        return f"{short(self.low)}..{short(self.high)}"

    @property
    def value(self) -> int | float | str:
        """The same as plain data: a number, or the text of a range."""
        if self.low != self.high:
            return self.text
        return int(self.low) if self.low == int(self.low) and abs(self.low) < 1e15 else float(short(self.low))

    def times(self, factor: float) -> Amount:
        """The amount in another unit, to four digits."""
        if factor == 1.0:
            return self
        return Amount(_digits(self.low * factor), _digits(self.high * factor), self.unit, self.is_rough)


def _digits(number: float) -> float:
    return float(f"{number:.3g}")


def short(number: float) -> str:
    """A number without exponent or needless digits."""
    return plain(number, 12)


def says_nothing(cell: str) -> bool:
    """Whether the cell is as good as empty."""
    return cell.strip().casefold() in NOTHING


def writes_decimal_comma(cells: list[str], *, likely: bool) -> bool:
    """Whether numbers in a column have a decimal comma: what one of them shows counts for all.

    `likely` decides where none shows it (1,200 may be either).
    """
    for cell in cells:
        if re.search(r"\d\.\d{3},\d", cell) or re.search(r"(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,])", cell):
            return True
        if re.search(r"\d,\d{3}\.\d|\d,\d{3},\d{3}|(?<![\d,])\d+\.(?:\d{1,2}|\d{4,})(?![\d.])", cell):
            return False
    return likely


def amount(cell: str, *, comma: bool = False) -> Amount:
    """The number or range in a cell: "1,200", "$40k", "2-3 months", "~5", "80%".

    `comma`: the decimal mark is a comma.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    text = _CURRENCY.sub("", cell).strip()
    if re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        raise Unclear("it is a date (a spreadsheet makes one of 2-3: put it in quotes there)")
    rough = False
    while found := _LEAD.match(text):
        text, rough = text[found.end() :], True
    if text.endswith("+"):
        text, rough = text[:-1].rstrip(), True
    if "/" in text and re.match(r"[\d\s.,]+/\s*[\d.,]+\s*$", text):
        raise Unclear("it is a fraction")
    text = re.split(r"\s*(?:/|\bper\b|\()\s*", text, maxsplit=1, flags=re.IGNORECASE)[0].strip()
    share = text.endswith("%")
    parts = _RANGE.split(text.rstrip("%").strip())
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise Unclear("it is no number")
    ends = [_one(part.strip().rstrip("%").strip(), comma=comma) for part in parts]
    unit = ends[-1][2]
    if len(ends) == 1:
        number = ends[0][0] * ends[0][1]
        return Amount(number, number, unit, rough, share)
    (low, low_scale, _), (high, high_scale, _) = ends
    low, high = low * (high_scale if low_scale == 1.0 and low < high else low_scale), high * high_scale
    return Amount(min(low, high), max(low, high), unit, rough, share)


def _one(text: str, *, comma: bool) -> tuple[float, float, str]:
    """A number, the scale written behind it (k, M …), and the unit."""
    found = _AMOUNT.match(text)
    if found is None:
        raise Unclear("it is no number")
    digits, word = found["digits"].strip(_SPACES), (found["scale"] or "")
    rest = text[found.end() :].strip()
    scale = 1.0
    if word.casefold() in _SCALES and not (word in ("m", "mm") and rest == "" and text[-2:-1] == " "):
        scale, word = _SCALES[word.casefold()], ""
    unit = (word or (re.match(r"[a-zA-Z-]+", rest) or [""])[0]).casefold()
    return _number(digits, comma=comma), scale, unit


def _number(digits: str, *, comma: bool) -> float:
    bare = re.sub(f"[{_SPACES}]", "", digits)
    mark, other = (",", ".") if comma else (".", ",")
    if bare.count(mark) > 1:  # 1.200.000: it cannot be the decimal mark
        bare, mark = bare.replace(mark, ""), mark
    bare = bare.replace(other, "").replace(mark, ".").rstrip(".")
    if not re.fullmatch(r"\d*\.?\d+|\d+", bare) or len(bare) > 40:
        raise Unclear("it is no number")
    return float(bare)


def effort(cell: str, unit: str, target: str, *, comma: bool = False) -> tuple[int | float | str, str]:
    """An effort in the unit of the workspace (`target`), and what was assumed ("" for nothing).

    `unit` is the one that the column's name says, "" for none. A word alone, such as M, is a size.

    Raises:
        Unclear: it is no effort, or cannot be turned into the workspace's unit.
    """
    bare = cell.strip()
    if re.fullmatch(r"(?i:x{0,3}[sl]|m|small|medium|large)", bare):
        return {"SMALL": "S", "MEDIUM": "M", "LARGE": "L"}.get(bare.upper(), bare.upper()), ""
    found = amount(bare, comma=comma)
    if bare.endswith(("m", "M")) and found.low >= 1e6:  # 3m: months, for nobody estimates millions
        found = Amount(found.low / 1e6, found.high / 1e6, "mo", found.is_rough)
    if found.high <= 0:
        raise Unclear("an effort must be above 0")
    source = next((word for word in (found.unit, unit) if word in UNITS), "")
    note = "a rough value is taken as it is" if found.is_rough else ""
    if not source:
        return found.value, note
    weeks, wanted = UNITS[source], WEEKS.get(target, 1.0)
    if (weeks == 0.0) != (wanted == 0.0):
        raise Unclear(f"{source} cannot be turned into {target}")
    return found.times(weeks / wanted if wanted else 1.0).value, note


def effort_number(cell: str, unit: str, *, comma: bool = False) -> float | None:
    """The middle of an effort in the unit of its column, None where there is none."""
    try:
        found = amount(cell, comma=comma)
    except Unclear:
        return None
    factor = 1.0
    if UNITS.get(found.unit) and UNITS.get(unit):
        factor = UNITS[found.unit] / UNITS[unit]
    return factor * (found.low + found.high) / 2


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan ene janv", "feb fév fevr févr", "mar mär mars mrz", "apr abr avr avril", "may mai mayo",
         "jun juin", "jul juil", "aug ago août aou", "sep sept set", "oct okt out", "nov",
         "dec dez dic déc"), 1,
    )
    for name in names.split()
}  # fmt: skip
_NAMED: Final = re.compile(r"(\d{1,2})[-/. ]\s?([^\W\d_]{3,5})\.?[-/. ]\s?(\d{4}|\d{2})\b")
_NAMED_FIRST: Final = re.compile(r"(?:[A-Za-z]{3},? )?([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})\b")


def puts_day_first(cells: list[str]) -> bool | None:
    """Whether 5/6/2027 is in June: what one cell of a column shows counts for all; None where none shows."""
    for cell in cells:
        if found := re.match(r"\s*(\d{1,2})([/-])(\d{1,2})\2\d{2,4}", cell):
            if int(found[1]) > 12 >= int(found[3]):
                return True
            if int(found[3]) > 12 >= int(found[1]):
                return False
    return None


def day(cell: str, *, day_first: bool | None = None) -> str:
    """The day in a cell, in ISO 8601; the time of day is dropped.

    Raises:
        Unclear: it is none, or day and month could be mixed up.
    """
    text = cell.strip()
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _NAMED.match(text)) and (month := _month(found[2])):
        return _day(_year(found[3]), month, int(found[1]))
    if (found := _NAMED_FIRST.match(text)) and (month := _month(found[1])):
        return _day(int(found[3]), month, int(found[2]))
    if found := re.match(r"(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)", text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        if found[2] == "." or first > 12 or first == second:
            return _day(year, second, first)
        if second > 12 or day_first is False:
            return _day(year, first, second)
        if day_first is None:
            raise Unclear("day and month cannot be told apart")
        return _day(year, second, first)
    raise Unclear("it is no date")


def _month(name: str) -> int | None:
    """The number of a month, by the beginning of its name."""
    return next((_MONTHS[name.casefold()[:n]] for n in (5, 4, 3) if name.casefold()[:n] in _MONTHS), None)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unclear("there is no such day") from None


def when(cell: str, *, day_first: bool | None = None) -> str:
    """A quarter, month or day.

    Raises:
        Unclear: it is none.
    """
    text = cell.strip()
    if found := re.fullmatch(r"[qQ]([1-4])[\s/'-]*(\d{4}|\d{2})", text):
        return f"{_year(found[2])}-Q{found[1]}"
    if found := re.fullmatch(r"(\d{4})[\s/-]*[qQ]([1-4])", text):
        return f"{found[1]}-Q{found[2]}"
    return day(text, day_first=day_first)


def share(cell: str, top: float = 1.0, *, comma: bool = False) -> str:
    """A share as a percentage; `top` is what the column calls certain (1, 10 or 100).

    Raises:
        Unclear: it is none.
    """
    word = cell.strip().casefold()
    if word in ("high", "medium", "low"):
        return word
    found = amount(word, comma=comma)
    percent = found.low if found.is_share else found.low * 100 / top
    if found.low != found.high or not 0 <= percent <= 100:
        raise Unclear("expected a share from 0 to 100 %")
    return f"{short(_digits(percent))}%"


def words(cell: str) -> list[str]:
    """The words of a list in a cell, set apart by commas, semicolons or lines, each once."""
    pieces = (piece.strip() for piece in re.split(r"[,;\n]", cell))
    return list(dict.fromkeys(piece for piece in pieces if piece and not says_nothing(piece)))
