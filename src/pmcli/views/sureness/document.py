"""How sure an order is, as a JSON document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmcli.forecast.sureness import FirstOdds, NeighbourPairs, Sure, Sureness
from pmcli.model.backlog import Backlog
from pmcli.model.figure import hundredths
from pmcli.ranking.result import LeftOut
from pmcli.views.sureness.notes import notes
from pmcli.writers.documents import Document, Shape, document, item, select

PLACE = Shape(
    Sure,
    "rank id title low median high first waitsForPrevious beforeNext band assumed shrunk centralWeights "
    "confidenceFactor",
    title=str, first=[Shape(FirstOdds, "places odds")], central_weights=dict[str, float] | None,
)  # fmt: skip
SURENESS = Shape(
    Sureness,
    "model futures sharedError calibrated=is_calibrated toldApart items bands neighbours unscored delivers "
    "notes stopped=is_stopped leftOut?",
    items=[PLACE], neighbours=Shape(NeighbourPairs, "free apart bound apartIfExact"), notes=list[str],
    left_out=list[LeftOut],
)  # fmt: skip


def sureness_document(
    sureness: Sureness,
    backlog: Backlog,
    *,
    top: int | None = None,
    shown: Callable[[str], bool] | None = None,
    left_out: Sequence[LeftOut] | None = None,
) -> Document:
    """How sure an order is: `pm sure --format json`. `shown` and `top` hide items, they change no number."""
    items = [_item(each, backlog) for each in select(sureness.items, shown)[:top]]
    return document(
        "sureness", SURENESS, sureness, items=items, delivers=hundredths(sureness.delivers),
        notes=list(notes(sureness, backlog)), left_out=left_out,
    )  # fmt: skip


def _item(sure: Sure, backlog: Backlog) -> Document:
    weights = (
        None
        if sure.central_weights is None
        else {name: hundredths(weight) for name, weight in sure.central_weights}
    )
    return item(
        PLACE, sure, title=backlog.features[sure.id].title,
        first=[{"places": each.places, "odds": hundredths(each.odds)} for each in sure.first],
        before_next=hundredths(sure.before_next), central_weights=weights,
        confidence_factor=hundredths(sure.confidence_factor),
    )  # fmt: skip
