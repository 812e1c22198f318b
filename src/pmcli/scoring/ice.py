"""ICE: impact, confidence, ease."""

from __future__ import annotations

from pmcli.model.feature import Feature
from pmcli.model.inputs import Ice
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score, Term


def score(inputs: Inputs) -> Score:
    """The product or the mean of the three, as pm.yaml says."""
    ice = inputs.feature.ice or Ice()
    numbers = (
        ("impact", terms.number("impact", ice.impact)),
        ("confidence", terms.number("confidence", ice.confidence)),
        ("ease", terms.number("ease", ice.ease)),
    )
    if inputs.scoring.ice.combine == "mean":
        return _mean(inputs, numbers)
    lacks = terms.missing(numbers[:2])
    ease = numbers[2][1]
    return terms.finish(
        inputs,
        None if lacks else terms.product(term for _, term in numbers[:2] if term is not None),
        1.0 / ease.number if ease else None,
        lacks=lacks,
        lacks_cost=() if ease else ("ease",),
        value_sum="impact * confidence",
        cost_sum="1 / ease",
        value_terms=(term for _, term in numbers[:2]),
        cost_terms=(ease,),
    )


def _mean(inputs: Inputs, numbers: tuple[tuple[str, Term | None], ...]) -> Score:
    lacks = terms.missing(numbers)
    given = [term for _, term in numbers if term is not None]
    value = None if lacks else terms.total(term.number for term in given) / 3
    total = "(impact + confidence + ease) / 3"
    return terms.finish(inputs, value, 1.0, lacks=lacks, value_sum=total, cost_sum="1", value_terms=given)


def wants(feature: Feature) -> bool:
    """Whether there is any input of ICE."""
    return feature.ice is not None


ICE = Model(
    name="ice",
    title="Impact, confidence, ease",
    formula="impact × confidence × ease, or their mean (scoring.ice.combine)",
    about=(
        "Three gut feelings from 1 to 10, quick to give and quick to doubt. Ellis and Brown take "
        "the mean, Gilad the product, which punishes a weak leg harder; the two order features "
        "differently, so say which you mean. Good for a first cut of many ideas; it misleads when "
        "treated as a measurement."
    ),
    inputs=("ice.impact", "ice.confidence", "ice.ease"),
    source=(
        "Sean Ellis and Morgan Brown, Hacking Growth (2017), the mean; Itamar Gilad, "
        "https://itamargilad.com/ice/ (2018), the product"
    ),
    score=score,
    wants=wants,
)
