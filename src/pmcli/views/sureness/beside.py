"""How sure the order is, beside the rows of `pm rank`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmcli.forecast.sureness import Sureness
from pmcli.model.backlog import Backlog
from pmcli.views.sureness.notes import told_apart
from pmcli.views.sureness.table import ENDS, PLACE, TIE, brackets, places_of
from pmcli.writers.table import Table


def with_ties(
    table: Table, ids: Sequence[str], sureness: Sureness, backlog: Backlog, *, for_sheet: bool = False
) -> Table:
    """The table with where each feature may stand, and a bracket beside those that cannot be told apart.

    `ids` are the features of the rows.
    """
    known = {item.id: item for item in sureness.items}
    rows = tuple(
        (*row, *places_of(known[name], for_sheet=for_sheet), tie)
        for row, name, tie in zip(table.rows, ids, brackets(sureness, ids), strict=True)
    )
    notes = (*table.notes, *told_apart(sureness, backlog))
    places = ENDS if for_sheet else (PLACE,)
    return replace(table, columns=(*table.columns, *places, TIE), rows=rows, notes=notes)
