"""`pm list`: every feature, also those that are shipped, parked or declined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.cli.command import Command
from pmcli.cli.common import START, Desk
from pmcli.cli.options import Columns, Model, Top, Where
from pmcli.cli.rank import TABLES, WHERE, column_names
from pmcli.words import words

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.fields import FilterField, FilterRow
    from pmcli.fields.filters import Value
    from pmcli.formats.table import Cell, Column, Table
    from pmcli.ranking import LeftOut


USUAL = {"id": 0, "title": 1, "status": 0, "type": 4, "theme": 3, "owner": 2, "effort": 5, "team": 6}
"""The columns shown where none are named, and which of them give way first."""


def run(
    desk: Desk, where: Where = None, top: Top = None, model: Model = None, columns: Columns = None
) -> None:
    """List the features."""
    backlog, left_out = desk.open_backlog()
    from pmcli import rank
    from pmcli.fields import FilterRow
    from pmcli.where import Filter, fields_of

    conditions = Filter.parse(where or (), backlog)
    names = column_names(columns, backlog, tuple(USUAL))
    ranked = {name for name, field in fields_of(backlog).items() if field.ranked}
    ranking = rank(backlog, model) if conditions.is_ranked or ranked & set(names) else None
    shown = conditions.shown(ranking)
    found = [one for one in backlog.features.values() if shown is None or shown(one.id)]
    if desk.format == "json":
        from pmcli.formats.features_document import features_document

        desk.document(features_document(backlog, found[:top], left_out))
        return
    if desk.format != "table":
        desk.start_hint(backlog)
    items = {item.id: item for item in ranking.items} if ranking else {}
    rows = [FilterRow(one, backlog, items.get(one.id)) for one in found[:top]]
    desk.table(table(rows, names, backlog, _notes(backlog, len(found), len(rows), left_out)))


def table(rows: Sequence[FilterRow], names: Sequence[str], backlog: Backlog, notes: Sequence[str]) -> Table:
    """The features as a table of these columns: fields that can be asked for.

    Raises:
        PmError: there is no such column.
    """
    from pmcli.formats.table import Table
    from pmcli.where import fields_of, find_field

    known = fields_of(backlog)
    fields = [find_field(name, known, "column") for name in names]
    return Table(
        tuple(_column(field, backlog) for field in fields),
        tuple(tuple(_cell(field, row) for field in fields) for row in rows),
        f"{backlog.workspace.product}: all features",
        tuple(notes),
    )


def _column(field: FilterField, backlog: Backlog) -> Column:
    from pmcli.formats.ranking_table import UNITS
    from pmcli.formats.table import Column

    title = field.name.replace("_", " ")
    if field.name == "effort":
        title += f" ({UNITS[backlog.workspace.effort_unit]})"
    priority = USUAL.get(field.name, 8)
    if field.kind == "number":
        return Column(field.name, title, "right", "number", priority)
    if field.name == "id":
        return Column(field.name, title, kind="id")
    return Column(field.name, title, priority=priority, least=16 if field.name == "title" else 9)


def _cell(field: FilterField, row: FilterRow) -> Cell:
    from pmcli.formats.table import Cell, number

    values = tuple(field.read(row))
    if field.kind == "number":
        return number(float(values[0]) if values and isinstance(values[0], int | float) else None)
    return Cell(", ".join(map(_text, values)))


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        first, last = value
        return str(first) if first == last else f"{first}..{last}"
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _notes(backlog: Backlog, found: int, rows: int, left_out: Sequence[LeftOut] | None) -> list[str]:
    total = len(backlog.features)
    if not total:
        notes = ["no features yet", START]
    elif found < total:
        notes = [f"{found:,} of {total:,} features match"]
    else:
        notes = [f"{total:,} feature" + ("" if total == 1 else "s")]
    if rows < found:
        notes.append(f"and {found - rows:,} more")
    if left_out:
        notes.append("left out: " + ", ".join(f"{one.id} ({words(one.reason)})" for one in left_out))
    return notes


COMMAND = Command(
    name="list",
    group="Look",
    title="every feature, also those shipped, parked or declined",
    examples=(
        ("pm list", "all of them, by id"),
        ("pm list --where status=declined,parked", "what was decided against"),
        ("pm list --where owner=amelie --where 'deadline<2027-06-30'", "hers, and due by then"),
        ("pm list --columns id,title,rank,deadline", "other columns: the fields that --where knows"),
        ("pm list --format json", "with the file and the line of each"),
    ),
    about=WHERE,
    formats=TABLES,
    run=run,
)
