"""The words of a difference, the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pmcli.model.agreement import PLAN_FILE, Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.figure import change_in_percent, figure
from pmcli.model.period import Period
from pmcli.model.words import words
from pmcli.review.changes import (
    Cause,
    Change,
    Difference,
    Moved,
    Ruling,
    ShiftChange,
    Shifted,
    Shipped,
    Watch,
    arrow,
    decided,
)

NOTHING = "No change to the plan."
UNAGREED = (
    f"nothing is agreed yet: there is no {PLAN_FILE}, so the plan found for the older side counts for both; "
    "pm roadmap finds its own until pm accept"
)
GROUPS: Final[Mapping[ShiftChange, str]] = {
    "agreed": "Agreed to move (plan.yaml)",
    "forced": "Forced by this change",
    "late": "Late",
    "early": "Early: work in progress",
    "new": "New",
    "left-out": "Left out",
}
"""What a feature that moved did beside the agreed plan, in the order in which it is told."""
CAUSES = 2
"""Causes of one movement that are named; the others are counted."""
SHORT = 7
"""Digits of a revision that are shown."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference, and the backlog after it, whose units and titles are used."""

    difference: Difference
    backlog: Backlog
    before: Backlog

    @property
    def unit(self) -> str:
        """The unit of effort."""
        return self.backlog.workspace.effort_unit


def revision(name: str | None) -> str:
    """A revision in few digits."""
    return "the working files" if name is None else name[:SHORT]


def heading(difference: Difference) -> str:
    """The title: both revisions."""
    return f"From {revision(difference.revisions[0])} to {revision(difference.revisions[1])}"


def summary(difference: Difference) -> list[str]:
    """At most three sentences on what the change does: features, ranks, plan."""
    if difference.is_empty:
        return [NOTHING]
    return [
        sentence for sentence in (_features(difference), _ranks(difference), _roadmap(difference)) if sentence
    ]


def notes(difference: Difference) -> tuple[str, ...]:
    """What a reader must know to understand the difference; what counts as agreed where nothing is."""
    if difference.is_empty or difference.agreement is not None or difference.roadmaps is None:
        return difference.notes
    return (*difference.notes, UNAGREED)


def _features(difference: Difference) -> str:
    features = {change.id for change in difference.changes if change.id is not None}
    counts = (
        (len(difference.added), "added"), (len(difference.removed), "removed"),
        (len(difference.renamed), "renamed"), (len(features), "changed"),
    )  # fmt: skip
    counted = [f"{count:,} {verb}" for count, verb in counts if count]
    parts = [f"Features: {', '.join(counted)}"] if counted else []
    settings = [change for change in difference.changes if change.id is None]
    if settings:
        named = " and ".join(setting.field for setting in settings[:2])
        parts.append(f"pm.yaml: {named}{f' and {len(settings) - 2:,} more' if len(settings) > 2 else ''}")
    if agreed := _agreed(difference):
        parts.append(f"{PLAN_FILE}: {agreed}")
    if difference.new or difference.fixed:
        parts.append(f"findings: {len(difference.new):,} new, {len(difference.fixed):,} fixed")
    return f"{'; '.join(parts)}." if parts else ""


def _agreed(difference: Difference) -> str:
    """What becomes of plan.yaml, "" where it says the same."""
    said = difference.agreement
    if said is None or said.is_empty:
        return ""
    if said.before is None or said.after is None:
        return (
            "new, and counts for both" if said.after is not None else "gone; the one before counts for both"
        )
    return _count(len(said.moves), "promise") + " changed" if said.moves else "agreed anew, nothing moved"


def agreements(difference: Difference) -> Iterator[tuple[str, str, str, str]]:
    """What plan.yaml says otherwise: the feature or the file, what of it, before and after."""
    said = difference.agreement
    if said is None or said.is_empty:
        return
    before, after = (who_agreed(side) for side in (said.before, said.after))
    if before != after:
        yield PLAN_FILE, "agreed", before, after
    for move in said.moves:
        was, now = (str(when) if when is not None else "–" for when in (move.before, move.after))
        yield move.id, "agreed period", was, now


def who_agreed(agreement: Agreement | None) -> str:
    """Who agreed, when and why: "2026-11-29 by amelie: Planning of the year"; a dash where nobody did."""
    if agreement is None:
        return "–"
    told = agreement.signed or "nobody is named"
    return f"{told}: {agreement.because}" if agreement.because else told


def _ranks(difference: Difference) -> str:
    both = [rank for rank in difference.ranks if rank.before is not None and rank.after is not None]
    moved = [rank for rank in both if not rank.is_pushed]
    rest = f"{pushed(difference)}." if len(moved) < len(both) else ""
    if not moved:
        return rest or (
            "No rank moves." if difference.changes or difference.added or difference.removed else ""
        )
    lead = f"{_count(len(moved), 'rank')} move{'s' if len(moved) == 1 else ''}"
    return f"{lead}, {_farthest(moved[0], len(moved))}{f'; {rest}' if rest else '.'}"


def pushed(difference: Difference) -> str:
    """A sentence without its full stop: how many features others passed, and how far that moved them."""
    distances = [abs((rank.after or 0) - (rank.before or 0)) for rank in difference.ranks if rank.is_pushed]
    places = f"{max(distances)} place{'' if max(distances) == 1 else 's'}"
    if len(distances) == 1:
        return f"1 more is pushed by {places}"
    return f"{len(distances):,} more are pushed by {places}{'' if len(set(distances)) == 1 else ' at most'}"


def _farthest(first: Moved, count: int) -> str:
    lead = "" if count == 1 else "the farthest "
    return f"{lead}{first.id} {first.before} → {first.after}: {why(first.causes, rank_shift)}"


def _roadmap(difference: Difference) -> str:
    if difference.roadmaps is None:
        return ""
    found = Counter(shifted.change for shifted in difference.roadmap)
    counted = [_MOVED[change](found[change]) for change in GROUPS if found[change]]
    if difference.shipped:
        counted.append(f"{len(difference.shipped):,} shipped")
    lead = "Roadmap: " if difference.roadmap else "Nothing moves in the roadmap"
    told = ", ".join(counted)
    parts = [f"{lead}{told}" if difference.roadmap or not told else f"{lead}; {told}"]
    if value := value_told(difference):
        parts.append(f"value delivered {value}")
    if difference.missed:
        parts.append(f"{_count(len(difference.missed), 'promise')} can no longer be kept")
    return f"{'; '.join(parts)}."


_MOVED: Final[Mapping[ShiftChange, Callable[[int], str]]] = {
    "agreed": lambda count: f"{_count(count, 'feature')} agreed to move ({PLAN_FILE})",
    "forced": lambda count: f"{_count(count, 'feature')} forced to move",
    "late": lambda count: f"{count:,} late",
    "early": lambda count: f"{count:,} early",
    "new": lambda count: f"{count:,} new",
    "left-out": lambda count: f"{count:,} left out",
}  # fmt: skip


def value_told(difference: Difference) -> str:
    """The worth of the roadmap before and after: "2,100 → 2,035 (−3.1 %)"; "" where it is the same.

    Where scores changed, what it is worth by those of before is told too.
    """
    before, after = difference.value
    if before is None or after is None:
        return ""
    shares = [change_in_percent(before, after)] if before else []
    rescored = difference.rescored
    is_other = rescored is not None and figure(rescored, 4) != figure(after, 4)
    if figure(before, 4) == figure(after, 4) and not is_other:
        return ""
    if before and rescored is not None and is_other:
        shares.append(f"{change_in_percent(before, rescored)} by the scores of before")
    share = f" ({'; '.join(shares)})" if shares else ""
    return f"{figure(before, 4)} → {figure(after, 4)}{share}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def why(causes: Sequence[Cause], shift: Callable[[float], str]) -> str:
    """The causes of a movement in words, each with its share where there are several."""
    if len(causes) == 1:
        return causes[0].because
    first = [f"{cause.because} ({shift(cause.shift)})" for cause in causes[:CAUSES]]
    more = len(causes) - len(first)
    return "; ".join(first) + (f"; and {more:,} more" if more > 0 else "")


def rank_shift(shift: float) -> str:
    """A shift of a rank with its sign; + is down."""
    return f"{shift:+.3g}".replace("-", "−")


def period_shift(shift: float) -> str:
    """A shift of a period with its sign; + is later."""
    return rank_shift(shift)


def why_moved(moved: Moved, difference: Difference) -> str:
    """Why a rank is another, also where the feature came or went."""
    if moved.causes:
        return why(moved.causes, rank_shift)
    if moved.id in difference.added or moved.id in difference.removed:
        return "added" if moved.id in difference.added else "removed"
    return "ranked now" if moved.before is None else "no longer ranked"


def why_shifted(shifted: Shifted, difference: Difference) -> str:
    """Why a period is another, with what the roadmap itself says of the place."""
    if shifted.id in difference.added or shifted.id in difference.removed:
        parts = ["added" if shifted.id in difference.added else "removed"]
    else:
        parts = [why(shifted.causes, period_shift)] if shifted.causes else []
    reason = words(shifted.reason) if shifted.reason is not None else ""
    return "; ".join([*parts, *([reason] if reason else [])])


def shipped(one: Shipped) -> str:
    """A feature that is shipped now, and the period in which it was to be delivered."""
    return f"{one.id}, which was to be delivered in {one.before}"


def period(when: Period | None) -> str:
    """A period, or that there is none."""
    return "not placed" if when is None else str(when)


def changed(change: Change) -> str:
    """A changed field: "effort 3..5..9 → 5..8..13 person-weeks"."""
    return f"{change.field} {arrow(change)}"


def ruled(ruling: Ruling) -> str:
    """A decision's fate, with who and why, after the name of its feature."""
    return f"{ruling.feature} {fate(ruling)}"


def fate(ruling: Ruling) -> str:
    """A decision's fate, with who and why."""
    by = f" by {ruling.by}" if ruling.by and ruling.event in ("made", "changed") else ""
    because = (
        f": {ruling.because}" if ruling.because else " (no reason given)" if ruling.event == "made" else ""
    )
    return f"{decided(ruling)}{by}{because}"


def watched(watch: Watch, unit: str) -> str:
    """An input that a reviewer should ask about, with its numbers."""
    numbers = f"{figure(watch.before)} → {figure(watch.after)}"
    if watch.kind == "raised":
        return f"{watch.id}: score raised, {numbers}, with no new evidence, request or decision"
    return f"{watch.id}: effort shrank, {numbers} {unit}"
