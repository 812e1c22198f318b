"""A table as it was asked for: its columns, and what is left out of a partial answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.cli.rank import column_names
from pmcli.diagnostic import PmError, did_you_mean
from pmcli.words import words

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.formats.table import Table
    from pmcli.ranking import LeftOut


def chosen(table: Table, text: str | None, backlog: Backlog) -> Table:
    """The table with the columns named, or all it has.

    Raises:
        PmError: it has no such column.
    """
    if text is None:
        return table
    known = {column.key: at for at, column in enumerate(table.columns)}
    names = column_names(text, backlog, tuple(known))
    for name in names:
        if name not in known:
            raise PmError(
                f'there is no column "{name}"', did_you_mean(name, known) or f"columns: {', '.join(known)}"
            )
    places = [known[name] for name in names]
    return replace(
        table,
        columns=tuple(replace(table.columns[at], priority=0) for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in table.rows),
    )


def partial(table: Table, left_out: Sequence[LeftOut] | None) -> Table:
    """The table with a note on what is left out of it, if anything is."""
    if not left_out:
        return table
    note = "left out: " + ", ".join(f"{one.id} ({words(one.reason)})" for one in left_out)
    return replace(table, notes=(*table.notes, note))
