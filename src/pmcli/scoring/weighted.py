"""Weighted criteria on a fixed scale."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.model.feature import Feature
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score, Term

DEPENDENCIES, FEASIBILITY = "dependencies", "feasibility"
_NOTES = {DEPENDENCIES: "derived; in the score only, for value flows along dependencies anyway"}


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of one feature: `terms` in the order of the criteria, and what could not be had."""

    terms: tuple[Term, ...]
    missing: tuple[str, ...]
    assumed: tuple[str, ...]
    derived: frozenset[str]


def ratings(inputs: Inputs, without: tuple[str, ...] = ()) -> Ratings:
    """The rating of every criterion with a weight: given by hand, else derived, else as pm.yaml says."""
    settings = inputs.scoring.weighted
    rated: list[Term] = []
    missing: list[str] = []
    assumed: list[str] = []
    derived: list[str] = []
    for name, weight in settings.criteria.items():
        if not weight or name in without:
            continue
        if name in inputs.feature.weighted:
            rated.append(Term(name, inputs.feature.weighted[name]))
        elif name in inputs.criteria:
            rated.append(Term(name, inputs.criteria[name], _NOTES.get(name, "derived")))
            derived.append(name)
        elif settings.missing == "middle":
            rated.append(Term(name, settings.scale / 2, "assumed: the middle"))
            assumed.append(name)
        else:
            missing.append(name)
    return Ratings(tuple(rated), tuple(missing), tuple(assumed), frozenset(derived))


def mean(
    inputs: Inputs, rated: Ratings, without: tuple[str, ...] = (), nothing: tuple[str, ...] = ()
) -> float | None:
    """Σ weight · rating / Σ weight; those of `without` are no criteria, those of `nothing` count as 0."""
    if any(name not in without for name in rated.missing):
        return None
    weights = inputs.scoring.weighted.criteria
    counted = [term for term in rated.terms if term.name not in without]
    weight = terms.total(weights[term.name] for term in counted)
    if not weight:
        return None
    return (
        terms.total(weights[term.name] * term.number for term in counted if term.name not in nothing) / weight
    )


def sum_of(
    inputs: Inputs, rated: Ratings, without: tuple[str, ...] = (), nothing: tuple[str, ...] = ()
) -> str:
    """The arithmetic of `mean` over the names of the criteria."""
    weights = inputs.scoring.weighted.criteria
    counted = [term for term in rated.terms if term.name not in without]
    added = (term.name for term in counted if term.name not in nothing)
    parts = [f"{terms.literal(weights[name])} * {name}" for name in added]
    weight = terms.total(weights[term.name] for term in counted)
    return f"({' + '.join(parts) or '0'}) / {terms.literal(weight)}"


def derived_dependencies(rated: Ratings) -> tuple[str, ...]:
    """The criteria that count as 0 in a value: derived dependencies, for value flows along them anyway."""
    return (DEPENDENCIES,) if DEPENDENCIES in rated.derived else ()


def score(inputs: Inputs) -> Score:
    """The weighted mean of the ratings."""
    rated = ratings(inputs)
    nothing = derived_dependencies(rated)
    return terms.finish(
        inputs,
        mean(inputs, rated, nothing=nothing),
        1.0,
        lacks=rated.missing,
        score=mean(inputs, rated),
        benefit=mean(inputs, rated, without=(FEASIBILITY,), nothing=nothing),
        value_sum=sum_of(inputs, rated, nothing=nothing),
        cost_sum="1",
        score_sum=sum_of(inputs, rated),
        value_terms=rated.terms,
        assumed=rated.assumed,
    )


def wants(feature: Feature) -> bool:
    """Whether any criterion is rated by hand."""
    return bool(feature.weighted)


WEIGHTED = Model(
    name="weighted",
    title="Weighted criteria",
    formula="Σ weight × rating / Σ weight",
    about=(
        "Ratings on a scale with fixed ends, weighted by what matters. Criteria that can be "
        "derived are: strategic_fit from outcomes, urgency from the deadline, revenue_impact from "
        "who asks, dependencies from what waits. Good for talking about what matters; beware of "
        "criteria on which all features are rated alike."
    ),
    inputs=(
        "weighted.user_impact", "weighted.revenue_impact", "weighted.strategic_fit", "weighted.feasibility",
        "weighted.urgency", "weighted.dependencies",
    ),
    source=(
        "Multi-attribute value theory: Ralph Keeney and Howard Raiffa, Decisions with Multiple "
        "Objectives (1976)"
    ),
    score=score,
    wants=wants,
)  # fmt: skip
