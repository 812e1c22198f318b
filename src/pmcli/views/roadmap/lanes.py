"""The columns of time and the lanes of teams of a roadmap's picture, and the features in their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature
from pmcli.planning.result import Load, Mark
from pmcli.sharing import AudienceView
from pmcli.views.likelihood import bracketed
from pmcli.views.roadmap.labels import efforts
from pmcli.views.roadmap.parts import MONTHS, Phase, loads, phases


@dataclass(frozen=True, slots=True)
class Item:
    """A feature placed: `meta` is said below its title, `about` is what customers read of it.

    `called` is its title with its odds, where those are told: for those who cannot see the picture.
    """

    id: str
    title: str
    meta: str
    about: str
    marks: tuple[Mark, ...]
    theme: str | None
    called: str


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
    def of(cls, view: AudienceView) -> LanePlan:
        """The lanes and columns of all that the reader may see."""
        columns = tuple(_columns(view))
        cells: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
        lane_of, kind = _lane_of(view)
        for at, column in enumerate(columns):
            for feature in column.features:
                cells[at, lane_of(feature)].append(_item(view, feature, kind))
        team_loads = loads(view) if kind == "team" else {}
        used = {lane for _, lane in (*cells, *team_loads)}
        lanes = [lane for lane in view.backlog.workspace.teams if lane in used and kind == "team"]
        lanes += sorted(used - set(lanes) - {""})
        lanes += [""] if "" in used or not lanes else []
        return cls(
            columns, tuple(lanes), {key: tuple(items) for key, items in cells.items()}, team_loads, kind
        )

    def items(self) -> Iterator[Item]:
        """All features that are placed."""
        for items in self.cells.values():
            yield from items


def _columns(view: AudienceView) -> Iterator[Phase]:
    """The phases; the features of a period in the order of the roadmap."""
    features = view.backlog.features
    if not view.sees("period") and not view.horizons:
        is_open = view.backlog.is_open
        yield Phase("", tuple(feature for feature in view.in_order() if is_open(feature.id)))
        return
    for phase in phases(view):
        placed = (placement.id for placement in view.roadmap.placements if placement.period == phase.period)
        yield replace(phase, features=tuple(features[name] for name in placed)) if phase.period else phase


def months(view: AudienceView, phase: Phase) -> str:
    """The months of a period: "Oct to Dec 2026"."""
    if phase.period is None:
        return ""
    fiscal = view.backlog.workspace.calendar.fiscal
    first, last = fiscal.first_day(phase.period), fiscal.last_day(phase.period)
    start = "" if first.month == last.month else f"{MONTHS[first.month - 1][:3]} to "
    return f"{start}{MONTHS[last.month - 1][:3]} {last.year}"


def _lane_of(view: AudienceView) -> tuple[Callable[[Feature], str], str]:
    """The lane of a feature, and the kind of lanes: main team, else theme, as far as the reader sees one."""
    if view.sees("effort") or view.sees("team"):
        return (lambda feature: next(iter(teams_of(view, feature)), "")), "team"
    themes = {feature.theme for feature in view.backlog.features.values() if feature.theme}
    if view.sees("theme") and len(themes) > 1:
        return (lambda feature: feature.theme or ""), "theme"
    return (lambda _: ""), "nothing"


def teams_of(view: AudienceView, feature: Feature) -> list[str]:
    """The teams that work on a feature, the one with most work first."""
    placed = view.placements.get(feature.id)
    work = efforts(placed.work) if placed is not None else {}
    if not work and feature.effort:
        work = {team: 1.0 for team in feature.effort if team != NO_TEAM}
    if not work and feature.team is not None:
        work = {feature.team: 1.0}
    return sorted(work, key=lambda team: (-work[team], team))


def _item(view: AudienceView, feature: Feature, kind: str) -> Item:
    placed = view.placements.get(feature.id)
    tail = bracketed(view, feature.id)
    likely = tail.strip("()")
    likely = f"in time {likely}" if likely and not likely.startswith("due") else likely
    meta = [part for part in (likely, feature.owner) if part]
    others = teams_of(view, feature)[1:] if kind == "team" else []
    meta += [f"with {', '.join(others)}"] if others else []
    public = feature.public
    about = (public.text or "") if view.reader.is_public and public is not None else ""
    title = view.title(feature.id)
    marks = placed.marks if placed is not None else ()
    return Item(
        feature.id,
        title,
        " · ".join(meta),
        about if about != title else "",
        marks,
        feature.theme,
        f"{title} {tail}".rstrip(),
    )
