"""`pm list`: every feature, also those that are shipped, parked or declined."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from pmcli import Backlog, rank
from pmcli.cli.command import Command
from pmcli.cli.find import left_out_text
from pmcli.cli.options import TABLES, WHERE, All, Columns, Model, TableFormat, Top, Where
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names, narrowed
from pmcli.model.feature import Feature
from pmcli.model.fields import FilterRow
from pmcli.model.figure import counted, listed
from pmcli.ranking import LeftOut
from pmcli.ranking.parents import put_away_above
from pmcli.ranking.where import Filter, fields_of
from pmcli.views.feature.table import USUAL, features_table
from pmcli.writers.table import Rest


def run(
    context: typer.Context, where: Where = None, top: Top = None, model: Model = None,
    columns: Columns = None, everything: All = False, format_: TableFormat = None,  # noqa: FBT002 - typer's way
) -> None:  # fmt: skip
    """List the features."""
    output = Output.of(context, format_, TABLES)
    backlog, left_out = output.open_backlog()
    conditions = Filter.parse(where or (), backlog)
    names = column_names(columns, backlog, tuple(USUAL))
    ranked = {name for name, field in fields_of(backlog).items() if field.ranked}
    ranking = rank(backlog, model) if conditions.is_ranked or ranked & set(names) else None
    shown = conditions.shown(ranking)
    features = [feature for feature in backlog.features.values() if shown is None or shown(feature.id)]
    if output.format == "json":
        from pmcli.views.feature.document import FEATURES, features_document  # a table needs none of it

        document = features_document(backlog, features[:top], left_out)
        output.document(narrowed(document, columns, FEATURES, "items"))
        return
    if output.format != "table":
        output.start_hint(backlog)
    items = {item.id: item for item in ranking.items} if ranking else {}
    rows = [FilterRow(feature, backlog, items.get(feature.id)) for feature in features[:top]]
    notes = _notes(backlog, features, len(rows), left_out)
    output.table(features_table(rows, names, backlog, notes), everything=everything)


def _notes(
    backlog: Backlog, features: Sequence[Feature], rows: int, left_out: Sequence[LeftOut] | None
) -> list[str | Rest]:  # fmt: skip
    total, count = len(backlog.features), len(features)
    notes: list[str | Rest]
    if not total:
        notes = ["no features yet", START]
    elif count < total:
        notes = [f"{count:,} of {total:,} features match"]
    else:
        notes = [_counted(backlog)]
    if rows < count:
        notes.append(Rest(count - rows))
    if put_away := [one.id for one in features if _is_part_of_put_away(backlog, one.id)]:
        are = "is a part" if len(put_away) == 1 else "are parts"
        notes.append(f"{len(put_away):,} open {are} of what is parked or declined, and cannot be planned: "
                     f"{listed(put_away, 6)}")  # fmt: skip
    if left_out:
        notes.append(left_out_text(left_out))
    return notes


def _is_part_of_put_away(backlog: Backlog, feature: str) -> bool:
    return backlog.is_open(feature) and put_away_above(backlog, feature) is not None


def _counted(backlog: Backlog) -> str:
    """How many features there are, and how many of them are open, which is what other commands count."""
    total = len(backlog.features)
    closed = sum(not backlog.is_open(name) for name in backlog.features)
    kinds = f": {total - closed:,} open, {closed:,} shipped, parked or declined" if closed else ""
    return f"{counted(total, 'feature')}{kinds}"


COMMAND = Command(
    examples=(
        ("pm list", "all of them, by id"),
        ("pm list --where status=declined,parked", "what was decided against"),
        ("pm list --where owner=amelie --where 'deadline<2027-06-30'", "hers, and due by then"),
        ("pm list --columns id,title,rank,deadline", "other columns: the fields that --where knows"),
        (
            "pm list --columns id,title,effort_total,effort_done,effort_left",
            "what the parts of each parent cost",
        ),
        ("pm list --format json", "with the file and the line of each"),
    ),
    about=WHERE,
    run=run,
)
