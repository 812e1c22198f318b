"""The parts of a sheet: a table, the same header again behind a caption, a table within it, another table.

Where the header comes again the table goes on. A table with a header of its own behind an empty row is
another one, which is not read. Below "Subitems" stand the parts of the row above, under names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pmcli.importing.sources.importer import Skipped
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.vocabulary import vocabulary

Records = list[tuple[int, list[str]]]
"""Rows with their numbers."""
_WITHIN: Final = frozenset({"subitems", "subitem", "subtasks"})
"""The first cell of a header of parts, as in workbooks of monday.com."""
PARENT: Final = "Parent item"
"""The column that says of which row one is a part."""
_LONGEST_NAME: Final = 60
_NUMBERED: Final = re.compile(r"[\d.,\s%€$£-]+")
_ABOVE: Final = 20
"""Rows above an empty one in which numbers are looked for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The header, its rows with their numbers, and what is no part of the table."""

    header: tuple[str, ...]
    rows: Records = field(default_factory=list)
    others: list[Skipped] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)


def filled(cells: Sequence[str]) -> int:
    """The number of cells that say something."""
    return sum(1 for cell in cells if cell and not cell.isspace())


def is_nested(cells: Sequence[str]) -> bool:
    """Whether it is the header of a table of parts, below the row that they are parts of."""
    return compact(cells[0]) in _WITHIN and filled(cells) >= 2


def parts_of(records: Records, at: int) -> Parts:
    """The table whose header is at an index, and what stands below it."""
    wide = _width(records, at)
    names = [re.sub(r"\s+", " ", name).strip() for name in records[at][1][:wide]]
    reading = _Reading(Parts(tuple(names)), names, records[at][0])
    reading.above(records, at)
    for place, cells in records[at + 1 :]:
        reading.take(place, cells)
    return reading.done()


def _width(records: Records, at: int) -> int:
    """The columns of the header at an index: up to its last name, or blank with cells below."""
    header = records[at][1]
    wide = max((n for n, name in enumerate(header, 1) if name.strip()), default=0)
    if wide == len(header):
        return wide
    blanks = range(wide, len(header))
    used = (n for _, cells in records[at + 1 :] for n in blanks if n < len(cells) and cells[n].strip())
    return max(used, default=wide - 1) + 1


class _Reading:
    """One run down a sheet, from its header on."""

    def __init__(self, parts: Parts, names: list[str], place: int) -> None:
        self.parts, self.names, self._place = parts, names, place
        self._folded = [compact(name) for name in names]
        self._first = names[0].casefold() if names else ""
        self._last = 0
        self._is_gap = False
        self._caption = False
        self._item = ""
        self._within: dict[int, int] | None = None
        self._more: list[str] = []
        self._nested: set[int] = set()
        self._other: tuple[str, list[int]] | None = None

    def above(self, records: Records, at: int) -> None:
        """A caption right above the header is the head of a group where the header comes again below one."""
        self._last = records[at][0]
        lone = at > 0 and filled(records[at - 1][1]) == 1
        again = (here for here in range(at + 2, len(records)) if self._is_again(records[here][1]))
        if lone and any(filled(records[here - 1][1]) == 1 for here in again):
            number, cells = records[at - 1]
            self.parts.rows.append((number, [cell for cell in cells if cell.strip()]))

    def take(self, place: int, cells: list[str]) -> None:
        """One row below the header; empty lines may have been left out before it."""
        self._is_gap |= place > self._place + 1
        self._place = place
        count = filled(cells)
        if place > self._last + 1 or not count:
            self._is_gap, self._caption = True, False
        self._last = place
        if not count:
            return
        if self._is_again(cells):
            self._close()
            self._within = None
            self.parts.rows.append((place, cells))
        elif (self._is_gap or self._caption) and self._is_other(cells):
            if self._caption and self.parts.rows:
                self.parts.rows.pop()
            self._close()
            self._other = (" · ".join(cell.strip()[:20] for cell in cells if cell.strip()), [place])
        elif self._other is not None:
            self._other[1].append(place)
        elif self._is_gap and count == 1 and _is_end(cells):
            self._other = (_lone(cells)[:40], [place])
        elif not self._is_part(place, cells):
            self.parts.rows.append((place, cells))
            self._item = _lone(cells)
        self._caption = self._is_gap and count == 1
        self._is_gap = False

    def done(self) -> Parts:
        """The parts, with what was told."""
        self._close()
        if self._nested:
            width, blanks = len(self.names), len(self._more) + 1
            rows = [
                (place, cells if place in self._nested else _widened(cells, width, blanks))
                for place, cells in self.parts.rows
            ]
            return replace(self.parts, header=(*self.parts.header, PARENT, *self._more), rows=rows)
        return self.parts

    def _close(self) -> None:
        """Tell of the table that ends here, and is not read."""
        if self._other is not None:
            header, places = self._other
            rows = f"{len(places) - 1} row{'' if len(places) == 2 else 's'}"
            place = f"row {places[0]}" if len(places) == 1 else f"rows {places[0]} to {places[-1]}"
            self.parts.others.append(Skipped(place, f"another table of {rows} ({header}) is not read"))
        self._other = None

    def _is_again(self, cells: Sequence[str]) -> bool:
        """Whether it is the header, with nothing more."""
        if not cells or cells[0].strip().casefold() != self._first:
            return False
        return [compact(cell) for cell in cells[: len(self.names)]] == self._folded

    def _is_other(self, cells: Sequence[str]) -> bool:
        """Whether it is the header of another table: nearly all cells are names, or two are ours."""
        said = [cell.strip() for cell in cells if cell.strip()]
        if len(cells) > 2 and [compact(cell) for cell in cells[:2]] == self._folded[:2]:
            return True
        if len(said) < 2 or any(len(cell) > _LONGEST_NAME for cell in said):
            return False
        known = vocabulary("columns", "names")
        named = sum(1 for cell in said if compact(cell) in known)
        return (named >= 2 and 5 * named >= 3 * len(said)) or (named > 0 and self._is_worded(cells))

    def _is_worded(self, cells: Sequence[str]) -> bool:
        """Whether there are nothing but words, also where the rows above have nothing but numbers."""
        if any(re.search(r"\d", cell) for cell in cells):
            return False
        above = [row for _, row in self.parts.rows[-_ABOVE:]]
        for at, cell in enumerate(cells[: len(self.names)]):
            held = [row[at].strip() for row in above if at < len(row) and row[at].strip()]
            if cell.strip() and len(held) > 1 and all(map(_NUMBERED.fullmatch, held)):
                return True
        return False

    # --- tables within the table ---

    def _is_part(self, place: int, cells: list[str]) -> bool:
        """Whether a row belongs to a table below the last item; then it is taken."""
        if cells[0].strip():
            self._within = None
            if is_nested(cells) and self._item:
                self._begin(cells)
            return self._within is not None
        if self._within is None:
            return False
        row = [""] * (len(self.names) + 1 + len(self._more))
        row[len(self.names)] = self._item
        for here, there in self._within.items():
            if here < len(cells):
                row[there] = cells[here]
        self.parts.rows.append((place, row))
        self._nested.add(place)
        return True

    def _begin(self, cells: Sequence[str]) -> None:
        """Begin a table of parts: the first column has the titles, others are those of the whole by name."""
        self._within = {1: 0}
        for here, name in enumerate(cells[2:], 2):
            if (folded := compact(name)) in self._folded:
                self._within[here] = self._folded.index(folded)
            elif name.strip():
                if name not in self._more:
                    self._more.append(name)
                self._within[here] = len(self.names) + 1 + self._more.index(name)


def _lone(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


def _is_end(cells: Sequence[str]) -> bool:
    """Whether it is the caption of what only explains the table."""
    return _lone(cells).rstrip(":").casefold() in vocabulary("rows", "ends")


def _widened(cells: list[str], width: int, blanks: int) -> list[str]:
    """The cells with blanks behind those of the header."""
    return [*cells[:width], *[""] * (max(0, width - len(cells)) + blanks), *cells[width:]]
