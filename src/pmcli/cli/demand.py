"""`pm demand`: which accounts ask for what, and what hangs on it."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import Backlog, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import TABLES, WHERE, Columns, Model, TableFormat, Top, Where, choice
from pmcli.cli.output import Output
from pmcli.cli.placement import NoPlan, planned
from pmcli.cli.tables import chosen, narrowed, partial, refuse_columns
from pmcli.model.diagnostic import PmError
from pmcli.planning.demand import Asking, Wishes, wishes
from pmcli.ranking.where import Filter
from pmcli.views.demand import document, page
from pmcli.views.demand.risks import risks_section
from pmcli.writers.blocks import Block, TableBlock
from pmcli.writers.table import Table

SIDES = ("account", "feature")

Side = Annotated[
    str,
    typer.Option("--by", metavar="|".join(SIDES), autocompletion=complete.words(SIDES), show_default=False,
                 help="account: what each asks for; feature: what each is asked for by."),
]  # fmt: skip
Account = Annotated[
    str | None,
    typer.Option("--account", "-a", metavar="ACCOUNT", help="One account: all that a call with it needs.",
                 autocompletion=complete.accounts),
]  # fmt: skip
All = Annotated[
    bool,
    typer.Option("--all", help="Every row, with --by feature also those shipped, parked or declined."),
]


def run(
    context: typer.Context, by: Side = "account", account: Account = None, where: Where = None,
    top: Top = None, everything: All = False, model: Model = None, columns: Columns = None,  # noqa: FBT002 - typer's way
    no_plan: NoPlan = False, format_: TableFormat = None,  # noqa: FBT002
) -> None:  # fmt: skip
    """Tell who asks for what."""
    output = Output.of(context, format_, TABLES)
    by = choice(by, SIDES, "--by")
    if account is not None and by == "feature":
        raise PmError("--account is about one account, --by feature about all", "leave one of them out")
    if account is not None:
        refuse_columns(columns, output.format)
    backlog, left_out = output.open_backlog()
    ranking = rank(backlog, model, left_out=left_out)
    shown = Filter.parse(where or (), backlog).shown(ranking)
    is_asked = any(feature.requests for feature in backlog.features.values())
    roadmap = planned(backlog, ranking, wanted=is_asked and not no_plan)
    demand = wishes(backlog, ranking, roadmap, shown=shown)
    if account is not None:
        _write_account(output, demand.of(account), demand, backlog, columns)
    elif output.format == "json":
        whole = document.demand_document(demand, backlog, top, left_out)
        output.document(narrowed(whole, columns, document.DEMAND, f"{by}s"))
    else:
        if by == "feature":
            table = page.features_table(demand, backlog, top, everything=everything)
        else:
            table = page.accounts_table(demand, backlog, top)
        table = partial(chosen(table, columns, backlog), left_out)
        section = risks_section(demand, backlog, everything=everything) if columns is None else []
        _write_table(output, section, table, everything=everything)


def _write_table(output: Output, section: list[Block], table: Table, *, everything: bool) -> None:
    """Writes a table, in the formats for people after the section."""
    if section and output.format in ("table", "markdown"):
        output.page([*section, TableBlock(table)], everything=everything)
    else:
        output.table(table, everything=everything)


def _write_account(
    output: Output, asking: Asking, demand: Wishes, backlog: Backlog, columns: str | None
) -> None:
    """Writes the demand of one account."""
    if output.format == "json":
        whole = document.account_document(asking, backlog)
        output.document(narrowed(whole, columns, document.ACCOUNT, "asks"))
    elif output.format in ("table", "markdown"):
        output.page(page.account_page(asking, demand, backlog))
    else:
        output.table(chosen(page.asks_table(asking, demand, backlog), columns, backlog))


COMMAND = Command(
    examples=(
        ("pm demand", "the promises at risk; then by account: revenue, blockers"),
        ("pm demand --account fabrikam", "before the call with them"),
        ("pm demand --by feature", "what the most revenue asks for, beside its rank"),
        ("pm demand --by feature --where theme=payments", "of one theme"),
        ("pm demand --by feature -o demand.csv", "for a spreadsheet"),
    ),
    about="An account counts once for a feature, however often it asks. A promise is at risk where a blocker "
    "comes after the account's renewal or in no period, or would be late in the next one: no slack.\n"
    + WHERE,
    run=run,
)
