"""`pm triage`: new ideas and unscored features gone through one by one."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from pmcli import rank
from pmcli.cli.command import Command
from pmcli.cli.options import WHERE, Model, Where
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING
from pmcli.cli.session import TriageSession
from pmcli.cli.streams import is_somebody_there
from pmcli.editing.triage import waiting
from pmcli.model.diagnostic import PmError
from pmcli.ranking.where import Filter
from pmcli.writers.blocks import Paragraph

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; else git's user.name.")]


def run(context: typer.Context, where: Where = None, model: Model = None, by: By = None) -> None:
    """Go through what waits."""
    output = Output.of(context).asking()
    if not is_somebody_there():
        raise PmError(
            "pm triage asks questions, and there is no terminal to answer at",
            "pm list --where status=idea lists ideas; pm set and pm decide write without asking",
        )
    loaded = output.load()
    backlog = loaded.usable()
    ranking = rank(backlog, model)
    features = waiting(backlog, model, Filter.parse(where or (), backlog).shown(ranking))
    if loaded.errors:
        count = f"{len(loaded.errors):,} error{'s' if len(loaded.errors) > 1 else ''}"
        output.page([Paragraph(f"What has errors is left out ({count}: pm check)", "warn")])
    if not features:
        unscored = f"nothing that {ranking.model.name} cannot score"
        output.write(f"Nothing waits: no idea, no title twice, and {unscored}\n")
        return
    lacking = sum(feature.lacks is not None for feature in features)
    count = f"{len(features):,} to go through; {lacking:,} of them not scored by {ranking.model.name}"
    output.page([Paragraph(f"{count}. Every answer is written at once; Ctrl-D ends it.")])
    gc.enable()  # a session is long, unlike other runs
    TriageSession(output, ranking.model.name, by).go_through([feature.id for feature in features])


COMMAND = Command(
    examples=(
        ("pm triage", "all that waits: what the most revenue asks for first"),
        ("pm triage --where theme=payments", "of one theme"),
        ("pm triage --where status=idea --model ice", "only ideas, by another model"),
    ),
    about="Shows a feature with its score so far, its likely rank and what it looks like, and asks for what "
    "the model lacks: with what 3, high or 80 % mean, and how the other features are spread. Or park it, "
    "decline it with a reason, or merge it into another one, which gets its requests, evidence and links; "
    "both are shown first. Whatever is answered stays; what is left comes again next time.\n" + WHERE,
    shared=EDITING,
    run=run,
)
