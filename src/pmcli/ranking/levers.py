"""The inputs of a score that can be other ones, each with the feature as it would be then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.inputs import IMPACTS, MOSCOW, Kano
from pmcli.model.record import Record
from pmcli.ranking import criteria, scales
from pmcli.ranking.scales import Scale
from pmcli.ranking.structure import Structure
from pmcli.scoring.kano import CLASSES
from pmcli.scoring.model import Model, Score, Term
from pmcli.scoring.terms import SCENARIO
from pmcli.scoring.weighted import DEPENDENCIES, ratings

SIZES = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)
"""The relative sizes of WSJF."""
_GROUPS = ("rice", "ice", "wsjf", "cd3", "opportunity")
"""The records of a feature that hold the inputs of a method."""


@dataclass(frozen=True, slots=True)
class Lever:
    """An input of a feature: its name, what it is, what it might be, and the feature with another value.

    `team` is whose effort it is, `NO_TEAM` where it is no effort, or that of all; `written` is how an
    estimate stands in the file, where that is more than one number.
    """

    feature: str
    name: str
    now: float
    scale: Scale
    put: Callable[[float], Feature]
    team: str = NO_TEAM
    written: str = ""


def levers(feature: Feature, score: Score, model: Model, backlog: Backlog) -> tuple[Lever, ...]:
    """The inputs of the score of a feature, as its terms name them.

    What comes from requests or from the dependencies of others is no input of the feature.
    """
    terms = {term.name: term for term in (*score.value_terms, *score.cost_terms)}
    found = (lever for term in terms.values() for lever in _levers(feature, term, model, backlog))
    return tuple({(lever.name, lever.team): lever for lever in found}.values())


def _levers(feature: Feature, term: Term, model: Model, backlog: Backlog) -> Iterator[Lever]:
    outer, _, inner = term.name.partition(".")
    group, key = (outer, inner) if inner else (model.name, outer)
    if term.name == SCENARIO:
        return
    if term.name == "effort" or (term.name == "duration" and _is_from_effort(feature)):
        yield from _efforts(feature, backlog)
    elif model.is_category:
        yield from _classes(feature, term, model, backlog)
    elif group in _GROUPS:
        yield from _of_group(feature, term, group, key, backlog)
    elif group == "demand":
        return
    elif term.name in feature.custom:
        yield Lever(
            feature.id, term.name, term.number, scales.numbers(None), partial(_custom, feature, term.name)
        )
    else:
        yield from _rating(feature, term, backlog)


def _is_from_effort(feature: Feature) -> bool:
    return feature.cd3 is None or feature.cd3.duration is None


def _of_group(feature: Feature, term: Term, group: str, key: str, backlog: Backlog) -> Iterator[Lever]:
    record = getattr(feature, group)
    if group == "opportunity":
        record, _ = criteria.opportunity(backlog, feature)
    if record is None:
        return
    old = getattr(record, key)
    put = partial(_grouped, feature, group, record, key, isinstance(old, Estimate))
    yield Lever(
        feature.id, term.name, term.number, _scale(group, key, term.number), put, written=_written(old)
    )


def _scale(group: str, key: str, now: float) -> Scale:
    """The values of an input; a scale of levels only where it is on one of them."""
    if (group, key) == ("rice", "impact"):
        return scales.named(IMPACTS) if now in IMPACTS.values() else scales.numbers(scales.SMALLEST)
    if (group, key) == ("rice", "confidence"):
        return scales.shares()
    if group == "wsjf" and now in SIZES:
        return scales.levels(SIZES)
    if group in ("ice", "opportunity"):
        return scales.numbers(1.0 if group == "ice" else 0.0, 10.0)
    return scales.numbers(scales.SMALLEST if key in ("duration", "job_size") else 0.0)


def _grouped(
    feature: Feature, group: str, record: Record, key: str, is_estimate: bool, value: float  # noqa: FBT001
) -> Feature:  # fmt: skip
    new = Estimate.exact(value) if is_estimate else value
    return feature.model_copy(update={group: record.model_copy(update={key: new})})


def _custom(feature: Feature, name: str, value: float) -> Feature:
    return feature.with_custom({**feature.custom, name: value})


def _rating(feature: Feature, term: Term, backlog: Backlog) -> Iterator[Lever]:
    """The rating of a criterion; where it is derived, one by hand instead."""
    name = term.name.removeprefix("weighted.")
    if name == DEPENDENCIES and name not in feature.weighted:
        return
    scale = scales.numbers(0.0, backlog.workspace.scoring.weighted.scale)
    yield Lever(feature.id, term.name, term.number, scale, partial(_rated, feature, name))


def _rated(feature: Feature, name: str, value: float) -> Feature:
    return feature.model_copy(update={"weighted": {**feature.weighted, name: value}})


def _classes(feature: Feature, term: Term, model: Model, backlog: Backlog) -> Iterator[Lever]:
    """The class of a feature, and the ratings that order it inside of that."""
    if term.name == "category":
        words: Mapping[str, float] = MOSCOW if model.name == "moscow" else CLASSES
        names = {number: word for word, number in words.items()}
        put = partial(_classed, feature, model.name, names)
        yield Lever(feature.id, model.name, term.number, scales.named(words), put)
        return
    every = criteria.inputs(backlog, Structure.of(backlog).dependents())
    rated = ratings(every[feature.id])
    for rating in () if rated.missing else rated.terms:
        yield from _rating(feature, rating, backlog)


def _classed(feature: Feature, model: str, names: Mapping[float, str], value: float) -> Feature:
    word = names[value]
    if model == "moscow":
        return feature.model_copy(update={"moscow": word})
    survey: dict[str, Any] = {word.replace("-", "_"): 1}
    return feature.model_copy(update={"kano": Kano.model_construct(**survey)})


def _efforts(feature: Feature, backlog: Backlog) -> Iterator[Lever]:
    """The effort of each team; a size can be another size."""
    sizes = {size: estimate.mean for size, estimate in backlog.workspace.sizes.items()}
    teams = backlog.effort(feature)
    for (key, old), team in zip((feature.effort or {}).items(), teams, strict=True):
        scale = scales.named(sizes) if old.text in sizes else scales.numbers(scales.SMALLEST)
        name = team if len(teams) > 1 else NO_TEAM
        put = partial(_worked, feature, key)
        yield Lever(feature.id, "effort", old.mean, scale, put, name, _written(old))


def _worked(feature: Feature, key: str, value: float) -> Feature:
    return feature.model_copy(update={"effort": {**(feature.effort or {}), key: Estimate.exact(value)}})


def _written(value: object) -> str:
    return value.text if isinstance(value, Estimate) and not value.is_exact else ""
