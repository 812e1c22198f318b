"""`pm ready`: what can start now, and what it unlocks."""

from __future__ import annotations

from dataclasses import replace

import typer

from pmcli import Backlog, rank
from pmcli.cli.command import Command
from pmcli.cli.options import TABLES, WHERE, All, Columns, Model, TableFormat, Top, Where
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names, conditions, narrowed
from pmcli.ranking.structure import Structure
from pmcli.views.ranking.table import ranking_table

COLUMNS = ("rank", "id", "title", "adjusted", "score", "effort", "team", "unlocks", "why")


def run(
    context: typer.Context, model: Model = None, top: Top = None, where: Where = None,
    columns: Columns = None, everything: All = False, format_: TableFormat = None,  # noqa: FBT002 - typer's way
) -> None:  # fmt: skip
    """List what can start."""
    output = Output.of(context, format_, TABLES)
    backlog, left_out = output.open_backlog()
    ranking = rank(backlog, model, left_out=left_out)
    ready = startable(backlog)
    filtered = conditions(where, backlog)
    meets = None if filtered is None else filtered.shown(ranking)

    def shown(feature: str) -> bool:
        return feature in ready and (meets is None or meets(feature))

    if output.format == "json":
        from pmcli.views.ranking.document import RANKING, ranking_document  # a table needs none of it

        document = ranking_document(ranking, backlog, kind="ready", top=top, shown=shown)
        output.document(narrowed(document, columns, RANKING, "items"))
        return
    names = column_names(columns, backlog, COLUMNS)
    table = ranking_table(ranking, backlog, columns=names, top=top, shown=shown, verbose=output.verbose)
    title = f"{backlog.workspace.product}: what can start now"
    count = sum(shown(item.id) for item in ranking.items)
    if ranking.items:  # the first note counts rows: here it says what they are
        begun = sum(shown(item.id) and backlog.status(item.id) == "in-progress" for item in ranking.items)
        working = f", {begun:,} of them in progress" if begun else ""
        more = f", the first {top:,} here" if top and count > top else ""
        notes = (f"{count:,} of {len(ranking.items):,} ranked can start now{working}{more}", *table.notes[1:])
    else:
        notes = (*table.notes, *(() if backlog.features else (START,)))
    if output.format != "table":
        output.start_hint(backlog)
    titled = tuple(replace(one, title="rank") if one.key == "rank" else one for one in table.columns)
    output.table(replace(table, title=title, columns=titled, notes=notes), everything=everything)


def startable(backlog: Backlog) -> set[str]:
    """The open features whose hard prerequisites are all shipped; containers start with their parts."""
    structure = Structure.of(backlog)
    waiting = {dependent for dependent, _ in structure.arcs}
    return {
        name
        for name in structure.ids
        if name not in waiting and name not in structure.parents and not _blocked(backlog, name)
    }


def _blocked(backlog: Backlog, feature: str) -> bool:
    """Whether something it waits for is parked or declined."""
    needs = backlog.features[feature].prerequisites()
    return any(need not in backlog.features or backlog.status(need) != "shipped" for need in needs)


COMMAND = Command(
    examples=(
        ("pm ready", "all that waits for nothing, the best first"),
        ("pm ready --where team=web --top 3", "what team web could take next"),
        ("pm ready --where status!=in-progress", "what is not yet begun"),
    ),
    about="A feature can start when everything it hard-depends on is shipped. What is in progress is "
    "among them. Ranks are those of pm rank, so that some are not here.\n" + WHERE,
    run=run,
)
