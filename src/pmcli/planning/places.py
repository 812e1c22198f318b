"""Places of features without reasons, loads and costs: for going through many backlogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import fsum

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.planning.agreed import Wishes
from pmcli.planning.draft import Draft
from pmcli.planning.result import Roadmap
from pmcli.planning.solving import completed, keep_plan, search_plan
from pmcli.ranking import Ranking, rank
from pmcli.sequencing.engine.stable_plan import kept


def placed(
    backlog: Backlog, model: str | None = None, agreement: Agreement | None = None
) -> dict[str, Period]:
    """The period of every feature that `plan` places, without reasons, loads and costs.

    `agreement` is one to be kept in the place of the backlog's own.

    Raises:
        PmError: there is no such model, or features wait for one another.
        KeyboardInterrupt: the search was interrupted; a plan cut short says nothing.
    """
    if agreement is not None:
        backlog = replace(backlog, agreement=agreement)
    draft = Draft.of(backlog, rank(backlog, model), carry_over=backlog.workspace.roadmap.carry_over)
    if backlog.agreement is not None:
        solved = keep_plan(draft, Wishes.of(draft, backlog.agreement))
    else:
        solved = completed(draft, search_plan(draft, "normal", None))
    if solved.stopped:
        raise KeyboardInterrupt
    periods = draft.horizon.periods
    return {name: periods[at] for name, at in zip(draft.ids, solved.plan, strict=True) if at < len(periods)}


def worth_by(backlog: Backlog, ranking: Ranking, roadmap: Roadmap, names: Mapping[str, str]) -> float | None:
    """The value of a roadmap by the scores of another backlog; None where nothing says so.

    `names` are ids of the roadmap by those of the backlog, where they differ. What only the roadmap has is
    worth what it says itself.
    """
    if roadmap.objective.value is None or ranking.model.is_category:
        return None
    draft = Draft.of(backlog, ranking, carry_over=backlog.workspace.roadmap.carry_over)
    if draft.horizon.periods != roadmap.periods:
        return None
    numbers = {period: at for at, period in enumerate(roadmap.periods)}
    worths = {names.get(name, name): row for name, row in draft.worths.items()}
    return fsum(
        worths[placement.id][numbers[placement.period]] if placement.id in worths else placement.value or 0.0
        for placement in roadmap.placements
    )


class StablePlan:
    """A plan carried along while a backlog changes: each is planned as near as can be to the plan before.

    `names` are new ids by old: what is carried has the new ones. `beyond` is the index that stands for the
    period of what is not placed. `value` is what the last plan is worth, None before the first.
    """

    def __init__(self, start: Roadmap, model: str | None, beyond: int, names: Mapping[str, str]) -> None:
        self.model, self.beyond, self.names = model, beyond, names
        self.periods = {
            names.get(placement.id, placement.id): placement.period.index for placement in start.placements
        }
        self.value: float | None = None

    def periods_in(self, backlog: Backlog) -> dict[str, int] | None:
        """The index of the period of every feature, by its id there; None where there is no plan."""
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
