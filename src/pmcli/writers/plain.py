"""One record a line, for scripts: a line of column keys, then values, between them a tab.

Nothing is rounded, wrapped, quoted or coloured. A value never holds a tab or a line break: those are spaces,
and other control characters are written out. A missing value is empty.
"""

from __future__ import annotations

from pmcli.writers.escaping import visible
from pmcli.writers.table import Table, exact, records


def render(table: Table) -> str:
    """The table as lines of tab-separated values; titles and notes are for people and are left out."""
    rows = ["\t".join(column.key for column in table.columns)]
    rows += ["\t".join(visible(exact(value)) for value in record) for record in records(table)]
    return "".join(row + "\n" for row in rows)
