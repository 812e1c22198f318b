"""What several people say together: one input of a feature that its own file leaves open (ratings/)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf, log2
from statistics import median
from typing import TYPE_CHECKING, Any

from pmcli.model.estimate import Estimate, plain
from pmcli.model.evidence import Opportunity
from pmcli.model.feature import NO_TEAM
from pmcli.model.figure import listed, of_input, spread
from pmcli.model.inputs import MOSCOW, Cd3, Ice, Rice, Wsjf
from pmcli.model.quantities import LARGEST
from pmcli.model.rating import AUTO, FeatureRatings, Rater, Said
from pmcli.model.reason import Reason

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

POINTS, RATIO = 2.0, 2.0
"""People disagree from so many points of a scale on, or from this ratio of their numbers on."""
_RANGES = ("effort", "wsjf", "cd3")
"""The fields all of whose inputs take ranges."""
_SCALES = ("ice", "opportunity", "weighted", "moscow")
"""The fields whose inputs are points on a scale."""
_HALVES = ("opportunity.importance", "opportunity.satisfaction")
"""Inputs of which neither may stand alone."""
_RECORDS = {"rice": Rice, "wsjf": Wsjf, "ice": Ice, "cd3": Cd3}


@dataclass(frozen=True, slots=True)
class Rated:
    """An input as several people rated it: what each of them said, in the order of their names.

    `estimate` is what they say together, and what the feature carries. `median` is that of their middles,
    `low` and `high` are the lowest and the highest of their ends: also where the input takes no range.
    """

    input: str
    said: tuple[Said, ...]
    estimate: Estimate

    @property
    def raters(self) -> tuple[str, ...]:
        """The names of those who rated it."""
        return tuple(one.rater for one in self.said)

    @property
    def median(self) -> float:
        """The median of their middles."""
        return float(median(one.estimate.likely for one in self.said))

    @property
    def low(self) -> float:
        """The lowest of their ends."""
        return min(one.estimate.low for one in self.said)

    @property
    def high(self) -> float:
        """The highest of their ends."""
        return max(one.estimate.high for one in self.said)

    @property
    def spread(self) -> str:
        """Their ends as text: "3..8", one number where they are the same; shares in per cent."""
        return spread(self.input, self.low, self.high)

    def shown(self, number: float) -> str:
        """A number of this input as it is written in a file: a confidence in per cent."""
        return of_input(self.input, number)

    def by(self, most: int = 3) -> str:
        """Who rated it: "rated by amelie, ben", and whether they disagree."""
        return f"rated by {listed(self.raters, most)}{', who disagree' if self.is_disputed else ''}"

    # --- how far they are apart ---

    @property
    def is_scale(self) -> bool:
        """Whether it is a number of points on a scale."""
        return self.input.partition(".")[0] in _SCALES

    @property
    def apart(self) -> float:
        """How far the middles of two people are apart: points of a scale, else the ratio of the two."""
        middles = [one.estimate.likely for one in self.said]
        least, most = min(middles), max(middles)
        if self.is_scale:
            return most - least
        if least == most:
            return 1.0
        if least <= 0.0 <= most:
            return inf
        return max(most / least, least / most)

    @property
    def disagreement(self) -> float:
        """The distance as a share of what counts as a disagreement: from 1 on it is one, 0 is one mind."""
        return self.apart / POINTS if self.is_scale else log2(self.apart) / log2(RATIO)

    @property
    def is_disputed(self) -> bool:
        """Whether people disagree: by two points of a scale, or by a factor of 2."""
        return self.disagreement >= 1.0


def together(name: str, said: Iterable[Said]) -> Rated:
    """An input as these people rated it.

    The median of their middles; where two or more rated an input that takes a range, from the lowest to the
    highest of their ends, without a middle where that equals an end (the middle alone where the lowest is 0,
    or the range would have no mean). One person's own estimate stays as it is. An impact that somebody put
    in words takes no range.
    """
    by_name = tuple(sorted(said, key=lambda one: (one.rater.casefold(), one.rater)))
    if len(by_name) == 1:
        return Rated(name, by_name, by_name[0].estimate)
    rated = Rated(name, by_name, Estimate.exact(0.0))
    middle = Estimate.exact(rated.median)
    return replace(rated, estimate=_range(rated) or middle if _takes_range(rated) else middle)


def _takes_range(rated: Rated) -> bool:
    outer, _, inner = rated.input.partition(".")
    if outer == "rice":
        return inner == "reach" or (inner == "impact" and not any(one.is_word for one in rated.said))
    return outer in _RANGES


def _range(rated: Rated) -> Estimate | None:
    """The range of all that they say; None where there is none that can stand."""
    low, middle, high = rated.low, rated.median, rated.high
    if low == high or (middle in (low, high) and low <= 0.0):
        return None
    if middle in (low, high):
        estimate = Estimate.between(low, high, f"{plain(low)}..{plain(high)}")
    else:
        estimate = Estimate(
            low, middle, high, f"{plain(low)}..{of_input(rated.input, middle)}..{plain(high)}"
        )
    return estimate if estimate.problem is None and 0.0 <= estimate.mean <= LARGEST else None


def of_rated(inputs: Iterable[Rated]) -> Reason:
    """The reason that tells who rated some inputs, with the spread of each: no number stands without it."""
    rated = tuple(inputs)
    ends = {f"{one.input} {end}": getattr(one, end) for one in rated for end in ("low", "high")}
    disagreements = sum(one.is_disputed for one in rated)
    people = dict.fromkeys(name for one in rated for name in one.raters)
    return Reason("rated", names=tuple(sorted(people)), numbers={**ends, "disagreements": disagreements})


def rated_fields(reason: Reason) -> tuple[str, ...]:
    """The fields of a feature that a reason speaks of which `of_rated` has made: "rice", "effort"."""
    ends = (name.removesuffix(" low") for name in reason.numbers if name.endswith(" low"))
    return tuple(dict.fromkeys(name.partition(".")[0] for name in ends))


# --- the backlog with what people say ---


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
        inputs = {name_of: one for name_of, one in inputs.items() if not is_one_half(name_of, inputs)}
        if inputs:
            features[name] = carrying(features[name], inputs.values())
            rated[name] = inputs
    written = {name: backlog.features[name] for name in rated}
    return replace(counting, features=features, rated=dict(sorted(rated.items())), written=written)


def rated_of(backlog: Backlog, feature: str) -> dict[str, Rated]:
    """All that people say of a feature, by input: also what its own file settles."""
    by_input: dict[str, list[Said]] = {}
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


def _heard(said: Said, backlog: Backlog, feature: Feature) -> Said:
    """What somebody says with the team and the evidence of this feature in it."""
    if said.keys == ("effort", NO_TEAM):
        return replace(said, keys=("effort", backlog.team(feature)))
    if said.is_auto:
        return replace(said, estimate=Estimate.exact(backlog.confidence(feature)[0]))
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
    """What a feature itself says of an input; None where it says nothing."""
    keys = rated.said[0].keys
    outer, inner = str(keys[0]), str(keys[-1])
    if outer == "effort":
        own = backlog.effort(feature)
        return own.get(inner, own.get(NO_TEAM))
    if outer == "weighted":
        return feature.weighted.get(inner)
    if len(keys) == 1:
        return feature.moscow if outer == "moscow" else feature.custom.get(outer)
    return getattr(getattr(feature, outer), inner, None)


def _names_teams(backlog: Backlog, feature: Feature) -> bool:
    """Whether the feature, or anybody who rates it, says of which team an effort is."""
    opinions = (rater.opinions.get(feature.id) for rater in backlog.raters)
    said = [one for opinion in opinions if opinion is not None for one in opinion.said]
    return bool(feature.effort) or any(one.keys[0] == "effort" and one.keys[1] != NO_TEAM for one in said)


def is_one_half(name: str, inputs: Mapping[str, Rated]) -> bool:
    """Whether an input is the half of an opportunity of which the other half is not among some inputs."""
    return name in _HALVES and not all(half in inputs for half in _HALVES)


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
    if "opportunity" in update:
        update["opportunity"] = Opportunity.model_construct(**update["opportunity"])
    return feature.model_copy(update=update).with_custom(custom)


def _by_team(feature: Feature, team: str) -> dict[str, Estimate]:
    """The effort that a feature gives itself, beside which that of another team comes."""
    own = feature.effort or {}
    return {feature.team or team: own[NO_TEAM]} if NO_TEAM in own else {**own}


def _value(rated: Rated) -> Estimate | float | str:
    """The input as its record has it: an estimate, a number, or "auto" where all say so."""
    if rated.input == "rice.confidence" and all(one.is_auto for one in rated.said):
        return AUTO
    is_estimate = rated.input in ("rice.reach", "rice.impact") or rated.input.partition(".")[0] in _RANGES
    return rated.estimate if is_estimate else rated.estimate.likely


def _word(number: float) -> str:
    """The class that a number of MoSCoW is nearest to; of two as near the higher one."""
    return min(MOSCOW, key=lambda word: (abs(MOSCOW[word] - number), -MOSCOW[word]))
