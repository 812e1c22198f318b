"""A header and its rows, whatever they were read from: the one form in which tables go on.

Cells are text. A cell that holds several things, such as the labels in a JSON list, has them set apart by
`BREAK`, which no text has; `words` in `cells` takes them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pmcli.importing.sources.importer import Skipped

BREAK: Final = "\x1f"
"""Stands between the items of a list in a cell."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A header and its rows, each with its place such as "row 12"; what is wrong with a row is in `skipped`.

    Every row has as many cells as the header. `guesses` say how it was read; `sheets` are the others of a
    workbook. `decimal_comma` says that the file is likely to write 1,5 for one and a half. `below` are cells,
    by place and column, that were one with the cell above and so repeat its text.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    skipped: tuple[Skipped, ...] = ()
    guesses: tuple[str, ...] = ()
    decimal_comma: bool = False
    below: frozenset[tuple[str, int]] = frozenset()

    def each(self, change: Callable[[str], str]) -> SourceTable:
        """The table with every cell of its rows changed."""
        rows = tuple((place, tuple(map(change, row))) for place, row in self.rows)
        return replace(self, rows=rows)


Header = Callable[[Sequence[str]], float]
"""The likeness of a row to a header, 0 where there is none."""
