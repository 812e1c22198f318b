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
    desk = Output.of(context, format_, PAGES)
    found = history(desk.open(), feature, since=day(since, "--since"), model=model)
    if desk.format == "json":
        desk.document(history_document(found))
        return
    desk.page(history_page(found, unicode=desk.unicode, top=top))


COMMAND = Command(
    examples=(
        ("pm history guest-checkout", "every turn, with the decisions on the way"),
        ("pm history guest-checkout --since 2026-01-01", "this year's"),
        ("pm history guest-checkout --format json", "every commit, for machines"),
    ),
    about="Along the first parent, so that a merged pull request is one point; also under the names that it "
    "had before. Nothing is checked out.",
    shared=("directory", "revision", "today", "output", "width", "color"),
    run=run,
)
