"""Features as JSON documents: one with every field of its file, or a list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pmcli.model.detect import Detect
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.figure import MeasuredRange
from pmcli.model.roll_up import rolled_up
from pmcli.ranking.result import LeftOut, RankedFeature
from pmcli.views.feature_odds import PLACED
from pmcli.writers import documents
from pmcli.writers.documents import Document, Shape

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking

_PARTS: dict[str, Any] = dict.fromkeys(("effort_total", "effort_done", "effort_left"), float | None)
"""The effort of the parts of a feature; null where it has none."""
_LISTED = Shape(
    Feature,
    "id title status type theme owner teams effort effortTotal effortDone effortLeft parent dependsOn "
    "path line",
    teams=list[str], effort=float | None, depends_on=list[str], path=str, line=int, **_PARTS,
)  # fmt: skip
FEATURES = Shape(object, "items leftOut?", items=[_LISTED], left_out=list[LeftOut])
FEATURE = Shape(
    RankedFeature,
    "id title status path line model rank score adjusted effort effortTotal effortDone effortLeft neededBy "
    "reasons fields period placementReasons inTime? likelyBy? promise?",
    title=str, status=str, path=str, line=int, model=str, rank=int | None, needed_by=list[str],
    fields=dict[str, Any], **PLACED, **_PARTS,
)  # fmt: skip
_TOP = ("id", "title", "status")


def features_document(
    backlog: Backlog, features: Sequence[Feature], left_out: Sequence[LeftOut] | None
) -> Document:
    """The features: `pm list --format json`."""
    items = [_listed(feature, backlog) for feature in features]
    return documents.document("features", FEATURES, None, items=items, left_out=left_out)


def _listed(feature: Feature, backlog: Backlog) -> Document:
    place = backlog.locate(feature.id)
    return documents.item(
        _LISTED, feature, status=backlog.status(feature.id), effort=backlog.total_effort(feature),
        teams=[team for team in backlog.effort(feature) if team],
        depends_on=[need.id for need in feature.depends_on], path=place.path, line=place.line,
        **_of_parts(feature, backlog),
    )  # fmt: skip


def document(feature: Feature, backlog: Backlog, ranking: Ranking, **placing: object) -> Document:
    """The feature as JSON: its place in the ranking, and under `fields` what was written.

    `placing` is where the roadmap has it.
    """
    place = backlog.locate(feature.id)
    ranked = next((ranked for ranked in ranking.items if ranked.id == feature.id), None)
    others = backlog.features.values()
    needed_by = {other.id for other in others if any(need.id == feature.id for need in other.depends_on)}
    written = {name: plain(value) for name, value in _written(feature).items() if name not in _TOP}
    return documents.document(
        "feature", FEATURE, ranked, id=feature.id, title=feature.title, status=backlog.status(feature.id),
        path=place.path, line=place.line, model=ranking.model.name, effort=backlog.total_effort(feature),
        needed_by=sorted(needed_by), fields=written, **{**dict.fromkeys(PLACED), **placing},
        **_of_parts(feature, backlog),
    )  # fmt: skip


def _of_parts(feature: Feature, backlog: Backlog) -> dict[str, float | None]:
    """The effort of its parts by key, null where it has none."""
    efforts = rolled_up(backlog, feature.id)
    if efforts is None or not efforts.total:
        return dict.fromkeys(_PARTS)
    return {"effort_total": efforts.total, "effort_done": efforts.done, "effort_left": efforts.left}


def _written(feature: Feature) -> dict[str, object]:
    given = {
        name: getattr(feature, name)
        for name in type(feature).model_fields
        if name in feature.model_fields_set
    }
    return {**given, **feature.custom}


def plain(value: Any) -> Any:
    """A value as JSON can hold it; ranges as maps, an estimate with its mean, a day and a period as text."""
    if isinstance(value, Estimate):
        return value.likely if value.is_exact else {
            "low": value.low, "likely": value.likely, "high": value.high, "mean": value.mean,
        }  # fmt: skip
    if isinstance(value, MeasuredRange):
        return {"low": value.low, "likely": float(value), "high": value.high}
    if isinstance(value, Detect):
        return value.text if value.is_relative else float(value)
    if isinstance(value, BaseModel):
        return {
            name: plain(getattr(value, name))
            for name in type(value).model_fields
            if name in value.model_fields_set
        }
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
