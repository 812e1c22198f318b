"""The ranking and the roadmap as far as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pmcli.model.agreement import Agreement
from pmcli.planning import DecisionCost, Objective, Placement, Roadmap, Unplaced
from pmcli.planning.result import Mark
from pmcli.ranking import RankedFeature, Ranking, Share
from pmcli.scoring.model import Model
from pmcli.sharing.redaction import Redactor, title_for

_IN_CONFLICTS: Final = (
    "id", "capacity", "deadline", "depends_on", "conflicts_with", "decisions", "period", "status",
)  # fmt: skip
"""The fields that messages of conflicts speak of."""
_MARKS: Final[Mapping[Mark, str]] = {
    "in-progress": "status", "pinned": "decisions", "first": "decisions", "deadline": "deadline",
    "assumed": "effort", "overrun": "capacity", "unlikely": "odds",
}  # fmt: skip
"""The field that a mark of a placement tells of."""


def ranking_for(redactor: Redactor, ranking: Ranking) -> Ranking:
    """The ranking with the features shown; by id, all of rank 0, where the order may not be seen."""
    items = [_ranked(redactor, item) for item in ranking.items if item.id in redactor.shown]
    if not redactor.reader.sees("rank"):
        items = [replace(item, rank=0) for item in sorted(items, key=lambda item: item.id)]
    return Ranking(_model(redactor, ranking.model), "adjusted", tuple(items))


def _model(redactor: Redactor, model: Model) -> Model:
    sees_score = redactor.reader.sees("score")
    return model if sees_score else replace(model, name="", title="", formula="", about="")


def _ranked(redactor: Redactor, item: RankedFeature) -> RankedFeature:
    sees = redactor.reader.sees
    row = RankedFeature(item.rank, redactor.shown[item.id], None, 0.0, 0.0, None, None, None)
    if sees("effort"):
        row = replace(row, effort=item.effort)
    if sees("depends_on"):
        waits, unlocks = redactor.known(item.waits_for), redactor.known(item.unlocks)
        row = replace(row, waits_for=waits, unlocks=unlocks)
    if sees("score"):
        row = replace(
            row, score=item.score, value=item.value, cost=item.cost, adjusted=item.adjusted,
            score_rank=item.score_rank, enabler=item.enabler,
            inherits=_shares(redactor, item.inherits), owes=_shares(redactor, item.owes),
            details=item.details if redactor.reader.fields is None else None,
        )  # fmt: skip
    return replace(row, reasons=redactor.of_reasons(item.reasons)) if sees("reasons") else row


def _shares(redactor: Redactor, shares: Iterable[Share]) -> tuple[Share, ...]:
    shown = redactor.shown
    return tuple(replace(share, feature=shown[share.feature]) for share in shares if share.feature in shown)


def roadmap_for(redactor: Redactor, roadmap: Roadmap) -> Roadmap:
    """The roadmap with the features shown, and of each what may be seen."""
    sees, shown = redactor.reader.sees, redactor.shown
    unplaced = [_unplaced(redactor, unplaced) for unplaced in roadmap.unplaced if unplaced.id in shown]
    return Roadmap(
        _model(redactor, roadmap.model), roadmap.periods, roadmap.loads if sees("capacity") else (),
        _placements(redactor, roadmap), tuple(unplaced) if sees("declined") else (), (),
        roadmap.objective if sees("value") else Objective(), ranking_for(redactor, roadmap.ranking),
        roadmap.carry_over if sees("capacity") else False,
        tuple(_decision(redactor, decision) for decision in roadmap.decisions if decision.feature in shown)
        if sees("decisions") else (),
        tuple(
            replace(conflict, feature=shown[conflict.feature]) for conflict in roadmap.conflicts
            if conflict.feature in shown and sees(*_IN_CONFLICTS)
            and redactor.may_be_told(conflict.reason)
        ),
        agreement=_agreement(redactor, roadmap.agreement),
    )  # fmt: skip


def _agreement(redactor: Redactor, agreement: Agreement | None) -> Agreement | None:
    """Who agreed, when and why, where that may be seen; never all that was agreed."""
    if agreement is None or not redactor.reader.sees("agreement"):
        return None
    return replace(agreement, places={})


def _placements(redactor: Redactor, roadmap: Roadmap) -> tuple[Placement, ...]:
    """The placements shown, in their order; by period and title where ranks may not be seen."""
    reader, shown, features = redactor.reader, redactor.shown, redactor.backlog.features
    placements = [
        _placement(redactor, placement) for placement in roadmap.placements if placement.id in shown
    ]
    if not reader.sees("rank"):
        titles = {shown[name]: title_for(reader, features[name]) for name in shown}
        placements.sort(key=lambda placement: (placement.period, titles[placement.id], placement.id))
    return tuple(placements)


def _placement(redactor: Redactor, placement: Placement) -> Placement:
    sees = redactor.reader.sees
    return Placement(
        redactor.shown[placement.id], placement.period,
        placement.work if sees("effort", "remaining") else (),
        redactor.of_reasons(placement.reasons) if sees("reasons") else (),
        tuple(mark for mark in placement.marks if sees(_MARKS[mark])),
        placement.rank if sees("rank") else None, placement.value if sees("value") else None,
        placement.agreed if sees("agreed") else None, placement.change if sees("change") else None,
    )  # fmt: skip


def _unplaced(redactor: Redactor, unplaced: Unplaced) -> Unplaced:
    sees = redactor.reader.sees
    reasons = redactor.of_reasons(unplaced.reasons) if sees("reasons") else ()
    return Unplaced(
        redactor.shown[unplaced.id], reasons, unplaced.rank if sees("rank") else None,
        unplaced.agreed if sees("agreed") else None,
    )  # fmt: skip


def _decision(redactor: Redactor, decision: DecisionCost) -> DecisionCost:
    if not redactor.reader.sees("value"):
        decision = replace(decision, cost=None, is_proven=False, is_negligible=False)
    reason = decision.ruling
    if not redactor.may_be_told(reason):
        reason = replace(reason, features=())
    return replace(decision, feature=redactor.shown[decision.feature], ruling=reason)
