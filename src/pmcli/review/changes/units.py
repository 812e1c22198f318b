"""The changes that can move a rank or a plan, one by one, so that they can be replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.fields import recorded
from pmcli.review.changes.pairing import renamed
from pmcli.review.changes.result import Change

_MOVING: Final[Mapping[str, str]] = {
    field.key: field.together or field.key for field in recorded() if field.moves
}  # fmt: skip
"""The fields of a feature that can move a rank or a plan, each with the one together with which it comes."""
_BY_NAME = (("teams",), ("accounts",), ("problems",), ("strategy", "outcomes"), ("scoring", "models"))
_WHOLE = (
    ("calendar",), ("effort_unit",), ("fields",), ("scoring", "model"), ("scoring", "ice"),
    ("scoring", "weighted"), ("roadmap", "unestimated"), ("roadmap", "reserve"), ("roadmap", "carry_over"),
)  # fmt: skip
_GONE = object()
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that changed as one: fields of features, whole features, or pieces of pm.yaml.

    `key` is its place in the order of replay. `features` has the fields of each feature that come with it,
    an empty tuple where the whole feature comes or goes; `settings` the ways into pm.yaml. `names` is True
    for the new ids.
    """

    key: tuple[str, str]
    features: tuple[tuple[str, tuple[str, ...]], ...] = ()
    settings: tuple[Way, ...] = ()
    names: bool = False

    @property
    def feature(self) -> str | None:
        """The one feature it changes, None where it changes more or pm.yaml."""
        return self.features[0][0] if len(self.features) == 1 and not self.settings else None


def units(before: Backlog, after: Backlog, names: Mapping[str, str]) -> list[Unit]:
    """What changed, in the order of ids, new ids and pm.yaml first; `before` has the new ids already."""
    units = [Unit(("", ""), names=True)] if names else []
    units += [Unit(("", ".".join(way)), settings=(way,)) for way in _ways(before, after)]
    resized: list[tuple[str, tuple[str, ...]]] = []
    for name in sorted({*before.features, *after.features}):
        old, new = before.features.get(name), after.features.get(name)
        if old is None or new is None:
            units.append(Unit((name, ""), ((name, ()),)))
            continue
        for group, fields in _groups(old, new).items():
            if group == "effort" and _is_resized(old, new):
                resized.append((name, fields))
            else:
                units.append(Unit((name, group), ((name, fields),)))
    if resized:
        units.append(Unit(("", "sizes"), tuple(resized), (("sizes",),)))
    return sorted(units, key=lambda unit: unit.key)


def _groups(old: Feature, new: Feature) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name in Feature.model_fields:
        if name in _MOVING and getattr(old, name) != getattr(new, name):
            group = _MOVING[name]
            groups[group] = (*groups.get(group, ()), name)
    if old.custom != new.custom:
        groups["x"] = ("_custom",)
    return groups


def _is_resized(old: Feature, new: Feature) -> bool:
    """Whether the effort is spelled as before, and only its T-shirt size means something else."""
    spelled = [{team: str(one) for team, one in (feature.effort or {}).items()} for feature in (old, new)]
    return spelled[0] == spelled[1] and (old.team, old.remaining) == (new.team, new.remaining)


def _ways(before: Backlog, after: Backlog) -> Iterator[Way]:
    old, new = before.workspace, after.workspace
    for way in _BY_NAME:
        there: Any = _at(old, way)
        here: Any = _at(new, way)
        yield from ((*way, name) for name in sorted({*there, *here}) if there.get(name) != here.get(name))
    for way in _WHOLE:
        moved = way == ("calendar",) and (before.today, before.start) != (after.today, after.start)
        if moved or _at(old, way) != _at(new, way):
            yield way


def _at(piece: Any, way: Way) -> Any:
    for key in way:
        piece = piece.get(key, _GONE) if isinstance(piece, dict) else getattr(piece, key)
    return piece


def _put(piece: Any, way: Way, value: Any) -> Any:
    """A record or map with another value at the end of a way."""
    key, rest = way[0], way[1:]
    if isinstance(piece, dict):
        left = {name: one for name, one in piece.items() if name != key or value is not _GONE}
        return left if value is _GONE else {**left, key: _put(piece[key], rest, value) if rest else value}
    return piece.model_copy(update={key: _put(getattr(piece, key), rest, value) if rest else value})


@dataclass(frozen=True, slots=True)
class ReplaySteps:
    """The way from one backlog to another; `before` has the new ids already, `names` are they by the old."""

    before: Backlog
    after: Backlog
    names: Mapping[str, str]

    def states(self, order: Iterable[Unit]) -> Iterator[Backlog]:
        """The backlog before, and after each of the changes; named as it then is."""
        old_names = {new: old for old, new in self.names.items()}
        state, is_named = self.before, not self.names
        yield state if is_named else renamed(state, old_names)
        for unit in order:
            is_named = is_named or unit.names
            state = self._with(state, unit)
            yield state if is_named else renamed(state, old_names)

    def _with(self, state: Backlog, unit: Unit) -> Backlog:
        features = dict(state.features)
        for name, fields in unit.features:
            self._change(features, name, fields)
        workspace, days = state.workspace, (state.today, state.start)
        for way in unit.settings:
            workspace = _put(workspace, way, _at(self.after.workspace, way))
            if way == ("calendar",):
                days = (self.after.today, self.after.start)
        return replace(
            state, features=dict(sorted(features.items())), workspace=workspace, today=days[0], start=days[1]
        )

    def _change(self, features: dict[str, Feature], name: str, fields: tuple[str, ...]) -> None:
        new = self.after.features.get(name)
        if new is None:
            features.pop(name, None)
        elif not fields:
            features[name] = new
        else:
            told = {field: getattr(new, field) for field in fields if field != "_custom"}
            changed = features[name].model_copy(update=told)
            features[name] = changed.with_custom(dict(new.custom)) if "_custom" in fields else changed


def gathered(found: list[Unit], most: int) -> list[Unit]:
    """The units, at most so many: too many are taken together by feature, then by field, then all."""
    if len(found) <= most:
        return found
    for by in (_by_feature, _by_field):
        groups: dict[tuple[str, str], list[Unit]] = {}
        for unit in found:
            groups.setdefault(by(unit), []).append(unit)
        if len(groups) <= most:
            return sorted((_joined(key, some) for key, some in groups.items()), key=lambda one: one.key)
    return [_joined(("", "*"), found)]


def _by_feature(unit: Unit) -> tuple[str, str]:
    return (unit.feature, "*") if unit.feature is not None else unit.key


def _by_field(unit: Unit) -> tuple[str, str]:
    return ("*", unit.key[1]) if unit.feature is not None else unit.key


def _joined(key: tuple[str, str], some: list[Unit]) -> Unit:
    if len(some) == 1:
        return some[0]
    fields: dict[str, tuple[str, ...]] = {}
    for unit in some:
        for name, told in unit.features:
            whole = not told or fields.get(name, ("?",)) == ()
            fields[name] = () if whole else (*fields.get(name, ()), *told)
    settings = tuple(way for unit in some for way in unit.settings)
    return Unit(key, tuple(sorted(fields.items())), settings, any(unit.names for unit in some))


def words(unit: Unit, changes: Iterable[Change]) -> list[Change]:
    """The changes that a unit stands for."""
    fields = dict(unit.features)
    return [
        change for change in changes
        if (change.id is not None and change.id in fields and _is_of(change.field, fields[change.id]))
        or (change.id is None and any(_leads(way, change.field) for way in unit.settings))
    ]  # fmt: skip


def _is_of(field: str, fields: tuple[str, ...]) -> bool:
    root = field.partition(".")[0]
    own = "_custom" if root not in Feature.model_fields else root
    return not fields or own in fields


def _leads(way: Way, field: str) -> bool:
    start = ".".join(way)
    return field == start or field.startswith(f"{start}.")
