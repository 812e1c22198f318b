"""MoSCoW: must, should, could, won't."""

from __future__ import annotations

from pmcli.model.feature import Feature
from pmcli.model.inputs import MOSCOW as CLASSES
from pmcli.scoring import terms
from pmcli.scoring.category import classed
from pmcli.scoring.model import Inputs, Model, Score


def score(inputs: Inputs) -> Score:
    """The class, then the weighted value."""
    word = inputs.feature.moscow
    if word is None:
        return terms.finish(inputs, None, 1.0, lacks=("moscow",), cost_sum="1")
    return classed(inputs, word, CLASSES[word])


def wants(feature: Feature) -> bool:
    """Whether it has a class."""
    return feature.moscow is not None


MOSCOW = Model(
    name="moscow",
    title="MoSCoW",
    formula="must 3, should 2, could 1, wont 0, + weighted value / (scale + 1)",
    about=(
        "Must: no point in delivering without it. Good for agreeing what a date depends on. Classes "
        "are an order, not quantities, so nothing is added up: what a must waits for counts as a "
        "must. It misleads where everything is a must: keep those under 60 % of the effort, or "
        "nothing is left to give way."
    ),
    inputs=("moscow", "weighted"),
    source=(
        "Dai Clegg (1994); Agile Business Consortium, The DSDM Agile Project Framework (2014), "
        "chapter 10, https://www.agilebusiness.org/content/moscow-prioritisation"
    ),
    score=score,
    wants=wants,
    is_category=True,
)
