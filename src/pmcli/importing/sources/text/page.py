"""A Markdown page into items: its tables where one is a backlog, else its lists and headings."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.importing.sources.tables.columns import guess_all
from pmcli.importing.sources.tables.heads import Head, is_telling
from pmcli.importing.sources.tables.nesting import Item
from pmcli.importing.sources.text.labels import meaning_of
from pmcli.importing.sources.text.listing import Listing, Page, heads_of, is_aside
from pmcli.importing.sources.text.markup import bare, plain
from pmcli.importing.sources.text.outline import Grid, outline


def read_page(text: str, first: int = 1) -> Page:
    """The items of a page: of its tables where one is a backlog, else of its lists or headings."""
    top = outline(text, first)
    page = Page(headings=[section.title for section, _ in top.walk() if section.title])
    grids = [
        (grid, heads_of((*above, section))) for section, above in top.walk() for grid in section.grids
        if _is_backlog(grid) and not is_aside((*above, section))
    ]  # fmt: skip
    Listing(page).run(top)
    page.is_telling = bool(grids) or any(
        _says_state(item) or any(is_telling(head.name) for head in item.heads) for item in page.items
    )
    rows = sum(len(grid.rows) for grid, _ in grids)
    listed = [item for item in page.items if item.parent < 0]
    if rows and rows >= len(listed):
        told = (
            [f"the table is read, {len(page.items):,} items of lists beside it are not"] if page.items else []
        )
        page.items, page.skipped, page.guesses = [], [], told
        for grid, heads in grids:
            page.items += _of_grid(grid, heads)
    elif rows:
        page.guesses.append(f"lists are read, {rows:,} rows of tables beside them are not")
    others = sum(len(section.grids) for section, _ in top.walk()) - (len(grids) if rows else 0)
    if others > 0:
        page.guesses.append(f"tables that hold no backlog: {others:,}")
    return page


def _says_state(item: Item) -> bool:
    return "mark" in item.cells or any(meaning_of(name) == "status" for name in item.cells)


def _is_backlog(grid: Grid) -> bool:
    """Whether a table has a title and more of a feature."""
    meant = {meaning for meaning in guess_all(grid.header).values() if meaning}
    return "title" in meant and len(meant) > 1 and bool(grid.rows)


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
