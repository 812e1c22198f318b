"""Value against effort, with its quadrants."""

from __future__ import annotations

from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score
from pmcli.scoring.weighted import FEASIBILITY, derived_dependencies, mean, ratings, sum_of, wants


def score(inputs: Inputs) -> Score:
    """The weighted value without feasibility, which the effort already says, over the effort."""
    rated = ratings(inputs, without=(FEASIBILITY,))
    nothing = derived_dependencies(rated)
    value = mean(inputs, rated, nothing=nothing)
    nothing_weighs = value is None and not rated.missing
    cost = terms.effort(inputs)
    return terms.finish(
        inputs,
        value,
        cost.number if cost else None,
        lacks=("a criterion other than feasibility",) if nothing_weighs else rated.missing,
        lacks_cost=() if cost else ("effort",),
        value_sum=sum_of(inputs, rated, nothing=nothing),
        cost_sum="effort",
        value_terms=rated.terms,
        cost_terms=(cost,),
        assumed=rated.assumed,
    )


VALUE_EFFORT = Model(
    name="value_effort",
    title="Value against effort",
    formula="weighted value without feasibility / effort",
    about=(
        "The picture on every whiteboard: quick wins, big bets, fill-ins and money pits. The "
        "quadrant's thresholds are the medians of the scored features, printed with them, for "
        "there is no standard. Good for a first sort; it misleads near the lines, where a little "
        "changes the quadrant."
    ),
    inputs=(
        "weighted.user_impact", "weighted.revenue_impact", "weighted.strategic_fit", "weighted.urgency",
        "weighted.dependencies", "effort",
    ),
    source=(
        "The value/effort (2 × 2) matrix, common practice (no single source); the value is the "
        "weighted one"
    ),
    score=score,
    wants=wants,
    has_quadrants=True,
)  # fmt: skip
