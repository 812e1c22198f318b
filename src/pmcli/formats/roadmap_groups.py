"""The roadmap by outcome, theme or owner: what each of them gets, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.feature import Feature
from pmcli.formats.layout import GAP
from pmcli.formats.page import Block, Heading, Paragraph, Picture, TableBlock
from pmcli.formats.roadmap_board import placements_table
from pmcli.formats.roadmap_cards import Card, Lane, bands, draw_lanes, draw_stacked
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import counted, percent, work_text
from pmcli.formats.table import NOTHING
from pmcli.formats.terminal import Line, Look, cells, wrap
from pmcli.period import Period
from pmcli.roadmap.result import Placement


@dataclass(frozen=True, slots=True)
class Group:
    """Placements that have something in common; one may stand in several groups."""

    title: str
    note: str
    placements: tuple[Placement, ...]


def _of_outcomes(feature: Feature) -> Sequence[str]:
    return [name for name, contribution in feature.outcomes.items() if contribution > 0]


GROUPINGS: Mapping[str, Callable[[Feature], Sequence[str]]] = {
    "outcome": _of_outcomes,
    "theme": lambda feature: [feature.theme] if feature.theme else [],
    "owner": lambda feature: [feature.owner] if feature.owner else [],
}
"""By what a roadmap can be grouped, and the groups of a feature."""


def groups_of(scene: Scene, by: str) -> list[Group]:
    """The groups: outcomes in the order of pm.yaml, others by their best feature; those without come last."""
    found: dict[str, list[Placement]] = {}
    for one in scene.placements:
        feature = scene.backlog.features.get(one.id)
        names = GROUPINGS[by](feature) if feature is not None else ()
        for name in names or [""]:
            found.setdefault(name, []).append(one)
    outcomes = list(scene.backlog.workspace.strategy.outcomes)
    late = len(scene.roadmap.ranking.items) + 1

    def place(name: str) -> tuple[bool, int, str]:
        if by == "outcome":
            return not name, outcomes.index(name) if name in outcomes else len(outcomes), name
        return not name, min(one.rank or late for one in found[name]), name

    return [_group(scene, by, name, found[name]) for name in sorted(found, key=place)]


def _group(scene: Scene, by: str, name: str, found: Sequence[Placement]) -> Group:
    outcome = scene.backlog.workspace.strategy.outcomes.get(name) if by == "outcome" else None
    title = (outcome.title if outcome is not None and outcome.title else name) or f"no {by}"
    values = [one.value for one in found if one.value is not None]
    total = scene.roadmap.objective.value
    share = f", {percent(fsum(values) / total)} of the value" if total and values and fsum(values) > 0 else ""
    return Group(title, f"{counted(len(found))}{share}", tuple(found))


def grouped(scene: Scene, by: str) -> Iterator[Block]:
    """Rows of groups under columns of periods; sections where there is no room for columns."""
    groups = groups_of(scene, by)
    written: list[Block] = []
    for group in groups:
        written += [Heading(group.title), TableBlock(placements_table(scene, group.placements, periods=True))]
    yield Picture(lambda look: _drawn(scene, groups, look), tuple(written))
    if sum(len(group.placements) for group in groups) > len(scene.placements):
        yield Paragraph(f"what serves several {by}s stands under each of them", "dim")


def _drawn(scene: Scene, groups: Sequence[Group], look: Look) -> list[Line]:
    periods = scene.roadmap.periods
    if bands(len(periods), look.limit) != len(periods) or len(periods) < 2:
        return draw_stacked([_section(scene, group) for group in groups], look)
    lines = draw_lanes([Lane(str(period), ()) for period in periods], look)[:2]
    for number, group in enumerate(groups):
        lines += [[]] if number else []
        lines += _head(group, look)
        lanes = [Lane("", _cards(scene, group, period), empty=NOTHING) for period in periods]
        lines += draw_lanes(lanes, look, head=False)
    return lines


def _head(group: Group, look: Look) -> list[Line]:
    title, note = wrap(look.clean(group.title), look.limit), look.clean(group.note)
    if look.limit is None or cells(title[-1]) + GAP + cells(note) <= look.limit:
        last: Line = [(title[-1], "id"), (" " * GAP, "plain"), (note, "dim")]
        return [*([(piece, "id")] for piece in title[:-1]), last]
    return [*([(piece, "id")] for piece in title), [(note, "dim")]]


def _cards(scene: Scene, group: Group, period: Period) -> tuple[Card, ...]:
    """The cards of a cell of the matrix: only what they are called."""
    return tuple(
        Card(scene.title(one.id), marks=one.marks, tone="plain")
        for one in group.placements
        if one.period == period
    )


def _section(scene: Scene, group: Group) -> Lane:
    """A group where there is no room for columns: every card says when, where that changes."""
    cards, before = [], ""
    for one in group.placements:
        when = str(one.period)
        told = "" if when == before else when
        cards.append(Card(scene.title(one.id), one.id, one.marks, work_text(one), when=told))
        before = when
    return Lane(group.title, tuple(cards), group.note)
