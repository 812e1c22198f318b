"""`pm rank`: what to do first, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli import Backlog, Ranking, rank
from pmcli.cli.command import Command
from pmcli.cli.options import (
    ORDERS,
    SHEETS,
    TABLES,
    WHERE,
    All,
    By,
    Columns,
    Model,
    Models,
    SheetFormat,
    Top,
    Watch,
    Where,
    choice,
)  # fmt: skip
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names, conditions, narrowed, refuse_with_workbook
from pmcli.model.diagnostic import PmError
from pmcli.ranking import By as Order
from pmcli.ranking import LeftOut
from pmcli.views.ranking.table import ranking_table
from pmcli.writers.documents import select
from pmcli.writers.table import Table

if TYPE_CHECKING:
    from pmcli.forecast.sureness import Sureness
    from pmcli.ranking.side_by_side import SideBySide
    from pmcli.views.ranking.room import RoomByMethod

Line = Annotated[
    bool, typer.Option("--line", help="Draw the line below which the roadmap has no room, and the periods.")
]
Sure = Annotated[
    bool,
    typer.Option("--sure", help="Bracket what ties, by the ranges; needs the extra forecast. More: pm sure."),
]
BESIDE_TIES = ("rank", "id", "title", "adjusted", "score")
"""The columns that stand beside ties where nobody asks for others."""


def run(
    context: typer.Context,
    model: Model = None,
    models: Models = None,
    by: By = "adjusted",
    top: Top = None,
    where: Where = None,
    columns: Columns = None,
    line: Line = False,  # noqa: FBT002 - typer's way
    sure: Sure = False,  # noqa: FBT002
    everything: All = False,  # noqa: FBT002
    watch: Watch = False,  # noqa: FBT002
    format_: SheetFormat = None,
) -> int | None:
    """Rank the features."""
    output = Output.of(context, format_, SHEETS)
    if watch:
        from pmcli.cli.watching import watch as watched

        return watched(context, output)
    order: Order = "score" if choice(by, ORDERS, "--by") == "score" else "adjusted"
    if models is not None:
        _refuse_with_models({"--model": model, "--columns": columns, "--sure": sure}, output.format)
        _side_by_side(output, models, order, where, top, line=line, everything=everything)
        return None
    if sure and order == "score":
        raise PmError("--sure does not go with --by score", "it is about the order that dependencies keep")
    backlog, left_out = output.open_backlog()
    if output.format == "xlsx":
        refuse_with_workbook(
            {
                "--top": top,
                "--columns": columns,
                "--line": line,
                "--sure": sure,
                "--by score": order == "score",
            }
        )
        output.write_bytes(_workbook(backlog, left_out, model, where))
        return None
    filtered = conditions(where, backlog)
    ranking = rank(backlog, model, by=order, left_out=left_out)
    shown = None if filtered is None else filtered.shown(ranking)
    sureness = _sureness(output, ranking, backlog) if sure else None
    if output.format == "json":
        from pmcli.views.ranking.document import RANKING, ranking_document  # a table needs none of it

        document = ranking_document(ranking, backlog, top=top, shown=shown, sureness=sureness)
        output.document(narrowed(document, columns, RANKING, "items"))
        return None
    names = column_names(columns, backlog, BESIDE_TIES if sure else None)
    table = ranking_table(ranking, backlog, columns=names, top=top, shown=shown, verbose=output.verbose)
    ids = [item.id for item in select(ranking.items, shown)[:top]]
    if line:
        table = _with_line(table, ranking, ids, backlog)
    if sureness is not None:
        from pmcli.views.sureness.beside import with_ties

        table = with_ties(table, ids, sureness, backlog, for_sheet=output.format == "csv")
    if not backlog.features and output.format == "table":
        table = replace(table, notes=(*table.notes, START))
    else:
        output.start_hint(backlog)
    output.table(table, everything=everything)
    return None


def _refuse_with_models(options: Mapping[str, object], format_: str) -> None:
    """Refuses what methods side by side do not have.

    Raises:
        PmError: one of these options is given, or a workbook is asked for.
    """
    hints = {"--model": "--model ranks by one method, --models compares several: leave one of them out"}
    for option, value in options.items():
        if value:
            hint = hints.get(option, f"leave {option} out, or rank by one method: --model NAME")
            raise PmError(f"{option} does not go with --models", hint)
    if format_ == "xlsx":
        raise PmError("--models does not go with a workbook", f"write one of {', '.join(TABLES)}")


def _side_by_side(
    output: Output, models: str, by: Order, where: list[str] | None, top: int | None, *, line: bool,
    everything: bool,
) -> None:  # fmt: skip
    """Writes the ranks by several methods, how far these agree, and where they fight."""
    from pmcli.ranking.side_by_side import SideBySide, methods_named
    from pmcli.views.ranking.side_by_side import SideBySideView

    backlog, left_out = output.open_backlog()
    names = methods_named(backlog, [name for word in models.split(",") if (name := word.strip())])
    sides = SideBySide.of(backlog, names, by=by, left_out=left_out)
    filtered = conditions(where, backlog)
    shown = None if filtered is None else filtered.shown(sides.methods[0].ranking)
    view = SideBySideView(sides, backlog, shown, top, _room(sides, backlog, left_out) if line else None)
    output.start_hint(backlog)
    if output.format == "json":
        output.document(view.document())
    elif output.format in ("table", "markdown"):
        output.page(view.page(), everything=everything)
    else:
        output.table(view.table(), everything=everything)


def _room(sides: SideBySide, backlog: Backlog, left_out: tuple[LeftOut, ...] | None) -> RoomByMethod:
    """What has room by each method; what was agreed would have them all plan the same."""
    from pmcli.planning import plan
    from pmcli.views.ranking.room import RoomByMethod

    plans = (
        plan(backlog, method.name, left_out=left_out, propose=False, stance="afresh")
        for method in sides.methods
    )
    return RoomByMethod(sides, tuple(plans))


def _sureness(output: Output, ranking: Ranking, backlog: Backlog) -> Sureness:
    """How sure the order is, as pm.yaml asks for it."""
    from pmcli.cli.futures import forecast_options

    options = forecast_options(backlog.workspace.forecast)
    from pmcli.forecast.ordering import how_sure  # needs numpy, which the options have seen to

    progress = output.progress("drawing futures")
    sureness = how_sure(backlog, ranking, options, progress=progress)
    progress.end()
    return sureness


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
        ("pm rank --models rice,wsjf,cd3", "by several side by side: how far they agree, where not, and why"),
        ("pm rank --models rice,wsjf --line", "what would be planned by the one and not by the other"),
        ("pm rank --columns +deadline,+owner", "two more columns"),
        ("pm rank --sure", "with what ties bracketed: there the numbers do not decide"),
        ("pm rank --line", "where capacity ends, and what lands when"),
        ("pm rank --rev v1.2 -o rank.csv", "as it was at v1.2, for a spreadsheet"),
    ),
    about="No feature stands before one it waits for. What others wait for borrows of their value: that is "
    "the adjusted score, (value + borrowed - lent) / cost. pm explain ID shows it term by term.\n"
    "--models names methods between commas, or all that features have inputs of; the rows are in the order "
    "of the first. How far two agree is counted over all pairs of features that both rank, and told as "
    "Kendall's tau-b (M. Kendall, Biometrika 33(3), 1945): 1 is the same order, -1 the reverse. Features "
    "that a method does not part share the middle of their places, and none stands last for want of inputs.\n"
    + WHERE,
    run=run,
)
