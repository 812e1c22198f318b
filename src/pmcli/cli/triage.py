"""`pm triage`: new ideas and unscored features gone through one by one."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from pmcli import Loaded, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import WHERE, Model, Where
from pmcli.cli.output import Output
from pmcli.cli.rating import RatingSession, to_rate
from pmcli.cli.saving import EDITING
from pmcli.cli.session import TriageSession
from pmcli.cli.streams import is_somebody_there
from pmcli.editing.rating import Person, blind, person
from pmcli.editing.triage import waiting
from pmcli.model.diagnostic import PmError
from pmcli.ranking.where import Filter
from pmcli.writers.blocks import Paragraph

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; else git's user.name.")]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        autocompletion=complete.raters,
        help="Who rates: into ratings/NAME.yaml, blind to the others.",
    ),
]


def run(
    context: typer.Context, where: Where = None, model: Model = None, by: By = None, rater: As = None
) -> None:  # fmt: skip
    """Go through what waits."""
    output = Output.of(context).asking()
    if rater is not None and by is not None:
        raise PmError("--as rates and --by decides", "leave one of them out")
    if not is_somebody_there():
        raise PmError(
            "pm triage asks questions, and there is no terminal to answer at",
            "pm list --where status=idea lists ideas; pm set and pm decide write without asking",
        )
    if rater is not None:
        _rate(output, person(output.open(), rater), where, model)
        return
    loaded = output.load()
    backlog = loaded.usable()
    ranking = rank(backlog, model)
    features = waiting(backlog, model, Filter.parse(where or (), backlog).shown(ranking))
    _tell_errors(output, loaded)
    if not features:
        unscored = f"nothing that {ranking.model.name} cannot score"
        output.write(f"Nothing waits: no idea, no title twice, and {unscored}\n")
        return
    lacking = sum(feature.lacks is not None for feature in features)
    count = f"{len(features):,} to go through; {lacking:,} of them not scored by {ranking.model.name}"
    output.page([Paragraph(f"{count}. Every answer is written at once; Ctrl-D ends it.")])
    gc.enable()  # a session is long, unlike other runs
    TriageSession(output, ranking.model.name, by).go_through([feature.id for feature in features])


def _rate(output: Output, who: Person, where: list[str] | None, model: str | None) -> None:
    """Asks one person for what the files leave open and they have not said."""
    loaded = blind(output.open(), who).loaded
    backlog = loaded.usable()
    ranking = rank(backlog, model)
    features = to_rate(backlog, model, Filter.parse(where or (), backlog).shown(ranking))
    _tell_errors(output, loaded)
    if not features:
        output.write(f"Nothing to rate for {who.name}: {ranking.model.name} lacks nothing that people rate\n")
        return
    output.page([
        Paragraph(
            f"{len(features):,} to rate by {ranking.model.name}, as {who.name}. What others said comes after "
            "your own answer. Every answer is written at once; Ctrl-D ends it."
        )
    ])  # fmt: skip
    gc.enable()  # a session is long, unlike other runs
    RatingSession(output, who, ranking.model.name).go_through([feature.id for feature in features])


def _tell_errors(output: Output, loaded: Loaded) -> None:
    """Tells that what has errors is left out."""
    if loaded.errors:
        count = f"{len(loaded.errors):,} error{'s' if len(loaded.errors) > 1 else ''}"
        output.page([Paragraph(f"What has errors is left out ({count}: pm check)", "warn")])


COMMAND = Command(
    examples=(
        ("pm triage", "all that waits: what the most revenue asks for first"),
        ("pm triage --where theme=payments", "of one theme"),
        ("pm triage --as amelie", "her numbers before they are agreed; then what others said"),
        ("pm triage --where status=idea --model ice", "only ideas, by another model"),
    ),
    about="Shows a feature with its score so far, its likely rank and what it looks like, and asks for what "
    "the model lacks: with what 3, high or 80 % mean, and how the other features are spread. Or park it, "
    "decline it with a reason, or merge it into another one, which gets its requests, evidence and links; "
    "both are shown first. Whatever is answered stays; what is left comes again next time.\n"
    "With --as one person rates what the files leave open: nothing of what others said is shown before it is "
    "answered, and nothing of it is agreed until pm set writes it into the feature.\n" + WHERE,
    shared=EDITING,
    run=run,
)
