"""How much of an answer is told: with -q only itself, with -v all; and of which scenario it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmcli.writers.blocks import Block
    from pmcli.writers.table import Table

MOST_ROWS = 200
"""The number of rows that a terminal shows of a table."""


def of_table(table: Table, *, quiet: bool, verbose: bool) -> Table:
    """The table; where it is quiet without notes below its rows, where it is verbose with every digit."""
    if quiet and table.rows:
        table = replace(table, notes=())
    if verbose:
        from pmcli.writers.table import in_full

        table = in_full(table)
    return table


def of_page(page: Sequence[Block], *, quiet: bool, verbose: bool) -> Sequence[Block]:
    """The page with its tables so; where it is quiet without remarks between them."""
    if not quiet and not verbose:
        return page
    from pmcli.writers.blocks import Paragraph, TableBlock

    return [
        replace(block, table=of_table(block.table, quiet=quiet, verbose=verbose))
        if isinstance(block, TableBlock)
        else block
        for block in page
        if not (quiet and isinstance(block, Paragraph) and block.tone == "dim")
    ]


def first_rows(page: Sequence[Block], hint: str) -> Sequence[Block]:
    """The page with its tables as long as a terminal shows them."""
    from pmcli.writers.blocks import TableBlock

    return [
        replace(block, table=block.table.first(MOST_ROWS, hint)) if isinstance(block, TableBlock) else block
        for block in page
    ]


# --- scenarios ---


def table_in_scenario(table: Table, name: str | None) -> Table:
    """The table, with a note where no title says that it is of a scenario."""
    told = f"scenario {name}"
    if name is None or told in (table.title or ""):
        return table
    return replace(table, notes=(*table.notes, f"in {told}"))


def page_in_scenario(page: Sequence[Block], name: str | None) -> Sequence[Block]:
    """The page, with a line below its first heading where that does not say that it is of a scenario."""
    from pmcli.writers.blocks import Heading, Paragraph

    told = f"scenario {name}"
    first = next((at for at, block in enumerate(page) if isinstance(block, Heading)), None)
    if name is None or any(isinstance(block, Heading) and told in block.text for block in page):
        return page
    at = 0 if first is None else first + 1
    return [*page[:at], Paragraph(f"in {told}"), *page[at:]]


def document_in_scenario(document: Mapping[str, object], name: str | None) -> Mapping[str, object]:
    """The document, with the name of the scenario that it is of beside its kind."""
    if name is None:
        return document
    head = {key: document[key] for key in ("schemaVersion", "kind") if key in document}
    return {**head, "scenario": name, **document}
