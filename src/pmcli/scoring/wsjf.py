"""WSJF: weighted shortest job first, as in SAFe."""

from __future__ import annotations

from dataclasses import replace

from pmcli.model.feature import Feature
from pmcli.model.inputs import Wsjf
from pmcli.scoring import terms
from pmcli.scoring.model import Inputs, Model, Score


def score(inputs: Inputs) -> Score:
    """Cost of delay, a sum of three relative sizes, over the size of the job."""
    wsjf = inputs.feature.wsjf or Wsjf()
    names = ("user_business_value", "time_criticality", "risk_opportunity")
    sizes = [(name, terms.given(name, getattr(wsjf, name))) for name in names]
    lacks = terms.missing(sizes)
    given = [term for _, term in sizes if term is not None]
    size = terms.given("job_size", wsjf.job_size)
    cost_sum = "job_size" if size else "effort"
    if size is None and (size := terms.effort(inputs)) is not None:
        size = replace(size, note=f"{size.note}, for want of a job_size")
    return terms.finish(
        inputs,
        None if lacks else terms.total(term.number for term in given),
        size.number if size else None,
        lacks=lacks,
        lacks_cost=() if size else ("job_size or effort",),
        value_sum=" + ".join(names),
        cost_sum=cost_sum,
        value_terms=given,
        cost_terms=(size,),
    )


def wants(feature: Feature) -> bool:
    """Whether there is any input of WSJF."""
    return feature.wsjf is not None


WSJF = Model(
    name="wsjf",
    title="Weighted shortest job first (SAFe)",
    formula="(user_business_value + time_criticality + risk_opportunity) / job_size",
    about=(
        "What it costs to wait, over how long the job blocks the team. Good for a quick estimate "
        "in one room. All four are relative sizes (1, 2, 3, 5, 8, 13, 20), so a score compares "
        "features of one sitting, is not money, and misleads between sittings. Where there is no "
        "job_size the effort counts."
    ),
    inputs=(
        "wsjf.user_business_value",
        "wsjf.time_criticality",
        "wsjf.risk_opportunity",
        "wsjf.job_size",
        "effort",
    ),
    source=(
        "Dean Leffingwell, SAFe (2011), https://framework.scaledagile.com/wsjf/; after Don Reinertsen, "
        "The Principles of Product Development Flow (2009)"
    ),
    score=score,
    wants=wants,
)
