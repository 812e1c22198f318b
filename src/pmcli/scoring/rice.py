"""RICE: reach, impact, confidence, effort."""

from __future__ import annotations

from pmcli.model.feature import Feature
from pmcli.model.inputs import FROM_EVIDENCE, Rice
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score, Term


def _confidence(rice: Rice, inputs: Inputs) -> Term | None:
    if rice.confidence in FROM_EVIDENCE:
        return Term("confidence", inputs.confidence.ratio, inputs.confidence.note)
    return None if rice.confidence is None else Term("confidence", float(rice.confidence))


def score(inputs: Inputs) -> Score:
    """The total impact per time worked."""
    rice = inputs.feature.rice or Rice()
    numbers = (
        ("reach", terms.given("reach", rice.reach)),
        ("impact", terms.given("impact", rice.impact)),
        ("confidence", _confidence(rice, inputs)),
    )
    lacks = terms.missing(numbers)
    given = [term for _, term in numbers if term is not None]
    cost = terms.effort(inputs)
    return terms.finish(
        inputs,
        None if lacks else terms.product(given),
        cost.number if cost else None,
        lacks=lacks,
        lacks_cost=() if cost else ("effort",),
        value_sum="reach * impact * confidence",
        cost_sum="effort",
        value_terms=given,
        cost_terms=(cost,),
    )


def wants(feature: Feature) -> bool:
    """Whether there is any input of RICE."""
    return feature.rice is not None


RICE = Model(
    name="rice",
    title="Reach, impact, confidence, effort",
    formula="reach × impact × confidence / effort",
    about=(
        "How much impact a unit of work has: how many people it reaches in a period, how much it "
        "changes for each, how sure we are of both, over the effort. Good for comparing features "
        "for many users. It misleads on work that reaches nobody directly, such as platforms or "
        "compliance, and where reach is counted over different periods. Confidence is a share, or `auto`: "
        "what the evidence gives, a test that it cites by its verdict; or `measured`: how often what was "
        "held for as sure came true, from 10 results on."
    ),
    inputs=("rice.reach", "rice.impact", "rice.confidence", "effort"),
    source=(
        "Sean McBride, RICE: Simple prioritization for product managers, Intercom (2016), "
        "https://www.intercom.com/blog/rice-simple-prioritization-for-product-managers/"
    ),
    score=score,
    wants=wants,
)
