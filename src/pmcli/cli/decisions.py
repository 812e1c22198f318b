"""`pm decisions`: which are in force, which have ended, which rest on inputs that have changed."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import TABLES, WHERE, Columns, Model, TableFormat, Where, choice
from pmcli.cli.output import Output
from pmcli.cli.placement import NoPlan, planned
from pmcli.cli.tables import chosen, narrowed, partial
from pmcli.planning.decision_costs import with_costs
from pmcli.planning.decisions import decision_statuses
from pmcli.ranking.where import Filter
from pmcli.views.decisions.table import DECISIONS, decisions_document, decisions_table

NAMES = ("changed", "in-force", "expired", "replaced", "shipped")
_USUAL = ("changed", "in-force", "expired")
_COSTLY = ("pin", "first", "before")
"""The verdicts whose cost the roadmap tells."""

States = Annotated[
    list[str] | None,
    typer.Option("--state", metavar="|".join(NAMES), autocompletion=complete.words(NAMES),
                 help="Only those; may be repeated. in-force: also those whose inputs have changed."),
]  # fmt: skip
All = Annotated[
    bool,
    typer.Option("--all", help="Every row, also those replaced by later ones, or of shipped features."),
]


def run(
    context: typer.Context, state: States = None, where: Where = None, everything: All = False,  # noqa: FBT002 - typer's way
    model: Model = None, columns: Columns = None, no_plan: NoPlan = False, format_: TableFormat = None,  # noqa: FBT002
) -> None:  # fmt: skip
    """List the decisions."""
    output = Output.of(context, format_, TABLES)
    state = [choice(name, NAMES, "--state") for name in state or ()]
    backlog, left_out = output.open_backlog()
    ranking = rank(backlog, model, left_out=left_out)
    statuses = decision_statuses(backlog, Filter.parse(where or (), backlog).shown(ranking))
    wanted = {*(state or (NAMES if everything else _USUAL))}
    wanted |= {"changed"} if "in-force" in wanted else set()
    shown = [status for status in statuses if status.state in wanted]
    hidden = [status for status in statuses if status.state not in wanted]
    costly = any(status.acts and status.decision.verdict in _COSTLY for status in shown)
    roadmap = planned(backlog, ranking, wanted=costly and not no_plan)
    if roadmap is not None:
        roadmap = with_costs(backlog, roadmap)
    if output.format == "json":
        document = decisions_document(shown, backlog, roadmap, left_out)
        output.document(narrowed(document, columns, DECISIONS, "items"))
        return
    table = decisions_table(shown, hidden, backlog, roadmap, asked=bool(state))
    output.table(partial(chosen(table, columns, backlog), left_out), everything=everything)


COMMAND = Command(
    examples=(
        ("pm decisions", "those in force and those that have ended"),
        ("pm decisions --state changed", "made on inputs that have changed since"),
        ("pm decisions --all", "also what later decisions have replaced"),
        ("pm decisions --today now", "as of today, not of the first day planned"),
        ("pm decisions --where owner=amelie", "about her features"),
    ),
    about="pm decide writes down on which inputs a decision was made: effort, scores, dates, evidence, "
    "requests. Where they are others now, it is time to look again.\n" + WHERE,
    run=run,
)
