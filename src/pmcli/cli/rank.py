"""`pm rank`: what to do first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pmcli.cli.command import Command
from pmcli.cli.common import START, Desk
from pmcli.cli.options import ORDERS, By, Columns, Model, Top, Where, choice

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.formats.table import Table
    from pmcli.ranking import By as Order

WHERE = (
    "--where takes FIELD=VALUE, or one of != < > <= >= and ~ (contains). Fields: {fields}, and yours. "
    "Several values between commas: any of them. * stands for anything; in quotes a value may hold a comma: "
    'title~"buy, now". owner= asks for those without. Repeat --where, or join conditions with and: all of '
    "them must hold. It hides rows, and changes no number."
)
Line = Annotated[
    bool, typer.Option("--line", help="Draw the line below which the roadmap has no room, and the periods.")
]
TABLES = ("table", "plain", "json", "csv", "markdown")


def run(
    desk: Desk,
    model: Model = None,
    by: By = "adjusted",
    top: Top = None,
    where: Where = None,
    columns: Columns = None,
    line: Line = False,  # noqa: FBT002 - typer's way
) -> None:
    """Rank the features."""
    order: Order = "score" if choice(by, ORDERS, "--by") == "score" else "adjusted"
    backlog, left_out = desk.open_backlog()
    from pmcli import rank
    from pmcli.where import Filter

    conditions = Filter.parse(where or (), backlog)
    ranking = rank(backlog, model, by=order, left_out=left_out)
    shown = conditions.shown(ranking)
    if desk.format == "json":
        from pmcli.formats.ranking_document import ranking_document

        desk.document(ranking_document(ranking, backlog, top=top, shown=shown))
        return
    from pmcli.formats.documents import select
    from pmcli.formats.ranking_table import ranking_table

    table = ranking_table(ranking, backlog, columns=column_names(columns, backlog), top=top, shown=shown)
    if line:
        table = _with_line(table, ranking, [one.id for one in select(ranking.items, shown)[:top]], backlog)
    if not backlog.features and desk.format == "table":
        table = replace(table, notes=(*table.notes, START))
    else:
        desk.start_hint(backlog)
    desk.table(table)


def _with_line(table: Table, ranking: Ranking, ids: list[str], backlog: Backlog) -> Table:
    """The table with the cut line of the roadmap by the same model."""
    from pmcli.formats.ranking_table import with_line
    from pmcli.roadmap import plan

    return with_line(table, ids, plan(backlog, ranking.model.name, left_out=ranking.left_out))


def column_names(text: str | None, backlog: Backlog, usual: Sequence[str] | None = None) -> list[str]:
    """The columns named, those with a + in front added to the usual ones."""
    from pmcli.formats.ranking_table import columns_for

    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    added = [name[1:] for name in names if name.startswith("+")]
    named = [name for name in names if not name.startswith("+")]
    if not named:
        named = list(usual or (column.name for column in columns_for(backlog, None)))
    return [*named, *added]


COMMAND = Command(
    name="rank",
    group="Decide",
    title="what to do first, and why",
    examples=(
        ("pm rank", "every feature, in the order in which to do them"),
        ("pm rank --top 5 --where team=web", "the first five that team web has a part in"),
        ("pm rank --where 'status=planned and effort<5'", "planned, and small"),
        ("pm rank --model wsjf --by score", "by WSJF alone, dependencies ignored"),
        ("pm rank --columns +deadline,+owner", "two more columns"),
        ("pm rank --line", "where capacity ends, and what lands when"),
        ("pm rank --rev v1.2 -o rank.csv", "as it was at v1.2, for a spreadsheet"),
    ),
    about="No feature stands before one it waits for. What others wait for inherits of their value: that is "
    "the adjusted score, (value + inherited - owed) / cost. pm explain ID shows it term by term.\n" + WHERE,
    formats=TABLES,
    run=run,
)
