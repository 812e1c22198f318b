"""A first pm.yaml as a source suggests it: unit of effort, teams, a model that can rank what comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pmcli.editing.workspace_template import SIZES, Start
from pmcli.importing.extending import teams_of
from pmcli.importing.sizes import said_in
from pmcli.importing.sources import Imported
from pmcli.importing.sources.tables.meaning.measures import measure_in

_UNIT: Final = "person-weeks"
_NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "rice": (("rice.reach",), ("rice.impact",), ("rice.confidence",), ("effort",)),
    "ice": (("ice.impact",), ("ice.confidence",), ("ice.ease",)),
    "wsjf": (
        ("wsjf.user_business_value",), ("wsjf.time_criticality",), ("wsjf.risk_opportunity",),
        ("wsjf.job_size", "effort"),
    ),
    "cd3": (("cd3.cost_of_delay",), ("cd3.duration", "effort")),
    "weighted": tuple(
        (f"weighted.{name}",) for name in ("user_impact", "revenue_impact", "strategic_fit", "feasibility")
    ),
    "moscow": (("moscow",),),
}  # fmt: skip
"""The inputs without which a model says nothing of a feature; of several in one place, one is enough."""


def start_for(imported: Imported, unit: str | None) -> Start:
    """The start that a source suggests: its unit of effort, and the method whose inputs it has."""
    fields = [draft.fields for draft in imported.drafts]
    sizes = {size for draft in imported.drafts for size in said_in(draft)} & SIZES[_UNIT].keys()
    points, times = (sum(name in field for field in fields) for name in ("x-story-points", "effort"))
    if unit is None and points and points >= times:
        unit = "points"
    for name, meaning in imported.mapping.items():
        if unit is None and meaning == "effort":
            unit = {"month": "person-months", "months": "person-months", "day": "person-days",
                    "days": "person-days", "points": "points"}.get(measure_in(name).unit)  # fmt: skip
    return Start("", model_for(fields), unit or _UNIT, teams_of(imported), tuple(sorted(sizes)))


def model_for(drafts: Sequence[Mapping[str, Any]]) -> str:
    """The model that can rank most drafts, by their fields; "" where the smallest first is better.

    That is so where no model can, or efforts alone rank more than twice as many. Of equals the first counts.
    """
    counts = {name: sum(has_inputs(draft, name) for draft in drafts) for name in _NEEDS}
    best = max(counts, key=lambda name: counts[name])
    by_size = sum(_says(draft, "effort") for draft in drafts)
    return best if counts[best] and 2 * counts[best] >= by_size else ""


def has_inputs(draft: Mapping[str, Any], model: str) -> bool:
    """Whether fields have all without which a model says nothing; never for a model of the user's own."""
    needs = _NEEDS.get(model, ())
    return bool(needs) and all(any(_says(draft, path) for path in paths) for paths in needs)


def _says(draft: Mapping[str, Any], path: str) -> bool:
    """Whether a field, or a part of one, says something."""
    name, dot, part = path.partition(".")
    value = draft.get(name)
    if dot:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value not in (None, "", {}, [])
