"""The view of an audience: what every format is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.planning import Placement, Roadmap, Unplaced
from pmcli.ranking import LeftOut, RankedFeature, Ranking

if TYPE_CHECKING:
    from pmcli.model.likelihood import Likelihood, LikelyPromise
    from pmcli.review.at_start import StartEstimate
    from pmcli.review.changes import Difference
    from pmcli.sharing.bottleneck import Bottleneck
    from pmcli.sharing.odds import SharedOdds
    from pmcli.sharing.update import Update

HORIZONS = ("now", "next", "later")


@dataclass(frozen=True)
class Since:
    """The changes since a revision; `name` is what was asked for, a revision or a day.

    `odds` are those of the plan then, where odds are asked for.
    """

    name: str
    difference: Difference
    before: Backlog
    odds: SharedOdds | None = None


MAKES_PUBLIC = "pm set ID 'public.title=What it does for them'"


@dataclass(frozen=True)
class AudienceView:
    """What a reader gets: nothing that they may not see is in here.

    `horizons` are now, next or later, by feature; `confidence` is high, medium or low. `since` is None where
    nothing is compared. `left_out` is as in the ranking. `worth` is the value of a feature as a share of that
    of all features placed. `bottleneck` and `odds` are there where they were asked for. `lacking` says in
    plain words why a feature is in no period. `tells_tradeoffs`: what the order gives up was asked for.
    `courses` are the values that outcomes had over time, the oldest first, where they were asked for.
    `start` are the estimates in force when work began, by feature, where they were asked for; those of now
    stand in the features. Where there is an `update`, it is for a customer or a segment, and all there is to
    see.
    """

    reader: Reader
    backlog: Backlog
    ranking: Ranking
    roadmap: Roadmap
    horizons: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, str] = field(default_factory=dict)
    since: Since | None = None
    left_out: tuple[LeftOut, ...] | None = None
    worth: Mapping[str, float] = field(default_factory=dict)
    bottleneck: Bottleneck | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    odds: SharedOdds | None = None
    tells_tradeoffs: bool = False
    courses: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    update: Update | None = None
    start: Mapping[str, StartEstimate] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden: neither from the reader nor by a condition."""
        return self.reader.is_full and self.ranking is self.roadmap.ranking

    @cached_property
    def items(self) -> dict[str, RankedFeature]:
        """The rows of the ranking, by feature."""
        return {item.id: item for item in self.ranking.items}

    @cached_property
    def placements(self) -> dict[str, Placement]:
        """The placements of the roadmap, by feature."""
        return {placement.id: placement for placement in self.roadmap.placements}

    @cached_property
    def dependents(self) -> dict[str, list[Feature]]:
        """The features that hard-depend on each feature directly, in the order of ids."""
        dependents: dict[str, list[Feature]] = {}
        for feature in self.backlog.features.values():
            for need in dict.fromkeys(feature.prerequisites()):
                dependents.setdefault(need, []).append(feature)
        return dependents

    @property
    def absence(self) -> str:
        """What to say where there is no feature to show, and what would change that."""
        if self.reader.is_public:
            return f"nothing is public yet: {MAKES_PUBLIC} shows a feature to customers"
        return "no features yet"

    def sees(self, *fields: str) -> bool:
        """Whether the reader may see all of these."""
        return self.reader.sees(*fields)

    def period(self, feature: str) -> Period | None:
        """The period in which a feature is delivered, None where it is not placed."""
        placement = self.placements.get(feature)
        return placement.period if placement is not None else None

    def agreed(self, feature: str) -> Period | None:
        """The period that the agreed plan has for a feature, as far as the reader may know it."""
        return self._agreed.get(feature)

    def likelihood(self, feature: str) -> Likelihood | None:
        """How likely a feature is there in time; None where nobody asked, or it is not placed."""
        return self.odds.items.get(feature) if self.odds is not None else None

    def promise(self, feature: str) -> LikelyPromise | None:
        """The promise of a feature that is least sure; None where nobody asked, or there is none."""
        return self.odds.promise(feature) if self.odds is not None else None

    @cached_property
    def _agreed(self) -> dict[str, Period | None]:
        rows: list[Placement | Unplaced] = [*self.roadmap.unplaced, *self.roadmap.placements]
        return {row.id: row.agreed for row in rows}

    def title(self, feature: str) -> str:
        """The title of a feature; its id where it is not known."""
        known = self.backlog.features.get(feature)
        return known.title if known is not None else feature

    def in_order(self) -> list[Feature]:
        """The features by rank, then id, as far as the reader may know that order.

        Where ranks are hidden, by worth where that is seen, by the day of the launch, then by title.
        """
        late = len(self.ranking.items) + 1
        features = self.backlog.features.values()
        if not self.sees("rank"):
            return sorted(
                features,
                key=lambda feature: (-self.worth.get(feature.id, 0.0), _launched(feature), feature.title),
            )
        return sorted(
            features,
            key=lambda feature: (
                self.items[feature.id].rank if feature.id in self.items else late,
                feature.id,
            ),
        )


def _launched(feature: Feature) -> date:
    """The day of a launch; the last of all days where there is none, or it may not be seen."""
    return (feature.launch.date if feature.launch else None) or date.max
