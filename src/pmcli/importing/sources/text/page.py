"""A Markdown page into items: its tables where one is a backlog, else its lists and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.tables.meaning.columns import guess_all
from pmcli.importing.sources.tables.meaning.group_heads import Head, is_telling
from pmcli.importing.sources.tables.nested.nesting import Item
from pmcli.importing.sources.text.inline import bare, plain
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.labels import meaning_of
from pmcli.importing.sources.text.lists import Page, PageItems, heads_of, is_aside
from pmcli.importing.sources.text.outline import DEEPEST, Grid, outline

_TELLING: Final = frozenset(("status", "target", "owner", "effort", "x-priority", "not_before", "deadline"))
"""Meanings of columns that a table of what is to be done has, if no column is called like a title."""


def read_page(text: str, first: int = 1) -> Page:
    """The items of a page: of its tables where one is a backlog, else of its lists or headings."""
    top = outline(text, first)
    page = Page(headings=[section.title for section, _ in top.walk() if section.title])
    grids = [
        (grid, heads_of((*above, section))) for section, above in top.walk() for grid in section.grids
        if _is_backlog(grid) and not is_aside((*above, section))
    ]  # fmt: skip
    struck = PageItems(page).run(top)
    tells = bool(grids) or any(
        _says_state(item) or any(is_telling(head.name) for head in item.heads) for item in page.items
    )
    page = replace(page, struck=struck, is_telling=tells)
    if top.deeper:
        page.guesses.append(
            f"what stands more than {DEEPEST} levels deep in a list counts as on the last of them "
            f"({len(top.deeper):,}, the first in line {top.deeper[0]})"
        )
    rows = sum(len(grid.rows) for grid, _ in grids)
    listed = [item for item in page.items if item.parent < 0]
    if rows and rows >= len(listed):
        told = (
            [f"the table is read, {len(page.items):,} items of lists beside it are not"] if page.items else []
        )
        page = replace(page, items=[], skipped=[], guesses=told)
        for grid, heads in grids:
            page.items.extend(_of_lanes(grid, heads) if _has_lanes(grid) else _of_grid(grid, heads))
    elif rows:
        page.guesses.append(f"lists are read, {rows:,} rows of tables beside them are not")
    others = sum(len(section.grids) for section, _ in top.walk()) - (len(grids) if rows else 0)
    if others > 0:
        page.guesses.append(f"tables that hold no backlog: {others:,}")
    return page


def _says_state(item: Item) -> bool:
    return "mark" in item.cells or any(meaning_of(name) == "status" for name in item.cells)


def _is_backlog(grid: Grid) -> bool:
    """Whether a table has a title and more of a feature, or lanes such as Now and Next."""
    if not grid.rows or _has_lanes(grid):
        return bool(grid.rows)
    meant = {meaning for meaning in guess_all([plain(name) for name in grid.header]).values() if meaning}
    named = [row[0] for _, row in grid.rows if row and row[0]]
    has_names = len(set(named)) == len(grid.rows) and bool(meant & _TELLING)
    return ("title" in meant and len(meant) > 1) or has_names


def _has_lanes(grid: Grid) -> bool:
    """Whether the columns of a table are statuses, horizons or periods, in which items stand."""
    telling = sum(1 for name in grid.header if is_telling(plain(name)))
    return telling >= max(2, len(grid.header) - 1)


def _of_lanes(grid: Grid, heads: tuple[Head, ...]) -> Iterator[Item]:
    """The items in the cells of a table, below the names of their column and of their row."""
    for number, row in grid.rows:
        within = heads
        for at, (name, cell) in enumerate(zip(grid.header, row, strict=False)):
            lane = plain(name)
            if at == 0 and not is_telling(lane):
                within = (*heads, Head(plain(cell), "theme")) if plain(cell) else heads
                continue
            for text in re.split(r"<br\s{0,5}/?>", cell):
                line = re.sub(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+", "", text).strip()
                if plain(line):
                    yield Item(f"line {number}", _without_text(read_line(line)), (*within, Head(lane)))


def _without_text(cells: dict[str, str]) -> dict[str, str]:
    """The cells of a line as those of an item, its text as the description."""
    text = cells.pop("text", "")
    cells.pop("struck", None)
    return {**cells, **({"description": text} if text else {})}


def _of_grid(grid: Grid, heads: tuple[Head, ...]) -> Iterator[Item]:
    header = [plain(name) for name in grid.header]
    meant = guess_all(header)
    for number, row in grid.rows:
        cells: dict[str, str] = {}
        for name, cell in zip(header, row, strict=False):
            if not name:
                continue
            read = bare(cell)
            cells[name] = read.text
            if meant.get(name) == "title" and read.links:
                cells["url" if read.links[0].startswith("http") else "page"] = read.links[0]
        if any(cells.values()):
            yield Item(f"line {number}", cells, heads)
