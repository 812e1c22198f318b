"""What is shared with whom: the backlog, its ranking and its roadmap as one group of readers may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Final

from pmcli.model.audience import COMPUTED, READERS, TEAM, Reader, find_reader, names
from pmcli.model.backlog import Backlog
from pmcli.model.evidence import BANDS, band
from pmcli.model.feature import Feature
from pmcli.model.period import Period
from pmcli.model.reason import Kind
from pmcli.planning import Placement, Roadmap
from pmcli.ranking import LeftOut, RankedFeature, Ranking
from pmcli.ranking.where import Filter

if TYPE_CHECKING:
    from pmcli.review.changes import Difference
    from pmcli.sharing.bottleneck import Bottleneck
    from pmcli.sharing.redaction import Redactor

__all__ = [
    "COMPUTED",
    "HORIZONS",
    "READERS",
    "TEAM",
    "AudienceView",
    "Reader",
    "Since",
    "find_reader",
    "names",
    "share",
]  # fmt: skip

HORIZONS = ("now", "next", "later")
_HIGH, _MEDIUM = 0.8, 0.5


@dataclass(frozen=True)
class Since:
    """What changed since a revision: `name` is what was asked for, a revision or a day."""

    name: str
    difference: Difference
    before: Backlog


@dataclass(frozen=True)
class AudienceView:
    """What a reader gets: nothing that they may not see is in here.

    `horizons` are now, next or later, by feature; `confidence` is high, medium or low. `since` is None where
    nothing is compared. `left_out` is as in the ranking. `worth` is the value of a feature as a share of that
    of all features placed. `bottleneck` is there where it was asked for. `lacking` says in plain words why a
    feature is in no period.
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
        """Where the roadmap has what is placed."""
        return {placement.id: placement for placement in self.roadmap.placements}

    @cached_property
    def dependents(self) -> dict[str, list[Feature]]:
        """What hard-depends on each feature directly, in the order of ids."""
        dependents: dict[str, list[Feature]] = {}
        for feature in self.backlog.features.values():
            for need in dict.fromkeys(feature.prerequisites()):
                dependents.setdefault(need, []).append(feature)
        return dependents

    def sees(self, *fields: str) -> bool:
        """Whether the reader may see all of these."""
        return self.reader.sees(*fields)

    def period(self, feature: str) -> Period | None:
        """When a feature is delivered, None where it is not placed."""
        period = self.placements.get(feature)
        return period.period if period is not None else None

    def title(self, feature: str) -> str:
        """What a feature is called; its id where it is not known."""
        title = self.backlog.features.get(feature)
        return title.title if title is not None else feature

    def in_order(self) -> list[Feature]:
        """The features as the reader may have them: by rank, then id.

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


def share(
    backlog: Backlog,
    roadmap: Roadmap,
    reader: Reader = TEAM,
    *,
    where: tuple[str, ...] = (),
    since: Since | None = None,
    left_out: tuple[LeftOut, ...] | None = None,
    bottleneck: Bottleneck | None = None,
) -> AudienceView:
    """The backlog and its roadmap for these readers; `where` hides more features.

    Raises:
        PmError: a condition is none.
    """
    ranking = roadmap.ranking
    conditions = Filter.parse((*([reader.where] if reader.where else []), *where), backlog)
    shown = conditions.shown(ranking)
    kept = [name for name in backlog.features if shown is None or shown(name)]
    horizons, confidence = _horizons(backlog, roadmap), _confidence(backlog)
    worth, lacking = _worth(roadmap), _lacking(roadmap, reader)  # of the whole plan: hiding changes no number
    if reader.is_full:
        if shown is not None:
            backlog, ranking, roadmap = _rows(backlog, ranking, roadmap, frozenset(kept))
        return AudienceView(
            reader, backlog, ranking, roadmap, horizons, confidence, since, left_out, worth, bottleneck,
            lacking,
        )  # fmt: skip
    from pmcli.sharing.redaction import Redactor

    kept = [name for name in kept if _may_be_there(reader, backlog, name)]
    lens = Redactor.of(reader, backlog, kept)
    return AudienceView(
        reader, lens.of_backlog(), lens.of_ranking(ranking), lens.of_roadmap(roadmap),
        {lens.shown[name]: word for name, word in horizons.items() if name in lens.shown}
        if _sees_time(reader) else {},
        {lens.shown[name]: word for name, word in confidence.items() if name in lens.shown}
        if reader.sees("confidence") else {},
        _since(since, lens) if reader.sees("changes") else None, None,
        {lens.shown[name]: share for name, share in worth.items() if name in lens.shown}
        if reader.sees("value") else {},
        bottleneck if reader.sees("capacity", "value") else None,
        {lens.shown[name]: why for name, why in lacking.items() if name in lens.shown},
    )  # fmt: skip


def _rows(
    backlog: Backlog, ranking: Ranking, roadmap: Roadmap, kept: frozenset[str]
) -> tuple[Backlog, Ranking, Roadmap]:  # fmt: skip
    """The same with these features alone: rows are hidden, and no number, rank or reason changes."""
    return (
        replace(backlog, features={name: one for name, one in backlog.features.items() if name in kept}),
        replace(
            ranking, items=tuple(item for item in ranking.items if item.id in kept),
            unscored=tuple(left for left in ranking.unscored if left.id in kept),
        ),
        replace(
            roadmap, placements=tuple(placement for placement in roadmap.placements if placement.id in kept),
            unplaced=tuple(unplaced_feature for unplaced_feature in roadmap.unplaced if unplaced_feature.id in kept),
            unscored=tuple(left for left in roadmap.unscored if left.id in kept),
            conflicts=tuple(conflict for conflict in roadmap.conflicts if conflict.feature in kept),
            decisions=tuple(decision for decision in roadmap.decisions if decision.feature in kept),
        ),
    )  # fmt: skip


_ABSENT: Final = "it is not in the plan"
_LACKING: Final[tuple[tuple[frozenset[Kind], str, str], ...]] = (
    (frozenset({"team-full", "no-room-beside"}), "capacity", "there is no room for it in the plan"),
    (
        frozenset({"larger-than-any-period", "larger-than-all-periods"}), "capacity",
        "it is too large for any period of the plan",
    ),
    (frozenset({"no-team", "no-teams"}), "effort", "nobody is named to work on it"),
    (frozenset({"no-effort", "no-effort-no-team"}), "effort", "nobody has said yet what it takes"),
    (frozenset({"too-late", "waits-too-late"}), "period", "it cannot be done before the plan ends"),
    (frozenset({"not-before-after-plan", "pin-after-plan"}), "period", "it comes after the periods planned"),
    (frozenset({"deadline-passed", "pin-against-deadline"}), "deadline", "its date cannot be kept"),
    (
        frozenset({"excludes-placed", "excludes-shipped", "excludes-in-progress"}), "conflicts_with",
        "something that excludes it is planned",
    ),
    (
        frozenset({
            "waits-unplaced", "waits-parked", "waits-too-late", "starved", "short-until-for",
            "serves-nothing",
        }),
        "depends_on", "something that it waits for is not in the plan",
    ),
    (frozenset({"no-room-beside"}), "deadline", "there is no room beside the other promises"),
)  # fmt: skip
"""What the reasons for leaving something out come to: the first of a field that the reader sees."""


def _lacking(roadmap: Roadmap, reader: Reader) -> dict[str, str]:
    """Why each feature that is in no period is not, in words without numbers and names."""
    known = [(kinds, told) for kinds, need, told in _LACKING if reader.sees(need)]
    lacking = {}
    for unplaced in roadmap.unplaced:
        kind = unplaced.reasons[0].kind if unplaced.reasons else None
        lacking[unplaced.id] = next((told for kinds, told in known if kind in kinds), _ABSENT)
    return lacking


def _sees_time(reader: Reader) -> bool:
    return reader.is_public or reader.sees("horizon") or reader.sees("period")


def _may_be_there(reader: Reader, backlog: Backlog, name: str) -> bool:
    """What is parked, declined or shipped is there only for those who may see that."""
    status = backlog.status(name)
    if status in ("parked", "declined"):
        return reader.sees("declined")
    return status != "shipped" or reader.sees("shipped")


def _since(since: Since | None, lens: Redactor) -> Since | None:
    if since is None:
        return None
    from pmcli.sharing.redaction import Redactor
    from pmcli.sharing.since import of_difference

    kept = [name for name in since.before.features if name in lens.shown or name not in lens.backlog.features]
    kept = [name for name in kept if _may_be_there(lens.reader, since.before, name)]
    if lens.reader.where:
        kept = [name for name in kept if name in lens.shown]
    before = Redactor.of(lens.reader, since.before, kept)
    return Since(since.name, of_difference(since.difference, lens, before), before.of_backlog())


def _horizons(backlog: Backlog, roadmap: Roadmap) -> dict[str, str]:
    """Now, next or later: what was set by hand, else the first period, the second, the rest of the plan."""
    horizons = {
        name: feature.horizon for name, feature in backlog.features.items()
        if feature.horizon is not None and backlog.is_open(name)
    }  # fmt: skip
    for placement in roadmap.placements:
        at = placement.period.index - roadmap.periods[0].index
        horizons.setdefault(
            placement.id, "now" if backlog.status(placement.id) == "in-progress" else HORIZONS[min(at, 2)]
        )
    return horizons


def _confidence(backlog: Backlog) -> dict[str, str]:
    """How sure we are of a feature: what RICE says, else what the evidence gives; none where neither does."""
    confidence = {}
    for name, feature in backlog.features.items():
        given = feature.rice.confidence if feature.rice else None
        share = given if isinstance(given, float) else None
        if share is None and feature.evidence:
            share = max(BANDS[band(one, backlog.today)] for one in feature.evidence)
        if share is not None:
            confidence[name] = "high" if share >= _HIGH else "medium" if share >= _MEDIUM else "low"
    return confidence


def _worth(roadmap: Roadmap) -> dict[str, float]:
    """What each ranked feature is worth, as a share of the worth of all that is placed."""
    if roadmap.model.is_category:
        return {}
    placed = {placement.id for placement in roadmap.placements}
    whole = fsum(item.value for item in roadmap.ranking.items if item.id in placed)
    return {item.id: item.value / whole for item in roadmap.ranking.items} if whole > 0 else {}
