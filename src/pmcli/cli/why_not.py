"""`pm why-not ID`: what keeps a feature out of the roadmap, and the least that would get it in."""

from __future__ import annotations

import typer

from pmcli.cli.command import Command
from pmcli.cli.find import find_standing
from pmcli.cli.options import PAGES, Feature, Model, PageFormat
from pmcli.cli.output import Output
from pmcli.planning.why_not import why_not
from pmcli.views.roadmap.why_not import why_not_page
from pmcli.writers.documents import document, whole


def run(context: typer.Context, feature: Feature, model: Model = None, format_: PageFormat = None) -> None:
    """Say what keeps one feature out."""
    output = Output.of(context, format_, PAGES)
    backlog, left_out = output.open_backlog()
    record = find_standing(output, backlog, feature, left_out)
    answer = why_not(backlog, record.id, model, left_out=left_out)
    if output.format == "json":
        output.document(document("why-not", whole(type(answer)), answer))
    else:
        output.page(why_not_page(answer, backlog))


COMMAND = Command(
    examples=(
        ("pm why-not loyalty", "the reasons, and the least change of each kind"),
        ("pm why-not loyalty --format json", "for machines"),
    ),
    about="Every change is enough by itself: people where the least is missing, a factor on its value with "
    "which the engine places it, or the features whose place it would take, with what that costs the plan. "
    "Of a feature in the plan it says what keeps it from landing earlier.",
    run=run,
)
