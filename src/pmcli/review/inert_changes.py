"""Changes of a scenario that change nothing, and why: so that "moves nothing" is no riddle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.scenario import Scenario
from pmcli.planning.horizon import Horizon
from pmcli.review.what_if import Planned

Key = Literal["drop", "effort", "value", "from"]
Why = Literal["closed", "dropped", "group", "unscored", "unplaced", "after-plan"]


@dataclass(frozen=True, slots=True)
class InertChange:
    """A change from which nothing follows: of a feature, "" where it is one of capacity."""

    key: Key
    feature: str
    why: Why


def inert_changes(base: Planned, planned: Planned) -> Iterator[InertChange]:
    """The changes of a scenario that cannot change its plan, in the order in which it says them."""
    scenario = planned.scenario
    if is_after_plan(scenario, base.backlog):
        yield InertChange("from", "", "after-plan")
    named: tuple[tuple[Key, Iterable[str]], ...] = (("drop", scenario.drop), ("effort", scenario.effort))
    for key, names in named:
        for name in names:
            if why := _why_not(base, planned, name, key):
                yield InertChange(key, name, why)
    if not base.roadmap.model.is_category:
        yield from _values(base, planned)


def _values(base: Planned, planned: Planned) -> Iterator[InertChange]:
    """Factors on a value that the method does not give, or of which nothing follows."""
    before, after = _scored(base), _scored(planned)
    for name in planned.scenario.value:
        why = _why_not(base, planned, name, "value")
        if why not in ("closed", "dropped") and before.get(name) is None and after.get(name) is None:
            why = "group" if name in base.backlog.children() else "unscored"
        if why:
            yield InertChange("value", name, why)


def _why_not(base: Planned, planned: Planned, name: str, key: Key) -> Why | None:
    """Why nothing follows from another effort or value of a feature, or from its being dropped."""
    if not base.backlog.is_open(name):
        return "closed"
    if key != "drop" and not planned.backlog.is_open(name):
        return "dropped"
    is_placed = name in base.periods or name in planned.periods or name in base.backlog.children()
    return None if is_placed else "unplaced"


def _scored(planned: Planned) -> dict[str, float | None]:
    """The value of each feature that is ranked."""
    return {item.id: item.value for item in planned.roadmap.ranking.items}


def is_after_plan(scenario: Scenario, backlog: Backlog) -> bool:
    """Whether capacity changes only after the last period planned."""
    return scenario.from_ is not None and scenario.from_ > Horizon.of(backlog).periods[-1]
