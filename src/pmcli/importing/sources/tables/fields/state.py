"""The status and type of a row."""

from __future__ import annotations

from pmcli.importing.sources.plain_values import line_of, type_of
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values import states


def read_state(row: SourceRow) -> None:
    """The status and type; a word that nobody knows is kept, and told."""
    first = {name: texts[0] for name, texts in row.cells.items()}
    state = states.state_of(first, row.context.statuses)
    if state.status and state.status != "candidate":
        row.fields["status"] = state.status
    raw = line_of(first.get("status", ""))[:LONGEST_TITLE]
    if raw and state.assumed:
        row.fields["x-status"] = raw
        row.assume(f'status "{raw[:40]}" {state.assumed}')
    if state.status is None and raw:
        row.unclear.add("status")
    word = line_of(row.first("type")).casefold()
    if word:
        kind = row.context.dialect.known("types").get(word) or type_of(word)
        if kind is None:
            row.unclear.add("type")
            row.assume(f'type "{line_of(row.first("type"))[:40]}" is read as feature')
        elif kind != "feature":
            row.fields["type"] = kind
