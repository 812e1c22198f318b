"""`pm list`: every feature, also those that are shipped, parked or declined."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from pmcli import Backlog, rank
from pmcli.cli.command import Command
from pmcli.cli.options import TABLES, WHERE, Columns, Model, TableFormat, Top, Where
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names
from pmcli.model.fields import FilterRow
from pmcli.model.words import words
from pmcli.ranking import LeftOut
from pmcli.ranking.where import Filter, fields_of
from pmcli.views.feature.document import features_document
from pmcli.views.feature.table import USUAL, features_table


def run(
    context: typer.Context, where: Where = None, top: Top = None, model: Model = None,
    columns: Columns = None, format_: TableFormat = None,
) -> None:  # fmt: skip
    """List the features."""
    desk = Output.of(context, format_, TABLES)
    backlog, left_out = desk.open_backlog()
    conditions = Filter.parse(where or (), backlog)
    names = column_names(columns, backlog, tuple(USUAL))
    ranked = {name for name, field in fields_of(backlog).items() if field.ranked}
    ranking = rank(backlog, model) if conditions.is_ranked or ranked & set(names) else None
    shown = conditions.shown(ranking)
    found = [feature for feature in backlog.features.values() if shown is None or shown(feature.id)]
    if desk.format == "json":
        desk.document(features_document(backlog, found[:top], left_out))
        return
    if desk.format != "table":
        desk.start_hint(backlog)
    items = {item.id: item for item in ranking.items} if ranking else {}
    rows = [FilterRow(one, backlog, items.get(one.id)) for one in found[:top]]
    desk.table(features_table(rows, names, backlog, _notes(backlog, len(found), len(rows), left_out)))


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
        notes.append("left out: " + ", ".join(f"{left.id} ({words(left.reason)})" for left in left_out))
    return notes


COMMAND = Command(
    examples=(
        ("pm list", "all of them, by id"),
        ("pm list --where status=declined,parked", "what was decided against"),
        ("pm list --where owner=amelie --where 'deadline<2027-06-30'", "hers, and due by then"),
        ("pm list --columns id,title,rank,deadline", "other columns: the fields that --where knows"),
        ("pm list --format json", "with the file and the line of each"),
    ),
    about=WHERE,
    run=run,
)
