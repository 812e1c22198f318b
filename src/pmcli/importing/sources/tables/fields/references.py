"""Other rows that a row names: its parent, what it waits for, what waits for it."""

from __future__ import annotations

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.row import SourceRow


def read_references(row: SourceRow) -> None:
    """The names of the other rows, as the source calls them."""
    if row.listed("parent"):
        row.fields["parent"] = line_of(row.first("parent"))
    for name in ("depends_on", "blocks", "conflicts_with"):
        if listed := row.listed(name):
            row.fields[name] = list(dict.fromkeys(listed))
