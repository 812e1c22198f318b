"""A roadmap as a JSON document, and why a feature is not in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pmcli.model.agreement import Agreement
from pmcli.planning.result import (
    BetterPlan,
    Conflict,
    DecisionCost,
    PeriodMove,
    Placement,
    Roadmap,
    Unplaced,
    Work,
)
from pmcli.views.feature_odds import LIKELY, likely_keys
from pmcli.views.likelihood import ODDS, odds_item
from pmcli.views.roadmap.tradeoffs import TRADEOFF
from pmcli.writers.documents import BECAUSE, Document, Shape, document, item, select

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.sharing.odds import SharedOdds

_WORK = Shape(Work, "team effort period?")
_PLACEMENT = Shape(
    Placement,
    "id title period agreed change work rank value marks reasons because=reasons inTime? likelyBy?",
    title=str | None, work=[_WORK], because=[BECAUSE], **LIKELY,
)  # fmt: skip
_UNPLACED = Shape(
    Unplaced, "id title rank agreed reasons because=reasons", title=str | None, because=[BECAUSE]
)
MOVE = Shape(PeriodMove, "id before after")
AGREEMENT = Shape(Agreement, "on by because")
CONFLICT = Shape(Conflict, "id=feature message=reason hint")
ROADMAP = Shape(
    Roadmap,
    "model=model.name periods carryOver capacity=loads placements unplaced unscored objective decisions "
    "conflicts moved gain agreed=agreement proposal stopped notes tradeoffs? leftOut? odds?",
    placements=[_PLACEMENT], unplaced=[_UNPLACED], conflicts=[CONFLICT],
    agreed=(AGREEMENT, None), tradeoffs=([TRADEOFF], None), odds=ODDS,
    proposal=(Shape(BetterPlan, "gain moves", moves=[MOVE]), None),
    decisions=[
        Shape(
            DecisionCost,
            "id=feature verdict text=ruling because by cost isProven=is_proven isNegligible=is_negligible",
        )
    ],
)  # fmt: skip


def roadmap_document(
    roadmap: Roadmap, backlog: Backlog, shape: Shape = ROADMAP, /, *,
    shown: Callable[[str], bool] | None = None, odds: SharedOdds | None = None, **given: object,
) -> Document:  # fmt: skip
    """A roadmap: `pm roadmap --format json`; `given` are further keys of its shape.

    With `odds` it tells how likely each feature shown is in time.
    `shown` hides features, it changes no number. `work` says in which period only under carry-over, where
    it is not that of the placement. `leftOut` is there only where the ranking is a partial one.
    """
    placements = select(roadmap.placements, shown)
    likely = odds.items if odds is not None else {}
    notes = (roadmap.ranking.chosen, *roadmap.notes, *roadmap.ranking.notes)
    return document(
        "roadmap", shape, roadmap, **{"tradeoffs": None, **given},
        placements=[
            item(
                _PLACEMENT, placement, title=_title(placement.id, backlog), work=_work(placement, roadmap),
                **likely_keys(likely.get(placement.id)),
            )
            for placement in placements
        ],
        unplaced=[
            item(_UNPLACED, row, title=_title(row.id, backlog)) for row in select(roadmap.unplaced, shown)
        ],
        unscored=select(roadmap.unscored, shown),
        odds=odds_item(odds, [placement.id for placement in placements]),
        notes=dict.fromkeys(note for note in notes if note),
    )  # fmt: skip


def _work(placement: Placement, roadmap: Roadmap) -> list[Document]:
    return [item(_WORK, work, period=work.period if roadmap.carry_over else None) for work in placement.work]


def _title(feature: str, backlog: Backlog) -> str | None:
    known = backlog.features.get(feature)
    return None if known is None else known.title
