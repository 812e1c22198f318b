"""What is told of the columns of a table: where each went, in which unit, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Final

from pmcli.importing.sources.importer import ColumnRead
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.meaning.measures import RATED, measure_in
from pmcli.importing.sources.tables.table import BREAK, SourceTable
from pmcli.importing.sources.tables.values import cells
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.efforts import effort_amount, with_people
from pmcli.importing.sources.tables.values.units import unit_weeks

_LONGEST: Final = 40
"""Characters of a sample that are shown."""
_ENOUGH: Final = 3
"""Rows from which on cells that differ say that they are titles."""
_LOOKED_AT: Final = 500
"""Rows whose efforts are looked at for their units."""
_DURATION: Final = "cd3.duration"
_TIMES: Final = ("effort", "remaining", "estimate_seconds", _DURATION)
"""Meanings of columns that count a time."""


def columns_told(
    table: SourceTable, meant: Mapping[str, str], said: Collection[str], effort_unit: str,
    minutes: Callable[[str], bool],
) -> tuple[ColumnRead, ...]:  # fmt: skip
    """The account of every column, by their meanings; `said` are those of which one was said.

    `minutes` tells of a meaning whether m alone is a minute in its cells.
    """
    rows = [row for _, row in table.rows if row != table.header]
    places = {meant.get(name, ""): at for at, name in reversed(list(enumerate(table.header)))}
    told = []
    for at, name in enumerate(table.header):
        meaning = meant.get(name, "")
        beside = places.get(f"unit:{meaning.partition(':')[0]}")
        some = [row for row in rows if not cells.says_nothing(row[at])]
        texts = [row[at] for row in some]
        units = [row[beside] if beside is not None else "" for row in some[:_LOOKED_AT]]
        told.append(
            ColumnRead(
                name or f"column {at + 1} (it has no name)",
                meaning,
                _unit(name, meaning, list(zip(texts, units, strict=False)), effort_unit, minutes),
                sample(texts[0]) if texts else "",
                len(texts),
                () if meaning or name in said else tuple(_other(name, texts)),
            )
        )
    return tuple(told)


def sample(text: str) -> str:
    """The beginning of a cell, on one line."""
    line = line_of(text.replace(BREAK, ", "))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _unit(
    name: str, meaning: str, texts: list[tuple[str, str]], effort_unit: str, minutes: Callable[[str], bool]
) -> str:  # fmt: skip
    """The units in which the numbers of a column are counted, and the one that they are turned into.

    Each text has that of a column beside it, which tells its unit, "" for none.
    """
    base, _, said = meaning.partition(":")
    measure = measure_in(name)
    if base in _TIMES and texts:
        usual = "seconds" if base == "estimate_seconds" else measure.unit
        target = "weeks" if base == _DURATION else effort_unit
        if base != _DURATION:  # in which nobody counts people
            texts = [(with_people(text)[0], beside) for text, beside in texts]
        units = _units(texts, said, usual, minutes=minutes(meaning))
        return _turned(list(dict.fromkeys(units)), target)
    if base == RATED and texts:
        times = " and ".join(dict.fromkeys(_times(texts, measure.per)))
        return f"{f'money a {times}' if times else 'money, no time named'} → money a week"
    return ""


def _turned(units: list[str], target: str) -> str:
    """Words for what becomes of numbers in these units: "days → person-weeks"."""
    if not units:
        return f"no unit, taken for {target}"
    named, are_points = " and ".join(units), target == "points"
    fit = [unit for unit in units if (unit_weeks().get(unit) == 0) == are_points]
    return f"{named} → {target}" if fit else f"{named}, which are no {target}"


def _units(texts: list[tuple[str, str]], said: str, of_column: str, *, minutes: bool) -> Iterator[str]:
    """The unit of each effort: in its cell, as is said, beside it, of its column; sizes have none."""
    for text, beside in texts:
        known = _known(beside)
        try:
            unit = effort_amount(text, minutes=minutes).unit or said or known or of_column
        except Unclear:
            continue
        if unit:
            yield _named(unit)


def _known(beside: str) -> str:
    """The unit that a cell beside a number tells, "" for none."""
    unit = line_of(beside).casefold()
    return unit if unit in unit_weeks() else ""


def _times(texts: list[tuple[str, str]], of_column: str) -> Iterator[str]:
    """The time in which each amount of money comes: in its cell, beside it, of its column."""
    for text, beside in texts:
        try:
            per = amount(text).per or _known(beside) or of_column
        except Unclear:
            continue
        if per:
            yield _named(per).removesuffix("s")


@cache
def _named(unit: str) -> str:
    """The plain name of a unit, "days" for d: the longest of its words that come first, one and many."""
    weeks = unit_weeks().get(unit)
    same = [word for word, other in unit_weeks().items() if other == weeks]
    return max(same[:2], key=len, default=unit)


def _other(name: str, texts: list[str]) -> Iterator[str]:
    """The meaning that the name of a column suggests, where its cells could be that."""
    guess = columns.guess(name) if name and texts else ""
    if guess and (guess != "title" or (len(texts) >= _ENOUGH and are_titles(texts))):
        yield guess


def are_titles(texts: list[str]) -> bool:
    """Whether texts are words, nearly all different."""
    worded = sum(1 for text in texts if len(text) <= 200 and re.search(r"[^\W\d_]{2}", text))
    return worded > 0.8 * len(texts) and len(set(texts)) > 0.7 * len(texts)
