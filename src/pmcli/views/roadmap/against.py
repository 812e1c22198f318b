"""The plan beside what was agreed: how much of it stands, and what is late, forced or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.model.phrases import slipped
from pmcli.model.reason import of_agreed
from pmcli.model.words import words
from pmcli.views.roadmap.parts import UNPLACED, RoadmapOptions
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.model.reason import Reason
    from pmcli.planning.result import Change, Placement, Unplaced
    from pmcli.sharing import AudienceView

BESIDE = "Beside the agreed plan"
"""The heading of what stands elsewhere than agreed."""
MOVED, FEW = 8, 3
"""Features of a kind that are named with what became of them, unless all are asked for; in a short form."""
_ORDER: tuple[Change, ...] = ("late", "forced", "early", "improved")
_EVERY = RoadmapOptions()
_COUNTED: tuple[Change, ...] = ("kept", "late", "forced", "early", "improved", "new")


def against_agreed(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """What became of the agreed plan, as far as the reader may know; nothing where none was agreed."""
    if summary := summary_of(view, options):
        yield Paragraph(summary, "dim")
        yield from moved(view, options)


def moved(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """What stands elsewhere than agreed, under a heading."""
    most = None if options.all else MOVED if options.form == "whole" else FEW
    if summary_of(view, options) and (lines := tuple(_lines(view, options, most, ": --all lists them"))):
        yield Heading(BESIDE)
        yield Bullets(lines)


def agreed_section(view: AudienceView) -> list[Block]:
    """The same for readers of a file, below a heading of its own."""
    if not view.sees("period") or not (summary := summary_of(view, _EVERY)):
        return []
    lines = tuple(_lines(view, _EVERY, UNPLACED))
    bullets = [Bullets(lines)] if lines else []
    return [Heading("The agreed plan"), Paragraph(f"{summary[:1].upper()}{summary[1:]}."), *bullets]


def _lines(view: AudienceView, options: RoadmapOptions, most: int | None, hint: str = "") -> Iterator[str]:
    """A line with the reason for what stands elsewhere than agreed, of each kind the first."""
    placements = options.rows(view.roadmap.placements)
    told = [row for row in placements if row.agreed is not None or row.reasons]
    groups: list[tuple[str, list[str]]]
    groups = [(change, [_moved(view, row) for row in told if row.change == change]) for change in _ORDER]
    groups.insert(2, ("left out", [_left_out(view, row) for row in _lost(view, options)]))
    for what, lines in groups:
        yield from lines[:most]
        if most is not None and len(lines) > most:
            yield f"and {len(lines) - most:,} more {what}{hint}"


def _lost(view: AudienceView, options: RoadmapOptions) -> list[Unplaced]:
    unplaced = options.rows(view.roadmap.unplaced)
    return [row for row in unplaced if row.agreed is not None and not _is_later(view, row)]


def summary_of(view: AudienceView, options: RoadmapOptions) -> str:
    """Who agreed, and how much of it stands; "" where nothing was agreed, or the reader may know neither."""
    placements = options.rows(view.roadmap.placements)
    if view.roadmap.agreement is None and not any(row.change for row in placements):
        return ""
    counts = f": {_counts(placements, len(_lost(view, options)))}" if view.sees("change") else ""
    return _who(view) + counts


def _who(view: AudienceView) -> str:
    """Who agreed, when and why: "agreed 2026-11-29 by amelie (Planning of the year)"."""
    agreement = view.roadmap.agreement
    if agreement is None:
        return "of the agreed plan"
    signed = f" {agreement.signed}" if agreement.signed else ""
    why = f" ({agreement.because})" if agreement.because else ""
    return f"agreed{signed}{why}"


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
    """What forced it, or what else became of it, where the reader is told; both periods stand before that."""
    why = of_agreed(reasons)
    if why is None:
        return ""
    return f": late, {slipped(why)}" if why.kind == "late" else f": {words(why.cause or why)}"
