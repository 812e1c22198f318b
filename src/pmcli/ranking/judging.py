"""The scores of all open features by a model, and the choice of that model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.figure import figure
from pmcli.model.naming import meant
from pmcli.model.reason import Reason
from pmcli.ranking import criteria
from pmcli.ranking.structure import Structure
from pmcli.scoring import MODELS, own_models
from pmcli.scoring.model import Model, Score
from pmcli.scoring.rated import marked

_QUADRANTS = {
    (True, True): "quick win",
    (True, False): "big bet",
    (False, True): "fill-in",
    (False, False): "money pit",
}


def models_of(backlog: Backlog) -> tuple[Model, ...]:
    """Every model of a workspace: the built-in ones, then its own."""
    return (*MODELS, *own_models(backlog.workspace))


def find_model(backlog: Backlog, name: str) -> Model:
    """The model of this name.

    Raises:
        PmError: there is none.
    """
    known = {model.name: model for model in models_of(backlog)}
    if (name := meant(name, known)) not in known:
        raise PmError(
            f'there is no model "{name}"', did_you_mean(name, known) or f"models: {', '.join(known)}"
        )
    return known[name]


@dataclass(frozen=True)
class Judged:
    """The scores of all open features by one model, and how the model was chosen where none was named."""

    model: Model
    chosen: str | None
    scores: Mapping[str, Score]

    @cached_property
    def medians(self) -> tuple[float, float] | None:
        """The medians of value and cost of the scored features, where the model has quadrants."""
        both = [
            (score.value, score.cost)
            for feature, score in self.scores.items()
            if score.score is not None and score.value is not None and score.cost is not None
        ]
        if not self.model.has_quadrants or not both:
            return None
        return median(value for value, _ in both), median(cost for _, cost in both)

    def quadrant(self, feature: str) -> str | None:
        """The field of the value/effort matrix; on a median is above it in value, below it in effort."""
        medians, score = self.medians, self.scores[feature]
        if medians is None or score.score is None or score.value is None or score.cost is None:
            return None
        is_valuable, is_cheap = score.value >= medians[0], score.cost <= medians[1]
        return _QUADRANTS[is_valuable, is_cheap]

    def notes(self) -> tuple[str, ...]:
        """Sentences that a reader of the whole should know."""
        if (medians := self.medians) is None:
            return ()
        value, cost = map(figure, medians)
        return (f"quadrants at the medians: value {value}, effort {cost}",)


def scored_by(backlog: Backlog, name: str | None = None) -> Judged:
    """The scores of every open feature by the model of this name; worked out once. There must be no cycles.

    Raises:
        PmError: there is no such model, or its formula is none.
    """
    return backlog.once(_scored, name)


def _scored(backlog: Backlog, name: str | None) -> Judged:
    inputs = criteria.inputs(backlog, Structure.of(backlog).dependents())
    model, chosen = _choose(backlog, name, inputs)
    scores = {feature: model.score(numbers) for feature, numbers in inputs.items()}
    for feature, rated in backlog.rated.items():
        if feature in scores:
            scores[feature] = marked(scores[feature], model, rated.values())
    return Judged(model, chosen, scores)


def _choose(
    backlog: Backlog, name: str | None, inputs: Mapping[str, criteria.Inputs]
) -> tuple[Model, str | None]:
    """The model named, else the workspace's, else the one whose inputs most features have; and why."""
    name = name or backlog.workspace.scoring.model
    if name is not None:
        return find_model(backlog, name), None
    best, most = MODELS[0], -1
    for model in models_of(backlog):
        count = sum(
            model.wants(numbers.feature) and model.score(numbers).score is not None
            for numbers in inputs.values()
        )
        if count > most:
            best, most = model, count
    total = len(inputs)
    why = f"it is, whose inputs {most} of {total} features have" if total else "is taken"
    return best, f"no model is named in pm.yaml: {best.name} {why}"


def lack(model: Model, score: Score) -> Reason:
    """The reason why a method says nothing of a feature."""
    if score.fault is not None:
        return Reason("faulty", text=score.fault)
    return Reason("needs-inputs", names=(model.name, *score.missing))
