"""Cells as people write them into tables: numbers by their decimal mark, lists, and what says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.estimate import plain

SPACES: Final = "\u00a0\u202f\u2009\u2007 '’"
"""Marks between thousands besides point and comma."""
_NUMBER: Final = re.compile(
    rf"(?P<whole>(?!0)\d{{1,3}}(?P<mark>[.,{SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*|\d+)?"
    r"(?:(?P<point>[.,])(?P<part>\d+))?(?P<power>[eE][+-]?\d{1,3})?"
)


class Unclear(Exception):  # noqa: N818 - a cell that nobody can read, not an error of ours
    """A cell that cannot be read, and why."""


def digits(number: float) -> float:
    """A number to three digits."""
    return float(f"{number:.3g}")


def short(number: float) -> str:
    """A number without exponent or needless digits."""
    return plain(number, 12)


def says_nothing(cell: str) -> bool:
    """Whether the cell is as good as empty."""
    return not cell or cell.strip().casefold() in vocabulary("cells", "nothing")


def switched(cell: str) -> bool | None:
    """Whether a cell says yes, such as by a tick, or no; None where it says neither."""
    word = vocabulary("cells", "switches").get(cell.strip().casefold())
    return None if word is None else word == "true"


_BRACKETED: Final = re.compile(r"\[([^\[\]]*)\]|\{([^{}:]*)\}")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|(?<![^\s,])'([^']*)'(?=\s*(?:,|$))")
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


def decimal_number(text: str, *, comma: bool, whole: bool = False) -> float:
    """A number by the form that it is written in; the column decides (`comma`) what 1,234 is.

    `whole`: it is an amount of money, which has no three decimals.

    Raises:
        Unclear: it is none, or two could be meant.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 40 or (match["mark"] and match["mark"] == match["point"]):
        raise Unclear(
            "it is no number" if match is None or len(text) > 40 else "its marks do not say where it ends"
        )
    before, mark, part = match["whole"] or "", match["mark"] or "", match["part"] or ""
    if not (before or part):
        raise Unclear("it is no number")
    is_open = mark and mark in ".," and not part and before.count(mark) == 1  # 1,234
    if is_open and not whole and (mark == ("," if comma else ".") or match["power"]):
        before, part = before.split(mark)
    elif mark:
        before = before.replace(mark, "")
    number = float(f"{before or 0}.{part or 0}{match['power'] or ''}")
    if number >= 1e40 or 0 < number < 1e-9:
        raise Unclear("it is too large or too small")
    return number


def words(cell: str) -> list[str]:
    """The words of a list in a cell, set apart by commas, semicolons or lines, each once.

    Brackets around it, and quotes around its words, are no part of them: [a,b], ["a","b"], {a,b}.
    """
    return _saying(listed) if (listed := listed_in(cell)) else split(cell)


def split(cell: str) -> list[str]:
    """The words set apart by commas, semicolons or lines, each once; brackets are part of them."""
    return _saying(re.split(r"[,;\n、，；]", cell))


def _saying(listed: Iterable[str]) -> list[str]:
    """The words that say something, each once."""
    words = (word.strip() for word in listed)
    return list(dict.fromkeys(word for word in words if not says_nothing(word)))


def listed_in(cell: str) -> list[str]:
    """The items of a list that a program wrote: set apart by `BREAK`, or in brackets; none of other cells."""
    if BREAK in cell:
        return cell.split(BREAK)
    inner = _BRACKETED.fullmatch(cell.strip())
    if inner is None:
        return []
    quoted = _QUOTED.findall(inner[1] or inner[2] or "")
    if quoted:
        return [one or other for one, other in quoted]
    return [word.strip() for word in (inner[1] or inner[2] or "").split(",")]


def joined(cell: str) -> str:
    """A cell in which a list that a program wrote is one as people write it: "a, b"."""
    return ", ".join(words(cell)) if listed_in(cell) else cell
