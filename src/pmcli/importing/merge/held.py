"""Fields that stay as they are here: the source does not speak of them, or they cannot be read.

Only an empty cell in a column that is there takes a value out; a column that is not there says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from pmcli.importing.fitting import Fitted, Fitting
from pmcli.importing.merge.memory import UNORDERED, Memory, word
from pmcli.importing.merge.parts import of_draft
from pmcli.importing.sources import Imported
from pmcli.importing.sources.plain_values import id_in
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.fingerprint import plain
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml.read import Value

_NEVER: Final = frozenset({"links", "id", "title"})
_LISTS: Final = ("depends_on", "conflicts_with")
_STRUCTURE: Final = ("status", "parent", "effort", "remaining", "team")
"""Fields by which features could contradict one another."""


def all_with_held(
    fitting: Fitting, opened: OpenWorkspace, imported: Imported, memory: Memory
) -> list[Fitted]:  # fmt: skip
    """The drafts, with what stays of the features that they are."""
    speaks, absent, held = _spoken_fields(imported, memory), fitting.identities.absent(), []
    for feature in fitting.fitted():
        if feature.is_new:
            held.append(feature)
            continue
        said = speaks if feature.draft.speaks is None else feature.draft.speaks
        current = opened.loaded.backlog.features[feature.id]
        is_shared = feature.is_linked or (len(current.links) > 1 and not feature.draft.is_own)
        before = memory.given.get(feature.draft.key, {}) if is_shared else None
        fitted = with_held(feature, current, data_of(feature.id, opened), said, absent, before)
        if before is not None:
            fitted = replace(fitted, standing=_standing(fitted, current, before))
        held.append(fitted)
    return held


def _standing(fitted: Fitted, current: Feature, before: Mapping[str, str]) -> Feature:
    """The record of a feature that has another source too, as it will stand: see `compared` for the rule."""
    update: dict[str, object] = {} if fitted.record.decisions else {"decisions": current.decisions}
    for name in _STRUCTURE:
        mine = getattr(current, name)
        then = {key: value for key, value in before.items() if key.split(".")[0] == word(name)}
        is_mine = mine != Feature.model_fields[name].default if fitted.is_linked else (
            then == of_draft(fitted, name).remembered()
        )  # fmt: skip
        if is_mine:
            update[name] = mine
    return fitted.record.model_copy(update=update)


def _spoken_fields(imported: Imported, memory: Memory) -> frozenset[str] | None:
    """The fields that the source speaks of; not all of the dependencies where a column of them is missing."""
    speaks = imported.speaks
    if speaks is None:
        return None
    both = {"depends_on", "blocks", "relations"}
    missing = both & set(memory.columns.values()) - set(imported.mapping.values())
    return speaks - {"depends_on"} if missing else speaks


def data_of(feature: str, opened: OpenWorkspace) -> Mapping[str, Value]:
    """The data of a feature's text, by key."""
    origin = opened.loaded.backlog.origins[feature]
    reading, _ = opened.known.read(opened.texts[origin.path], origin.path)
    data: Value | None = reading.documents[origin.document].data
    for key in origin.keys:
        data = data[key] if isinstance(data, list) and isinstance(key, int) else None
    return data if isinstance(data, dict) else {}


def with_held(
    fitted: Fitted, current: Feature, raw: Mapping[str, Value], speaks: frozenset[str] | None,
    gone: Collection[str], before: Mapping[str, str] | None = None,
) -> Fitted:  # fmt: skip
    """A draft with what stays of the feature that it is; `held` are its names, dotted where it is a part.

    `speaks` are the fields that the source speaks of, dotted where it is a part of one; None: of all. What
    it waits for among `gone`, the features that are no longer in the source, stays too. `before` is what this
    source gave of a feature that has another source too: what it waits for by that one's word stays.
    """
    here = _said(current, raw)
    data = dict(fitted.data)
    update: dict[str, object] = {}
    held: set[str] = set()
    for name, value in here.items():
        if name in _NEVER or (name in data and name not in fitted.left):
            continue
        if name in fitted.left or not is_spoken(name, speaks) or (name == "parent" and value in gone):
            data[name], update[name] = value, getattr(current, name, None)
            held.add(name)
    record = fitted.record.model_copy(update={k: v for k, v in update.items() if k in Feature.model_fields})
    for name in _LISTS:
        if name not in held and name in here:
            is_partly = name in fitted.partly or not is_spoken(name, speaks)
            among = None if is_partly else {*gone, *_others(current, name, before)}
            record = _listed(record, current, data, here, name, among, held)
    for name, value in here.items():
        if isinstance(value, dict) and name not in held | _NEVER and name in Feature.model_fields:
            record = _grouped(fitted, record, data, here, name, speaks, held)
    if data.get("status", record.status) != "shipped" and "shipped" in held:
        held.discard("shipped")
        del data["shipped"]
        record = record.model_copy(update={"shipped": None})
    return replace(fitted, data=data, record=record, held=frozenset(held), speaks=speaks)


def _others(current: Feature, name: str, before: Mapping[str, str] | None) -> Iterator[str]:
    """The items listed here by the word of another source, or of a person."""
    for need in getattr(current, name) if before is not None else ():
        if word(name, id_in(need)) not in (before or {}):
            yield id_in(need)


def _said(current: Feature, raw: Mapping[str, Value]) -> dict[str, Value]:
    """All that a feature says, as its text has it, a Markdown body too."""
    said = dict(raw)
    for name, field in Feature.model_fields.items():
        value = getattr(current, name)
        if name not in said and value not in (field.default, None, (), {}):
            said[name] = plain(value)
        if name in said and value == field.default:
            del said[name]
    return said


def is_spoken(name: str, speaks: frozenset[str] | None) -> bool:
    """Whether a source that speaks of these fields speaks of this one, or of a part of it."""
    bare = name.removeprefix("x-")
    return speaks is None or any(speak.split(".")[0] in (name, bare) for speak in speaks)


def is_part_spoken(name: str, key: str, speaks: frozenset[str] | None) -> bool:
    """Whether a source that speaks of these fields speaks of a part; `key` is its word in the memory."""
    if speaks is None or name in speaks or name.removeprefix("x-") in speaks:
        return True
    return key in {word(*speak.split(".", 1)) for speak in speaks}


def _listed(
    record: Feature, current: Feature, data: dict[str, Value], here: Mapping[str, Value], name: str,
    among: Collection[str] | None, held: set[str],
) -> Feature:  # fmt: skip
    """The record with what is listed here and not there: all of it, or what is among some."""
    texts, now = _texts(here[name]), tuple(getattr(current, name))
    listed = list(getattr(record, name))
    mine = {id_in(need) for need in listed}
    kept = [
        (texts.get(id_in(need), id_in(need)), need)
        for need in now
        if id_in(need) not in mine and (among is None or id_in(need) in among)
    ]
    if not kept:
        return record
    held.update(f"{name}.{id_in(need)}" for _, need in kept)
    before = data.get(name, [])
    data[name] = [*(before if isinstance(before, list) else []), *(text for text, _ in kept)]
    return record.model_copy(update={name: (*listed, *(need for _, need in kept))})


def _texts(listed: Value) -> dict[str, Value]:
    """The items of a list as they are written, by id; of several the first."""
    items = listed if isinstance(listed, list) else []
    return {id_in(text): text for text in reversed(items)}


def _grouped(
    fitted: Fitted, record: Feature, data: dict[str, Value], here: Mapping[str, Value], name: str,
    speaks: frozenset[str] | None, held: set[str],
) -> Feature:  # fmt: skip
    """The record with the parts of a field, such as rice, that are not spoken of or cannot be read."""
    now, there = here[name], data.get(name, {})
    if not isinstance(now, dict) or not isinstance(there, dict):
        return record
    stays = {
        key: value
        for key, value in now.items()
        if key not in there
        and (f"{name}.{key}" in fitted.draft.unclear or not is_part_spoken(name, word(name, key), speaks))
    }
    if not stays:
        return record
    merged = {**there, **stays}
    value: Value = {key: merged[key] for key in sorted(merged, key=[*now, *there].index)}
    try:
        grouped = Feature.model_validate({"id": fitted.id, "title": fitted.id, name: value})
    except ValidationError:
        return record
    data[name] = value
    held.update(f"{name}.{key}" for key in stays)
    return record.model_copy(update={name: getattr(grouped, name)})


def with_parent(fitted: Fitted, backlog: Backlog) -> Fitted:
    """The draft, with the parent that is here where its own had to be left out."""
    parent = None if fitted.is_new else backlog.features[fitted.id].parent
    if parent is None or fitted.draft.fields.get("parent") is None or "parent" in fitted.data:
        return fitted
    record = fitted.record.model_copy(update={"parent": parent})
    data = {**fitted.data, "parent": parent}
    return replace(fitted, data=data, record=record, held=fitted.held | {"parent"})


def unsaid_of(known: list[Fitted], memory: Memory) -> tuple[str, ...]:
    """The fields, and parts of others, that came in before, stay here, and are not spoken of now."""
    unsaid: set[str] = set()
    for fitted in known:
        before = memory.given.get(fitted.draft.key, {})
        fields = {remembered.split(".")[0] for remembered in before}
        for held in fitted.held:
            name, dot, part = held.partition(".")
            if not dot and word(name) in fields and not is_spoken(name, fitted.speaks):
                unsaid.add(name)
            key = word(name, part)
            if dot and key in before and not is_part_spoken(name, key, fitted.speaks):
                unsaid.add(name if name in UNORDERED else held)
    return tuple(sorted(unsaid))
