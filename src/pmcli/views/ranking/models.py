"""The scoring models: all of them as a page or a document, or one in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.model.diagnostic import PmError
from pmcli.ranking.criteria import inputs
from pmcli.ranking.structure import Structure
from pmcli.scoring.model import Model
from pmcli.views.ranking.unranked import SAMPLES
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.documents import Shape

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog


_MODEL = Shape(Model, "name title formula about inputs source category=is_category")
MODELS = Shape(object, "used items", used=str | None, items=[_MODEL])


def models_page(models: tuple[Model, ...], used: str | None) -> list[Block]:
    """All models, each with its formula, its inputs and its source; which of them is `used`."""
    blocks: list[Block] = []
    for model in models:
        mark = ", the one in use" if model.name == used else ""
        rows = (("formula", model.formula), ("inputs", ", ".join(model.inputs)), ("source", model.source))
        blocks += [Heading(f"{model.name}: {model.title}{mark}"), Fields(rows)]
    more = "pm models NAME tells one in full; pm rank --model NAME ranks by it, --models A,B by several."
    return [*blocks, Paragraph(more)]


def model_page(model: Model, backlog: Backlog | None, used: str | None) -> list[Block]:
    """One model in full, and how many features of a backlog it scores."""
    named = tuple(f"{name}, such as {SAMPLES[name]}" if name in SAMPLES else name for name in model.inputs)
    rows = [("formula", model.formula), ("source", model.source)]
    if backlog is not None:
        rows.append(("here", _coverage(model, backlog, used)))
    head: list[Block] = [
        Heading(f"{model.name}: {model.title}", 1),
        Paragraph(model.about),
        Fields(tuple(rows)),
    ]
    return [*head, Heading("Inputs"), Bullets(named)] if named else head


def _coverage(model: Model, backlog: Backlog, used: str | None) -> str:
    """How many features of the backlog it scores."""
    given = inputs(backlog, Structure.of(backlog).dependents())
    try:
        count = sum(model.score(values).score is not None for values in given.values())
    except PmError as fault:
        return fault.message
    mark = "; the one in use" if model.name == used else ""
    return f"scores {count:,} of {len(given):,} open features{mark}"
