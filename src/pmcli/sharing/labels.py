"""Labels of features, worked out from the whole plan, so that hiding rows changes none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum
from typing import Final

from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.figure import anded
from pmcli.model.inputs import MEASURED
from pmcli.model.reason import Kind, Reason
from pmcli.planning import Roadmap
from pmcli.sharing.audience_view import HORIZONS

_HIGH, _MEDIUM = 0.8, 0.5
ABSENT: Final = "it is not in the plan"
"""All that may be said where the cause may not be seen."""
_Words = Callable[[Sequence[Reason]], str]


def _no_room(reasons: Sequence[Reason]) -> str:
    """Which teams have no room for it."""
    return f"no room for it in {anded(_teams(reasons))}"


def _no_room_in_time(reasons: Sequence[Reason]) -> str:
    """The team that has no room before its date."""
    return f"no room in {anded(_teams(reasons))} until its date, beside the other promises"


def _teams(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The teams of the reasons of the first kind."""
    kind = reasons[0].kind
    return tuple(dict.fromkeys(reason.team for reason in reasons if reason.kind == kind and reason.team))


def _plainly(text: str) -> _Words:
    return lambda _: text


_LACKING: Final[tuple[tuple[frozenset[Kind], str, _Words], ...]] = (
    (frozenset({"promises-starve"}), "capacity", _no_room_in_time),
    (frozenset({"team-full", "no-capacity", "short-until"}), "capacity", _no_room),
    (frozenset({"no-room-at-once"}), "capacity", _plainly("its teams never have room for it at once")),
    (
        frozenset({"larger-than-any-period", "larger-than-all-periods"}), "capacity",
        _plainly("it is too large for any period of the plan"),
    ),
    (frozenset({"below-line"}), "rank", _plainly("others are worth more for the work they take")),
    (frozenset({"improved-away"}), "value", _plainly("the plan is worth more without it")),
    (frozenset({"idea"}), "status", _plainly("an idea: not planned until it is a candidate")),
    (frozenset({"wont"}), "moscow", _plainly("it is classed as won't have")),
    (frozenset({"part-put-away"}), "parent", _plainly("what it is a part of was put away")),
    (frozenset({"no-team", "no-teams"}), "effort", _plainly("nobody is named to work on it")),
    (
        frozenset({"no-effort", "no-effort-no-team"}), "effort",
        _plainly("nobody has said yet what it takes"),
    ),
    (
        frozenset({"too-late", "waits-too-late"}), "period",
        _plainly("it cannot be done before the plan ends"),
    ),
    (
        frozenset({"not-before-after-plan", "pin-after-plan", "agreed-after-plan"}), "period",
        _plainly("it comes after the periods planned"),
    ),
    (
        frozenset({"deadline-passed", "pin-against-deadline", "cannot-land", "starved", "pin-passed",
                   "pin-against-not-before"}),
        "deadline", _plainly("its date cannot be kept"),
    ),
    (
        frozenset({"excludes-placed", "excludes-shipped", "excludes-in-progress", "promises-exclude"}),
        "conflicts_with", _plainly("something that excludes it is planned"),
    ),
    (
        frozenset({"waits-unplaced", "waits-parked", "waits-too-late", "starved", "short-until-for"}),
        "depends_on", _plainly("something that it waits for is not in the plan"),
    ),
    (
        frozenset({"promises-starve"}), "deadline",
        _plainly("there is no room beside the other promises"),
    ),
)  # fmt: skip
"""Kinds of reasons, the field they tell of, and words; the first with a field that the reader sees counts."""


def lacking(roadmap: Roadmap, reader: Reader) -> dict[str, str]:
    """The words that say why a feature is in no period, by feature; without numbers and names of features.

    What was agreed and is left out is told by what keeps it out.
    """
    known = [(kinds, words) for kinds, need, words in _LACKING if reader.sees(need)]
    lacking = {}
    for unplaced in roadmap.unplaced:
        reasons = _telling(unplaced.reasons)
        kind = reasons[0].kind if reasons else None
        found = next((words(reasons) for kinds, words in known if kind in kinds), ABSENT)
        lacking[unplaced.id] = found
    return lacking


def _telling(reasons: tuple[Reason, ...]) -> list[Reason]:
    """The reasons that are no news of the agreed plan, if there are any: of what was left out its cause."""
    bare = [each.cause or each for each in reasons if each.kind != "improved-away"]
    return bare or [*reasons]


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


def overtaken(backlog: Backlog, roadmap: Roadmap) -> frozenset[str]:
    """The open features set to now or next by hand of which the plan has nothing; none without a plan."""
    placed = {placement.id for placement in roadmap.placements}
    later = {unplaced.id for unplaced in roadmap.unplaced if unplaced.is_agreed_later}
    return frozenset(
        name for name, feature in backlog.features.items()
        if placed and feature.horizon in HORIZONS[:2] and backlog.is_open(name) and name not in later
        and placed.isdisjoint(_with_parts(backlog, name))
    )  # fmt: skip


def _with_parts(backlog: Backlog, feature: str) -> set[str]:
    """A feature and all that is a part of it."""
    found, waiting = {feature}, [feature]
    while waiting:
        parts = set(backlog.children().get(waiting.pop(), ())) - found
        found |= parts
        waiting += parts
    return found


def confidence(backlog: Backlog) -> dict[str, str]:
    """High, medium or low, by feature: as RICE says, else as the evidence gives; none where neither does."""
    confidence = {}
    for name, feature in backlog.features.items():
        given = feature.rice.confidence if feature.rice else None
        share = given if isinstance(given, float) else None
        if share is None and (feature.evidence or given is not None):
            share = backlog.confidence(feature, measured=given == MEASURED).ratio
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
