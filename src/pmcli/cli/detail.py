"""How much of an answer is told: with -q only itself, with -v also what screens leave out."""

from __future__ import annotations

from collections.abc import Sequence
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
