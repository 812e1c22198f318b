"""`pm rank`: what to do first, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from pmcli import Backlog, Ranking, rank
from pmcli.cli.command import Command
from pmcli.cli.options import ORDERS, SHEETS, WHERE, All, By, Columns, Model, SheetFormat, Top, Where, choice
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names, narrowed, refuse_with_workbook
from pmcli.ranking import By as Order
from pmcli.ranking import LeftOut
from pmcli.ranking.where import Filter
from pmcli.views.ranking.document import RANKING, ranking_document
from pmcli.views.ranking.table import ranking_table
from pmcli.writers.documents import select
from pmcli.writers.table import Table

Line = Annotated[
    bool, typer.Option("--line", help="Draw the line below which the roadmap has no room, and the periods.")
]


def run(
    context: typer.Context,
    model: Model = None,
    by: By = "adjusted",
    top: Top = None,
    where: Where = None,
    columns: Columns = None,
    line: Line = False,  # noqa: FBT002 - typer's way
    everything: All = False,  # noqa: FBT002
    format_: SheetFormat = None,
) -> None:
    """Rank the features."""
    output = Output.of(context, format_, SHEETS)
    order: Order = "score" if choice(by, ORDERS, "--by") == "score" else "adjusted"
    backlog, left_out = output.open_backlog()
    if output.format == "xlsx":
        refuse_with_workbook(
            {"--top": top, "--columns": columns, "--line": line, "--by score": order == "score"}
        )
        output.write_bytes(_workbook(backlog, left_out, model, where))
        return
    conditions = Filter.parse(where or (), backlog)
    ranking = rank(backlog, model, by=order, left_out=left_out)
    shown = conditions.shown(ranking)
    if output.format == "json":
        document = ranking_document(ranking, backlog, top=top, shown=shown)
        output.document(narrowed(document, columns, RANKING, "items"))
        return
    table = ranking_table(
        ranking, backlog, columns=column_names(columns, backlog), top=top, shown=shown, verbose=output.verbose
    )
    if line:
        table = _with_line(table, ranking, [item.id for item in select(ranking.items, shown)[:top]], backlog)
    if not backlog.features and output.format == "table":
        table = replace(table, notes=(*table.notes, START))
    else:
        output.start_hint(backlog)
    output.table(table, everything=everything)


def _workbook(
    backlog: Backlog, left_out: tuple[LeftOut, ...] | None, model: str | None, where: list[str] | None
) -> bytes:
    """The ranking as `pm export rank` writes it into a workbook, with the periods of the plan."""
    from pmcli.views.export import ExportCache
    from pmcli.views.outputs import ExportOutput, find_view

    cache = ExportCache(backlog, left_out, model, tuple(where or ()))
    return cache.written(ExportOutput(find_view("rank"), "xlsx"))


def _with_line(table: Table, ranking: Ranking, ids: list[str], backlog: Backlog) -> Table:
    """The table with the cut line of the roadmap by the same model."""
    # Only for --line: the roadmap is 24 modules.
    from pmcli.planning import plan
    from pmcli.views.ranking.line import with_line

    return with_line(table, ids, plan(backlog, ranking.model.name, left_out=ranking.left_out, propose=False))


COMMAND = Command(
    examples=(
        ("pm rank", "every feature, in the order in which to do them"),
        ("pm rank --top 5 --where team=web", "the first five that team web has a part in"),
        ("pm rank --where 'status=planned and effort<5'", "planned, and small"),
        ("pm rank --model wsjf --by score", "by WSJF alone, dependencies ignored"),
        ("pm rank --columns +deadline,+owner", "two more columns"),
        ("pm rank --line", "where capacity ends, and what lands when"),
        ("pm rank --rev v1.2 -o rank.csv", "as it was at v1.2, for a spreadsheet"),
    ),
    about="No feature stands before one it waits for. What others wait for borrows of their value: that is "
    "the adjusted score, (value + borrowed - lent) / cost. pm explain ID shows it term by term.\n" + WHERE,
    run=run,
)
