"""The words of a difference, the same in every format; `summary` has its first sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.figure import counted, figure
from pmcli.model.period import Period
from pmcli.model.special_files import PLAN_FILE
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
from pmcli.sharing.odds import SharedOdds
from pmcli.views.customers import customers_line

NOTHING = "No change to the plan."
UNAGREED = (
    f"nothing is agreed yet (no {PLAN_FILE}), so the plan of the older side is kept as far as this change "
    "lets it; pm accept agrees on a plan"
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
    """A difference, and the backlog after it, whose units and titles are used.

    `odds` are those of the plans before and after, where they were asked for.
    """

    difference: Difference
    backlog: Backlog
    before: Backlog
    odds: tuple[SharedOdds, SharedOdds] | None = None

    @property
    def names(self) -> dict[str, str]:
        """The new ids of features that were renamed."""
        return {rename.before: rename.after for rename in self.difference.renamed}

    @property
    def unit(self) -> str:
        """The unit of effort."""
        return self.backlog.workspace.effort_unit


def revision(name: str | None) -> str:
    """A revision in few digits."""
    return "the working files" if name is None else name[:SHORT]


def notes(difference: Difference) -> tuple[str, ...]:
    """What a reader must know to understand the difference; what counts as agreed where nothing is."""
    is_told = difference.is_empty or difference.agreement is not None or difference.roadmaps is None
    if is_told or difference.whole is not None:
        return difference.notes
    return (*difference.notes, UNAGREED)


def customers(comparison: Comparison) -> list[str]:
    """A line on customers whose blockers come out of time or into it; none of a whole workspace."""
    difference = comparison.difference
    if difference.whole is not None:
        return []
    return customers_line(difference.customers, comparison.backlog.workspace.currency)


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


def why(causes: Sequence[Cause]) -> str:
    """The causes of a movement in words, the strongest first; not what worked against it."""
    whole = fsum(cause.shift for cause in causes)
    acted = [cause for cause in causes if cause.shift * whole >= 0]
    more = len(acted) - CAUSES
    return "; ".join([
        *(cause.because for cause in acted[:CAUSES]),
        *([f"and {counted(more, 'smaller cause')}"] if more > 0 else []),
    ])  # fmt: skip


def why_moved(moved: Moved, difference: Difference) -> str:
    """Why a rank is another, also where the feature came or went."""
    if moved.causes:
        return why(moved.causes)
    if moved.id in difference.added or moved.id in difference.removed:
        return "added" if moved.id in difference.added else "removed"
    if any(one.id == moved.id for one in difference.shipped):
        return "shipped"
    return "ranked now" if moved.before is None else "no longer ranked"


def why_shifted(shifted: Shifted, difference: Difference) -> str:
    """Why a period is another, with what the roadmap itself says of the place."""
    if shifted.id in difference.added or shifted.id in difference.removed:
        parts = ["added" if shifted.id in difference.added else "removed"]
    else:
        parts = [why(shifted.causes)] if shifted.causes else []
    reason = words(shifted.reason) if shifted.reason is not None else ""
    return "; ".join([*parts, *([reason] if reason else [])])


def shipped(one: Shipped) -> str:
    """A feature that is shipped now, and the period in which it was to be delivered."""
    return f"{one.id} is shipped" + (f"; it was planned for {one.before}" if one.before is not None else "")


def period(when: Period | None) -> str:
    """A period, or that there is none."""
    return "not in the plan" if when is None else str(when)


def changed(change: Change) -> str:
    """A changed field: "effort 3..5..9 → 5..8..13 person-weeks"."""
    return f"{change.field} {arrow(change)}{of_raters(change)}"


def of_raters(change: Change) -> str:
    """Who rated what has changed, a blank before it: " (rated by amelie, ben)"."""
    return f" ({change.rated})" if change.rated else ""


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
