"""Lists of sentences in cells: open questions, risks and options, apart as criteria are."""

from __future__ import annotations

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.rows.row import LONGEST_TITLE, SourceRow
from pmcli.importing.sources.tables.values.criteria import criteria


def read_sentences(row: SourceRow) -> None:
    """Questions, risks and options: one a line, or between semicolons."""
    for name in ("questions", "risks", "options"):
        items = [item for cell in row.cells.get(name, ()) for item in criteria(cell)[0]]
        listed = list(dict.fromkeys(line_of(item)[:LONGEST_TITLE] for item in items))
        if listed:
            row.fields[name] = listed if name == "questions" else [{"what": text} for text in listed]
