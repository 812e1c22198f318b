"""Three sides of a feature that comes in again: as it came last time, as it is here, as it comes now.

What only the source has changed is taken over; what only a person here has changed stays; what both have
changed is a conflict, which is told and stays as it is here, unless the foreign side is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pmcli.feature import Feature
from pmcli.importing.fitting import Fitted
from pmcli.importing.memory import digits_of, plain_of
from pmcli.reading import Value
from pmcli.rewriting import Change

Side = Literal["", "theirs", "ours"]
"""Whose word counts in a conflict: nobody's (it stays one), the source's, or what is here."""
_LEFT = frozenset({"links", "id"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was changed here and in the source since the last import."""

    feature: str
    field: str
    here: str
    there: str
    place: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a second import does to one feature; `digits` is what is remembered of it.

    `told` says of every change in words what was here, and what comes.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[str, ...]
    digits: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def compared(
    one: Fitted, current: Feature, raw: Mapping[str, Value], before: Mapping[str, str], side: Side
) -> Compared:  # fmt: skip
    """A draft beside the feature that it is; `raw` is that feature's text, `before` what is remembered."""
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    kept: list[str] = []
    digits = dict(before)
    for name in dict.fromkeys((*one.data, *before)):
        if name in _LEFT:
            continue
        here, there, then = _here(current, raw, name), digits_of_draft(one, name), before.get(name)
        if name in one.held and here == there:
            continue
        if here == there or (then == there and here != then):
            if here != there:
                kept.append(name)
                continue
        elif then == here or (then is None and not here):
            changes.append(_change(one, name))
        else:
            if side != "ours":
                if side != "theirs":
                    conflicts.append(_conflict(one, current, raw, name))
                    continue
                changes.append(_change(one, name))
        digits = {**digits, name: there}
    return Compared(
        tuple(changes), tuple(conflicts), tuple(kept),
        {name: told for name, told in digits.items() if told},
        tuple(_told(one, current, raw, str(change.keys[0])) for change in changes),
    )  # fmt: skip


def _change(one: Fitted, name: str) -> Change:
    if name in one.data:
        return Change(one.id, "put", (name,), one.data[name])
    return Change(one.id, "drop", (name,))


def _told(one: Fitted, current: Feature, raw: Mapping[str, Value], name: str) -> str:
    """A field with its old and its new value."""
    found = _conflict(one, current, raw, name)
    return f"{name} {found.here} -> {found.there}"


def _conflict(one: Fitted, current: Feature, raw: Mapping[str, Value], name: str) -> Conflict:
    here = raw.get(name, plain_of(getattr(current, name, None)))
    return Conflict(one.id, name, shown(here), shown(one.data.get(name)), one.draft.place)


def shown(value: Any) -> str:
    """A value in a few words."""
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    text = " ".join(str(value).split())
    return text if len(text) <= 48 else text[:47] + "…"


def digits_of_draft(one: Fitted, name: str) -> str:
    """What is remembered of a field of a draft."""
    if name not in one.data:
        return ""
    return _digits_of_record(one.record, name) if name in Feature.model_fields else digits_of(one.data[name])


def _here(current: Feature, raw: Mapping[str, Value], name: str) -> str:
    if name in Feature.model_fields:
        return _digits_of_record(current, name)
    return digits_of(raw.get(name))


def _digits_of_record(record: Feature, name: str) -> str:
    value = getattr(record, name)
    return "" if value == Feature.model_fields[name].default else digits_of(value, name)
