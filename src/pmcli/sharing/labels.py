"""Labels of features, worked out from the whole plan, so that hiding rows changes none of them."""

from __future__ import annotations

from math import fsum
from typing import Final

from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.evidence import BANDS, band
from pmcli.model.reason import Kind, Reason
from pmcli.planning import Roadmap
from pmcli.sharing.audience_view import HORIZONS

_HIGH, _MEDIUM = 0.8, 0.5
_ABSENT: Final = "it is not in the plan"
_NO_ROOM: Final[frozenset[Kind]] = frozenset({"team-full", "promises-starve", "no-capacity"})
_LACKING: Final[tuple[tuple[frozenset[Kind], str, str], ...]] = (
    (
        frozenset({"no-room-at-once", "below-line", "short-until"}), "capacity",
        "there is no room for it in the plan",
    ),
    (
        frozenset({"larger-than-any-period", "larger-than-all-periods"}), "capacity",
        "it is too large for any period of the plan",
    ),
    (frozenset({"idea"}), "status", "it is still an idea"),
    (frozenset({"wont"}), "moscow", "it is classed as won't have"),
    (frozenset({"part-put-away"}), "parent", "it is a part of something that is not done"),
    (frozenset({"no-team", "no-teams"}), "effort", "nobody is named to work on it"),
    (frozenset({"no-effort", "no-effort-no-team"}), "effort", "nobody has said yet what it takes"),
    (frozenset({"too-late", "waits-too-late"}), "period", "it cannot be done before the plan ends"),
    (frozenset({"not-before-after-plan", "pin-after-plan"}), "period", "it comes after the periods planned"),
    (frozenset({"deadline-passed", "pin-against-deadline"}), "deadline", "its date cannot be kept"),
    (
        frozenset({"excludes-placed", "excludes-shipped", "excludes-in-progress", "promises-exclude"}),
        "conflicts_with", "something that excludes it is planned",
    ),
    (
        frozenset({"waits-unplaced", "waits-parked", "waits-too-late", "starved", "short-until-for"}),
        "depends_on", "something that it waits for is not in the plan",
    ),
    (frozenset({"promises-starve"}), "deadline", "there is no room beside the other promises"),
)  # fmt: skip
"""Kinds of reasons, the field they tell of, and words; the first with a field that the reader sees counts."""


def lacking(roadmap: Roadmap, reader: Reader) -> dict[str, str]:
    """The words that say why a feature is in no period, by feature; without numbers and names of features."""
    known = [(kinds, words) for kinds, need, words in _LACKING if reader.sees(need)]
    lacking = {}
    for unplaced in roadmap.unplaced:
        reason = _first(unplaced.reasons)
        kind = reason.kind if reason is not None else None
        lacking[unplaced.id] = next((words for kinds, words in known if kind in kinds), _ABSENT)
        if reader.sees("capacity") and reason is not None and kind in _NO_ROOM:
            lacking[unplaced.id] = f"team {reason.team} has no room for it"
    return lacking


def _first(reasons: tuple[Reason, ...]) -> Reason | None:
    """The first reason that is no news of the agreed plan: of something left out what keeps it out."""
    bare = (each.cause or each for each in reasons if each.kind != "improved-away")
    return next(bare, None)


def horizons(backlog: Backlog, roadmap: Roadmap) -> dict[str, str]:
    """Now, next or later, by feature: as set by hand, else for the first period, the second and the rest.

    What is agreed for after the last period planned is later too.
    """
    horizons = {
        name: feature.horizon for name, feature in backlog.features.items()
        if feature.horizon is not None and backlog.is_open(name)
    }  # fmt: skip
    for placement in roadmap.placements:
        at = placement.period.index - roadmap.periods[0].index
        horizons.setdefault(
            placement.id, "now" if backlog.status(placement.id) == "in-progress" else HORIZONS[min(at, 2)]
        )
    for unplaced in roadmap.unplaced:
        if unplaced.is_agreed_later:
            horizons.setdefault(unplaced.id, HORIZONS[-1])
    return horizons


def confidence(backlog: Backlog) -> dict[str, str]:
    """High, medium or low, by feature: as RICE says, else as the evidence gives; none where neither does."""
    confidence = {}
    for name, feature in backlog.features.items():
        given = feature.rice.confidence if feature.rice else None
        share = given if isinstance(given, float) else None
        if share is None and feature.evidence:
            share = max(BANDS[band(evidence, backlog.today)] for evidence in feature.evidence)
        if share is not None:
            confidence[name] = "high" if share >= _HIGH else "medium" if share >= _MEDIUM else "low"
    return confidence


def worth(roadmap: Roadmap) -> dict[str, float]:
    """The value of each ranked feature as a share of that of all that is placed; {} for categories."""
    if roadmap.model.is_category:
        return {}
    placed = {placement.id for placement in roadmap.placements}
    whole = fsum(item.value for item in roadmap.ranking.items if item.id in placed)
    return {item.id: item.value / whole for item in roadmap.ranking.items} if whole > 0 else {}
