"""What pm would write of a feature today, field by field: what a cell is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pmcli.model.fields import BY_KEY, EFFORT_BY_TEAM, Field, own_field

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.model.fields.field import Delivery
    from pmcli.model.likelihood import Likelihood, LikelyPromise
    from pmcli.model.period import Period
    from pmcli.ranking.result import RankedFeature

HORIZONS: Final = ("now", "next", "later")


@dataclass(frozen=True)
class Today:
    """The backlog as the source of the words of its fields; nothing is ranked or planned."""

    backlog: Backlog
    items: Mapping[str, RankedFeature] = field(default_factory=dict)
    placements: Mapping[str, Delivery] = field(default_factory=dict)
    confidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def horizons(self) -> Mapping[str, str]:
        """Now, next or later where it is set by hand."""
        return {name: said for name, feature in self.backlog.features.items() if (said := feature.horizon)}

    def period(self, _: str) -> Period | None:
        """None: nothing is planned."""

    def agreed(self, _: str) -> Period | None:
        """None: nothing is planned."""

    def likelihood(self, _: str) -> Likelihood | None:
        """None: nothing is planned."""

    def promise(self, _: str) -> LikelyPromise | None:
        """None: nothing is planned."""

    def texts(self, feature: Feature, key: str) -> list[str]:
        """The texts of a feature in the field of this key; none where there is no such field."""
        if key == "horizon":
            return [feature.horizon] if feature.horizon else []
        known = self.field(key)
        return list(known.tell(self, feature)) if known is not None else []

    def number(self, feature: Feature, key: str) -> float | None:
        """The number that stands in the cell of a field, None where that is a text."""
        known = self.field(key)
        return known.number(self, feature) if known is not None and known.number is not None else None

    def field(self, key: str) -> Field | None:
        """The field of this key, one of pm.yaml's own too."""
        if key == EFFORT_BY_TEAM.key:
            return EFFORT_BY_TEAM
        kinds = self.backlog.workspace.fields
        return BY_KEY.get(key) or (own_field(key, kinds[key]) if key in kinds else None)
