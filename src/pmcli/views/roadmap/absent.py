"""What is in no period, counted by cause: "18 for lack of room (payments 12, web 6), 7 ideas"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pmcli.model.figure import listed
from pmcli.planning.result import Unplaced

if TYPE_CHECKING:
    from pmcli.model.reason import Kind, Reason
    from pmcli.planning.result import Roadmap

Cause = Literal[
    "room", "idea", "score", "waits", "effort", "team", "later", "excluded", "away", "promise", "better"
]
_KINDS: Mapping[Cause, tuple[Kind, ...]] = {
    "room": (
        "team-full", "below-line", "no-capacity", "no-room-at-once", "starved", "promises-starve",
        "larger-than-any-period", "larger-than-all-periods", "short-until", "short-until-for",
    ),
    "idea": ("idea",),
    "score": ("needs-inputs", "faulty"),
    "waits": ("waits-unplaced", "waits-parked", "waits-too-late"),
    "effort": ("no-effort", "no-effort-no-team"),
    "team": ("no-team", "no-teams"),
    "later": ("not-before-after-plan", "pin-after-plan", "agreed-after-plan", "too-late"),
    "excluded": ("excludes-placed", "excludes-shipped", "excludes-in-progress", "promises-exclude"),
    "away": ("wont", "part-put-away"),
    "promise": (
        "deadline-passed", "pin-passed", "pin-against-not-before", "pin-against-deadline", "cannot-land",
        "left-out",
    ),
    "better": ("improved-away",),
}  # fmt: skip
_CAUSE: Mapping[Kind, Cause] = {kind: cause for cause, kinds in _KINDS.items() for kind in kinds}
_WORDS: Mapping[Cause, tuple[str, str]] = {
    "room": ("for lack of room", "for lack of room"),
    "idea": ("idea", "ideas"),
    "score": ("is not scored", "are not scored"),
    "waits": ("waits for what is not in it", "wait for what is not in it"),
    "effort": ("has no effort", "have no effort"),
    "team": ("has no team", "have no team"),
    "later": ("comes after it", "come after it"),
    "excluded": ("is excluded by another", "are excluded by others"),
    "away": ("is put away", "are put away"),
    "promise": ("cannot be kept as promised", "cannot be kept as promised"),
    "better": ("gives way to a better plan", "give way to a better plan"),
}
_TEAMS = 3


def absent(roadmap: Roadmap) -> tuple[Unplaced, ...]:
    """All that is in no period: what the plan answers for, then what has no score to be planned by."""
    known = {row.id for row in roadmap.placements} | {row.id for row in roadmap.unplaced}
    unscored = (row for row in roadmap.unscored if row.id not in known)
    return (*roadmap.unplaced, *(Unplaced(row.id, (row.reason,)) for row in unscored))


def cause_of(row: Unplaced) -> Cause:
    """The one cause that a feature is counted under; lack of room where its reasons may not be seen.

    What no other fits is a promise that cannot be kept.
    """
    reason = _first(row)
    return _CAUSE.get(reason.kind, "promise") if reason is not None else "room"


def _first(row: Unplaced) -> Reason | None:
    """The reason that says most; of what was agreed and left out, why."""
    reason = row.reasons[0] if row.reasons else None
    return reason.cause if reason is not None and reason.kind == "left-out" and reason.cause else reason


def counted_causes(rows: Iterable[Unplaced]) -> str:
    """How many there are of each cause, the most frequent first: "18 for lack of room (web 6), 7 ideas"."""
    by_cause: dict[Cause, list[Unplaced]] = {}
    for row in rows:
        by_cause.setdefault(cause_of(row), []).append(row)
    order = sorted(by_cause, key=lambda cause: (-len(by_cause[cause]), [*_WORDS].index(cause)))
    return ", ".join(_counted(cause, by_cause[cause]) for cause in order)


def _counted(cause: Cause, rows: list[Unplaced]) -> str:
    words = _WORDS[cause][len(rows) != 1]
    teams = _teams(rows) if cause == "room" else ""
    return f"{len(rows):,} {words}{teams}"


def _teams(rows: Iterable[Unplaced]) -> str:
    """The teams that lack room, with how many features each: " (payments 12, web 6)"."""
    found = Counter(team for row in rows for team in [*_short(row)][:1])
    if not found:
        return ""
    order = sorted(found, key=lambda team: (-found[team], team))
    return f" ({listed([f'{team} {found[team]:,}' for team in order], _TEAMS)})"


def _short(row: Unplaced) -> Iterator[str]:
    for reason in row.reasons:
        yield from (cause.team for cause in reason.causes() if cause.team is not None)
