"""What all rows of a table share: marks of numbers, order of days, tops of scales, what columns count in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pmcli.importing.sources.importer import Source
from pmcli.importing.sources.tables.meaning import columns
from pmcli.importing.sources.tables.meaning.measures import currencies_in, measures
from pmcli.importing.sources.tables.rows.names import TableNames
from pmcli.importing.sources.tables.rows.row import TableContext, TableDialect
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.tables.values import amounts, cells, days
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.model.figure import counted

_SCALE: Final = re.compile(
    r"\b[01]\s?(?:-|–|to|bis|à|a)\s?(100|10|[1-9])\b|(?:/|out of|of|von|sur)\s?(100|10|5)\b"
)
_SHOWN: Final = 5000
"""The rows in which a decimal mark is looked for."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by what they mean: `places` has the indexes of those of each meaning."""

    table: SourceTable
    places: Mapping[str, list[int]]

    def name(self, meaning: str) -> str:
        """The name of the first column of a meaning."""
        return self.table.header[self.places[meaning][0]]

    def cells(self, meaning: str, most: int | None = None) -> list[str]:
        """The cells of a meaning that hold something, of the first rows."""
        rows = self.table.rows[:most]
        return [row[at] for at in self.places.get(meaning, ()) for _, row in rows if row[at]]


def context_of(
    dialect: TableDialect, source: Source, link: str, found: Columns, *,
    names: TableNames, statuses: Mapping[str, str],
) -> tuple[TableContext, list[str]]:  # fmt: skip
    """The context that rows share, and sentences on what was assumed of all of them.

    `statuses` are the words of the format and the user for a status.
    """
    comma = {
        meaning: cells.writes_decimal_comma(found.cells(meaning, _SHOWN), likely=found.table.decimal_comma)
        for meaning in found.places
    }
    called = {meaning: found.name(meaning) for meaning in found.places}
    numbers = {
        meaning: list(dict.fromkeys(found.cells(meaning))) for meaning in called if _is_number(meaning)
    }
    top, doubts = _confidence_top(
        numbers.get("rice.confidence", []),
        called.get("rice.confidence", ""),
        comma=comma.get("rice.confidence", False),
    )
    dated = [cell for name in (*columns.DATES, "completed", "started") for cell in found.cells(name)]
    dated = [end for cell in dated for end in days.ends(cell) or (cell,)]
    context = TableContext(
        dialect, source.effort_unit, link, called, statuses,
        comma, days.puts_day_first(dated), top, names, measures=measures(numbers, called),
        progress_top=max(_bare_numbers(numbers.get("progress", []), comma=False), default=1.0),
        workspace=source.here.backlog.workspace if source.here else None,
    )  # fmt: skip
    return context, [*doubts, *_mixed(numbers, found), *_currencies(numbers, context, source.currency)]


def _is_number(meaning: str) -> bool:
    base = meaning.split(":")[0]
    return base in columns.NUMBERS or base == "estimate_seconds" or meaning.startswith("weighted.")


def _mixed(numbers: Mapping[str, list[str]], found: Columns) -> list[str]:
    """Notes on columns of numbers in which some have a decimal comma and some a decimal point."""
    return [
        f'"{found.name(meaning)}" has decimal commas and decimal points: each number is read as written'
        for meaning, texts in numbers.items()
        if cells.mixes_marks(texts)
    ]


def _currencies(numbers: Mapping[str, list[str]], context: TableContext, ours: str) -> list[str]:
    """Notes on columns with money of more than one currency, or of another than the workspace's."""
    notes = []
    for meaning, texts in numbers.items():
        named = context.measure(meaning).currency
        codes = list(dict.fromkeys([*([named] if named else []), *currencies_in(texts)]))
        if len(codes) > 1:
            said = f"is in {' and '.join(codes)}: numbers are taken as they stand, none is converted"
        elif codes and ours and codes != [ours.upper()]:
            said = f"is in {codes[0]}, pm.yaml in {ours}: numbers are taken as they stand, none is converted"
        else:
            continue
        notes.append(f'"{context.columns[meaning]}" {said}')
    return notes


def _bare_numbers(texts: Iterable[str], *, comma: bool) -> list[float]:
    """The numbers in cells that say no per cent."""
    found = []
    for cell in texts:
        try:
            amount = amounts.amount(cell, comma=comma)
        except Unclear:
            continue
        if not amount.is_share:
            found.append(amount.high)
    return found


def _confidence_top(texts: Iterable[str], name: str, *, comma: bool) -> tuple[float, list[str]]:
    """The number that the column of confidence calls certain, and a note where it is a guess.

    Its name may say so: "Confidence (1-10)".
    """
    if match := _SCALE.search(name):
        return float(match[1] or match[2]), []
    bare = _bare_numbers((text for text in texts if not amounts.labelled_level(text)), comma=comma)
    most = max(bare, default=0.0)
    if most <= 1:
        return 1.0, []
    if most > 10:
        below = sum(1 for value in bare if 0 < value <= 1)
        told = (
            f"confidence: numbers up to 1 among percentages are shares, 0.5 is 50% ({counted(below, 'row')})"
        )
        return amounts.PERCENT, [told] if below else []
    top = 5.0 if most <= 5 and all(value == int(value) for value in bare) else 10.0
    return top, [f"confidence goes up to {most:g}, so {top:g} is taken for 100 %"]
