"""Features as a table of any fields that can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.ranking.where import fields_of, find_field
from pmcli.views.ranking.table import UNITS
from pmcli.writers.table import Cell, Column, Rest, Table, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.fields import FilterField, FilterRow
    from pmcli.model.fields.filters import Value

USUAL = {"id": 3, "title": 0, "status": 0, "type": 6, "theme": 5, "owner": 4, "effort": 1, "team": 2}
"""The columns shown where none are named, and which of them give way first."""


def features_table(
    rows: Sequence[FilterRow], names: Sequence[str], backlog: Backlog, notes: Sequence[str | Rest]
) -> Table:
    """The features as a table of these columns: fields that can be asked for.

    Raises:
        PmError: there is no such column.
    """
    known = fields_of(backlog)
    fields = [find_field(name, known, "column") for name in names]
    return Table(
        tuple(_column(field, backlog) for field in fields),
        tuple(tuple(_cell(field, row) for field in fields) for row in rows),
        f"{backlog.workspace.product}: all features",
        tuple(notes),
    )


def _column(field: FilterField, backlog: Backlog) -> Column:
    title = field.name.replace("_", " ")
    if field.name in ("effort", "effort_total", "effort_done", "effort_left"):
        title += f" ({UNITS[backlog.workspace.effort_unit]})"
    priority = USUAL.get(field.name, 1)
    if field.kind == "number":
        return Column(field.name, title, "right", "number", priority)
    if field.name == "id":
        return Column(field.name, title, kind="id", priority=priority)
    return Column(field.name, title, priority=priority, least=16 if field.name == "title" else 9)


def _cell(field: FilterField, row: FilterRow) -> Cell:
    values = tuple(field.read(row))
    if field.kind == "number":
        return number(float(values[0]) if values and isinstance(values[0], int | float) else None)
    return Cell(", ".join(map(_text, values)))


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        first, last = value
        return str(first) if first == last else f"{first}..{last}"
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"
