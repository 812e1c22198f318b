"""Places of features without reasons, loads and costs: for going through many backlogs."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.planning.agreed import agreed_items, agreeing
from pmcli.planning.draft import Draft
from pmcli.planning.result import Roadmap
from pmcli.planning.solving import completed, keep_plan, search_plan
from pmcli.ranking import Ranking, rank


def placed(
    backlog: Backlog, model: str | None = None, agreement: Agreement | None = None
) -> dict[str, Period]:
    """The period of every feature that `plan` places, without reasons, loads and costs.

    `agreement` is one to be kept in the place of the backlog's own.

    Raises:
        PmError: there is no such model, or features wait for one another.
        KeyboardInterrupt: the search was interrupted; a plan cut short says nothing.
    """
    backlog = agreeing(backlog, agreement)
    draft = Draft.of(backlog, rank(backlog, model), carry_over=backlog.workspace.roadmap.carry_over)
    if backlog.agreement is not None:
        solved = keep_plan(draft, agreed_items(draft, backlog.agreement))
    else:
        solved = completed(draft, search_plan(draft, "normal", None))
    if solved.stopped:
        raise KeyboardInterrupt
    return {name: draft.horizon.periods[at] for name, at in draft.named(solved.plan).items()}


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
