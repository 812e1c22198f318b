"""The plan beside what was agreed: how much of it stands, and what is late, forced or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.model.words import slipped, words
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.model.reason import Reason
    from pmcli.planning.result import Change, Placement, Unplaced
    from pmcli.sharing import AudienceView
    from pmcli.views.roadmap.parts import RoadmapOptions

MOVED = 8
"""Features of a kind that are named with what became of them, unless all are asked for."""
_ORDER: tuple[Change, ...] = ("late", "forced", "early", "improved")
_COUNTED: tuple[Change, ...] = ("kept", "late", "forced", "early", "improved", "new")


def against_agreed(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """What became of the agreed plan; nothing where none was agreed."""
    agreement = view.roadmap.agreement
    if agreement is None:
        return
    placements, unplaced = options.rows(view.roadmap.placements), options.rows(view.roadmap.unplaced)
    lost = [row for row in unplaced if row.agreed is not None and not _is_later(row)]
    yield Paragraph(f"{_who(view)}: {_counts(placements, len(lost))}", "dim")
    groups: list[tuple[str, list[str]]]
    groups = [(change, [_moved(row) for row in placements if row.change == change]) for change in _ORDER]
    groups.insert(2, ("left out", [*map(_left_out, lost)]))
    if any(lines for _, lines in groups):
        yield Heading("Beside the agreed plan")
        yield Bullets(tuple(line for what, lines in groups for line in _first(what, lines, options)))


def _first(what: str, lines: list[str], options: RoadmapOptions) -> Iterator[str]:
    """The lines of a kind; of many the first, and how many there are."""
    most = len(lines) if options.all else MOVED
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most:,} more {what}: --all lists them"


def _who(view: AudienceView) -> str:
    """Who agreed, when and why: "agreed 2026-11-29 by amelie (Planning of the year)"."""
    agreement = view.roadmap.agreement
    if agreement is None:
        return ""
    on = f" {agreement.on}" if agreement.on else ""
    by = f" by {agreement.by}" if agreement.by else ""
    why = f" ({agreement.because})" if agreement.because else ""
    return f"agreed{on}{by}{why}"


def _counts(placements: list[Placement], lost: int) -> str:
    found = Counter(row.change for row in placements)
    parts = [f"{found[change]:,} {change}" for change in _COUNTED if found[change]]
    return ", ".join([*parts, *([f"{lost:,} left out"] if lost else [])]) or "nothing of it is here"


def _is_later(row: Unplaced) -> bool:
    """Whether it was agreed for after the last period planned: nothing is lost."""
    return any(reason.kind == "agreed-after-plan" for reason in row.reasons)


def _moved(row: Placement) -> str:
    return f"{row.id}: {row.agreed} → {row.period}{_why(row.reasons)}"


def _left_out(row: Unplaced) -> str:
    return f"{row.id}: {row.agreed} → not in the plan{_why(row.reasons)}"


def _why(reasons: tuple[Reason, ...]) -> str:
    """What forced it, or what else became of it; both periods stand before that."""
    if not reasons:
        return ""
    reason = reasons[0]
    if reason.kind == "late":
        return f": late, {slipped(reason)}"
    return f": {words(reason.cause if reason.cause is not None else reason)}"
