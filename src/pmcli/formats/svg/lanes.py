"""What a picture of a roadmap shows: columns of time, lanes of teams, and what stands where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pmcli.feature import NO_TEAM, Feature
from pmcli.roadmap.result import Load, Mark
from pmcli.sharing import HORIZONS, Shared

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
class Column:
    """A period, or now, next or later; "" where the reader is told no time."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns and lanes, `cells` by (column, lane); a lane called "" has no name. `unit` is of the loads."""

    columns: tuple[Column, ...]
    lanes: tuple[str, ...]
    cells: Mapping[tuple[int, str], tuple[Item, ...]]
    loads: Mapping[tuple[int, str], Load]
    kind: str = "team"

    @classmethod
    def of(cls, shared: Shared) -> Plan:
        """What the reader may see of the roadmap."""
        columns = tuple(_columns(shared))
        found: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
        lane_of, kind = _lane_of(shared)
        for at, features in enumerate(_features(shared)):
            for feature in features:
                found[at, lane_of(feature)].append(_item(shared, feature, kind))
        loads = _loads(shared)
        used = {lane for _, lane in (*found, *loads)}
        lanes = [lane for lane in _lanes(shared, kind) if lane in used]
        lanes += sorted(used - set(lanes) - {""})
        lanes += [""] if "" in used or not lanes else []
        return cls(columns, tuple(lanes), {key: tuple(items) for key, items in found.items()}, loads, kind)

    def items(self) -> Iterator[Item]:
        """All features that are placed."""
        for items in self.cells.values():
            yield from items


def _columns(shared: Shared) -> Iterator[Column]:
    if shared.sees("period"):
        fiscal = shared.backlog.workspace.calendar.fiscal
        for period in shared.roadmap.periods:
            first, last = fiscal.first_day(period), fiscal.last_day(period)
            start = "" if first.month == last.month else f"{_MONTHS[first.month - 1]} to "
            yield Column(str(period), f"{start}{_MONTHS[last.month - 1]} {last.year}")
    elif shared.horizons:
        yield from (Column(word.capitalize()) for word in HORIZONS)
    else:
        yield Column("")


def _features(shared: Shared) -> list[list[Feature]]:
    """The features of every column, in order."""
    features = shared.backlog.features
    if shared.sees("period"):
        return [
            [features[one.id] for one in shared.roadmap.placements if one.period == period]
            for period in shared.roadmap.periods
        ]
    if shared.horizons:
        return [
            [one for one in shared.in_order() if shared.horizons.get(one.id) == word] for word in HORIZONS
        ]
    return [[one for one in shared.in_order() if shared.backlog.is_open(one.id)]]


def _lane_of(shared: Shared) -> tuple[Callable[[Feature], str], str]:
    """What puts a feature into a lane: its main team, else its theme, as far as the reader sees one."""
    if shared.sees("effort") or shared.sees("team"):
        return (lambda feature: next(iter(teams_of(shared, feature)), "")), "team"
    themes = {one.theme for one in shared.backlog.features.values() if one.theme}
    if shared.sees("theme") and len(themes) > 1:
        return (lambda feature: feature.theme or ""), "theme"
    return (lambda _: ""), "nothing"


def teams_of(shared: Shared, feature: Feature) -> list[str]:
    """The teams that work on a feature, the one with most work first."""
    placed = shared.placements.get(feature.id)
    found: dict[str, float] = {}
    for one in placed.work if placed is not None else ():
        found[one.team] = found.get(one.team, 0.0) + one.effort
    if not found and feature.effort:
        found = {team: 1.0 for team in feature.effort if team != NO_TEAM}
    if not found and feature.team is not None:
        found = {feature.team: 1.0}
    return sorted(found, key=lambda team: (-found[team], team))


def _lanes(shared: Shared, kind: str) -> list[str]:
    if kind == "team":
        return list(shared.backlog.workspace.teams)
    return []


def _loads(shared: Shared) -> dict[tuple[int, str], Load]:
    """How full the teams are, where the reader sees that and the columns are periods."""
    if not shared.sees("capacity", "period") or not (shared.sees("effort") or shared.sees("team")):
        return {}
    periods = shared.roadmap.periods
    return {(periods.index(one.period), one.team): one for one in shared.roadmap.loads}


def _item(shared: Shared, feature: Feature, kind: str) -> Item:
    placed = shared.placements.get(feature.id)
    meta = [feature.owner] if feature.owner else []
    others = teams_of(shared, feature)[1:] if kind == "team" else []
    meta += [f"with {', '.join(others)}"] if others else []
    public = feature.public
    about = (public.text or "") if shared.reader.is_public and public is not None else ""
    title = shared.title(feature.id)
    marks = placed.marks if placed is not None else ()
    return Item(feature.id, title, " · ".join(meta), about if about != title else "", marks, feature.theme)
