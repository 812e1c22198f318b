"""The plan beside what was agreed: how much of it stands, and what is late, forced or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.model.reason import OF_AGREED
from pmcli.model.words import words
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.model.reason import Reason
    from pmcli.planning.result import Change, Placement, Unplaced
    from pmcli.sharing import AudienceView
    from pmcli.views.roadmap.parts import RoadmapOptions

MOVED = 12
"""Features that are named with what became of them, unless all are asked for."""
_ORDER: tuple[Change, ...] = ("late", "forced", "early", "improved")
_COUNTED: tuple[Change, ...] = ("kept", "late", "forced", "early", "improved", "new")


def against_agreed(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """What became of the agreed plan, as far as the reader may know; nothing where none was agreed."""
    placements, unplaced = options.rows(view.roadmap.placements), options.rows(view.roadmap.unplaced)
    if view.roadmap.agreement is None and not any(row.change for row in placements):
        return
    lost = [row for row in unplaced if row.agreed is not None and not _is_later(view, row)]
    if view.sees("change"):
        yield Paragraph(f"{_who(view)}: {_counts(placements, len(lost))}", "dim")
    elif view.roadmap.agreement is not None:
        yield Paragraph(_who(view), "dim")
    moved = sorted(
        (row for row in placements if row.change in _ORDER and (row.agreed is not None or row.reasons)),
        key=lambda row: _ORDER.index(row.change) if row.change in _ORDER else 0,
    )
    lines = [_left_out(view, row) for row in lost] + [_moved(view, row) for row in moved]
    if lines:
        most = len(lines) if options.all else MOVED
        more = [f"and {len(lines) - most:,} more: --all lists them"] if len(lines) > most else []
        yield Heading("Beside the agreed plan")
        yield Bullets((*lines[:most], *more))


def _who(view: AudienceView) -> str:
    """Who agreed, when and why: "agreed 2026-11-29 by amelie (Planning of the year)"."""
    agreement = view.roadmap.agreement
    if agreement is None:
        return "beside the agreed plan"
    on = f" {agreement.on}" if agreement.on else ""
    by = f" by {agreement.by}" if agreement.by else ""
    why = f" ({agreement.because})" if agreement.because else ""
    return f"agreed{on}{by}{why}"


def _counts(placements: list[Placement], lost: int) -> str:
    found = Counter(row.change for row in placements)
    parts = [f"{found[change]:,} {change}" for change in _COUNTED if found[change]]
    return ", ".join([*parts, *([f"{lost:,} left out"] if lost else [])]) or "nothing of it is here"


def _is_later(view: AudienceView, row: Unplaced) -> bool:
    """Whether it was agreed for after the last period planned, as far as the reader is told."""
    if row.reasons or row.agreed is None:
        return row.is_agreed_later
    return row.agreed.index > view.roadmap.periods[-1].index


def _moved(view: AudienceView, row: Placement) -> str:
    before = row.agreed or "not agreed"
    return f"{_name(view, row.id)}: {before} → {row.period}{_why(row.reasons)}"


def _left_out(view: AudienceView, row: Unplaced) -> str:
    return f"{_name(view, row.id)}: {row.agreed} → not in the plan{_why(row.reasons)}"


def _name(view: AudienceView, feature: str) -> str:
    return feature if view.sees("id") else view.title(feature)


def _why(reasons: tuple[Reason, ...]) -> str:
    """What became of the agreed period, where the reader is told; no other reason stands for it."""
    why = next((reason for reason in reasons if reason.kind in OF_AGREED), None)
    return f": {words(why)}" if why is not None else ""
