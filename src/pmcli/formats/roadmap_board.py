"""The roadmap by period: columns of cards on a wide terminal, one below the other on a narrow one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

from pmcli.figure import figure
from pmcli.formats.page import Block, Heading, Paragraph, Picture, TableBlock
from pmcli.formats.ranking_columns import UNITS
from pmcli.formats.roadmap_below import below
from pmcli.formats.roadmap_cards import Card, Lane, bands, draw_lanes
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import counted, legend, marked, reasons_text, total_effort, work_text
from pmcli.formats.table import Cell, Column, Table
from pmcli.formats.terminal import Line, Look
from pmcli.roadmap.result import Placement

REASONS = 2
"""So many reasons of a placement are shown where there is room; side by side only the first."""


def board(scene: Scene) -> list[Block]:
    """What when, and below it all that a reader should know of the plan."""
    return [Heading(f"{scene.backlog.workspace.product}: roadmap", 1), *_plan(scene), *below(scene)]


def _plan(scene: Scene) -> Iterator[Block]:
    placements = scene.placements
    yield from nothing_placed(scene, placements)
    if not placements:
        return
    if scene.by is not None:
        from pmcli.formats.roadmap_groups import grouped

        yield from grouped(scene, scene.by)
    else:
        yield Picture(lambda look: _drawn(scene, look), tuple(_written(scene)))
    yield Picture(lambda look: legend((mark for one in placements for mark in one.marks), look))


def nothing_placed(scene: Scene, placements: Sequence[Placement]) -> Iterator[Block]:
    """What is said where there is little or nothing to show."""
    total = len(scene.roadmap.placements)
    whole = total + len(scene.roadmap.unplaced)
    if not scene.backlog.features:
        yield Paragraph("no features yet")
    elif not total:
        yield Paragraph("nothing is placed" + ("" if scene.roadmap.loads else ": pm.yaml has no teams"))
    elif not placements:
        yield Paragraph(f"none of the {counted(total)} placed match")
    elif len(placements) < total:
        yield Paragraph(f"{len(placements):,} of {counted(total)} placed match", "dim")
    else:
        yield Paragraph(f"{total:,} of {counted(whole)} placed, by {scene.roadmap.model.name}", "dim")


def _drawn(scene: Scene, look: Look) -> list[Line]:
    periods = scene.roadmap.periods
    most = None if scene.verbose else 1 if bands(len(periods), look.limit) > 1 else REASONS
    lanes = []
    for period in periods:
        found = scene.in_period(period)
        cards = tuple(card(scene, one, most) for one in found)
        lanes.append(Lane(str(period), cards, _note(scene, found)))
    return draw_lanes(lanes, look)


def _note(scene: Scene, found: Sequence[Placement]) -> str:
    effort = fsum(total_effort(one) for one in found)
    return f"{figure(effort)} {UNITS[scene.units]}" if effort else ""


def card(scene: Scene, one: Placement, most: int | None = REASONS) -> Card:
    """A placement as a card with at most so many reasons."""
    return Card(scene.title(one.id), one.id, one.marks, work_text(one), one.reasons[:most])


def _written(scene: Scene) -> Iterator[Block]:
    """By period a heading and a table, for a ROADMAP.md."""
    for period in scene.roadmap.periods:
        yield Heading(str(period))
        if found := scene.in_period(period):
            yield TableBlock(placements_table(scene, found))
        else:
            yield Paragraph("nothing")


def placements_table(scene: Scene, found: Sequence[Placement], *, periods: bool = False) -> Table:
    """Placements as the rows of a table; with `periods` the first column says when."""
    most = None if scene.verbose else REASONS
    any_marks = any(one.marks for one in found)
    rows = tuple(
        (
            *([Cell(str(one.period))] if periods else []),
            Cell(scene.title(one.id)), Cell(one.id), Cell(work_text(one)),
            *([Cell(marked(one.marks))] if any_marks else []),
            Cell(reasons_text(one.reasons, most)),
        )
        for one in found
    )  # fmt: skip
    columns = (
        *([Column("period", "when")] if periods else []),
        Column("title", "feature"), Column("id", "id", kind="id"), Column("work", scene.units),
        *([Column("marks", "marks")] if any_marks else []), Column("reasons", "why"),
    )  # fmt: skip
    return Table(columns, rows)
