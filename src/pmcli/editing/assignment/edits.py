"""Edits of a feature's data: a value found by the keys that lead to it, set, added to, taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant
from pmcli.workspace.validation_faults import dotted
from pmcli.yaml.read import Plain, Value, is_null

_SHORT = {("deadline",): "date", ("depends_on", int): "id"}
"""Where a short form may stand, which is one of the keys of the long one: deadline, an item of depends_on."""

_NAMED_BY = {
    "depends_on": "id", "experiments": "id", "requests": "account", "metrics": "metric", "results": "metric",
    "guardrails": "metric", "evaluation": "what",
}  # fmt: skip
"""The lists whose items may be called by a name, and the key that has it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The edit of one value: a new one, or items that come or go; with none of them it is taken out.

    `added` and `removed` are of a list: the new items, and the places of the old ones.
    """

    keys: Keys
    value: Value | None = None
    added: tuple[Value, ...] = ()
    removed: tuple[int, ...] = ()


def found_at(data: Mapping[str, Value], keys: Keys) -> Value | None:
    """The value that the keys lead to, None where it is not there."""
    value: Any = data
    for key in keys:
        is_there = key in value if isinstance(value, Mapping) else isinstance(key, int) and key < len(value)
        if isinstance(value, str) or not is_there:
            return None
        value = value[key]
    return cast("Value | None", value)


def numbered(keys: Keys, data: Mapping[str, Value]) -> Keys:
    """The keys with the place of an item of a list where its name stands: `experiments.guest-50.status`.

    Raises:
        PmError: no item is called so, or several are.
    """
    told: Keys = ()
    for key in keys:
        items = found_at(data, told)
        by = _NAMED_BY.get(str(told[-1])) if told else None
        if isinstance(key, str) and by is not None and isinstance(items, list):
            told = (*told, _place(key, items, by, dotted(told)))
        else:
            told = (*told, key)
    return told


def _place(name: str, items: list[Value], by: str, where: str) -> int:
    names = [str(item.get(by, "")) if isinstance(item, dict) else str(item) for item in items]
    places = [at for at, known in enumerate(names) if known == meant(name, names)]
    if len(places) > 1:
        raise PmError(
            f'{len(places)} of {where} are called "{name}"', f"name the place: {where}[{places[0] + 1}]"
        )
    if not places:
        known = sorted(filter(None, names))
        hint = did_you_mean(name, known) or (f"there are: {', '.join(known[:12])}" if known else None)
        raise PmError(f'there is no "{name}" in {where}', hint or f"+= adds one: {where}+={{…}}")
    return places[0]


def edited(data: Mapping[str, Value], edit: Edit) -> dict[str, Value]:
    """The data with an edit made.

    Raises:
        PmError: something is in the way.
    """
    first, old = str(edit.keys[0]), found_at(data, edit.keys)
    items = old if isinstance(old, list) else []
    if edit.value is not None:
        new: Value = edit.value
    elif edit.added or edit.removed:
        new = [*(item for at, item in enumerate(items) if at not in edit.removed), *edit.added]
    else:
        new = Plain("")
    return {**data, first: put_in(data.get(first), edit.keys, 1, new)}


def put_in(old: Value | None, keys: Keys, at: int, value: Value) -> Value:
    """The data at the first `at` keys with the value put where all of them lead, maps made on the way.

    Raises:
        PmError: something is in the way.
    """
    if at == len(keys):
        return value
    key = keys[at]
    if isinstance(key, int):
        items = list(old) if isinstance(old, list) else []
        if key >= len(items):
            count = f"{len(items)} item{'' if len(items) == 1 else 's'}"
            raise PmError(f"there is no {dotted(keys[: at + 1])}", f"it has {count}; += adds one")
        items[key] = put_in(items[key], keys, at + 1, value)
        return items
    if isinstance(old, str) and not is_null(old):
        outer = dotted(keys[:at])
        written = f"{{{key}: {value if isinstance(value, str) else '…'}}}"
        raise PmError(f'{outer} is "{old}", one value, without a "{key}"', f"write '{outer}={written}'")
    table = dict(old) if isinstance(old, dict) else {}
    table[key] = put_in(table.get(key), keys, at + 1, value)
    return table


def lengthened(keys: Keys, data: Mapping[str, Value]) -> tuple[Keys, dict[str, Value]]:
    """The keys, of a value in its short form those of the whole, and the short form under its own key."""
    old = found_at(data, keys[:-1])
    is_point = len(keys) == 4 and keys[:2] == ("launch", "checklist")
    path = tuple(int if isinstance(key, int) else key for key in keys[:-1])
    short = "state" if is_point else _SHORT.get(path)
    if short and isinstance(old, str) and not is_null(old) and keys[-1] != short:
        return keys[:-1], {short: old}
    return keys, {}
