"""The features that wait for triage: new ideas, and those that the model cannot score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.editing.triage.questions import Question, questions
from pmcli.ranking import rank
from pmcli.ranking.criteria import inputs
from pmcli.ranking.judging import lack
from pmcli.ranking.structure import Structure

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.reason import Reason
    from pmcli.scoring.model import Inputs, Model


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feature that waits: why it has no score (None: it is a scored idea), and the questions to ask."""

    id: str
    lacks: Reason | None
    questions: tuple[Question, ...]


def waiting(
    backlog: Backlog, model: str | None = None, shown: Callable[[str], bool] | None = None
) -> tuple[Waiting, ...]:
    """Open features that are ideas or cannot be scored: what most revenue asks for first, then by id.

    What only makes others possible needs no score of its own: it waits only where it is an idea.
    """
    ranking = rank(backlog, model)
    unscored = {left.id for left in ranking.unscored}
    structure = Structure.of(backlog)
    known = inputs(backlog, structure.dependents())
    names = [
        name for name, feature_inputs in known.items()
        if name not in structure.parents and (name in unscored or feature_inputs.feature.status == "idea")
        and (shown is None or shown(name))
    ]  # fmt: skip
    names.sort(key=lambda name: (-known[name].demand.arr, name))
    return tuple(_waiting(name, backlog, known[name], ranking.model) for name in names)


def _waiting(name: str, backlog: Backlog, feature: Inputs, model: Model) -> Waiting:
    score = model.score(feature)
    return Waiting(
        name, lack(model, score) if score.score is None else None, questions(backlog, feature, model)
    )  # fmt: skip
