"""Scoring models: a name, its words, and one function from inputs to a score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmcli.model.confidence import NO_EVIDENCE, Confidence

if TYPE_CHECKING:
    from pmcli.model.evidence import Opportunity
    from pmcli.model.feature import Feature
    from pmcli.model.rated import Rated
    from pmcli.model.settings import Scoring


@dataclass(frozen=True, slots=True)
class Demand:
    """The demand for a feature, each account counted once: revenue, accounts, and revenue at risk."""

    arr: float = 0.0
    accounts: int = 0
    at_risk_arr: float = 0.0


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a model may look at for one feature, as numbers that are already worked out.

    `effort` is the mean over all teams in `effort_unit`, None where none is given, 0 for a parent;
    `confidence` is what the evidence gives, and where it is asked for, the results; `criteria` holds the
    derived criteria on 0..scale, those only that could be derived; `opportunity` is the feature's own,
    or that of the problem `opportunity_from`: of those it solves the one with the highest opportunity score.
    `factor` is what a scenario multiplies the value by.
    """

    feature: Feature
    effort: float | None
    effort_unit: str
    scoring: Scoring
    confidence: Confidence = NO_EVIDENCE
    criteria: Mapping[str, float] = field(default_factory=dict)
    demand: Demand = Demand()
    opportunity: Opportunity | None = None
    opportunity_from: str | None = None
    is_parent: bool = False
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a score: what it is, how large, and where it comes from."""

    name: str
    number: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one feature by a method.

    `score` is None where the method cannot say: then `missing` names the inputs it lacks, or `fault` tells
    what is wrong with the numbers. `value` and `cost` are given wherever they can be computed, also when the
    other is missing. `benefit` is the value without what the effort already charges: what a roadmap adds up.
    `value_terms` and `cost_terms` are the numbers that `value_sum` and `cost_sum` (arithmetic over the terms'
    names, such as "reach * impact * confidence", that `formula.parse` reads) turn into value and cost,
    exactly. `score_sum` does the same for a score that is not value / cost, over the value's terms. `rated`
    are the inputs that people rated, and nobody has agreed on yet.
    """

    value: float | None
    cost: float | None
    score: float | None
    benefit: float | None = None
    value_sum: str = ""
    cost_sum: str = ""
    score_sum: str = ""
    value_terms: tuple[Term, ...] = ()
    cost_terms: tuple[Term, ...] = ()
    missing: tuple[str, ...] = ()
    fault: str | None = None
    label: str | None = None
    assumed: tuple[str, ...] = ()
    rated: tuple[Rated, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A method to score features.

    `inputs` are the fields it reads; `wants(feature)` says whether a feature carries inputs of this method by
    hand; `is_category`: values are ranks of classes and are never added up; `has_quadrants`: each feature
    falls into one of four fields, by whether value and cost lie above the medians.
    """

    name: str
    title: str
    formula: str
    about: str
    inputs: tuple[str, ...]
    source: str
    score: Callable[[Inputs], Score]
    wants: Callable[[Feature], bool]
    is_category: bool = False
    has_quadrants: bool = False
