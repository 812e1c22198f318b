"""The draft of a row, field by field."""

from __future__ import annotations

from pmcli.importing.sources.importer import ImportedFeature, ImportFinding
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.fields.dates import read_dates
from pmcli.importing.sources.tables.fields.effort import read_efforts
from pmcli.importing.sources.tables.fields.named import read_named
from pmcli.importing.sources.tables.fields.numbers import read_numbers
from pmcli.importing.sources.tables.fields.own import read_own
from pmcli.importing.sources.tables.fields.references import read_references
from pmcli.importing.sources.tables.fields.sentences import read_sentences
from pmcli.importing.sources.tables.fields.state import read_state
from pmcli.importing.sources.tables.fields.texts import read_links, read_texts, read_title
from pmcli.importing.sources.tables.meaning.columns import base_of
from pmcli.importing.sources.tables.rows.names import TableRow
from pmcli.importing.sources.tables.rows.row import SourceRow, TableContext
from pmcli.importing.sources.tables.values import efforts, scores


def draft_of(context: TableContext, taken: TableRow) -> ImportedFeature:
    """The draft of a row."""
    key, title, place = taken.key, taken.title, taken.place
    row = SourceRow(context, place, taken.cells)
    also = [line_of(name) for name in taken.cells.get("also", ())]
    read_title(row, title)
    read_state(row)
    read_texts(row)
    read_sentences(row)
    read_references(row, taken.above)
    read_numbers(row)
    read_efforts(row)
    read_dates(row)
    read_own(row)
    read_named(row)
    read_links(row, key)
    context.findings.extend(_compared(row))
    if context.dialect.refers_by_title and title != key:
        also.append(title)
    return ImportedFeature(key, row.fields, place, tuple(row.notes), tuple(also), frozenset(row.unclear))


def _compared(row: SourceRow) -> list[ImportFinding]:
    """The score that the row states beside what its inputs yield, the effort in its column's own unit."""
    stated, effort = row.first("score"), None
    if not stated:
        return []
    for meaning in row.cells:
        if base_of(meaning) == "effort" and effort is None:
            unit = meaning.partition(":")[2] or row.context.measure(meaning).unit
            effort = efforts.effort_number(row.first(meaning), unit, comma=row.context.comma[meaning])
    return scores.compared(row.place, row.fields, stated, effort, comma=row.context.comma["score"])
