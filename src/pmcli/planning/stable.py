"""Where everything stands while a backlog changes step by step, and nothing moves without need."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning.draft import Draft
from pmcli.planning.result import Roadmap
from pmcli.ranking import rank
from pmcli.sequencing.engine.stable_plan import kept


class Keeping:
    """A plan carried along: each backlog in turn is planned as near as can be to the plan before.

    `names` are new ids by old: what is carried has the new ones. `beyond` is the index that stands for the
    period of what is not placed. `value` is what the last plan is worth, None before the first.
    """

    def __init__(self, start: Roadmap, model: str | None, beyond: int, names: Mapping[str, str]) -> None:
        self.model, self.beyond, self.names = model, beyond, names
        self.periods = {
            names.get(placement.id, placement.id): placement.period.index for placement in start.placements
        }
        self.value: float | None = None

    def then(self, backlog: Backlog) -> dict[str, int] | None:
        """The index of the period of every feature, under its id there; None where there is no plan."""
        try:
            ranking = rank(backlog, self.model)
        except PmError:
            return None
        draft = Draft.of(backlog, ranking, carry_over=backlog.workspace.roadmap.carry_over)
        periods = draft.horizon.periods
        first = periods[0].index
        new = [self.names.get(name, name) for name in draft.ids]
        wanted = [self._last_place(name, first, len(periods)) for name in new]
        plan = kept(draft.problem, draft.order(), wanted)
        self.value = draft.problem.value(plan) * draft.problem.unit
        self.periods = {name: first + at for name, at in zip(new, plan, strict=True) if at < len(periods)}
        return {name: self.periods.get(self.names.get(name, name), self.beyond) for name in backlog.features}

    def _last_place(self, name: str, first: int, periods: int) -> int:
        """The period in which a feature stood, as a position; the first for one that is past."""
        index = self.periods.get(name)
        return periods if index is None else min(max(index - first, 0), periods)
