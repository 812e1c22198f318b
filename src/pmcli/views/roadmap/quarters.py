"""The roadmap by period: columns of cards where a terminal is wide; grouped by outcome, theme or owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from pmcli.model.figure import figure, percent
from pmcli.model.reason import telling
from pmcli.model.words import sentences
from pmcli.views.likelihood import BRACKETS, IN_TIME, bracketed, likelihood_cell, outlook
from pmcli.views.ranking.table import UNITS
from pmcli.views.roadmap.absent import absent, cause_of
from pmcli.views.roadmap.against import against_agreed, summary_of
from pmcli.views.roadmap.below import UNPLACED, below, on_screen
from pmcli.views.roadmap.labels import (
    counted,
    efforts,
    legend,
    marks_text,
    reasons_text,
    signs,
    total_effort,
    work_text,
)
from pmcli.views.roadmap.loads import facts
from pmcli.views.roadmap.parts import REASONS, RoadmapOptions
from pmcli.views.roadmap.promised import is_promised
from pmcli.writers.blocks import Block, Heading, Paragraph, Picture, TableBlock
from pmcli.writers.drawings import Board, Card, Lane, Matrix, MatrixRow, Shelves
from pmcli.writers.table import Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.model.feature import Feature
    from pmcli.model.period import Period
    from pmcli.model.reason import Reason
    from pmcli.planning.result import Placement
    from pmcli.sharing import AudienceView


def quarters(view: AudienceView, options: RoadmapOptions) -> list[Block]:
    """The plan by period or by group, and the blocks below it."""
    title = Heading(f"{view.backlog.workspace.product}: roadmap", 1)
    return [title, *_plan(view, options), *below(view, options)]


def _plan(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    placements = options.rows(view.roadmap.placements)
    if options.form == "whole":
        yield how_many(view, len(placements))
        yield from how_likely(view, options)
        yield from against_agreed(view, options)
    else:
        told = how_many(view, len(placements))
        yield replace(told, text="\n".join(filter(None, (told.text, summary_of(view, options)))))
        yield from how_likely(view, options)
    if not placements:
        return
    if options.by is not None:
        yield from _grouped(view, options, options.by)
    elif options.form == "titles":
        yield Picture(Shelves(_shelves(view, options), options.lines))
    else:
        yield Picture(_board(view, options), tuple(_written(view, options)))
    yield legend(mark for placement in placements for mark in placement.marks)


def how_many(view: AudienceView, shown: int) -> Paragraph:
    """How much of the plan is shown, and why where that is little or nothing."""
    total = len(view.roadmap.placements)
    if not view.backlog.features:
        return Paragraph(view.absence)
    if not total:
        return Paragraph("nothing is in the plan" + ("" if view.roadmap.loads else ": pm.yaml has no teams"))
    if not shown:
        return Paragraph(f"none of the {counted(total)} in the plan match")
    if shown < total:
        return Paragraph(f"{shown:,} of {counted(total)} in the plan match", "dim")
    whole = counted(total + len(absent(view.roadmap)))
    return Paragraph(f"{total:,} of {whole} in the plan, by {view.roadmap.model.name}", "dim")


def how_likely(view: AudienceView, options: RoadmapOptions, *, are_listed: bool = True) -> Iterator[Block]:
    """How many of the features shown will be in time, where odds are asked for.

    Where they `are_listed` also what the numbers behind their titles are.
    """
    names = [row.id for row in options.rows(view.roadmap.placements)]
    if told := outlook(view, names):
        yield Paragraph(told, "strong")
    if are_listed and any(bracketed(view, name) for name in names):
        yield on_screen(BRACKETS)


def _by_period(view: AudienceView, options: RoadmapOptions) -> dict[Period, list[Placement]]:
    by_period: dict[Period, list[Placement]] = {period: [] for period in view.roadmap.periods}
    for row in options.rows(view.roadmap.placements):
        by_period[row.period].append(row)
    return by_period


def _shelves(view: AudienceView, options: RoadmapOptions) -> tuple[Lane, ...]:
    """A lane for every period: what is promised first, then by rank, each with its title and teams."""
    return tuple(
        Lane(
            str(period),
            tuple(titled(view, row) for row in sorted(placements, key=lambda row: not is_promised(row))),
            _note(view, placements), facts=facts(view, period),
        )
        for period, placements in _by_period(view, options).items()
    )  # fmt: skip


def titled(view: AudienceView, placement: Placement) -> Card:
    """The card of a feature in one line."""
    teams = ", ".join(efforts(placement.work))
    return Card(
        view.title(placement.id), marks=signs(placement.marks), work=work_text(placement), brief=teams,
        tone="plain", tail=bracketed(view, placement.id),
    )  # fmt: skip


def _board(view: AudienceView, options: RoadmapOptions) -> Board:
    return Board(tuple(
        Lane(
            str(period), tuple(_card(view, row, options) for row in placements), _note(view, placements),
            facts=facts(view, period) if options.form == "reasons" else (),
        )
        for period, placements in _by_period(view, options).items()
    ))  # fmt: skip


def _note(view: AudienceView, placements: Sequence[Placement]) -> str:
    effort = fsum(total_effort(placement) for placement in placements)
    return f"{figure(effort)} {UNITS[view.backlog.workspace.effort_unit]}" if effort else ""


def _card(view: AudienceView, placement: Placement, options: RoadmapOptions) -> Card:
    """The card of a feature; where it is narrow it has only the first reason."""
    told = _told(placement, options)
    return Card(
        view.title(placement.id), placement.id, signs(placement.marks), work_text(placement),
        tuple(sentences(told if options.verbose else told[:1])),
        reasons_text(told, None if options.verbose else REASONS), tail=bracketed(view, placement.id),
    )  # fmt: skip


def _told(placement: Placement, options: RoadmapOptions) -> Sequence[Reason]:
    """The reasons that say something; with -v also that there is nothing to say but its rank."""
    told = telling(placement.reasons)
    return told if options.verbose else [reason for reason in told if reason.kind not in ("rank", "room")]


def least(view: AudienceView, options: RoadmapOptions) -> int:
    """About the least lines that the plan takes, where cards stand below one another."""
    roadmap, placed = view.roadmap, options.rows(view.roadmap.placements)
    if options.form != "whole":
        return len(placed)
    told = sum(bool(_told(row, options)) for row in placed)
    named = min(UNPLACED, sum(cause_of(row) != "idea" for row in options.rows(absent(roadmap))))
    heads = ((named, 6), (len(roadmap.decisions), 4), (len(view.backlog.workspace.teams), 4))
    return (
        len(placed) + told + 2 * len(roadmap.periods) + 8 + sum(head + rows for rows, head in heads if rows)
    )


def _written(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """By period a heading and a table, for a ROADMAP.md."""
    for period, placements in _by_period(view, options).items():
        yield Heading(str(period))
        yield TableBlock(_table(view, options, placements)) if placements else Paragraph("nothing")


def _table(
    view: AudienceView, options: RoadmapOptions, rows: Sequence[Placement], *, periods: bool = False
) -> Table:
    """Placements as the rows of a table; with `periods` the first column says when."""
    most = None if options.verbose else REASONS
    any_marks = any(row.marks for row in rows)
    table = tuple(
        (
            *([Cell(str(row.period))] if periods else []),
            Cell(view.title(row.id)), Cell(row.id), Cell(work_text(row)),
            *([likelihood_cell(view, row.id)] if view.odds is not None else []),
            *([Cell(marks_text(row.marks))] if any_marks else []),
            Cell(reasons_text(telling(row.reasons), most)),
        )
        for row in rows
    )  # fmt: skip
    columns = (
        *([Column("period", "when")] if periods else []),
        Column("title", "feature"), Column("id", "id", kind="id"),
        Column("work", view.backlog.workspace.effort_unit),
        *([IN_TIME] if view.odds is not None else []),
        *([Column("marks", "marks")] if any_marks else []), Column("reasons", "why"),
    )  # fmt: skip
    return Table(columns, table)


# --- by outcome, theme or owner ---


@dataclass(frozen=True, slots=True)
class PlacementGroup:
    """Placements that have something in common; one may stand in several groups."""

    title: str
    note: str
    placements: tuple[Placement, ...]


GROUPINGS: Mapping[str, Callable[[Feature], Sequence[str]]] = {
    "outcome": lambda feature: [name for name, part in feature.outcomes.items() if part > 0],
    "theme": lambda feature: [feature.theme] if feature.theme else [],
    "owner": lambda feature: [feature.owner] if feature.owner else [],
}
"""By what a roadmap can be grouped, and the groups of a feature."""


def groups_of(view: AudienceView, options: RoadmapOptions, by: str) -> list[PlacementGroup]:
    """The groups: outcomes in the order of pm.yaml, others by their best feature; those without come last."""
    groups: dict[str, list[Placement]] = {}
    for row in options.rows(view.roadmap.placements):
        for name in GROUPINGS[by](view.backlog.features[row.id]) or [""]:
            groups.setdefault(name, []).append(row)
    outcomes = list(view.backlog.workspace.strategy.outcomes)
    late = len(view.roadmap.ranking.items) + 1

    def place(name: str) -> tuple[bool, int, str]:
        if by == "outcome":
            return not name, outcomes.index(name) if name in outcomes else len(outcomes), name
        return not name, min(placement.rank or late for placement in groups[name]), name

    return [_group(view, by, name, groups[name]) for name in sorted(groups, key=place)]


def _group(view: AudienceView, by: str, name: str, placements: Sequence[Placement]) -> PlacementGroup:
    outcome = view.backlog.workspace.strategy.outcomes.get(name) if by == "outcome" else None
    title = (outcome.title if outcome is not None and outcome.title else name) or f"no {by}"
    value = fsum(placement.value for placement in placements if placement.value is not None)
    total = view.roadmap.objective.value
    share = f", {percent(value / total)} of the value" if total and value > 0 else ""
    return PlacementGroup(title, f"{counted(len(placements))}{share}", tuple(placements))


def _grouped(view: AudienceView, options: RoadmapOptions, by: str) -> Iterator[Block]:
    """Rows of groups under columns of periods; sections where there is no room for columns."""
    groups = groups_of(view, options, by)
    written: list[Block] = []
    for group in groups:
        written += [Heading(group.title), TableBlock(_table(view, options, group.placements, periods=True))]
    heads = tuple(map(str, view.roadmap.periods))
    yield Picture(Matrix(by, heads, tuple(_row(view, group) for group in groups)), tuple(written))
    if sum(len(group.placements) for group in groups) > len(options.rows(view.roadmap.placements)):
        yield Paragraph(f"what serves several {by}s stands under each of them", "dim")


def _row(view: AudienceView, group: PlacementGroup) -> MatrixRow:
    """A group, by period; of its cards there is only what they are called."""
    cells = (
        tuple(
            Card(view.title(row.id), marks=signs(row.marks), tone="plain", tail=bracketed(view, row.id))
            for row in group.placements
            if row.period == period
        )
        for period in view.roadmap.periods
    )
    return MatrixRow(tuple(cells), _section(view, group))


def _section(view: AudienceView, group: PlacementGroup) -> Lane:
    """A group where there is no room for columns: every card says when, where that changes."""
    cards, before = [], ""
    for row in group.placements:
        when = str(row.period)
        news = "" if when == before else when
        card = Card(view.title(row.id), row.id, signs(row.marks), work_text(row), when=news)
        cards.append(replace(card, tail=bracketed(view, row.id)))
        before = when
    return Lane(group.title, tuple(cards), group.note)
