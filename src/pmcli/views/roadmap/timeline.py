"""A Gantt-like picture: a bar for every feature, through the periods in which it is worked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from pmcli.model.figure import listed
from pmcli.views.likelihood import IN_TIME, bracketed, likelihood_cell
from pmcli.views.roadmap.against import against_agreed
from pmcli.views.roadmap.below import conflicts, on_screen, remarks, verdict
from pmcli.views.roadmap.labels import first_period, legend, marks_text, signs, work_text
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.promised import due_inside, is_promised
from pmcli.views.roadmap.quarters import PlacementGroup, groups_of, how_likely, how_many
from pmcli.writers.blocks import Block, Heading, Picture, TableBlock
from pmcli.writers.drawings import Gantt, Stretch
from pmcli.writers.table import Cell, Column, Table, Tone
from pmcli.writers.terminal.layout import shares

if TYPE_CHECKING:
    from pmcli.model.period import Period
    from pmcli.planning.result import Placement
    from pmcli.sharing import AudienceView

_HINTS = 2
"""Most prerequisites named beside a bar."""


def timeline(view: AudienceView, options: RoadmapOptions) -> list[Block]:
    """A bar for every placement, what it waits for beside it, deadlines where they fall."""
    placements = options.rows(view.roadmap.placements)
    title = Heading(f"{view.backlog.workspace.product}: timeline", 1)
    blocks: list[Block] = [title, how_many(view, len(placements)), *how_likely(view, options)]
    blocks += against_agreed(view, options)
    every = placements
    if options.form == "titles":
        placements = _first(placements, options.lines)
    if placements:
        groups = _groups(view, options, placements)
        blocks.append(Picture(_gantt(view, groups), tuple(_written(view, groups))))
        if (more := len(every) - len(placements)) > 0:
            blocks.append(on_screen(f"and {more:,} more: --all"))
        delivered = [("●", "bar"), (" delivered by the end of the period, or by its deadline", "dim")]
        blocks.append(legend((mark for row in every for mark in row.marks), delivered))
    blocks += conflicts(view.roadmap)
    return [*blocks, *(remarks(view.roadmap, options) if options.verbose else ()), *verdict(view.roadmap)]


def _first(placements: Sequence[Placement], lines: int) -> list[Placement]:
    """So many of them, of every period its share: what is promised first, then by rank."""
    by_period: dict[Period, list[Placement]] = {}
    for placement in placements:
        by_period.setdefault(placement.period, []).append(placement)
    parts = shares([len(rows) for rows in by_period.values()], lines)
    chosen = {
        row.id
        for rows, part in zip(by_period.values(), parts, strict=True)
        for row in sorted(rows, key=lambda row: not is_promised(row))[:part]
    }
    return [placement for placement in placements if placement.id in chosen]


def _groups(
    view: AudienceView, options: RoadmapOptions, placements: Sequence[Placement]
) -> list[PlacementGroup]:
    """By what is asked for; else by parent where most features have one, those without it last."""
    if options.by is not None:
        return groups_of(view, options, options.by)
    features = view.backlog.features
    by_parent: dict[str, list[Placement]] = {}
    for placement in placements:
        parent = features[placement.id].parent
        by_parent.setdefault(parent if parent and parent in features else "", []).append(placement)
    alone = by_parent.pop("", [])
    if len(alone) > len(placements) // 2:
        return [PlacementGroup("", "", tuple(placements))]
    groups = [PlacementGroup(view.title(parent), "", tuple(rows)) for parent, rows in by_parent.items()]
    return [*groups, PlacementGroup("no parent", "", tuple(alone))] if alone else groups


def _gantt(view: AudienceView, groups: Sequence[PlacementGroup]) -> Gantt:
    rows = ((group.title, tuple(_stretch(view, row) for row in group.placements)) for group in groups)
    return Gantt(tuple(map(str, view.roadmap.periods)), tuple(rows))


def _stretch(view: AudienceView, placement: Placement) -> Stretch:
    """A bar from the first period in which it is worked on to that in which it lands."""
    start, names = view.roadmap.periods[0].index, _after(view, placement)
    return Stretch(
        view.title(placement.id), first_period(placement).index - start, placement.period.index - start,
        signs(placement.marks), _tone(placement), _due(view, placement), signs(["deadline"])[0],
        f"after {listed(names, _HINTS)}" if names else "",
        due_inside(view, placement) is not None, bracketed(view, placement.id),
    )  # fmt: skip


def _due(view: AudienceView, placement: Placement) -> float | None:
    """Where its deadline falls: 1.5 is the middle of the second period; None where it is not planned."""
    deadline = view.backlog.features[placement.id].deadline
    if deadline is None:
        return None
    fiscal, periods = view.backlog.workspace.calendar.fiscal, view.roadmap.periods
    number = fiscal.period_of(deadline.date, periods[0].step).index - periods[0].index
    if not 0 <= number < len(periods):
        return None
    first, last = fiscal.first_day(periods[number]), fiscal.last_day(periods[number]) + timedelta(days=1)
    return number + (deadline.date - first) / (last - first)


def _tone(placement: Placement) -> Tone | str:
    if "overrun" in placement.marks:
        return "bad"
    return "good" if "in-progress" in placement.marks else "bar"


def _after(view: AudienceView, placement: Placement) -> list[str]:
    """The planned features that it hard-depends on, the last to land first."""
    placements = view.placements
    needs = [need for need in view.backlog.features[placement.id].prerequisites() if need in placements]
    return sorted(needs, key=lambda name: (-placements[name].period.index, name))


def _written(view: AudienceView, groups: Sequence[PlacementGroup]) -> Iterator[Block]:
    """The tables for Markdown: when each feature begins and lands, and what it waits for."""
    for group in groups:
        if group.title:
            yield Heading(group.title)
        rows = tuple(
            (
                Cell(view.title(placement.id)), Cell(placement.id),
                Cell(str(first_period(placement))), Cell(str(placement.period)),
                Cell(work_text(placement)),
                *([likelihood_cell(view, placement.id)] if view.odds is not None else []),
                Cell(marks_text(placement.marks)),
                Cell(", ".join(_after(view, placement))),
            )
            for placement in group.placements
        )  # fmt: skip
        columns = (
            Column("title", "feature"), Column("id", "id", kind="id"), Column("from", "from"),
            Column("to", "delivered"), Column("work", view.backlog.workspace.effort_unit),
            *([IN_TIME] if view.odds is not None else []),
            Column("marks", "marks"), Column("after", "after"),
        )  # fmt: skip
        yield TableBlock(Table(columns, rows))
