"""`pm history [ID]`: how a feature, or the agreed plan, came about, commit by commit."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import PAGES, Model, PageFormat, Top, day
from pmcli.cli.output import Output
from pmcli.model.diagnostic import PmError
from pmcli.model.lookup import matching
from pmcli.review.history import History, history
from pmcli.review.promises import promises
from pmcli.views.history import history_document, history_page
from pmcli.views.promises import promises_document, promises_page

OneFeature = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]",
        help="The id of a feature; else all that was agreed.",
        autocompletion=complete.features,
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only commits of this day and later ones.")
]


def run(
    context: typer.Context, feature: OneFeature = None, since: Since = None, top: Top = None,
    model: Model = None, format_: PageFormat = None,
) -> None:  # fmt: skip
    """Tell the history of a feature, or of the agreed plan."""
    output = Output.of(context, format_, PAGES)
    if feature is None:
        agreed = promises(output.open(), since=day(since, "--since"))
        if output.format == "json":
            output.document(promises_document(agreed))
        else:
            output.page(promises_page(agreed, top=top))
        return
    points = _found(output, feature, day(since, "--since"), model)
    if output.format == "json":
        output.document(history_document(points))
        return
    output.page(history_page(points, unicode=output.unicode, top=top))


def _found(output: Output, feature: str, since: date | None, model: str | None) -> History:
    """The history of a feature that is or was there; else of the one here that has it in id or title.

    Raises:
        PmError: there is none.
    """
    opened = output.open()
    try:
        return history(opened, feature, since=since, model=model)
    except PmError:
        backlog = opened.loaded.backlog
        if feature in backlog.features or not matching(feature, backlog.features):
            raise
    return history(opened, find_feature(output, backlog, feature).id, since=since, model=model)


COMMAND = Command(
    examples=(
        ("pm history guest-checkout", "every change, with the decisions on the way"),
        ("pm history", "how many promises of plan.yaml moved, commit by commit, by whom and why"),
        ("pm history guest-checkout --since 2026-01-01", "this year's"),
        ("pm history guest-checkout --format json", "every commit, for machines"),
    ),
    about="Along the first parent, so that a merged pull request is one point; also under the names that it "
    "had before. Nothing is checked out.",
    shared=("directory", "revision", "today", "path"),
    run=run,
)
