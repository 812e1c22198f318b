"""How sure the order is, beside the rows of `pm rank`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmcli.forecast.sureness import Sureness
from pmcli.model.backlog import Backlog
from pmcli.views.sureness.notes import told_apart
from pmcli.views.sureness.table import PLACE, TIE, brackets, place
from pmcli.writers.table import Cell, Table


def with_ties(table: Table, ids: Sequence[str], sureness: Sureness, backlog: Backlog) -> Table:
    """The table with where each feature may stand, and a bracket beside those that cannot be told apart.

    `ids` are the features of the rows.
    """
    known = {item.id: item for item in sureness.items}
    rows = tuple(
        (*row, place(known[name]) if name in known else Cell(""), tie)
        for row, name, tie in zip(table.rows, ids, brackets(sureness, ids), strict=True)
    )
    notes = (*table.notes, *told_apart(sureness, backlog))
    return replace(table, columns=(*table.columns, PLACE, TIE), rows=rows, notes=notes)
