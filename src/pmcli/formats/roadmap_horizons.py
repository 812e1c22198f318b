"""Now, next, later: the roadmap without dates; what was set by hand wins over the plan, and is flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmcli.formats.page import Block, Bullets, Heading, Paragraph, Picture
from pmcli.formats.roadmap_below import conflicts
from pmcli.formats.roadmap_cards import Card, Lane, draw_lanes
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import efforts, legend, marked
from pmcli.formats.terminal import Line, Look
from pmcli.roadmap.result import Mark, Placement

HORIZONS = ("now", "next", "later")
LATER = 12
"""So many features of later are shown: what is far away needs no list."""


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    horizon: str
    order: tuple[int, int, str]
    placement: Placement | None
    flag: str


def horizons(scene: Scene) -> list[Block]:
    """Three lanes of features; those that were set by hand against the plan say what the plan is."""
    items = sorted(_items(scene), key=lambda one: one.order)
    page: list[Block] = [Heading(f"{scene.backlog.workspace.product}: now, next, later", 1)]
    if not items:
        return [*page, Paragraph("no features yet" if not scene.backlog.features else "nothing to show")]
    page.append(Picture(lambda look: _drawn(scene, items, look), tuple(_written(scene, items))))
    page.append(Picture(lambda look: legend([mark for one in items for mark in _marks(one)], look)))
    flagged = sum(bool(one.flag) for one in items)
    if flagged:
        features = "1 feature stands" if flagged == 1 else f"{flagged:,} features stand"
        page.append(Paragraph(f"{features} where somebody put them by hand; the plan says otherwise", "dim"))
    return [*page, *conflicts(scene.roadmap.conflicts)]


def _items(scene: Scene) -> Iterator[_Item]:
    """What is open and could be done, whether it is planned, scored, or neither."""
    placed = {one.id: one for one in scene.roadmap.placements}
    ranks: dict[str, int | None] = {one.id: one.rank for one in scene.roadmap.unplaced}
    known = [*placed, *ranks, *(one.id for one in scene.roadmap.unscored)]
    late = len(scene.roadmap.ranking.items) + 1
    for name in dict.fromkeys(known):
        feature = scene.backlog.features.get(name)
        if feature is None or (scene.shown is not None and not scene.shown(name)):
            continue
        one = placed.get(name)
        if feature.moscow == "wont" and feature.horizon is None and one is None:
            continue
        planned = _planned(scene, name, one)
        period = one.period.index - scene.roadmap.periods[0].index if one else len(scene.roadmap.periods)
        rank = (one.rank if one else ranks.get(name)) or late
        flag = _flag(scene, feature.horizon, planned, one)
        yield _Item(name, feature.horizon or planned, (period, rank, name), one, flag)


def _planned(scene: Scene, name: str, one: Placement | None) -> str:
    """Where the plan puts it: in the first period now, in the second next; work in progress is now."""
    if scene.backlog.status(name) == "in-progress":
        return "now"
    if one is None:
        return "later"
    return HORIZONS[min(scene.roadmap.periods.index(one.period), 2)]


def _flag(scene: Scene, by_hand: str | None, planned: str, one: Placement | None) -> str:
    if by_hand is None or by_hand == planned or not scene.roadmap.placements:
        return ""
    return f"plan: {one.period}" if one is not None else "plan: not placed"


def _marks(item: _Item) -> Sequence[Mark]:
    return item.placement.marks if item.placement is not None else ()


def _drawn(scene: Scene, items: list[_Item], look: Look) -> list[Line]:
    return draw_lanes([_lane(scene, name, items) for name in HORIZONS], look)


def _lane(scene: Scene, name: str, items: list[_Item]) -> Lane:
    found = [one for one in items if one.horizon == name]
    cards = [_card(scene, one) for one in found]
    more = len(found) - LATER
    if name == "later" and more > 0 and not scene.verbose:
        cards = [*cards[:LATER], Card(f"and {more:,} more", tone="dim")]
    return Lane(name.capitalize(), tuple(cards), str(len(found)))


def _card(scene: Scene, item: _Item) -> Card:
    one = item.placement
    teams = ", ".join(efforts(one.work)) if one is not None else ""
    return Card(scene.title(item.id), item.id, tuple(_marks(item)), teams, (), item.flag)


def _written(scene: Scene, items: list[_Item]) -> Iterator[Block]:
    for name in HORIZONS:
        yield Heading(name.capitalize())
        found = [one for one in items if one.horizon == name]
        if not found:
            yield Paragraph("nothing")
        yield Bullets(tuple(_line(scene, one) for one in found))


def _line(scene: Scene, item: _Item) -> str:
    notes = [text for text in (marked(_marks(item)), item.flag) if text]
    return f"{scene.title(item.id)}" + (f" ({'; '.join(notes)})" if notes else "")
