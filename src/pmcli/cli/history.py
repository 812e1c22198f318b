"""`pm history ID`: how the score, rank and quarter of a feature came about, commit by commit."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli.command import Command
from pmcli.cli.options import PAGES, Feature, Model, PageFormat, Top, day
from pmcli.cli.output import Output
from pmcli.review.history import history
from pmcli.views.history import history_document, history_page

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only commits of this day and later ones.")
]


def run(
    context: typer.Context, feature: Feature, since: Since = None, top: Top = None, model: Model = None,
    format_: PageFormat = None,
) -> None:  # fmt: skip
    """Tell the history of a feature."""
    output = Output.of(context, format_, PAGES)
    points = history(output.open(), feature, since=day(since, "--since"), model=model)
    if output.format == "json":
        output.document(history_document(points))
        return
    output.page(history_page(points, unicode=output.unicode, top=top))


COMMAND = Command(
    examples=(
        ("pm history guest-checkout", "every turn, with the decisions on the way"),
        ("pm history guest-checkout --since 2026-01-01", "this year's"),
        ("pm history guest-checkout --format json", "every commit, for machines"),
    ),
    about="Along the first parent, so that a merged pull request is one point; also under the names that it "
    "had before. Nothing is checked out.",
    shared=("directory", "revision", "today", "path", "width", "color"),
    run=run,
)
