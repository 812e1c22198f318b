"""A feature under another id, or gone: with all that refers to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from pmcli.backlog import Keys
from pmcli.diagnostic import PmError
from pmcli.opened import Opened
from pmcli.reading import Value, is_null
from pmcli.rewriting import Change, Rewritten, applied, compared, origin_of
from pmcli.values import read_id

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reference:
    """A feature that names another: the field it does so in, and the way to the id."""

    feature: str
    field: str
    keys: Keys


def references(opened: Opened, feature: str) -> Iterator[Reference]:
    """Everything in the files that names a feature, by feature and place."""
    for name in sorted(opened.loaded.backlog.origins):
        for field, keys, value in _named(opened.data(name)):
            if isinstance(value, str) and value == feature and not is_null(value):
                yield Reference(name, field, keys)


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
    for number, ruling in enumerate(_items(data, "decisions")):
        if isinstance(ruling, dict):
            yield "decisions", ("decisions", number, "feature"), ruling.get("feature", "")


def _items(data: dict[str, Value], key: str) -> list[Value]:
    found = data.get(key)
    return found if isinstance(found, list) else []


def rename(opened: Opened, old: str, new: str) -> tuple[Rewritten, int]:
    """The workspace with a feature under another id, and how many references follow.

    The file is renamed where it is called like the feature.

    Raises:
        PmError: the new id is none, or is taken; a file cannot be changed without touching more.
    """
    origin = origin_of(opened.loaded.backlog, old)
    if new == old:
        return compared(opened, opened.texts), 0
    _check_free(opened, old, new)
    found = list(references(opened, old))
    changes = [Change(one.feature, "put", one.keys, new) for one in found]
    if not is_null(opened.data(old).get("id", "")) and "id" in opened.data(old):
        changes.append(Change(old, "put", ("id",), new))
    now = applied(opened, changes)
    folder, slash, name = origin.path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    others = [one for one in opened.loaded.backlog.origins.values() if one.path == origin.path]
    if stem == old and len(others) == 1 and not origin.keys:
        path = f"{folder}{slash}{new}{dot}{suffix}"
        if path in now:
            raise PmError(f'there is a file "{path}" already', exit_code=1)
        now[path] = now.pop(origin.path)
    return compared(opened, now, {old: new}), len(found)


def _check_free(opened: Opened, old: str, new: str) -> None:
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


def remove(opened: Opened, features: tuple[str, ...]) -> Rewritten:
    """The workspace without some features; that others are in conflict with them goes too.

    Raises:
        PmError: something that stays waits for one of them, is a part of it, or a decision names it.
    """
    changes: list[Change] = []
    for feature in features:
        origin_of(opened.loaded.backlog, feature)
        found = [one for one in references(opened, feature) if one.feature not in features]
        if any(one.field != "conflicts_with" for one in found):
            raise _needed(feature, found)
        changes += [Change(one.feature, "drop", one.keys) for one in reversed(found)]
    changes += [Change(feature, "drop", ()) for feature in features]
    return compared(opened, applied(opened, changes))


def _needed(feature: str, found: list[Reference]) -> PmError:
    """What hinders that a feature goes."""
    kinds = (
        ("depends_on", "waits for it", "wait for it"),
        ("parent", "is a part of it", "are parts of it"),
        ("decisions", "has a decision that names it", "have decisions that name it"),
    )
    told = []
    for field, one, many in kinds:
        names = list(dict.fromkeys(ref.feature for ref in found if ref.field == field))
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            told.append(f"{', '.join(names[:_SHOWN])}{more} {one if len(names) == 1 else many}")
    waiting = " ".join(dict.fromkeys(ref.feature for ref in found if ref.field == "depends_on"))
    hint = f"pm set {waiting} depends_on-={feature}; " if waiting and len(waiting) < _SHOWN * 20 else ""
    hint += f"or keep what was thought: pm set {feature} status=declined"
    return PmError(f'"{feature}" stays: {"; ".join(told)}', hint, exit_code=1)
