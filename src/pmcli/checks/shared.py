"""Facts of a backlog that several rules ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import TYPE_CHECKING

from pmcli.model.backlog import Backlog, Keys
from pmcli.model.decision import Decision
from pmcli.model.diagnostic import PmError
from pmcli.model.evidence import Evidence
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.ranking import Judged, RankedFeature, Ranking, rank, scored_by
from pmcli.ranking.structure import Structure

if TYPE_CHECKING:
    from pmcli.planning import Roadmap
    from pmcli.planning.draft import Draft

_MOST = 10
_SHARE = 4


def ranking_of(backlog: Backlog) -> Ranking | None:
    """The ranking, not explained; None where there is none, as other rules report. Worked out once.

    Where how features are scored could not be read, nothing that follows from it is a finding of its own.
    """
    return backlog.once(_ranking)


def _ranking(backlog: Backlog) -> Ranking | None:
    if backlog.is_unread(("scoring",)):
        return None
    try:
        return rank(backlog, explained=False)
    except PmError:
        return None


def judged_of(backlog: Backlog) -> Judged | None:
    """The scores of all open features by the model in use; None where other rules report why not."""
    if Structure.of(backlog).cycles():
        return None
    try:
        return scored_by(backlog)
    except PmError:  # no such model, or no formula
        return None


def leaders(backlog: Backlog) -> tuple[RankedFeature, ...]:
    """The best of the ranking: a quarter of it, at most 10; nothing where fewer than 8 are ranked."""
    ranking = ranking_of(backlog)
    if ranking is None or len(ranking.items) < 2 * _SHARE:
        return ()
    return ranking.items[: min(_MOST, ceil(len(ranking.items) / _SHARE))]


def draft_of(backlog: Backlog) -> Draft | None:
    """The plan as far as it needs no search; None where the backlog is too faulty. Worked out once.

    Where the capacity of a team could not be read, nothing that follows from it is a finding of its own.
    """
    return backlog.once(_draft)


def _draft(backlog: Backlog) -> Draft | None:
    from pmcli.planning.draft import Draft
    from pmcli.planning.horizon import excess

    if (
        excess(backlog)
        or not backlog.workspace.teams
        or backlog.is_unread(("teams",))
        or Structure.of(backlog).cycles()
    ):
        return None
    ranking = ranking_of(backlog)
    if ranking is None:
        return None
    return Draft.of(backlog, ranking, carry_over=backlog.workspace.roadmap.carry_over)


def agreed_roadmap_of(backlog: Backlog) -> Roadmap | None:
    """The plan that was agreed on, as it is shown; None where there is none. Worked out once."""
    return roadmap_of(backlog) if backlog.agreement is not None else None


def roadmap_of(backlog: Backlog) -> Roadmap | None:
    """The plan as it is shown, which takes a search where none was agreed on; None where there is none.

    Worked out once.
    """
    return backlog.once(_roadmap)


def _roadmap(backlog: Backlog) -> Roadmap | None:
    if draft_of(backlog) is None:
        return None
    from pmcli.planning import plan

    try:
        return plan(backlog, propose=False)
    except PmError:  # other rules say why there is no plan
        return None


def placed_of(backlog: Backlog) -> frozenset[str]:
    """The features that the plan holds: the agreed one, or the ranking filled in, which needs no search."""
    return frozenset(periods_of(backlog))


def periods_of(backlog: Backlog) -> Mapping[str, Period]:
    """The periods of the features that the plan holds, as `placed_of` has it. Worked out once."""
    return backlog.once(_periods)


def _periods(backlog: Backlog) -> Mapping[str, Period]:
    if backlog.is_plan_unread:  # it may say otherwise than a plan made anew
        return {}
    draft, roadmap = draft_of(backlog), agreed_roadmap_of(backlog)
    if roadmap is not None:
        return {placement.id: placement.period for placement in roadmap.placements}
    if draft is None:
        return {}
    from pmcli.sequencing.engine.fill import Filler

    placed = draft.named(Filler(draft.problem).fill(draft.order()))
    return {name: draft.horizon.periods[number] for name, number in placed.items()}


def number_of(feature: Feature, decision: Decision) -> int:
    """The position of a decision of the feature; of two alike, of this very one."""
    return next(number for number, other in enumerate(feature.decisions) if other is decision)


def all_evidence(backlog: Backlog) -> Iterator[tuple[str | None, Keys, tuple[Evidence, ...]]]:
    """All evidence: the feature that has it, None for a problem, and where it stands."""
    for feature in backlog.features.values():
        yield feature.id, ("evidence",), feature.evidence
    for name, problem in backlog.workspace.problems.items():
        yield None, ("problems", name, "evidence"), problem.evidence
