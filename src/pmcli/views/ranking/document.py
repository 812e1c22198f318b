"""A ranking as a JSON document."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import TYPE_CHECKING

from pmcli.forecast.sureness import Sure, Sureness
from pmcli.ranking.result import RankedFeature, Ranking, Share
from pmcli.writers.documents import BECAUSE, Document, Shape, document, item, select

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

SURE = Shape(Sure, "low median high band beforeNext waitsForPrevious")
RANKED_FEATURE = Shape(
    RankedFeature,
    "rank id title status score value cost effort adjusted scoreRank enabler waitsFor unlocks inherits owes "
    "reasons because=reasons",
    title=str, status=str, because=[BECAUSE],
    inherits=[Shape(Share, "from=feature value")], owes=[Shape(Share, "to=feature value")],
)  # fmt: skip
_ITEM = Shape(RankedFeature, f"{RANKED_FEATURE.keys} sure?", sure=(SURE, None), **RANKED_FEATURE.types)
RANKING = Shape(Ranking, "model=model.name order items unscored certificate notes leftOut?", items=[_ITEM])


def ranking_document(
    ranking: Ranking, backlog: Backlog, *, kind: str = "ranking", top: int | None = None,
    shown: Callable[[str], bool] | None = None, sureness: Sureness | None = None,
) -> Document:  # fmt: skip
    """A ranking: `pm rank --format json`.

    `shown` and `top` hide items, they change no number; `top` counts those shown. `shown` hides unscored
    features too. With `sureness` each says how sure its place is. `leftOut` is there only where the
    ranking is a partial one.
    """
    rows = select(ranking.items, shown)[:top]
    sure = {} if sureness is None else {each.id: item(SURE, each) for each in sureness.items}
    items = [item(_ITEM, ranked, sure=sure.get(ranked.id), **known_of(ranked, backlog)) for ranked in rows]
    notes = [note for note in (ranking.chosen, *ranking.notes) if note]
    return document(
        kind, RANKING, ranking, items=items, unscored=select(ranking.unscored, shown), notes=notes
    )


def known_of(ranked: RankedFeature, backlog: Backlog) -> Document:
    """The title, the status, and the adjusted score as printed, for the document of a ranked feature."""
    title, status = backlog.features[ranked.id].title, backlog.status(ranked.id)
    return {"title": title, "status": status, "adjusted": _adjusted(ranked)}


def _adjusted(ranked: RankedFeature) -> float | None:
    """The adjusted score; what the printed numbers give, where 12 digits would part the two."""
    if ranked.adjusted is None or not ranked.cost:
        return ranked.adjusted
    flow = fsum(_printed(share.value) for share in ranked.inherits)
    flow -= fsum(_printed(share.value) for share in ranked.owes)
    printed = (_printed(ranked.value) + flow) / _printed(ranked.cost)
    return printed if abs(printed - ranked.adjusted) > 1e-10 * abs(ranked.adjusted) else ranked.adjusted


def _printed(number: float) -> float:
    return float(f"{number:.12g}")
