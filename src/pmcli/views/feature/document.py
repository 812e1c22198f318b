"""A feature as plain data: what its file says, under the names of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pmcli.model.estimate import Estimate
from pmcli.views.feature.documents import FEATURE
from pmcli.writers import documents

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.model.feature import Feature
    from pmcli.model.reason import Reason
    from pmcli.writers.documents import Document

_TOP = ("id", "title", "status")


def document(
    feature: Feature, backlog: Backlog, ranking: Ranking, *, period: str | None = None,
    placement_reasons: Sequence[Reason] = (),
) -> Document:  # fmt: skip
    """The feature as JSON: its place in the ranking and the roadmap, and under `fields` what was written."""
    place = backlog.locate(feature.id)
    ranked = next((ranked for ranked in ranking.items if ranked.id == feature.id), None)
    others = backlog.features.values()
    needed_by = {other.id for other in others if any(need.id == feature.id for need in other.depends_on)}
    written = {name: plain(value) for name, value in _written(feature).items() if name not in _TOP}
    return documents.document(
        "feature", FEATURE, ranked, id=feature.id, title=feature.title, status=backlog.status(feature.id),
        path=place.path, line=place.line, model=ranking.model.name, effort=backlog.total_effort(feature),
        needed_by=sorted(needed_by), fields=written, period=period, placement_reasons=placement_reasons,
    )  # fmt: skip


def _written(feature: Feature) -> dict[str, object]:
    given = {
        name: getattr(feature, name)
        for name in type(feature).model_fields
        if name in feature.model_fields_set
    }
    return {**given, **feature.custom}


def plain(value: Any) -> Any:
    """A value as JSON can hold it; an estimate with its mean, a day and a period as text."""
    if isinstance(value, Estimate):
        return value.likely if value.is_exact else {
            "low": value.low, "likely": value.likely, "high": value.high, "mean": value.mean,
        }  # fmt: skip
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
