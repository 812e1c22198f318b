"""Now, next, later: the roadmap without dates; what was set by hand wins over the plan, and is flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.sharing import HORIZONS
from pmcli.views.likelihood import bracketed
from pmcli.views.roadmap.against import against_agreed
from pmcli.views.roadmap.below import ALL, conflicts, on_screen
from pmcli.views.roadmap.labels import efforts, legend, marks_text, signs
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.promised import is_promised
from pmcli.views.roadmap.quarters import how_likely
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, Picture
from pmcli.writers.drawings import Board, Card, Lane, Shelves

if TYPE_CHECKING:
    from pmcli.model.period import Period
    from pmcli.planning.result import Mark, Placement
    from pmcli.sharing import AudienceView

LATER = 12
"""Most features shown of later."""


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    title: str
    tail: str
    horizon: str
    placement: Placement | None
    flag: str

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.placement.marks if self.placement is not None else ()


def horizons(view: AudienceView, options: RoadmapOptions) -> list[Block]:
    """Three lanes of features; those that were set by hand against the plan say what the plan is."""
    items = list(_items(view, options))
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: now, next, later", 1)]
    if not items:
        return [*blocks, Paragraph("nothing to show" if view.backlog.features else view.absence)]
    blocks += how_likely(view, options)
    blocks += against_agreed(view, options)
    if options.form == "titles":
        blocks.append(Picture(Shelves(tuple(_shelf(name, items) for name in HORIZONS), options.lines)))
    else:
        lanes = tuple(_lane(name, items, options) for name in HORIZONS)
        blocks.append(Picture(Board(lanes), tuple(_written(items))))
    blocks.append(legend(mark for item in items for mark in item.marks))
    flagged = sum(bool(item.flag) for item in items)
    if flagged:
        features = "1 feature stands" if flagged == 1 else f"{flagged:,} features stand"
        text = f"{features} where somebody put them by hand; the plan says otherwise"
        blocks.append(Paragraph(text, "dim"))
    blocks += conflicts(view.roadmap)
    return [*blocks, on_screen(ALL)] if options.form == "titles" else blocks


def _items(view: AudienceView, options: RoadmapOptions) -> Iterator[_Item]:
    """The open features by period, or that agreed for later, then rank, then id; no plain "wont"."""
    roadmap, late = view.roadmap, len(view.roadmap.ranking.items) + 1
    ranks = {unplaced.id: unplaced.rank or late for unplaced in roadmap.unplaced}
    ranks |= {placement.id: placement.rank or late for placement in roadmap.placements}
    later = {row.id: row.agreed for row in roadmap.unplaced if row.is_agreed_later}
    known = dict.fromkeys((*ranks, *(row.id for row in roadmap.unscored)))

    def place(name: str) -> tuple[bool, int, int, str]:
        period = view.period(name) or later.get(name)
        return period is None, period.index if period else 0, ranks.get(name, late), name

    for name in sorted(known, key=place):
        feature, placement = view.backlog.features[name], view.placements.get(name)
        is_out = feature.moscow == "wont" and feature.horizon is None and placement is None
        if not is_out and (options.shown is None or options.shown(name)):
            planned = _planned(view, name)
            flag = _flag(view, feature.horizon, planned, view.period(name) or later.get(name))
            yield _Item(
                name, view.title(name), bracketed(view, name), feature.horizon or planned, placement, flag
            )


def _planned(view: AudienceView, name: str) -> str:
    """The horizon by the plan: "now" in progress or in the first period, "next" in the second, "later"."""
    if view.backlog.status(name) == "in-progress":
        return "now"
    period = view.period(name)
    return "later" if period is None else HORIZONS[min(view.roadmap.periods.index(period), 2)]


def _flag(view: AudienceView, by_hand: str | None, planned: str, period: Period | None) -> str:
    if by_hand is None or by_hand == planned or not view.roadmap.placements:
        return ""
    return f"plan: {period}" if period is not None else "not in the plan"


def _shelf(name: str, items: Sequence[_Item]) -> Lane:
    """The features of a horizon in a line each, what is promised or flagged first."""
    here = [item for item in items if item.horizon == name]
    here.sort(key=lambda item: not (item.flag or (item.placement and is_promised(item.placement))))
    return Lane(name.capitalize(), tuple(_title(item) for item in here), str(len(here)))


def _title(item: _Item) -> Card:
    teams = ", ".join(efforts(item.placement.work)) if item.placement is not None else ""
    return Card(
        item.title, item.id, signs(item.marks), teams, flag=item.flag, brief=teams, tone="plain",
        tail=item.tail,
    )  # fmt: skip


def _lane(name: str, items: Sequence[_Item], options: RoadmapOptions) -> Lane:
    cards = [_card(item) for item in items if item.horizon == name]
    count, more = len(cards), len(cards) - LATER
    if name == "later" and more > 0 and not options.verbose and not options.all:
        cards = [*cards[:LATER], Card(f"and {more:,} more", tone="dim")]
    return Lane(name.capitalize(), tuple(cards), str(count))


def _card(item: _Item) -> Card:
    teams = ", ".join(efforts(item.placement.work)) if item.placement is not None else ""
    return Card(item.title, item.id, signs(item.marks), teams, flag=item.flag, tail=item.tail)


def _written(items: Sequence[_Item]) -> Iterator[Block]:
    for name in HORIZONS:
        yield Heading(name.capitalize())
        lines = tuple(_line(item) for item in items if item.horizon == name)
        yield Bullets(lines) if lines else Paragraph("nothing")


def _line(item: _Item) -> str:
    notes = "; ".join(filter(None, (marks_text(item.marks), item.flag)))
    return " ".join(filter(None, (item.title, item.tail, f"({notes})" if notes else "")))
