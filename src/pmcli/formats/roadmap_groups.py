"""The roadmap by outcome, theme or owner: what each of them gets, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pmcli.feature import Feature
from pmcli.formats.page import Block, Heading, Picture, TableBlock
from pmcli.formats.roadmap_board import placements_table
from pmcli.formats.roadmap_cards import Card, Lane, bands, draw_lanes, measured
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import counted, percent, work_text
from pmcli.formats.terminal import Line, Look, wrap
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


def _drawn(scene: Scene, groups: Sequence[Group], look: Look) -> list[Line]:
    periods = scene.roadmap.periods
    beside = bands(len(periods), look.limit) == len(periods) > 1
    lines: list[Line] = []
    if beside:
        lines += draw_lanes([Lane(str(period), ()) for period in periods], look)[:2]
    for number, group in enumerate(groups):
        lines += [[]] if number else []
        lines += _head(group, look)
        lanes = [
            Lane(str(period), _cards(scene, group, str(period), beside=beside))
            for period in periods
            if beside or any(one.period == period for one in group.placements)
        ]
        lines += _indented(draw_lanes(lanes, look, head=False)) if beside else draw_lanes(lanes, look)
    return lines


def _indented(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if measured(line)]


def _head(group: Group, look: Look) -> list[Line]:
    title = wrap(look.clean(group.title), look.limit)
    note = look.clean(group.note)
    if len(title) == 1 and (look.limit is None or len(title[0]) + len(note) + 4 <= look.limit):
        return [[(title[0], "id"), ("  ", "plain"), (note, "dim")]]
    return [*([(piece, "id")] for piece in title), [(note, "dim")]]


def _cards(scene: Scene, group: Group, period: str, *, beside: bool) -> tuple[Card, ...]:
    return tuple(
        Card(scene.title(one.id), "" if beside else one.id, one.marks, "" if beside else work_text(one))
        for one in group.placements
        if str(one.period) == period
    )
