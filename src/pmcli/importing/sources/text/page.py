"""A Markdown page into items: its tables where one is a backlog, else its lists and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.meaning.columns import base_of, guess_all
from pmcli.importing.sources.tables.meaning.group_heads import Head, is_telling
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.text.inline import BREAK_TAG, bare, plain
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.labels import meaning_of
from pmcli.importing.sources.text.line_fields import cuts_told, name_others
from pmcli.importing.sources.text.lists import Page, PageItems, heads_of, is_aside
from pmcli.importing.sources.text.outline import DEEPEST, PageTable, outline
from pmcli.model.figure import counted

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
    reading = PageItems(page)
    reading.run(top)
    name_others(page.items)
    tells = bool(grids) or any(
        _says_state(item) or any(is_telling(head.name) for head in item.heads) for item in page.items
    )
    page = replace(
        page, struck=reading.struck, criteria=reading.criteria, ticked=reading.ticked, is_telling=tells
    )
    if top.deeper:
        page.guesses.append(
            f"what stands more than {DEEPEST} levels deep in a list counts as on the last of them "
            f"({len(top.deeper):,}, the first in line {top.deeper[0]})"
        )
    read = _with_rows(page, grids)
    page.guesses.extend(cuts_told(page.items))
    others = sum(len(section.grids) for section, _ in top.walk()) - read
    if others > 0:
        page.guesses.append(f"tables that hold no backlog: {others:,}")
    return page


def _with_rows(page: Page, grids: Sequence[tuple[PageTable, tuple[Head, ...]]]) -> int:
    """Put the rows of tables beside the items of lists; the number of tables that are read.

    Beside more rows only those lists are read that say of something that it is to be done, and beside more
    lists only those tables.
    """
    listed = sum(1 for item in page.items if item.parent < 0)
    if sum(len(grid.rows) for grid, _ in grids) >= listed:
        if grids:
            _drop_lists(page)
    else:
        some = [(grid, heads) for grid, heads in grids if _has_lanes(grid) or _is_work(grid)]
        rows = sum(len(grid.rows) for grid, _ in grids) - sum(len(grid.rows) for grid, _ in some)
        if rows:
            told = f"{counted(rows, 'row')} of tables beside the lists, which say nothing of work"
            page.guesses.append(f"not read: {told}")
        grids = some
    items = [
        item for grid, heads in grids
        for item in (_of_lanes(grid, heads) if _has_lanes(grid) else _of_grid(grid, heads))
    ]  # fmt: skip
    _join(page, items)
    return len(grids)


def _is_work(grid: PageTable) -> bool:
    """Whether a table has a title and something that only what is to be done has."""
    meant = {base_of(meaning) for meaning in guess_all([plain(name) for name in grid.header]).values()}
    return "title" in meant and bool(meant & (_TELLING - {"owner"}))


def _drop_lists(page: Page) -> None:
    """Take the items of lists away that say nothing of being work: beside a table they are its text."""
    telling: set[int] = set()
    roots: list[int] = []
    for at, item in enumerate(page.items):
        roots.append(at if item.parent < 0 else roots[item.parent])
        if _says_state(item) or any(is_telling(head.name) for head in item.heads):
            telling.add(roots[at])
    kept = [at for at in range(len(page.items)) if roots[at] in telling]
    lost = len(page.items) - len(kept)
    if lost:
        told = f"{counted(lost, 'item')} of lists beside the table, which have no box and no status"
        page.guesses.append(f"not read: {told}")
    places = {before: now for now, before in enumerate(kept)}
    page.items[:] = [
        replace(page.items[at], parent=places.get(page.items[at].parent, -1)) for at in kept
    ]  # fmt: skip


def _join(page: Page, rows: Sequence[NestedItem]) -> None:
    """Put rows behind the items of lists; one that is called as an item says more of it."""
    if not page.items:
        page.items.extend(rows)
        return
    names = [line_of(item.cells.get("title")).casefold() for item in page.items]
    known = {name: at for at, name in reversed(list(enumerate(names)))}
    titles = _titles(rows)
    free = []
    for row, title in zip(rows, titles, strict=True):
        at = known.pop(title.casefold(), -1)
        if at < 0:
            free.append(row)
            continue
        item = page.items[at]
        more = {name: cell for name, cell in row.cells.items() if line_of(cell) != title}
        page.items[at] = replace(item, cells={**more, **item.cells}, heads=item.heads or row.heads)
    joined = len(rows) - len(free)
    page.items.extend(free)
    if rows:
        both = f"{counted(len(page.items) - len(free), 'item')} and {counted(len(rows), 'row')}"
        same = f", of which {joined:,} have the same title and are one" if joined else ""
        page.guesses.append(f"lists and tables are both read: {both}{same}")


def _titles(rows: Sequence[NestedItem]) -> Iterator[str]:
    """What rows of tables are called, each by the cell that its header calls a title."""
    columns: dict[tuple[str, ...], str] = {}
    for row in rows:
        header = tuple(row.cells)
        if header not in columns:
            meant = guess_all(header)
            columns[header] = next((name for name in header if meant.get(name) == "title"), "title")
        yield line_of(row.cells.get(columns[header]))


def _says_state(item: NestedItem) -> bool:
    return "mark" in item.cells or any(meaning_of(name) == "status" for name in item.cells)


def _is_backlog(grid: PageTable) -> bool:
    """Whether a table has a title and more of a feature, or lanes such as Now and Next."""
    if not grid.rows or _has_lanes(grid):
        return bool(grid.rows)
    meant = {meaning for meaning in guess_all([plain(name) for name in grid.header]).values() if meaning}
    named = [row[0] for _, row in grid.rows if row and row[0]]
    has_names = len(set(named)) == len(grid.rows) and bool(meant & _TELLING)
    return ("title" in meant and len(meant) > 1) or has_names


def _has_lanes(grid: PageTable) -> bool:
    """Whether the columns of a table are statuses, horizons or periods, in which items stand."""
    telling = sum(1 for name in grid.header if is_telling(plain(name)))
    return telling >= max(2, len(grid.header) - 1)


def _of_lanes(grid: PageTable, heads: tuple[Head, ...]) -> Iterator[NestedItem]:
    """The items in the cells of a table, below the names of their column and of their row."""
    for number, row in grid.rows:
        within = heads
        for at, (name, cell) in enumerate(zip(grid.header, row, strict=False)):
            lane = plain(name)
            if at == 0 and not is_telling(lane):
                within = (*heads, Head(plain(cell), "theme")) if plain(cell) else heads
                continue
            for text in BREAK_TAG.split(cell):
                line = re.sub(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+", "", text).strip()
                if plain(line):
                    yield NestedItem(f"line {number}", _without_text(read_line(line)), (*within, Head(lane)))


def _without_text(cells: dict[str, str]) -> dict[str, str]:
    """The cells of a line as those of an item, its text as the description."""
    text = cells.pop("text", "")
    cells.pop("struck", None)
    return {**cells, **({"description": text} if text else {})}


def _of_grid(grid: PageTable, heads: tuple[Head, ...]) -> Iterator[NestedItem]:
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
            yield NestedItem(f"line {number}", cells, heads)
