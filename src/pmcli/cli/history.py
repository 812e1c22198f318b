"""`pm history ID`: how the score, rank and quarter of a feature came about, commit by commit."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.options import Feature, Model, Top, day

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only commits of this day and later ones.")
]


def run(desk: Desk, feature: Feature, since: Since = None, top: Top = None, model: Model = None) -> None:
    """Tell the history of a feature."""
    from pmcli.history import history

    found = history(desk.open(), feature, since=day(since, "--since"), model=model)
    if desk.format == "json":
        from pmcli.formats.history import history_document

        desk.document(history_document(found))
        return
    from pmcli.formats.history import history_page

    desk.page(history_page(found, unicode=desk.unicode, top=top))


COMMAND = Command(
    name="history",
    group="Keep it sound",
    title="how a feature's rank, score and quarter came about",
    examples=(
        ("pm history guest-checkout", "every turn, with the decisions on the way"),
        ("pm history guest-checkout --since 2026-01-01", "this year's"),
        ("pm history guest-checkout --format json", "every commit, for machines"),
    ),
    about="Along the first parent, so that a merged pull request is one point; also under the names that it "
    "had before. Nothing is checked out.",
    formats=("text", "json", "markdown"),
    shared=("directory", "revision", "today", "output", "width", "color"),
    run=run,
)
