"""What a picture of a roadmap shows: columns of time, lanes of teams, and what stands where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pmcli.model.feature import NO_TEAM, Feature
from pmcli.planning.result import Load, Mark
from pmcli.sharing import AudienceView
from pmcli.views.roadmap.parts import MONTHS, Phase, loads, phases
from pmcli.views.roadmap.words import efforts


@dataclass(frozen=True, slots=True)
class Item:
    """A feature placed: `meta` is said below its title, `about` is what customers read of it."""

    id: str
    title: str
    meta: str
    about: str
    marks: tuple[Mark, ...]
    theme: str | None


@dataclass(frozen=True, slots=True)
class LanePlan:
    """Columns and lanes, `cells` by (column, lane); a lane called "" has no name.

    There is one column without a name where the reader is told no time.
    """

    columns: tuple[Phase, ...]
    lanes: tuple[str, ...]
    cells: Mapping[tuple[int, str], tuple[Item, ...]]
    loads: Mapping[tuple[int, str], Load]
    kind: str = "team"

    @classmethod
    def of(cls, shared: AudienceView) -> LanePlan:
        """What the reader may see of the roadmap."""
        columns = tuple(_columns(shared))
        found: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
        lane_of, kind = _lane_of(shared)
        for at, column in enumerate(columns):
            for feature in column.features:
                found[at, lane_of(feature)].append(_item(shared, feature, kind))
        full = loads(shared) if kind == "team" else {}
        used = {lane for _, lane in (*found, *full)}
        lanes = [lane for lane in shared.backlog.workspace.teams if lane in used and kind == "team"]
        lanes += sorted(used - set(lanes) - {""})
        lanes += [""] if "" in used or not lanes else []
        return cls(columns, tuple(lanes), {key: tuple(items) for key, items in found.items()}, full, kind)

    def items(self) -> Iterator[Item]:
        """All features that are placed."""
        for items in self.cells.values():
            yield from items


def _columns(shared: AudienceView) -> Iterator[Phase]:
    """The phases; the features of a period in the order of the roadmap."""
    features = shared.backlog.features
    if not shared.sees("period") and not shared.horizons:
        yield Phase("", tuple(one for one in shared.in_order() if shared.backlog.is_open(one.id)))
        return
    for phase in phases(shared):
        placed = (placement.id for placement in shared.roadmap.placements if placement.period == phase.period)
        yield replace(phase, features=tuple(features[name] for name in placed)) if phase.period else phase


def months(shared: AudienceView, phase: Phase) -> str:
    """The months of a period: "Oct to Dec 2026"."""
    if phase.period is None:
        return ""
    fiscal = shared.backlog.workspace.calendar.fiscal
    first, last = fiscal.first_day(phase.period), fiscal.last_day(phase.period)
    start = "" if first.month == last.month else f"{MONTHS[first.month - 1][:3]} to "
    return f"{start}{MONTHS[last.month - 1][:3]} {last.year}"


def _lane_of(shared: AudienceView) -> tuple[Callable[[Feature], str], str]:
    """What puts a feature into a lane: its main team, else its theme, as far as the reader sees one."""
    if shared.sees("effort") or shared.sees("team"):
        return (lambda feature: next(iter(teams_of(shared, feature)), "")), "team"
    themes = {feature.theme for feature in shared.backlog.features.values() if feature.theme}
    if shared.sees("theme") and len(themes) > 1:
        return (lambda feature: feature.theme or ""), "theme"
    return (lambda _: ""), "nothing"


def teams_of(shared: AudienceView, feature: Feature) -> list[str]:
    """The teams that work on a feature, the one with most work first."""
    placed = shared.placements.get(feature.id)
    teams_of = efforts(placed.work) if placed is not None else {}
    if not teams_of and feature.effort:
        teams_of = {team: 1.0 for team in feature.effort if team != NO_TEAM}
    if not teams_of and feature.team is not None:
        teams_of = {feature.team: 1.0}
    return sorted(teams_of, key=lambda team: (-teams_of[team], team))


def _item(shared: AudienceView, feature: Feature, kind: str) -> Item:
    placed = shared.placements.get(feature.id)
    meta = [feature.owner] if feature.owner else []
    others = teams_of(shared, feature)[1:] if kind == "team" else []
    meta += [f"with {', '.join(others)}"] if others else []
    public = feature.public
    about = (public.text or "") if shared.reader.is_public and public is not None else ""
    title = shared.title(feature.id)
    marks = placed.marks if placed is not None else ()
    return Item(feature.id, title, " · ".join(meta), about if about != title else "", marks, feature.theme)
