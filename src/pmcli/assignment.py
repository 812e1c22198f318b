"""What `pm set` is told, such as `effort.web=3..5` and `tags+=mobile`: values as a file would have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.backlog import Keys
from pmcli.canonical import ids_or_words_at, is_list_at, record_at
from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import Feature
from pmcli.loading.misfit import Misfit, dotted, misfits
from pmcli.reading import Plain, Value, is_null, read
from pmcli.workspace import Workspace, read_field

Operator: TypeAlias = Literal["=", "+=", "-="]
_WORD = re.compile(r"([^\s=+{}\"']+?)(\+=|-=|=)(.*)", re.DOTALL)
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_INSIDE = re.compile(r"did you mean (\w+): \{(\w+): …\}\?")
_SHORT = {"deadline": "date"}
"""Fields of which the short form is one of the keys of the long one."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One thing to set: the way to it, "=", "+=" or "-=", and what was written behind that."""

    keys: Keys
    operator: Operator
    text: str

    @classmethod
    def parse(cls, word: str) -> Assignment | None:
        """The assignment that a word of the command line is; None where it is none.

        Raises:
            PmError: the way in it cannot be read.
        """
        found = _WORD.fullmatch(word)
        if found is None:
            return None
        name, operator, text = found.groups()
        return cls(tuple(_steps(name)), cast("Operator", operator), text)

    @property
    def name(self) -> str:
        """The way as people write it."""
        return dotted(self.keys)


def _steps(name: str) -> Iterator[str | int]:
    found = _STEP.findall(name)
    steps: Keys = tuple(int(number) - 1 if number else word for word, number in found)
    if dotted(steps) != name or isinstance(steps[0], int):
        raise PmError(f'"{name}" names no field', "write field=value, such as rice.confidence=80%")
    if -1 in steps:
        raise PmError(f'"{name}": items are counted from 1')
    return iter(steps)


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a piece of a feature: a new value, items that come or go; nothing: it is taken out.

    `added` and `removed` are of a list: the new items, and the places of the old ones.
    """

    keys: Keys
    value: Value | None = None
    added: tuple[Value, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigning:
    """Reads assignments for the features of one workspace."""

    workspace: Workspace

    def edits(self, assignments: Sequence[Assignment], data: Mapping[str, Value]) -> list[Edit | None]:
        """What each assignment, one after the other, does to a feature with this data.

        None of one that the feature agrees with already, or that takes away what is not there.

        Raises:
            PmError: there is no such field, or a value is none of its kind.
        """
        now = dict(data)
        found: list[Edit | None] = []
        for number, one in enumerate(assignments, 1):
            self._known(one)
            found.append(edit := self._edit(one, now, _with_all(now, assignments[number:])))
            if edit is not None:
                now = _edited(now, edit)
        return found

    def _edit(
        self, one: Assignment, data: Mapping[str, Value], context: Mapping[str, Value]
    ) -> Edit | None:  # fmt: skip
        old = found_at(data, one.keys)
        if one.operator == "=" and is_null(Plain(one.text.strip())):
            return None if old is None else Edit(one.keys)
        if one.operator == "=":
            return self._put(one, data, context)
        if not is_list_at(Feature, one.keys):
            verb = "adds to" if one.operator == "+=" else "takes from"
            raise PmError(f'"{one.operator}" {verb} a list, and "{one.name}" is none', f"write {one.name}=…")
        there = old if isinstance(old, list) else []
        return self._add(one, context, there) if one.operator == "+=" else _remove(one, there)

    # --- is there such a field ---

    def _known(self, one: Assignment) -> None:
        first = str(one.keys[0])
        if first == "id":
            raise PmError("an id is not set", "pm rename OLD NEW: all references follow")
        if first in Feature.model_fields or first.startswith("x-"):
            return
        if first in self.workspace.fields:
            if len(one.keys) > 1 or one.operator != "=":
                raise PmError(f'"{first}" is one value', f"write {first}=…")
            return
        misfit = next(iter(self._misfits({first: "x"})), None)
        hint = misfit.hint if misfit is not None else None
        if hint and (inside := _INSIDE.fullmatch(hint)):
            hint = f'did you mean "{inside[1]}.{inside[2]}"?'
        raise PmError(f'there is no field "{first}"', hint)

    # --- values ---

    def _put(
        self, one: Assignment, data: Mapping[str, Value], context: Mapping[str, Value]
    ) -> Edit | None:  # fmt: skip
        keys, lead = _lengthened(one.keys, data)
        faults: list[Misfit] = []
        for value in _candidates(one.text, keys):
            meant = {**lead, str(one.keys[-1]): value} if lead else value
            fault = self._fault(keys, meant, context)
            if fault is None:
                old = found_at(data, keys)
                return None if old == meant and not is_null(old) else Edit(keys, meant)
            faults.append(fault)
        raise _refused(faults[-1], one)

    def _add(self, one: Assignment, data: Mapping[str, Value], there: Sequence[Value]) -> Edit | None:
        faults: list[Misfit] = []
        for items in _lists(one.text, one.keys):
            new = [
                item
                for at, item in enumerate(items)
                if not any(_alike(item, old) for old in (*there, *items[:at]))
            ]
            fault = self._fault(one.keys, [*there, *new], data, at_least=len(there))
            if fault is None:
                return Edit(one.keys, added=tuple(new)) if new else None
            faults.append(fault)
        raise _refused(faults[-1], one)

    def _fault(
        self, keys: Keys, value: Value, data: Mapping[str, Value], *, at_least: int = 0
    ) -> Misfit | None:
        """What is wrong with a value, were it there; in a list only with items from `at_least` on."""
        first = str(keys[0])
        if first.startswith("x-"):
            return None
        if first in self.workspace.fields:
            return self._own_fault(first, value)
        whole = _with(data.get(first), keys, 1, value)
        for misfit in self._misfits({first: whole}):
            inside = misfit.keys[len(keys) : len(keys) + 1]
            is_old = bool(at_least and inside and isinstance(inside[0], int) and inside[0] < at_least)
            shorter = min(len(keys), len(misfit.keys))
            if misfit.keys[:shorter] == keys[:shorter] and not is_old:
                return misfit
        return None

    def _own_fault(self, name: str, value: Value) -> Misfit | None:
        try:
            read_field(value, self.workspace.fields[name])
        except PydanticCustomError as fault:
            context = fault.context or {}
            return Misfit(("", ""), (name,), "value", f"{name}: {context['message']}", context["hint"])
        return None

    def _misfits(self, data: dict[str, Any]) -> list[Misfit]:
        given = {"id": "x", "title": "x", **data}
        try:
            Feature.model_validate(given, context=self.workspace.vocabulary())
        except ValidationError as error:
            return misfits(error, given, Feature, tuple(self.workspace.fields))
        return []


def _refused(misfit: Misfit, one: Assignment) -> PmError:
    hint = misfit.hint
    if hint is None and one.text.lstrip()[:1] in ("[", "{") and in_brackets(one.text) is None:
        hint = "the brackets are not closed, or the shell took a part: put all of it in quotes"
    if hint is None and "expected a map" in misfit.message:
        record = record_at(Feature, one.keys)
        names = [name for name, field in record.model_fields.items() if field.is_required()] if record else []
        inside = ", ".join(f"{name}: …" for name in names)
        hint = f"write '{one.name}{one.operator}{{{inside}}}'" if inside else None
    return PmError(misfit.message, hint)


def _candidates(text: str, keys: Keys) -> Iterator[Value]:
    """What a text may mean, the likeliest first."""
    bracketed = in_brackets(text)
    if bracketed is not None and str(keys[0]).startswith("x-"):
        yield bracketed
    yield Plain(text)
    if is_list_at(Feature, keys):
        yield from _lists(text, keys)
    elif bracketed is not None:
        yield bracketed


def _lists(text: str, keys: Keys) -> Iterator[list[Value]]:
    """The items that a text may mean."""
    bracketed = in_brackets(text)
    if ids_or_words_at(Feature, keys) and bracketed is None:
        yield [Plain(piece.strip()) for piece in text.split(",") if piece.strip()]
    elif isinstance(bracketed, list):
        yield bracketed
    else:
        yield [Plain(text) if bracketed is None else bracketed]


def in_brackets(text: str) -> Value | None:
    """The list or the map that a text is in YAML; None where it is none."""
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in (("[", "]"), ("{", "}")):
        return None
    reading = read(stripped.encode("utf-8", "replace"), "value")
    if reading.faults or len(reading.documents) != 1 or isinstance(reading.documents[0].data, str):
        return None
    return reading.documents[0].data


def _remove(one: Assignment, there: Sequence[Value]) -> Edit | None:
    """The places of the items named.

    Raises:
        PmError: one of them is not there.
    """
    bracketed = in_brackets(one.text)
    wanted = bracketed if isinstance(bracketed, list) else next(_lists(one.text, one.keys))
    whole = [at for at, old in enumerate(there) if _alike(Plain(one.text), old)]
    found = whole or [at for at, old in enumerate(there) if any(_alike(item, old) for item in wanted)]
    return Edit(one.keys, removed=tuple(found)) if found else None


def _alike(one: Value, other: Value) -> bool:
    """Whether two items of a list are the same; one that has an id is known by that."""
    names = [item["id"] if isinstance(item, dict) and "id" in item else item for item in (one, other)]
    return names[0] == names[1]


def missing(one: Assignment, features: Sequence[Mapping[str, Value]]) -> PmError:
    """What to say where an item is in the lists of none of some features."""
    lists = [found for data in features if isinstance(found := found_at(data, one.keys), list)]
    items = [item.get("id") if isinstance(item, dict) else item for found in lists for item in found]
    known = sorted({str(item) for item in items if isinstance(item, str)})
    hint = did_you_mean(one.text, known) or (f"there are: {', '.join(known[:12])}" if known else None)
    return PmError(f'there is no "{one.text}" in {one.name}', hint)


def _lengthened(keys: Keys, data: Mapping[str, Value]) -> tuple[Keys, dict[str, Value]]:
    """A way into a field that stands there in its short form: to the field, and what is there by its key."""
    old = data.get(str(keys[0]))
    short = _SHORT.get(str(keys[0]))
    if len(keys) == 2 and short and isinstance(old, str) and not is_null(old) and keys[1] != short:
        return keys[:1], {short: old}
    return keys, {}


def _with(old: Value | None, keys: Keys, at: int, value: Value) -> Value:
    """What stands at the first `at` keys, with a value where all of them lead to, made where it is missing.

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
        items[key] = _with(items[key], keys, at + 1, value)
        return items
    if isinstance(old, str) and not is_null(old):
        outer = dotted(keys[:at])
        written = f"{{{key}: {value if isinstance(value, str) else '…'}}}"
        raise PmError(f'{outer} is "{old}", one value, without a "{key}"', f"write '{outer}={written}'")
    table = dict(old) if isinstance(old, dict) else {}
    table[key] = _with(table.get(key), keys, at + 1, value)
    return table


def _with_all(data: Mapping[str, Value], rest: Sequence[Assignment]) -> Mapping[str, Value]:
    """The data with what is yet to be set, as far as that can be: some values make sense only together."""
    found = data
    for one in rest:
        if one.operator == "=" and not is_null(Plain(one.text.strip())) and not is_list_at(Feature, one.keys):
            with suppress(PmError):
                found = _edited(found, Edit(one.keys, in_brackets(one.text) or Plain(one.text)))
    return found


def _edited(data: Mapping[str, Value], edit: Edit) -> dict[str, Value]:
    """The data with an edit made."""
    first, old = str(edit.keys[0]), found_at(data, edit.keys)
    items = old if isinstance(old, list) else []
    if edit.value is not None:
        new: Value = edit.value
    elif edit.added or edit.removed:
        new = [*(item for at, item in enumerate(items) if at not in edit.removed), *edit.added]
    else:
        new = Plain("")
    return {**data, first: _with(data.get(first), edit.keys, 1, new)}


def found_at(data: Mapping[str, Value], keys: Keys) -> Value | None:
    """What the keys lead to, None where that is not there."""
    found: Any = data
    for key in keys:
        is_there = key in found if isinstance(found, Mapping) else isinstance(key, int) and key < len(found)
        if isinstance(found, str) or not is_there:
            return None
        found = found[key]
    return cast("Value | None", found)
