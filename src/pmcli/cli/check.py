"""`pm check`: what is wrong in the files, and where."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.options import choice
from pmcli.diagnostic import SEVERITIES

FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on", metavar="|".join(SEVERITIES), autocompletion=complete.words(SEVERITIES),
        help="Exit with 1 for findings as severe as this; else error.",
    ),
]  # fmt: skip


def run(desk: Desk, fail_on: FailOn = "error") -> int:
    """Check everything."""
    worst = SEVERITIES[: SEVERITIES.index(choice(fail_on, SEVERITIES, "--fail-on")) + 1]
    loaded = desk.load(advice=True)
    found, backlog = loaded.diagnostics, loaded.backlog
    if desk.format == "json":
        from pmcli.formats.documents import diagnostics_document

        desk.document(diagnostics_document(len(backlog.features), found))
    else:
        from pmcli.formats import report

        if desk.format == "concise":
            told = report.concise(found)
        else:
            told = report.render(
                found, backlog.places.source, width=desk.room, color=desk.colored, unicode=desk.unicode
            )
        count = {"features": len(backlog.features), "files": backlog.files}
        desk.write(told + report.summary(found, **count, color=desk.colored))
        desk.start_hint(backlog)
    return int(any(one.severity in worst for one in found))


COMMAND = Command(
    name="check",
    group="Keep it sound",
    title="what is wrong in the files, and where",
    examples=(
        ("pm check", "everything, with the line at fault"),
        ("pm check --fail-on warning", "for CI: warnings fail too"),
        ("pm check --format json", "for machines"),
        ("pm check --format concise", "a line each, for editors"),
        ("pm check --rev origin/main", "as it is on another branch"),
    ),
    about="Everything is told at once, also with errors. pm.yaml: checks chooses and weighs the findings.",
    formats=("text", "concise", "json"),
    shared=("directory", "revision", "today", "output", "width", "color"),
    run=run,
)
