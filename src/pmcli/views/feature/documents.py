"""Features and models as JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pmcli.model.feature import Feature
from pmcli.ranking.result import LeftOut, RankedFeature
from pmcli.scoring.model import Model
from pmcli.views.ranking.document import PLACED
from pmcli.writers.documents import Document, Shape, document, item

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

_LISTED = Shape(
    Feature, "id title status type theme owner teams effort parent dependsOn path line",
    teams=list[str], effort=float | None, depends_on=list[str], path=str, line=int,
)  # fmt: skip
FEATURES = Shape(object, "items leftOut?", items=[_LISTED], left_out=list[LeftOut])
FEATURE = Shape(
    RankedFeature,
    "id title status path line model rank score adjusted effort neededBy reasons fields period "
    "placementReasons",
    title=str, status=str, path=str, line=int, model=str, rank=int | None, needed_by=list[str],
    fields=dict[str, Any], **PLACED,
)  # fmt: skip
_MODEL = Shape(Model, "name title formula about inputs source category=is_category")
MODELS = Shape(object, "used items", used=str | None, items=[_MODEL])


def features_document(
    backlog: Backlog, features: Sequence[Feature], left_out: Sequence[LeftOut] | None
) -> Document:
    """The features: `pm list --format json`."""
    items = [_listed(feature, backlog) for feature in features]
    return document("features", FEATURES, None, items=items, left_out=left_out)


def _listed(feature: Feature, backlog: Backlog) -> Document:
    place = backlog.locate(feature.id)
    return item(
        _LISTED, feature, status=backlog.status(feature.id), effort=backlog.total_effort(feature),
        teams=[team for team in backlog.effort(feature) if team],
        depends_on=[need.id for need in feature.depends_on], path=place.path, line=place.line,
    )  # fmt: skip
