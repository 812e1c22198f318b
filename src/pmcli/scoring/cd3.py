"""CD3: cost of delay divided by duration."""

from __future__ import annotations

from pmcli.model.feature import Feature
from pmcli.model.figure import figure
from pmcli.model.inputs import Cd3
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score, Term

WEEKS = {"person-weeks": (1, 1), "person-days": (1, 5), "person-months": (52, 12)}
"""Weeks that one person takes for so many units of effort: 52 for 12 person-months."""


def score(inputs: Inputs) -> Score:
    """The money lost a week, over the weeks it takes."""
    cd3 = inputs.feature.cd3 or Cd3()
    delay = terms.given("cost_of_delay", cd3.cost_of_delay)
    duration = terms.given("duration", cd3.duration) or _assumed(inputs)
    assumed = ("duration",) if duration and cd3.duration is None and not inputs.is_parent else ()
    return terms.finish(
        inputs,
        delay.number if delay else None,
        duration.number if duration else None,
        lacks=() if delay else ("cost_of_delay",),
        lacks_cost=() if duration else _lacks(inputs),
        value_sum="cost_of_delay",
        cost_sum="duration",
        value_terms=(delay,),
        cost_terms=(duration,),
        assumed=assumed,
    )


def _assumed(inputs: Inputs) -> Term | None:
    """The weeks that one person would take for the effort; None where it is in points or not given."""
    if inputs.effort is None or inputs.effort_unit not in WEEKS:
        return None
    weeks, units = WEEKS[inputs.effort_unit]
    note = f"assumed: {figure(inputs.effort)} {inputs.effort_unit}, one person"
    return Term("duration", inputs.effort * weeks / units, note)


def _lacks(inputs: Inputs) -> tuple[str, ...]:
    return ("duration or effort",) if inputs.effort_unit in WEEKS else ("duration",)


def wants(feature: Feature) -> bool:
    """Whether there is any input of CD3."""
    return feature.cd3 is not None


CD3 = Model(
    name="cd3",
    title="Cost of delay divided by duration",
    formula="cost_of_delay / duration",
    about=(
        "What each week of waiting costs, in money, over the weeks it blocks the team: the order "
        "that loses least when one team does one thing after another. The only method here whose "
        "sums are money. It misleads where the cost of delay is a guess that nobody has checked, "
        "or does not run evenly: say so with a profile."
    ),
    inputs=("cd3.cost_of_delay", "cd3.duration", "effort", "cd3.profile"),
    source=(
        "Don Reinertsen, The Principles of Product Development Flow (2009); Joshua Arnold, Black "
        "Swan Farming, https://blackswanfarming.com/cost-of-delay-divided-by-duration/"
    ),
    score=score,
    wants=wants,
)
