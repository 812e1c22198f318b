"""Efforts in cells of foreign tables, in the unit of the workspace."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from math import isclose
from typing import Final

from pmcli.importing.sources.tables.values.amounts import read_amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import Amount, effort_scales, unit_weeks
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.period import WEEKS_A_YEAR

WEEKS: Final = {"person-days": 0.2, "person-weeks": 1.0, "person-months": WEEKS_A_YEAR / 12, "points": 0.0}
"""Weeks per unit of a workspace: five days a week, 52 weeks in 12 months; points have none."""
_SIZE: Final = re.compile(r"x{0,3}[sl]|m|[234]x[sl]", re.IGNORECASE)
_TWICE: Final = re.compile(
    r"(?P<first>[^()/]+?)\s*(?:\((?P<second>[^()]*\d[^()]*)\)|/\s*(?P<behind>[^()/]*\d[^()/]*))"
)
_LONGEST: Final = 60
_CREW: Final = re.compile(r"(\d{1,3})\s*([^\W\d_]+)\s*(?:[x×*,]|for|à|für)\s*(\S.*)", re.IGNORECASE)
_CREW_BEHIND: Final = re.compile(r"(\S[^x×*]*?)\s*[x×*]\s*(\d{1,3})\s*([^\W\d_]+)", re.IGNORECASE)


class IsMoney(Unclear):
    """An amount of money where an effort is expected."""


class OtherUnit(Unclear):
    """An effort in a unit that cannot be turned into the workspace's: a time, or points."""

    def __init__(self, unit: str, target: str) -> None:
        super().__init__(f"{unit} cannot be turned into {target}")
        self.are_points = unit_weeks()[unit] == 0.0


@lru_cache(maxsize=4096)
def effort_amount(cell: str, *, comma: bool = False, minutes: bool = False) -> Amount:
    """The number or range in a cell of efforts, where m stands for months, or for `minutes`.

    Raises:
        Unclear: there is none, or more than one could be meant.
    """
    return read_amount(cell, effort_scales(), comma=comma, minutes=minutes)


def size_of(cell: str) -> str:
    """The size that a cell names, such as M or XL; "" for none."""
    bare = cell.strip().casefold()
    if _SIZE.fullmatch(bare):
        number, letter = (int(bare[0]), bare[-1]) if bare[0].isdigit() else (0, "")
        return ("x" * number + letter if number else bare).upper()
    return vocabulary("cells", "sizes").get(bare, "")


def effort(
    cell: str, unit: str, target: str, *, comma: bool = False, minutes: bool = False
) -> tuple[int | float | str, tuple[str, ...]]:
    """An effort in the unit of the workspace (`target`), and what was assumed.

    `unit` is the one that the column says, "" for none. A word alone, such as M, is a size.

    Raises:
        IsMoney: it is an amount of money.
        OtherUnit: it cannot be turned into the workspace's unit.
        Unclear: it is no effort.
    """
    if size := size_of(cell):
        return size, ()
    if are_sizes(cell):
        first, last = map(size_of, _sizes(cell))
        return f"{first}-{last}", ()
    if second := _said_twice(cell):
        return _of_both(*second, unit, target, comma=comma, minutes=minutes)
    bare, people = with_people(cell.strip())
    parsed = effort_amount(bare, comma=comma, minutes=minutes)
    if parsed.is_share:
        raise Unclear("it is a share")
    if parsed.currency:
        raise IsMoney("it is money, and no effort")
    if parsed.per:
        raise Unclear("it is a rate, and no effort")
    if parsed.high <= 0:
        raise Unclear("an effort must be above 0")
    source = next((word for word in (parsed.unit, unit) if word in unit_weeks()), "")
    notes = ["a rough value is taken as it is"] if parsed.is_rough else []
    if people > 1:
        notes.append("people times time is taken, such as 6 person-weeks for 2 people in 3 weeks")
    if ":" in bare:
        notes.append("a time such as 8:30 is read as hours and minutes")
    if source.startswith(("sprint", "iteration")):
        notes.append("a sprint is taken for two weeks")
    return _converted(parsed.times(float(people)), source, target).value, tuple(notes)


def _said_twice(cell: str) -> tuple[str, str] | None:
    """The two efforts in a cell that says one in two ways: "L (8)", "M / 5", "5 days (1 week)"."""
    match = _TWICE.fullmatch(cell.strip()) if len(cell) < _LONGEST else None
    if match is None:
        return None
    first, second = match["first"].strip(), match["second"] or match["behind"]
    return (first, second) if size_of(first) or (match["second"] and re.search(r"[^\W\d_]", first)) else None


def _of_both(
    first: str, second: str, unit: str, target: str, *, comma: bool, minutes: bool
) -> tuple[int | float | str, tuple[str, ...]]:  # fmt: skip
    """The effort that a cell says in two ways: the number, where it can be counted, else the size.

    Raises:
        Unclear: they are two numbers, and not the same.
    """
    if not (size := size_of(first)):
        one, other = (effort_amount(text, comma=comma, minutes=minutes) for text in (first, second))
        if not one.unit or not other.unit or not _are_same(one, other):
            raise Unclear("it says two efforts")
        return effort(first, unit, target, comma=comma, minutes=minutes)
    with suppress(Unclear):
        parsed = effort_amount(second, comma=comma, minutes=minutes)
        if source := parsed.unit or unit or ("points" if target == "points" else ""):
            return effort(second, source, target, comma=comma, minutes=minutes)
    return size, ("a number beside a size is left out where nothing says what it counts",)


def _are_same(one: Amount, other: Amount) -> bool:
    weeks = unit_weeks()
    ends = ((one.low, other.low), (one.high, other.high))
    return all(isclose(a * weeks[one.unit], b * weeks[other.unit], rel_tol=0.01) for a, b in ends)


def _converted(amount: Amount, source: str, target: str) -> Amount:
    """An amount in the unit of the workspace, which it is in already where `source` is "".

    Raises:
        OtherUnit: one is a time, the other is not.
    """
    if not source:
        return amount
    weeks, wanted = unit_weeks()[source], WEEKS.get(target, 1.0)
    if (weeks == 0.0) != (wanted == 0.0):
        raise OtherUnit(source, target)
    return amount.times(weeks / wanted if wanted else 1.0)


def is_effort(cell: str) -> bool:
    """Whether a cell tells an effort, in whatever unit, and no money, rate or share."""
    if are_sizes(cell):
        return True
    first, second = _said_twice(cell) or (cell, "")
    try:
        parsed = effort_amount(with_people(second if size_of(first) else first.strip())[0])
    except Unclear:
        return False
    return not (parsed.currency or parsed.per or parsed.is_share)


def are_sizes(cell: str) -> bool:
    """Whether a cell names a size, or two that it may be: M, M-L, "S or M"."""
    return all(map(size_of, _sizes(cell)))


def _sizes(cell: str) -> list[str]:
    return re.split(r"\s*(?:-|–|/|\.\.|\bto\b|\bor\b)\s*", cell.strip()[:40], maxsplit=1)


def with_people(text: str) -> tuple[str, int]:
    """The time in a cell, and how many people work in it: "2 devs x 3 weeks"."""
    crew = vocabulary("cells", "crew")
    if (match := _CREW.fullmatch(text[:120])) and match[2].casefold() in crew:
        return match[3], int(match[1])
    if (match := _CREW_BEHIND.fullmatch(text[:120])) and match[3].casefold() in crew:
        return match[1], int(match[2])
    return text, 1


def effort_number(cell: str, unit: str, *, comma: bool = False) -> float | None:
    """The middle of an effort in the unit of its column, None where there is none."""
    try:
        parsed = effort_amount(cell, comma=comma)
    except Unclear:
        return None
    factor, weeks = 1.0, unit_weeks()
    if weeks.get(parsed.unit) and weeks.get(unit):
        factor = weeks[parsed.unit] / weeks[unit]
    return factor * (parsed.low + parsed.high) / 2
