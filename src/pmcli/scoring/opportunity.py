"""The opportunity score."""

from __future__ import annotations

from pmcli.model.evidence import Opportunity
from pmcli.model.feature import Feature
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score


def score(inputs: Inputs) -> Score:
    """Importance, and again as much of it as is not satisfied."""
    opportunity = inputs.opportunity or Opportunity()
    note = f"of the problem {inputs.opportunity_from}" if inputs.opportunity_from else ""
    answers = [
        (name, terms.number(name, getattr(opportunity, name), note))
        for name in ("importance", "satisfaction")
    ]
    return terms.finish(
        inputs,
        opportunity.score,
        1.0,
        lacks=terms.missing(answers),
        value_sum="importance + max(importance - satisfaction, 0)",
        cost_sum="1",
        value_terms=(term for _, term in answers),
    )


def wants(feature: Feature) -> bool:
    """Whether it has an opportunity of its own or solves a problem."""
    return feature.opportunity is not None or bool(feature.solves)


OPPORTUNITY = Model(
    name="opportunity",
    title="Opportunity score (Ulwick)",
    formula="importance + max(importance − satisfaction, 0)",
    about=(
        "What matters much and is served badly. Both are shares of people from 0 to 10, from a "
        "survey. Good for finding needs: above 10 is commonly called under-served. It ranks needs "
        "rather than features and knows no effort, so it misleads as an order of work."
    ),
    inputs=("opportunity.importance", "opportunity.satisfaction", "solves"),
    source=(
        "Anthony Ulwick, What Customers Want (2005); Turn customer input into innovation, Harvard "
        "Business Review (2002), https://hbr.org/2002/01/turn-customer-input-into-innovation"
    ),
    score=score,
    wants=wants,
)
