"""`pm show ID`: everything known of one feature."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import rank
from pmcli.cli.command import Command
from pmcli.cli.find import find_standing
from pmcli.cli.likelihood import odds_if, require_if
from pmcli.cli.options import Feature, Model, Odds, formats
from pmcli.cli.output import Output
from pmcli.cli.placement import NoPlan, Placing, fields
from pmcli.model.diagnostic import PmError
from pmcli.views.feature.document import document
from pmcli.views.feature.page import feature_page

FORMATS = ("text", "markdown", "json")
Format = Annotated[str | None, formats(FORMATS)]


def run(
    context: typer.Context, feature: Feature, model: Model = None, no_plan: NoPlan = False,  # noqa: FBT002 - typer's way
    odds: Odds = False, format_: Format = None,  # noqa: FBT002
) -> None:  # fmt: skip
    """Show one feature."""
    output = Output.of(context, format_, FORMATS)
    if odds and no_plan:
        raise PmError("--odds are those of the plan", "leave out --no-plan")
    require_if(odds)
    backlog, left_out = output.open_backlog()
    record = find_standing(output, backlog, feature, left_out)
    ranking = rank(backlog, model, left_out=left_out)
    placing = None if no_plan else Placing.of(
        record.id, backlog, model, left_out, lambda roadmap: odds_if(odds, backlog, roadmap, output)
    )  # fmt: skip
    if output.format == "json":
        output.document(document(record, backlog, ranking, **fields(placing)))
        return
    line, likely = (placing.line(), placing.likely()) if placing else (None, "")
    output.page(feature_page(record, backlog, ranking, line, likely))


COMMAND = Command(
    examples=(
        ("pm show guest-checkout", "in the terminal"),
        ("pm show guest-checkout --format markdown", "for an issue or a wiki"),
        ("pm show guest-checkout --rev HEAD~10", "as it was ten commits ago"),
        ("pm show sso --odds", "with how likely it is in time; needs the extra forecast"),
        ("pm show guest-checkout --no-plan", "quicker in a large backlog: without its place in the roadmap"),
    ),
    run=run,
)
