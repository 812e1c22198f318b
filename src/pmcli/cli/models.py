"""`pm models`: the scoring methods, with formula, inputs and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from pmcli import Backlog, find_model, models_of, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.options import PAGES, PageFormat
from pmcli.cli.unranked import SAMPLES
from pmcli.criteria import inputs
from pmcli.diagnostic import PmError, did_you_mean
from pmcli.formats.page import Block, Bullets, Fields, Heading, Paragraph
from pmcli.scoring import MODELS
from pmcli.scoring.model import Model
from pmcli.structure import Structure

Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="The model to tell in full.", autocompletion=complete.models),
]


def run(context: typer.Context, name: Name = None, format_: PageFormat = None) -> None:
    """List the models, or tell one."""
    desk = Desk.of(context, format_, PAGES)
    backlog = _backlog(desk)
    if backlog is None and name is None:
        models = MODELS
    elif backlog is None:
        models = (_builtin(str(name), MODELS),)
    else:
        models = models_of(backlog) if name is None else (find_model(backlog, name),)
    used = _used(backlog)
    if desk.format == "json":
        desk.document({"schemaVersion": 1, "kind": "models", "used": used, "items": [*map(_item, models)]})
    elif name is None:
        desk.page(_list(models, used))
    else:
        desk.page(_one(models[0], backlog, used))


def _backlog(desk: Desk) -> Backlog | None:
    """The backlog where there is one: the methods are there without it, and whatever is wrong with it."""
    try:
        return desk.load().backlog
    except PmError:
        if desk.revision is None and desk.directory == ".":
            return None
        raise


def _builtin(name: str, models: tuple[Model, ...]) -> Model:
    known = {model.name: model for model in models}
    if name not in known:
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


def _list(models: tuple[Model, ...], used: str | None) -> list[Block]:
    blocks: list[Block] = []
    for model in models:
        mark = ", the one in use" if model.name == used else ""
        rows = (("formula", model.formula), ("inputs", ", ".join(model.inputs)), ("source", model.source))
        blocks += [Heading(f"{model.name}: {model.title}{mark}"), Fields(rows)]
    return [*blocks, Paragraph("pm models NAME tells one in full; pm rank --model NAME ranks by it.")]


def _one(model: Model, backlog: Backlog | None, used: str | None) -> list[Block]:
    inputs = tuple(f"{name}, such as {SAMPLES[name]}" if name in SAMPLES else name for name in model.inputs)
    rows = [("formula", model.formula), ("source", model.source)]
    if backlog is not None:
        rows.append(("here", _coverage(model, backlog, used)))
    head: list[Block] = [
        Heading(f"{model.name}: {model.title}", 1),
        Paragraph(model.about),
        Fields(tuple(rows)),
    ]
    return [*head, Heading("Inputs"), Bullets(inputs)] if inputs else head


def _coverage(model: Model, backlog: Backlog, used: str | None) -> str:
    """How many features of the backlog it scores."""
    found = inputs(backlog, Structure.of(backlog).dependents())
    try:
        count = sum(model.score(one).score is not None for one in found.values())
    except PmError as fault:
        return fault.message
    mark = "; the one in use" if model.name == used else ""
    return f"scores {count:,} of {len(found):,} open features{mark}"


def _item(model: Model) -> Mapping[str, object]:
    return {
        "name": model.name, "title": model.title, "formula": model.formula, "about": model.about,
        "inputs": list(model.inputs), "source": model.source, "category": model.is_category,
    }  # fmt: skip


COMMAND = Command(
    examples=(
        ("pm models", "all of them, also your own"),
        ("pm models rice", "one in full"),
        ("pm rank --model wsjf", "rank by another"),
    ),
    about="pm.yaml: scoring.model names the one in use; where it names none, it is the one whose inputs most "
    "features have. Methods of your own stand under scoring.models.",
    shared=("directory", "revision", "output", "width", "color"),
    run=run,
)
