"""The header among the first records of a file, and the table below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.tables.reading.sheet_parts import Parts, Records, filled, is_nested, parts_of
from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted

_HEADER_WITHIN: Final = 60
_KNOWN: Final = 1.0
"""The likeness of a header of which one name is known."""
_MANY_KNOWN: Final = 6.0
"""A likeness above which a row is a header even if it holds an address."""
_IS_ENTERED: Final = 0.25
"""The part of its likeness that is left to a row of which a cell stands in other rows too."""
_ENTERED: Final = re.compile(r"<?https?://.*|\S+@\S+\.\w+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.DOTALL)
"""A cell of a kind that no column is called by."""
_COUNTED: Final = re.compile(r"[\d.,%€$£]+|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


_UNIT: Final = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,40}\]")
"""A cell that says what its column counts in."""


def numbered(_row: Sequence[str]) -> float:
    """No likeness at all: no row is a header, and columns are called by their numbers."""
    return 0.0


def best_header(rows: Sequence[Sequence[str]], header: Header) -> tuple[int, float]:
    """The index of the header among the first rows, -1 for none, and how much it looks like one.

    Where no name is known it is the first row that is filled like the others.
    """
    first = rows[:_HEADER_WITHIN]
    usual = max(map(filled, first), default=0)
    entered = _entered(first)
    best, likeness = -1, 0.0
    for at, row in enumerate(first):
        if not filled(row) or is_nested(row):
            continue
        score = header(row) * (_IS_ENTERED if at in entered else 1.0)
        score += 0.01 if best < 0 and 2 * filled(row) >= usual else 0.0
        if score > likeness:
            best, likeness = at, score
    return best, likeness


def _entered(rows: Sequence[Sequence[str]]) -> set[int]:
    """The rows of which a cell stands in another row of its column too: a column is called by its name once.

    A header that comes again as a whole is none of these.
    """
    cells = [{(at, cell.strip()) for at, cell in enumerate(row) if cell.strip()} for row in rows]
    times = Counter(cell for said in cells for cell in said)
    wholes = [frozenset(said) for said in cells]
    again = Counter(wholes)
    return {at for at, said in enumerate(wholes) if any(times[cell] > again[said] for cell in said)}


def table_of(
    records: Records, broken: dict[int, str], header: Header, guesses: list[str], *, decimal_comma: bool
) -> SourceTable:  # fmt: skip
    """The table in numbered records; `broken` are those that cannot be read, with the reason.

    Raises:
        PmError: no record looks like a header.
    """
    records = [(number, cells) for number, cells in records if cells]
    if header is numbered:
        width = max((len(cells) for _, cells in records), default=0)
        records = [(0, [str(number + 1) for number in range(width)]), *records]
        at, likeness = 0, _KNOWN
    else:
        at, likeness = best_header([row for _, row in records[:_HEADER_WITHIN]], header)
    _check_header(records, at, likeness)
    number = records[at][0]
    parts = _with_units(parts_of(records, at))
    kept = {place for place, _ in parts.rows}
    above = sum(1 for place, row in records[:at] if filled(row) and place not in kept)
    guesses += _told(number, above, likeness, is_first=not at)
    wide = len(parts.header)
    rows: list[tuple[str, tuple[str, ...]]] = []
    skipped = {place: why for place, why in broken.items() if place > number}
    for place, cells in parts.rows:
        beyond = sum(1 for cell in cells[wide:] if cell.strip())
        if beyond:
            skipped[place] = f"it has {wide + beyond} cells, the header {wide}: is a quote missing?"
        elif filled(cells):
            rows.append((f"row {place}", (*cells[:wide], *[""] * (wide - len(cells)))))
    told = [*(Skipped(f"row {place}", why) for place, why in sorted(skipped.items())), *parts.others]
    return SourceTable(
        parts.header, tuple(rows), tuple(told), (*guesses, *parts.guesses), decimal_comma
    )  # fmt: skip


def _with_units(parts: Parts) -> Parts:
    """The parts, with a row of units below the header, such as "(days)", behind the names of its columns."""
    place, units = parts.rows[0] if parts.rows else (0, [])
    said = [cell.strip() for cell in units if cell.strip()]
    if not said or not all(map(_UNIT.fullmatch, said)):
        return parts
    names = zip(parts.header, [*units, *[""] * len(parts.header)], strict=False)
    told = f"row {place} is read with the header: it says what columns count in"
    header = tuple(f"{name} {unit.strip()}".strip() for name, unit in names)
    return replace(parts, header=header, rows=parts.rows[1:], guesses=[*parts.guesses, told])


def _check_header(records: Records, at: int, likeness: float) -> None:
    """Nothing, where a record is a header.

    Raises:
        PmError: none is.
    """
    if at < 0:
        raise PmError("there is no table in it", "the first row names the columns")
    cells = records[at][1]
    entered = any(_ENTERED.fullmatch(cell.strip()) for cell in cells if len(cell) < 1_000)
    if (entered and likeness < _MANY_KNOWN) or (likeness < _KNOWN and _is_counted(records, at)):
        raise PmError(
            f"no row names the columns: row {records[at][0]} holds values",
            'put a row with their names above; or name them by number: --map "1=title"'
        )  # fmt: skip


def _is_counted(records: Records, at: int) -> bool:
    """Whether a column has a number where its name would stand, and numbers below."""
    for place, cell in enumerate(records[at][1]):
        if _COUNTED.fullmatch(cell.strip()):
            below = [row[place].strip() for _, row in records[at + 1 : at + 50] if len(row) > place]
            said = [text for text in below if text]
            if 2 * sum(1 for text in said if _COUNTED.fullmatch(text)) >= len(said):
                return True
    return False


def _told(number: int, above: int, likeness: float, *, is_first: bool) -> list[str]:
    """Sentences on the choice of the header; `above` rows that say something stand above it."""
    if not number:
        return ["no row names the columns: they are called 1, 2, 3 …"]
    told = f"row {number} is taken for the header"
    if likeness < _KNOWN:
        told += ', though no name in it is known (--map "1=title" where it is a row like the others)'
    if above:
        told += f"; {counted(above, 'row')} above {'are' if above > 1 else 'is'} not read"
    return [] if is_first and likeness >= _KNOWN else [told]
