"""The features that wait for triage: new ideas, what the model cannot score, and second ones of a title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.editing.triage.questions import Question, questions
from pmcli.model.titles import same_titles
from pmcli.ranking import rank
from pmcli.ranking.criteria import inputs
from pmcli.ranking.judging import lack
from pmcli.ranking.structure import Structure

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.reason import Reason
    from pmcli.scoring.model import Inputs, Model, Score


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feature that waits: why it has no score, and the questions to ask.

    `lacks` is None where it is scored: an idea, or the second one of a title. `score` is what the
    model says so far.
    """

    id: str
    lacks: Reason | None
    questions: tuple[Question, ...]
    score: Score


def waiting(
    backlog: Backlog, model: str | None = None, shown: Callable[[str], bool] | None = None
) -> tuple[Waiting, ...]:
    """Open features that are ideas, cannot be scored, or have the title of one before them.

    What most revenue asks for comes first, then by id. What only makes others possible needs no score of its
    own: it waits only where it is an idea.
    """
    ranking = rank(backlog, model)
    unscored = {left.id for left in ranking.unscored}
    structure = Structure.of(backlog)
    known = inputs(backlog, structure.dependents())
    groups = same_titles(feature for feature in backlog.features.values() if backlog.is_open(feature.id))
    second = {feature.id for group in groups for feature in group[1:]}
    names = [
        name for name, feature_inputs in known.items()
        if name not in structure.parents
        and (name in unscored or name in second or feature_inputs.feature.status == "idea")
        and (shown is None or shown(name))
    ]  # fmt: skip
    names.sort(key=lambda name: (-known[name].demand.arr, name))
    return tuple(_waiting(name, backlog, known[name], ranking.model) for name in names)


def _waiting(name: str, backlog: Backlog, feature: Inputs, model: Model) -> Waiting:
    score = model.score(feature)
    lacks = lack(model, score) if score.score is None else None
    return Waiting(name, lacks, questions(backlog, feature, model), score)
