"""What several people rated, for machines: `pm ratings --format json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from pmcli.model.estimate import Estimate
from pmcli.model.rated import Rated
from pmcli.model.rating import GivenRating, Rater
from pmcli.ranking.result import LeftOut
from pmcli.ranking.talks import Talk
from pmcli.writers.documents import Blank, Document, Shape, document, item

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking.result import Ranking

_SAYS = Shape(
    GivenRating, "rater text low=estimate.low likely=estimate.likely high=estimate.high because on",
    because=Blank, on=date | None,
)  # fmt: skip
RATED = Shape(
    Rated, "input median low high together=estimate apart measure disagree=is_disputed said",
    median=float, low=float, high=float, apart=float | None, measure=str, is_disputed=bool, disagree=bool,
    together=Shape(Estimate, "low likely high mean", mean=float), said=[_SAYS],
)  # fmt: skip
_TALK = Shape(
    Talk, f"id=feature title rank worth counts own differs=is_doubted {RATED.within('rated')}", title=str,
    **{**RATED.types, "is_doubted": bool},
)  # fmt: skip
_RATER = Shape(Rater, "name on path features", features=int)
RATINGS = Shape(
    object, "model raters items leftOut?", model=str, raters=[_RATER], items=[_TALK], left_out=list[LeftOut],
)  # fmt: skip


def ratings_document(
    talks: Sequence[Talk], backlog: Backlog, ranking: Ranking, left_out: Sequence[LeftOut] | None = None
) -> Document:
    """Who rated what: `pm ratings --format json`; also what features settle themselves."""
    raters = [item(_RATER, rater, features=len(rater.opinions)) for rater in backlog.raters]
    items = [
        item(
            _TALK,
            talk,
            title=backlog.features[talk.feature].title,
            **_of_rated(talk.feature, talk.rated, backlog),
        )
        for talk in talks
    ]
    return document(
        "ratings", RATINGS, None, model=ranking.model.name, raters=raters, items=items, left_out=left_out
    )


def rated_items(feature: str, inputs: Iterable[Rated], backlog: Backlog) -> list[Document]:
    """Inputs of a feature as several people rated them, for the documents of others."""
    return [item(RATED, rated, **_of_rated(feature, rated, backlog)) for rated in inputs]


def _of_rated(feature: str, rated: Rated, backlog: Backlog) -> dict[str, object]:
    opinions = {rater.name: rater.opinions.get(feature) for rater in backlog.raters}
    said = []
    for one in rated.said:
        opinion = opinions.get(one.rater)
        because, on = (opinion.because, opinion.on) if opinion is not None else (None, None)
        said.append(item(_SAYS, one, because=because, on=on))
    measure = "points" if rated.is_scale else "ratio"
    return {"apart": rated.apart if isfinite(rated.apart) else None, "measure": measure, "said": said}
