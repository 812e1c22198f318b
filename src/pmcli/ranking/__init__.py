"""Rankings: the order in which to do the features, every number of it explained.

Read first `result` (a Ranking), then `structure` (what waits for what), `ranked` (the numbers) and `orders`
(the order from them). `criteria` and `judging` have the inputs and scores of models; `where` picks features.
`comparison` says why one stands above another: `swaps` looks for the least changes of inputs (`levers`) to
values on their `scales`. `side_by_side` ranks by several methods, with their `correlation` and the `causes`
of what they fight about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite

from pmcli.model.backlog import Backlog
from pmcli.ranking import orders
from pmcli.ranking.judging import Judged, find_model, lack, models_of, scored_by
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.reasons import RowReasons
from pmcli.ranking.result import By, Certified, LeftOut, Place, RankedFeature, Ranking, Share
from pmcli.sequencing.order.inherit import balance

__all__ = [
    "By", "Certified", "Judged", "LeftOut", "Place", "RankedFeature", "Ranking", "Share",
    "find_model", "models_of", "places", "rank", "scored_by",
]  # fmt: skip


def rank(
    backlog: Backlog,
    model: str | None = None,
    *,
    by: By = "adjusted",
    left_out: tuple[LeftOut, ...] | None = None,
    explained: bool = True,
) -> Ranking:
    """The open features in the order in which to do them: FORMAT.md § 4.

    `model` is the name of a scoring model; where it is None the workspace's, and where that names none the
    one whose inputs most open features have. No feature stands before one it hard-depends on, unless `by` is
    "score". Ties go by own score at 9 significant digits, then id. Where it is not to be `explained` no row
    has reasons, and how good the order is stays unsaid.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    ranking = backlog.once(_rank, model, by, explained=explained)
    return ranking if left_out is None else replace(ranking, left_out=left_out)


def _rank(backlog: Backlog, model: str | None, by: By, *, explained: bool) -> Ranking:
    ranked = Ranked.of(backlog, model)
    owes: orders.Shares = {}
    certificate, bent = None, False
    if ranked.judged.model.is_category:
        adjusted, inherits = orders.lifted(ranked)
        positions = orders.by_class(ranked, adjusted)
    else:
        balanced = balance(ranked.values, ranked.costs, ranked.arcs)
        adjusted = list(balanced.density)
        inherits, owes = orders.shares(ranked, balanced.flows)
        positions, certificate, bent = orders.by_adjusted(ranked, balanced, certified=explained)
    if by == "score":
        positions, certificate, bent = orders.by_score(ranked), None, False
    items = _items(ranked, positions, adjusted, inherits, owes, by, explained=explained)
    judged = ranked.judged
    bending = ranked.decided() if bent else ()
    return Ranking(
        judged.model, by, items, _unscored(ranked), None, certificate, judged.chosen, judged.notes(), bending,
    )  # fmt: skip


def places(backlog: Backlog, model: str | None = None) -> tuple[Place, ...]:
    """The order of `rank` with the scores alone, nothing explained: for going through many backlogs.

    Raises:
        PmError: there is no such model, or features wait for one another.
    """
    ranked = Ranked.of(backlog, model)
    if ranked.judged.model.is_category:
        adjusted, _ = orders.lifted(ranked)
        positions = orders.by_class(ranked, adjusted)
    else:
        balanced = balance(ranked.values, ranked.costs, ranked.arcs)
        adjusted = list(balanced.density)
        positions, _, _ = orders.by_adjusted(ranked, balanced, certified=False)
    return tuple(
        Place(
            number, ranked.ids[at],
            None if ranked.ids[at] in ranked.enablers else ranked.judged.scores[ranked.ids[at]].score,
            adjusted[at] if isfinite(adjusted[at]) else None,
        )
        for number, at in enumerate(positions, 1)
    )  # fmt: skip


def _unscored(ranked: Ranked) -> tuple[LeftOut, ...]:
    ranked_ids = {*ranked.ids, *ranked.structure.parents}
    judged = ranked.judged
    return tuple(
        LeftOut(feature, lack(judged.model, judged.scores[feature]))
        for feature in ranked.structure.ids
        if feature not in ranked_ids
    )


def _items(
    ranked: Ranked,
    positions: Sequence[int],
    adjusted: Sequence[float],
    inherits: Mapping[int, list[Share]],
    owes: Mapping[int, list[Share]],
    by: By,
    *,
    explained: bool,
) -> tuple[RankedFeature, ...]:
    waits, unlocks = ranked.neighbours()
    ranks = {at: number for number, at in enumerate(orders.by_score(ranked), 1)}
    items = []
    place = {ranked.ids[at]: number for number, at in enumerate(positions)}
    reasons = RowReasons(ranked, place, by)
    for number, at in enumerate(positions, 1):
        feature = ranked.ids[at]
        score = ranked.judged.scores[feature]
        own = None if feature in ranked.enablers else score.score
        items.append(
            RankedFeature(
                rank=number,
                id=feature,
                score=own,
                value=ranked.values[at],
                cost=ranked.costs[at],
                effort=_effort(ranked, feature),
                adjusted=adjusted[at] if isfinite(adjusted[at]) else None,
                score_rank=ranks[at] if own is not None else None,
                enabler=feature in ranked.enablers,
                waits_for=tuple(waits.get(feature, ())),
                unlocks=tuple(unlocks.get(feature, ())),
                inherits=tuple(inherits.get(at, ())),
                owes=tuple(owes.get(at, ())),
                reasons=reasons.of(at, inherits.get(at, []), owes.get(at, [])) if explained else (),
                details=score,
            )
        )
    return tuple(items)


def _effort(ranked: Ranked, feature: str) -> float | None:
    if feature in ranked.structure.parents:
        return 0.0
    return ranked.backlog.total_effort(ranked.backlog.features[feature])
