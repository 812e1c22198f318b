"""The promises that cannot be kept: why, and what can be decided about each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pmcli.model.figure import anded
from pmcli.model.reason import Reason
from pmcli.model.words import words
from pmcli.sharing import AudienceView
from pmcli.views.review.dates import promises

_NO_ROOM = frozenset({"promises-starve", "team-full", "no-capacity", "short-until", "short-until-for"})


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise that cannot be kept: of which feature, why as far as that may be told, and the ways out."""

    id: str
    title: str
    because: str | None
    ways_out: str


def broken(view: AudienceView) -> list[BrokenPromise]:
    """Those with a date, the earliest first; then pins and work in progress."""
    conflicts = {conflict.feature: conflict.reason for conflict in view.roadmap.conflicts}
    dated = [promise.id for promise in promises(view) if promise.is_broken]
    return [_broken(view, name, conflicts.get(name)) for name in dict.fromkeys([*dated, *conflicts])]


def _broken(view: AudienceView, name: str, reason: Reason | None) -> BrokenPromise:
    teams = _short_teams(view, name, reason)
    room = f"give {anded(teams)} room" if teams else "make room for it"
    because = words(_by_title(view, reason)) if reason is not None else None
    return BrokenPromise(name, view.title(name), because, f"{_later(view, name)}, or {room}")


def _later(view: AudienceView, name: str) -> str:
    feature = view.backlog.features.get(name)
    if feature is not None and feature.deadline is not None:
        return "move its date"
    is_begun = view.backlog.status(name) == "in-progress" if feature is not None else False
    return "let it take longer" if is_begun else "decide on another period"


def _short_teams(view: AudienceView, name: str, reason: Reason | None) -> tuple[str, ...]:
    """The teams that have no room for it, as far as the reader may know; else all that it needs."""
    unplaced = next((row.reasons for row in view.roadmap.unplaced if row.id == name), ())
    short = [row.team for row in unplaced if row.kind in _NO_ROOM and row.team]
    if not short and reason is not None:
        short = [team for part in reason.causes() for team in _teams(part)]
    return tuple(dict.fromkeys(short))


def _teams(reason: Reason) -> tuple[str, ...]:
    return (reason.team,) if reason.team else tuple(team for team, _ in reason.efforts)


def _by_title(view: AudienceView, reason: Reason) -> Reason:
    """The reason with titles for the ids of features."""
    cause = _by_title(view, reason.cause) if reason.cause is not None else None
    return replace(reason, features=tuple(map(view.title, reason.features)), cause=cause)
