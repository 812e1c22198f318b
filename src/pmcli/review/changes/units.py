"""The changes that can move a rank or a plan, one by one, so that they can be replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pmcli.model.backlog import Backlog
from pmcli.model.feature import OPEN, Feature
from pmcli.model.fields import recorded
from pmcli.model.period import Period
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.changes.pairing import renamed
from pmcli.review.changes.result import Change

_MOVING: Final[Mapping[str, str]] = {
    field.key: field.together or field.key for field in recorded() if field.moves
}  # fmt: skip
"""The fields of a feature that can move a rank or a plan, each with the one together with which it comes."""
_BY_NAME = (("teams",), ("accounts",), ("problems",), ("strategy", "outcomes"), ("scoring", "models"))
_WHOLE = (
    ("calendar",), ("effort_unit",), ("fields",), ("scoring", "model"), ("scoring", "ice"),
    ("scoring", "weighted"), ("roadmap", "ideas"), ("roadmap", "unestimated"), ("roadmap", "reserve"),
    ("roadmap", "carry_over"), ("roadmap", "worth_moving"),
)  # fmt: skip
_GONE = object()
KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that changed as one: fields of features, whole features, pieces of pm.yaml, or plan.yaml.

    `key` is its place in the order of replay. `features` has the fields of each feature that come with it,
    an empty tuple where the whole feature comes or goes; `settings` the ways into pm.yaml. `names` is True
    for the new ids, `agreement` for the agreed plan.
    """

    key: tuple[str, str]
    features: tuple[tuple[str, tuple[str, ...]], ...] = ()
    settings: tuple[KeyPath, ...] = ()
    names: bool = False
    agreement: bool = False

    @property
    def feature(self) -> str | None:
        """The one feature it changes, None where it changes more, pm.yaml or plan.yaml."""
        is_alone = len(self.features) == 1 and not (self.settings or self.agreement)
        return self.features[0][0] if is_alone else None


def units_of(before: Backlog, after: Backlog, names: Mapping[str, str]) -> list[Unit]:
    """The changes to replay, by id, new ids and pm.yaml first; `before` has the new ids already."""
    changes = [Unit(("", ""), names=True)] if names else []
    if _agreed(before) != _agreed(after):
        changes.append(Unit(("", PLAN_FILE), agreement=True))
    changes += [Unit(("", ".".join(path)), settings=(path,)) for path in _paths(before, after)]
    resized: list[tuple[str, tuple[str, ...]]] = []
    for name in sorted({*before.features, *after.features}):
        old, new = before.features.get(name), after.features.get(name)
        if old is None or new is None:
            changes.append(Unit((name, ""), ((name, ()),)))
            continue
        for group, fields in _groups(old, new).items():
            if group == "effort" and _is_resized(old, new):
                resized.append((name, fields))
            else:
                changes.append(Unit((name, group), ((name, fields),)))
    if resized:
        changes.append(Unit(("", "sizes"), tuple(resized), (("sizes",),)))
    return sorted(changes, key=lambda unit: unit.key)


def _agreed(backlog: Backlog) -> Mapping[str, Period]:
    return backlog.agreement.places if backlog.agreement is not None else {}


def _groups(old: Feature, new: Feature) -> dict[str, tuple[str, ...]]:
    by_key: dict[str, tuple[str, ...]] = {}
    for name in Feature.model_fields:
        if name in _MOVING and getattr(old, name) != getattr(new, name):
            group = _MOVING[name]
            by_key[group] = (*by_key.get(group, ()), name)
    if "status" in by_key and not {old.status, new.status} <= OPEN and "effort" in by_key:
        by_key["status"] += by_key.pop("effort")  # what is left of it counts no more, whatever it is
    if old.custom != new.custom:
        by_key["x"] = ("_custom",)
    return by_key


def _is_resized(old: Feature, new: Feature) -> bool:
    """Whether the effort is spelled as before, and only its T-shirt size means something else."""
    before, after = (
        {team: str(estimate) for team, estimate in (feature.effort or {}).items()} for feature in (old, new)
    )
    return before == after and (old.team, old.remaining) == (new.team, new.remaining)


def _paths(before: Backlog, after: Backlog) -> Iterator[KeyPath]:
    old, new = before.workspace, after.workspace
    for path in _BY_NAME:
        there: Any = _at(old, path)
        here: Any = _at(new, path)
        yield from ((*path, name) for name in sorted({*there, *here}) if there.get(name) != here.get(name))
    for path in _WHOLE:
        moved = path == ("calendar",) and (before.today, before.start) != (after.today, after.start)
        if moved or _at(old, path) != _at(new, path):
            yield path


def _at(value: Any, path: KeyPath) -> Any:
    for key in path:
        value = value.get(key, _GONE) if isinstance(value, dict) else getattr(value, key)
    return value


def _put(container: Any, path: KeyPath, value: Any) -> Any:
    """A record or map with another value at the end of a path; `_GONE` takes the key out of a map."""
    key, rest = path[0], path[1:]
    if not isinstance(container, dict):
        inner = _put(getattr(container, key), rest, value) if rest else value
        return container.model_copy(update={key: inner})
    if value is _GONE:
        return {name: entry for name, entry in container.items() if name != key}
    return {**container, key: _put(container[key], rest, value) if rest else value}


@dataclass(frozen=True, slots=True)
class ReplaySteps:
    """The steps from one backlog to another; `before` has the new ids already, `names` maps old to new."""

    before: Backlog
    after: Backlog
    names: Mapping[str, str]

    def states(self, order: Iterable[Unit]) -> Iterator[Backlog]:
        """The backlog after each of the changes; named as it then is."""
        old_names = {new: old for old, new in self.names.items()}
        state, is_named = self.before, not self.names
        for unit in order:
            is_named = is_named or unit.names
            state = self._with(state, unit)
            yield state if is_named else renamed(state, old_names)

    def _with(self, state: Backlog, unit: Unit) -> Backlog:
        features = dict(state.features)
        for name, fields in unit.features:
            self._change(features, name, fields)
        workspace, days = state.workspace, (state.today, state.start)
        for path in unit.settings:
            workspace = _put(workspace, path, _at(self.after.workspace, path))
            if path == ("calendar",):
                days = (self.after.today, self.after.start)
        return replace(
            state, features=dict(sorted(features.items())), workspace=workspace, today=days[0], start=days[1],
            agreement=self.after.agreement if unit.agreement else state.agreement,
        )  # fmt: skip

    def _change(self, features: dict[str, Feature], name: str, fields: tuple[str, ...]) -> None:
        new = self.after.features.get(name)
        if new is None:
            features.pop(name, None)
        elif not fields:
            features[name] = new
        else:
            update = {field: getattr(new, field) for field in fields if field != "_custom"}
            changed = features[name].model_copy(update=update)
            features[name] = changed.with_custom(dict(new.custom)) if "_custom" in fields else changed


def gathered(units: list[Unit], most: int) -> list[Unit]:
    """The units, at most so many: too many are taken together by feature, then by field, then all."""
    if len(units) <= most:
        return units
    for by in (_by_feature, _by_field):
        groups: dict[tuple[str, str], list[Unit]] = {}
        for unit in units:
            groups.setdefault(by(unit), []).append(unit)
        if len(groups) <= most:
            return sorted((_joined(key, group) for key, group in groups.items()), key=lambda unit: unit.key)
    return [_joined(("", "*"), units)]


def _by_feature(unit: Unit) -> tuple[str, str]:
    return (unit.feature, "*") if unit.feature is not None else unit.key


def _by_field(unit: Unit) -> tuple[str, str]:
    return ("*", unit.key[1]) if unit.feature is not None else unit.key


def _joined(key: tuple[str, str], units: list[Unit]) -> Unit:
    if len(units) == 1:
        return units[0]
    fields: dict[str, tuple[str, ...]] = {}
    for unit in units:
        for name, keys in unit.features:
            is_whole = not keys or fields.get(name, ("?",)) == ()
            fields[name] = () if is_whole else (*fields.get(name, ()), *keys)
    settings = tuple(path for unit in units for path in unit.settings)
    return Unit(
        key, tuple(sorted(fields.items())), settings, any(unit.names for unit in units),
        any(unit.agreement for unit in units),
    )  # fmt: skip


def words(unit: Unit, changes: Iterable[Change]) -> list[Change]:
    """The changes that a unit stands for."""
    fields = dict(unit.features)
    return [
        change for change in changes
        if (change.id is not None and change.id in fields and _is_of(change.field, fields[change.id]))
        or (change.id is None and any(_leads(path, change.field) for path in unit.settings))
    ]  # fmt: skip


def _is_of(field: str, fields: tuple[str, ...]) -> bool:
    root = field.partition(".")[0]
    own = "_custom" if root not in Feature.model_fields else root
    return not fields or own in fields


def _leads(path: KeyPath, field: str) -> bool:
    start = ".".join(path)
    return field == start or field.startswith(f"{start}.")
