"""`pm models`: the scoring methods, with formula, inputs and source."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import Backlog, find_model, models_of, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.options import PAGES, PageFormat
from pmcli.cli.output import Output
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant
from pmcli.scoring import MODELS
from pmcli.scoring.model import Model
from pmcli.views.ranking.models import MODELS as SHAPE
from pmcli.views.ranking.models import model_page, models_page
from pmcli.writers.documents import document

Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="The model to tell in full.", autocompletion=complete.models),
]


def run(context: typer.Context, name: Name = None, format_: PageFormat = None) -> None:
    """List the models, or tell one."""
    output = Output.of(context, format_, PAGES)
    backlog = _backlog(output)
    if backlog is None and name is None:
        models = MODELS
    elif backlog is None:
        models = (_builtin(str(name), MODELS),)
    else:
        models = models_of(backlog) if name is None else (find_model(backlog, name),)
    used = _used(backlog)
    if output.format == "json":
        output.document(document("models", SHAPE, None, used=used, items=models))
    elif name is None:
        output.page(models_page(models, used))
    else:
        output.page(model_page(models[0], backlog, used))


def _backlog(output: Output) -> Backlog | None:
    """The backlog, errors and all; None outside a workspace, where the built-in models are told."""
    try:
        return output.load().backlog
    except PmError:
        if output.revision is None and output.scenario is None and output.directory == ".":
            return None
        raise


def _builtin(name: str, models: tuple[Model, ...]) -> Model:
    known = {model.name: model for model in models}
    if (name := meant(name, known)) not in known:
        raise PmError(
            f'there is no model "{name}"', did_you_mean(name, known) or f"models: {', '.join(known)}"
        )
    return known[name]


def _used(backlog: Backlog | None) -> str | None:
    """The model that `pm rank` takes."""
    if backlog is None:
        return None
    try:
        return rank(backlog).model.name
    except PmError:
        return backlog.workspace.scoring.model


COMMAND = Command(
    examples=(
        ("pm models", "all of them, also your own"),
        ("pm models rice", "one in full"),
        ("pm rank --model wsjf", "rank by another"),
        ("pm rank --models rice,wsjf", "rank by several: where they differ, and why"),
    ),
    about="pm.yaml: scoring.model names the one in use; where it names none, it is the one whose inputs most "
    "features have. Methods of your own stand under scoring.models.",
    shared=("directory", "revision", "scenario", "path"),
    run=run,
)
