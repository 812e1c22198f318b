"""The backlog with what people say together: features carry what their own files leave open (ratings/)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.evidence import Opportunity
from pmcli.model.inputs import FROM_EVIDENCE, MEASURED, MOSCOW, Cd3, Ice, Rice, Wsjf
from pmcli.model.rated import RANGES, Rated, together
from pmcli.model.rating import FeatureRatings, GivenRating, Rater

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

_HALVES = ("opportunity.importance", "opportunity.satisfaction")
"""Inputs of which neither may stand alone."""
_RECORDS = {"rice": Rice, "wsjf": Wsjf, "ice": Ice, "cd3": Cd3, "opportunity": Opportunity}


def with_ratings(backlog: Backlog, raters: Iterable[Rater]) -> Backlog:
    """The backlog in which every open feature carries what people rated and its own file leaves open."""
    everyone = tuple(raters)
    counting = replace(backlog, raters=everyone)
    features = dict(backlog.features)
    rated: dict[str, Mapping[str, Rated]] = {}
    for name in dict.fromkeys(name for rater in everyone for name in rater.opinions):
        if name not in features or not backlog.is_open(name):
            continue
        inputs = {
            name_of: one for name_of, one in rated_of(counting, name).items()
            if is_left_open(one, features[name], counting)
        }  # fmt: skip
        halves = [one for one in inputs if is_one_half(one, inputs, features[name])]
        inputs = {name_of: one for name_of, one in inputs.items() if name_of not in halves}
        if inputs:
            features[name] = carrying(features[name], inputs.values())
            rated[name] = inputs
    written = {name: backlog.features[name] for name in rated}
    return replace(counting, features=features, rated=dict(sorted(rated.items())), written=written)


def rated_of(backlog: Backlog, feature: str) -> dict[str, Rated]:
    """All that people say of a feature, by input: also what its own file settles."""
    by_input: dict[str, list[GivenRating]] = {}
    record = backlog.features[feature]
    for rater in backlog.raters:
        opinion = rater.opinions.get(feature)
        for one in opinion.said if opinion is not None else ():
            heard = _heard(one, backlog, record)
            by_input.setdefault(heard.input, []).append(heard)
    return {name: together(name, by_input[name]) for name in sorted(by_input, key=_place)}


def _place(name: str) -> int:
    """The place of an input among others: as the fields of a person's file follow one another."""
    outer = name.partition(".")[0]
    return [*FeatureRatings.model_fields, outer].index(outer)


def _heard(said: GivenRating, backlog: Backlog, feature: Feature) -> GivenRating:
    """What somebody says with the team and the evidence of this feature in it."""
    if said.keys == ("effort", NO_TEAM):
        return replace(said, keys=("effort", backlog.team(feature)))
    if said.is_auto:
        given = backlog.confidence(feature, measured=said.text == MEASURED)
        return replace(said, estimate=Estimate.exact(given.ratio))
    return said


def is_left_open(rated: Rated, feature: Feature, backlog: Backlog) -> bool:
    """Whether a feature says nothing itself of an input that it may have."""
    if own_value(rated, feature, backlog) is not None:
        return False
    outer, inner = rated.said[0].keys[0], rated.said[0].keys[-1]
    if outer != "effort":
        return True
    is_homeless = inner == NO_TEAM and _names_teams(backlog, feature)
    return not is_homeless and not backlog.children().get(feature.id)


def own_value(rated: Rated, feature: Feature, backlog: Backlog) -> object:
    """What a feature itself says of an input, of an effort without a team that of all; None for nothing."""
    keys = rated.said[0].keys
    outer, inner = str(keys[0]), str(keys[-1])
    if outer == "effort":
        own = backlog.effort(feature)
        if inner == NO_TEAM and own and NO_TEAM not in own:
            return backlog.total_effort(feature)
        return own.get(inner, own.get(NO_TEAM))
    if outer == "weighted":
        return feature.weighted.get(inner)
    if len(keys) == 1:
        return feature.moscow if outer == "moscow" else feature.custom.get(outer)
    return getattr(getattr(feature, outer), inner, None)


def as_number(value: object, feature: Feature, backlog: Backlog) -> float | None:
    """What a feature says of an input as a number: of a range the middle, a word as what it stands for."""
    if isinstance(value, Estimate):
        return value.likely
    if value in FROM_EVIDENCE:
        return backlog.confidence(feature, measured=value == MEASURED).ratio
    if isinstance(value, str):
        return MOSCOW.get(value)
    return float(value) if isinstance(value, (int, float)) else None


def _names_teams(backlog: Backlog, feature: Feature) -> bool:
    """Whether the feature, or anybody who rates it, says of which team an effort is."""
    opinions = (rater.opinions.get(feature.id) for rater in backlog.raters)
    said = [one for opinion in opinions if opinion is not None for one in opinion.said]
    return bool(feature.effort) or any(one.keys[0] == "effort" and one.keys[1] != NO_TEAM for one in said)


def is_one_half(name: str, inputs: Mapping[str, Rated], feature: Feature) -> bool:
    """Whether an input is the half of an opportunity of which nobody says the other: no input, no file."""
    own = feature.opportunity or Opportunity()
    return name in _HALVES and any(
        half not in inputs and getattr(own, half.partition(".")[2]) is None for half in _HALVES
    )


def carrying(feature: Feature, inputs: Iterable[Rated]) -> Feature:
    """The feature with what people say of some inputs."""
    update: dict[str, Any] = {}
    custom = dict(feature.custom)
    for rated in inputs:
        keys = rated.said[0].keys
        outer, inner = str(keys[0]), str(keys[-1])
        if outer == "effort":
            update[outer] = {**(update.get(outer) or _by_team(feature, inner)), inner: rated.estimate}
        elif outer == "weighted":
            update[outer] = {**(update.get(outer) or feature.weighted), inner: rated.estimate.likely}
        elif outer == "moscow":
            update[outer] = _word(rated.estimate.likely)
        elif len(keys) == 1:
            custom[outer] = rated.estimate.likely
        else:
            update.setdefault(outer, {})[inner] = _value(rated)
    for outer, record in _RECORDS.items():
        if outer in update:
            update[outer] = (getattr(feature, outer) or record()).model_copy(update=update[outer])
    return feature.model_copy(update=update).with_custom(custom)


def _by_team(feature: Feature, team: str) -> dict[str, Estimate]:
    """The effort that a feature gives itself, beside which that of another team comes."""
    own = feature.effort or {}
    return {feature.team or team: own[NO_TEAM]} if NO_TEAM in own else {**own}


def _value(rated: Rated) -> Estimate | float | str:
    """The input as its record has it: an estimate, a number, or "auto" or "measured" where all say so."""
    words = {one.text for one in rated.said if one.is_auto}
    if rated.input == "rice.confidence" and len(words) == 1 and all(one.is_auto for one in rated.said):
        return words.pop()
    is_estimate = rated.input in ("rice.reach", "rice.impact") or rated.input.partition(".")[0] in RANGES
    return rated.estimate if is_estimate else rated.estimate.likely


def _word(number: float) -> str:
    """The class that a number of MoSCoW is nearest to; of two as near the higher one."""
    return min(MOSCOW, key=lambda word: (abs(MOSCOW[word] - number), -MOSCOW[word]))
