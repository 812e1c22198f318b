"""A header and its rows, whatever they were read from: the one form in which tables go on.

Cells are text. A cell that holds several things, such as the labels in a JSON list, has them set apart by
`BREAK`, which no text has; `words` in `cells` takes them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.model.diagnostic import PmError

BREAK: Final = "\x1f"
"""Stands between the items of a list in a cell."""
_HEADER_WITHIN: Final = 20


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A header and its rows, each with its place such as "row 12"; what is wrong with a row is in `skipped`.

    Every row has as many cells as the header. `guesses` say how it was read; `sheets` are the others of a
    workbook. `decimal_comma` says that the file is likely to write 1,5 for one and a half.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    skipped: tuple[Skipped, ...] = ()
    guesses: tuple[str, ...] = ()
    decimal_comma: bool = False


Header = Callable[[Sequence[str]], float]
"""The likeness of a row to a header, 0 where there is none."""


def best_header(rows: Sequence[Sequence[str]], header: Header) -> tuple[int, float]:
    """The index of the header among the first rows, -1 for none, and how much it looks like one."""
    best, likeness = -1, 0.0
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if sum(1 for cell in row if cell.strip()) < 1:
            continue
        score = header(row) + (0.01 if best < 0 else 0.0)
        if score > likeness:
            best, likeness = at, score
    return best, likeness


def table_of(
    records: list[tuple[int, list[str]]], broken: dict[int, str], header: Header, guesses: list[str],
    *, decimal_comma: bool,
) -> SourceTable:  # fmt: skip
    """The table in numbered records; `broken` are those that cannot be read, with the reason.

    Raises:
        PmError: no record looks like a header.
    """
    at, _ = best_header([row for _, row in records[:_HEADER_WITHIN]], header)
    if at < 0:
        raise PmError("there is no table in it", "the first row names the columns", exit_code=1)
    number, names = records[at]
    wide = max((n for n, name in enumerate(names, 1) if name.strip()), default=0)
    if at:
        guesses.append(f"row {number} is taken for the header")
    rows: list[tuple[str, tuple[str, ...]]] = []
    skipped = {place: why for place, why in broken.items() if place > number}
    for place, cells in records[at + 1 :]:
        beyond = sum(1 for cell in cells[wide:] if cell.strip())
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if beyond:
            skipped[place] = f"it has {wide + beyond} cells, the header {wide}: is a quote missing?"
        else:
            rows.append((f"row {place}", (*cells[:wide], *[""] * (wide - len(cells)))))
    return SourceTable(
        tuple(_name(name) for name in names[:wide]), tuple(rows),
        tuple(Skipped(f"row {place}", why) for place, why in sorted(skipped.items())),
        tuple(guesses), decimal_comma,
    )  # fmt: skip


def _name(text: str) -> str:
    """A column's name on one line."""
    return re.sub(r"\s+", " ", text).strip()
