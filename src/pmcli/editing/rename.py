"""A feature renamed or removed, with all that refers to it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic_core import PydanticCustomError

from pmcli.editing.change_set import ChangeSet, FileChange, applied, compared, origin_of
from pmcli.editing.scenario_names import renamed_in_scenarios, taken_out_of_scenarios
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import PmError
from pmcli.model.special_files import PLAN_FILE, is_ratings_file
from pmcli.model.values import read_id
from pmcli.ranking.where import Condition, Filter
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml.read import Value, is_null

_SHOWN = 5
_HOLD_IDS = ("id", "depends_on", "parent")
"""The fields that a condition can ask for whose values are ids of features."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A feature that names another, the field, and the keys that lead to the id."""

    feature: str
    field: str
    keys: Keys


def references(opened: OpenWorkspace, feature: str) -> Iterator[Reference]:
    """The references to a feature in the files, by feature and place."""
    return (reference for _, reference in _references(opened, {feature}))


def _references(opened: OpenWorkspace, features: Container[str]) -> Iterator[tuple[str, Reference]]:
    """Which of some features is named, and each reference to it, by feature and place."""
    for name in sorted(opened.loaded.backlog.origins):
        for field, keys, value in _named(opened.data(name)):
            if isinstance(value, str) and value in features and not is_null(value):
                yield str(value), Reference(name, field, keys)


def _named(data: dict[str, Value]) -> Iterator[tuple[str, Keys, Value]]:
    """The ids of other features in the data of one."""
    for number, need in enumerate(_items(data, "depends_on")):
        if isinstance(need, dict):
            yield "depends_on", ("depends_on", number, "id"), need.get("id", "")
        else:
            yield "depends_on", ("depends_on", number), need
    for number, other in enumerate(_items(data, "conflicts_with")):
        yield "conflicts_with", ("conflicts_with", number), other
    yield "parent", ("parent",), data.get("parent", "")
    for number, decision in enumerate(_items(data, "decisions")):
        if isinstance(decision, dict):
            yield "decisions", ("decisions", number, "feature"), decision.get("feature", "")


def _items(data: dict[str, Value], key: str) -> list[Value]:
    items = data.get(key)
    return items if isinstance(items, list) else []


def promises(opened: OpenWorkspace, features: Iterable[str]) -> tuple[Keys, ...]:
    """The keys that lead to some features in plan.yaml, in the order of the file."""
    agreement, named = opened.loaded.backlog.agreement, set(features)
    return tuple(entry.keys for entry in agreement.listed if entry.feature in named) if agreement else ()


def rated(opened: OpenWorkspace, features: Iterable[str]) -> Iterator[tuple[str, Keys]]:
    """The files in ratings/ with numbers for some features, and the keys that lead to these."""
    named = set(features)
    for path in sorted(filter(is_ratings_file, opened.texts)):
        for name in ratings_in(opened, path):
            if name in named:
                yield path, ("features", name)


def ratings_in(opened: OpenWorkspace, path: str) -> Mapping[str, Value]:
    """What a file in ratings/ has for each feature, as it was read."""
    documents = opened.known.read(opened.texts[path], path)[0].documents
    data = documents[0].data if documents else None
    features = data.get("features") if isinstance(data, dict) else None
    return features if isinstance(features, dict) else {}


# --- conditions ---


def mentions(backlog: Backlog, feature: str) -> Iterator[tuple[str, str]]:
    """The audiences of pm.yaml whose condition has a word that is the id of a feature, each with it."""
    word = _as_word(feature)
    for name, audience in backlog.workspace.audiences.items():
        if audience.where and word.search(audience.where):
            yield name, audience.where


def _as_word(feature: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.*-]){re.escape(feature)}(?![\w.*-])", re.IGNORECASE)


def _renamed_in(condition: str, old: str, new: str, backlog: Backlog) -> str:
    """A condition with the new id wherever it asks for the old one; other words that look like it stay."""
    both = replace(backlog, features={**backlog.features, new: backlog.features[old]})
    for word in reversed([*_as_word(old).finditer(condition)]):
        tried = condition[: word.start()] + new + condition[word.end() :]
        if _asks_alike(condition, tried, old, new, both):
            condition = tried
    return condition


def _asks_alike(condition: str, other: str, old: str, new: str, backlog: Backlog) -> bool:
    """Whether two conditions are the same but for one id where the fields hold ids."""
    try:
        before, after = (Filter.parse([text], backlog).conditions for text in (condition, other))
    except PmError:
        return False
    pairs = [*zip(before, after, strict=False)]
    return len(before) == len(after) and all(_is_alike(*pair, old, new) for pair in pairs)


def _is_alike(condition: Condition, other: Condition, old: str, new: str) -> bool:
    if (condition.field, condition.operator, len(condition.wanted)) != (
        other.field,
        other.operator,
        len(other.wanted),
    ):
        return False
    is_id = condition.field.name in _HOLD_IDS and condition.operator in ("=", "!=")
    return all(
        before == after or (is_id and str(before).casefold() == old.casefold() and after == new)
        for before, after in zip(condition.wanted, other.wanted, strict=True)
    )


# --- another id ---


def rename(opened: OpenWorkspace, old: str, new: str) -> tuple[ChangeSet, int]:
    """The workspace with a feature under another id, and how many references follow.

    The file is renamed where it is called like the feature. Conditions and scenarios in pm.yaml that name
    the id follow where they can be edited; what still mentions it, `mentions` has.

    Raises:
        PmError: the new id is none, or is taken; a file cannot be changed without touching more.
    """
    origin = origin_of(opened.loaded.backlog, old)
    if new == old:
        return compared(opened, opened.texts), 0
    _refuse_unread(opened, old)
    _check_free(opened, old, new)
    named = list(references(opened, old))
    promised = promises(opened, (old,))
    changes = [FileChange(reference.feature, "put", reference.keys, new) for reference in named]
    changes += [FileChange("", "put", keys, new, PLAN_FILE) for keys in promised]
    numbers = [(path, keys) for path, keys in rated(opened, (old,)) if new not in ratings_in(opened, path)]
    changes += [FileChange("", "rename", keys, new, path) for path, keys in numbers]
    if not is_null(opened.data(old).get("id", "")) and "id" in opened.data(old):
        changes.append(FileChange(old, "put", ("id",), new))
    backlog = opened.loaded.backlog
    asked = [*_conditions(backlog, old, new), *renamed_in_scenarios(backlog, old, new)]
    try:
        now = applied(opened, [*changes, *asked])
    except PmError:  # pm.yaml is not written so that pm can edit it, or a feature is not
        now, asked = applied(opened, changes), []
    folder, slash, name = origin.path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    count = sum(other.path == origin.path for other in opened.loaded.backlog.origins.values())
    if stem == old and count == 1 and not origin.keys:
        path = f"{folder}{slash}{new}{dot}{suffix}"
        if path in now:
            raise PmError(f'there is a file "{path}" already', exit_code=1)
        now[path] = now.pop(origin.path)
    return compared(opened, now, {old: new}), len(named) + len(promised) + len(numbers) + len(asked)


def _conditions(backlog: Backlog, old: str, new: str) -> Iterator[FileChange]:
    if old not in backlog.features:
        return
    for name, condition in mentions(backlog, old):
        renamed = _renamed_in(condition, old, new, backlog)
        if renamed != condition:
            yield FileChange("", "put", ("audiences", name, "where"), renamed)


def _check_free(opened: OpenWorkspace, old: str, new: str) -> None:
    try:
        read_id(new)
    except PydanticCustomError as wrong:
        context = wrong.context or {}
        raise PmError(str(context["message"]), context["hint"]) from None
    backlog = opened.loaded.backlog
    for other in backlog.features:
        if other.casefold() == new.casefold() and other != old:
            where = backlog.locate(other)
            raise PmError(f'the id "{other}" is taken: {where.path}:{where.line}', f"pm show {other}")


# --- gone ---


def _refuse_unread(opened: OpenWorkspace, feature: str) -> None:
    """Refuses to give a feature another id, or to take it out, where a file that names it may be closed.

    Raises:
        PmError: one is.
    """
    if fault := next((fault for fault in opened.faults if fault.severity == "error"), None):
        message = f'{fault.location.path} cannot be read, and may name "{feature}": nothing is written'
        raise PmError(message, fault.hint or "pm check shows why", exit_code=1)


def refuse_needed(opened: OpenWorkspace, features: tuple[str, ...]) -> None:
    """Refuses that some features go which others need.

    Raises:
        PmError: something that stays waits for one of them, is a part of it, or a decision names it.
    """
    staying = _staying(opened, features)
    for feature in features:
        _refuse_unread(opened, feature)
        needed = [reference for reference in staying[feature] if _is_need(reference)]
        if needed:
            raise _needed(feature, needed)


def remove(opened: OpenWorkspace, features: tuple[str, ...]) -> ChangeSet:
    """The workspace without some features; their conflicts, promises and ratings go too.

    So does what plan.yaml and scenarios have of them. What needs them stays as it is: `refuse_needed` asks. A
    file of several documents in which one feature is left is called like that one then: its id would be the
    file's name otherwise.
    """
    changes: list[FileChange] = []
    staying = _staying(opened, features)
    for feature in features:
        origin_of(opened.loaded.backlog, feature)
        named = [each for each in staying[feature] if not _is_need(each)]
        changes += [FileChange(reference.feature, "drop", reference.keys) for reference in reversed(named)]
    changes += [
        FileChange("", "drop", keys, None, PLAN_FILE) for keys in reversed(promises(opened, features))
    ]
    changes += taken_out_of_scenarios(opened.loaded.backlog, features)
    changes += [FileChange("", "drop", keys, None, path) for path, keys in rated(opened, features)]
    changes += [FileChange(feature, "drop", ()) for feature in features]
    now = applied(opened, changes)
    gone = set(features)
    left: dict[str, list[str]] = {opened.loaded.backlog.origins[feature].path: [] for feature in features}
    for name, origin in opened.loaded.backlog.origins.items():
        if origin.path in left and name not in gone:
            left[origin.path].append(name)
    for path in left.keys() & set(now):
        _call_like_the_last(now, path, opened.loaded.backlog, left[path])
    return compared(opened, now)


def _staying(opened: OpenWorkspace, gone: Iterable[str]) -> dict[str, list[Reference]]:
    """The references to each feature that goes, of those that stay."""
    staying: dict[str, list[Reference]] = {feature: [] for feature in gone}
    for feature, reference in _references(opened, staying):
        if reference.feature not in staying:
            staying[feature].append(reference)
    return staying


def _is_need(reference: Reference) -> bool:
    return reference.field != "conflicts_with"


def _call_like_the_last(
    now: dict[str, bytes], path: str, backlog: Backlog, left: Sequence[str]
) -> None:  # fmt: skip
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if len(left) != 1 or backlog.origins[left[0]].keys or stem == left[0]:
        return
    free = f"{folder}{slash}{left[0]}{dot}{suffix}"
    if free not in now:
        now[free] = now.pop(path)


def without(waiting: Sequence[str], feature: str) -> str:
    """The command with which features no longer wait for one; of several, which are told, it names none."""
    [name, each] = [waiting[0], ""] if len(waiting) == 1 else ["ID", " for each"]
    return f"pm set {name} depends_on-={feature}{each}"


def _needed(feature: str, named: list[Reference]) -> PmError:
    """The error that says which features need one, and what to do instead."""
    kinds = (
        ("depends_on", "waits for it", "wait for it"),
        ("parent", "is a part of it", "are parts of it"),
        ("decisions", "has a decision that names it", "have decisions that name it"),
    )
    reasons = []
    for field, singular, plural in kinds:
        names = list(dict.fromkeys(ref.feature for ref in named if ref.field == field))
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            reasons.append(f"{', '.join(names[:_SHOWN])}{more} {singular if len(names) == 1 else plural}")
    waiting = list(dict.fromkeys(ref.feature for ref in named if ref.field == "depends_on"))
    hint = f"{without(waiting, feature)}; " if waiting else ""
    status = "parked" if waiting else "declined"  # what waits for something declined could never start
    hint += f"or keep what was thought: pm set {feature} status={status}"
    return PmError(f'"{feature}" stays: {"; ".join(reasons)}', hint, exit_code=1)
