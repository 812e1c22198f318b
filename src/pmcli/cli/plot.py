"""`pm plot`: pictures of numbers, in the terminal or in a file."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.options import Model, Where, formats
from pmcli.cli.output import Output
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant
from pmcli.views.plots import PLOTS, Subject, page

NAMES = ("value-effort", "scores", "capacity", "mix")
PICTURES = ("svg", "png")

Name = Annotated[
    str,
    typer.Argument(metavar="|".join(NAMES), help="What is drawn.", autocompletion=complete.words(NAMES)),
]

FORMATS = ("plot", "json", "csv", "markdown", *PICTURES)
Format = Annotated[str | None, formats(FORMATS)]


def run(
    context: typer.Context,
    name: Name = NAMES[0],
    model: Model = None,
    where: Where = None,
    format_: Format = None,
) -> int:
    """Draw a plot."""
    output = Output.of(context, format_, FORMATS)
    if (name := meant(name, NAMES)) not in NAMES:
        raise PmError(f'there is no plot "{name}"', did_you_mean(name, NAMES) or f"plots: {', '.join(NAMES)}")
    if output.format in PICTURES:
        from pmcli.writers.plots import file

        file.require()
    backlog, left_out = output.open_backlog()
    plot = next(kind for kind in PLOTS if kind.name == name)
    progress = output.progress()
    subject = Subject(backlog, model, tuple(where or ()), left_out, progress)
    chart = plot.chart(subject)
    progress.end()
    if output.format in PICTURES:
        output.write_bytes(file.drawn(chart, output.format))
    elif output.format == "json":
        output.document(page.document(chart, plot, subject))
    elif output.format == "csv":
        output.table(chart.table)
    else:
        output.page(page.page(chart))
    if output.format != "json" and not backlog.features:
        output.start_hint(backlog)
    return INTERRUPTED if chart.stopped == "interrupted" else 0


COMMAND = Command(
    examples=(
        ("pm plot", "value-effort: quick wins, big bets, fill-ins and money pits"),
        ("pm plot scores --model wsjf", "many alike, or a few far ahead"),
        ("pm plot capacity", "how full every team is, by quarter"),
        ("pm plot mix", "the effort by outcome and theme, against the weights of the strategy"),
        ("pm plot value-effort -o quadrants.svg", "for slides; needs the extra plot"),
        ("pm plot mix --format csv", "the numbers behind it"),
    ),
    about="--where hides points and counts fewer scores; lines stay where they are. The mix is then of what "
    "is left, and capacity knows no conditions.",
    run=run,
)
