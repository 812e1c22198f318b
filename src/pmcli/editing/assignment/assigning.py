"""Assignments read for the features of a workspace: is there such a field, and is the value of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.editing.assignment.list_items import Edit, edited, found_at, lengthened, put_in
from pmcli.editing.assignment.meaning import candidates, in_brackets, lists
from pmcli.editing.assignment.word import Assignment
from pmcli.model.backlog import Keys
from pmcli.model.canonical import is_list_at, record_at
from pmcli.model.diagnostic import Guess, PmError, did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY, Absent
from pmcli.model.workspace import Workspace, read_field
from pmcli.workspace.validation_faults import Inside, ValidationFault, misfits
from pmcli.yaml.read import Plain, Value, is_null


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
                now = edited(now, edit)
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
        if first in Feature.model_fields:
            edit = BY_KEY[first].edit
            if isinstance(edit, Absent):
                raise PmError(edit.reason, edit.hint)
            return
        if first.startswith("x-"):
            return
        if first in self.workspace.fields:
            if len(one.keys) > 1 or one.operator != "=":
                raise PmError(f'"{first}" is one value', f"write {first}=…")
            return
        misfit = next(iter(self._misfits({first: "x"})), None)
        hint = misfit.hint if misfit is not None else None
        if isinstance(hint, Inside):
            hint = Guess.of(f'"{hint.outer}.{hint.inner}"')
        raise PmError(f'there is no field "{first}"', hint)

    # --- values ---

    def _put(
        self, one: Assignment, data: Mapping[str, Value], context: Mapping[str, Value]
    ) -> Edit | None:  # fmt: skip
        keys, lead = lengthened(one.keys, data)
        faults: list[ValidationFault] = []
        for value in candidates(one.text, keys):
            meant = {**lead, str(one.keys[-1]): value} if lead else value
            fault = self._fault(keys, meant, context)
            if fault is None:
                old = found_at(data, keys)
                return None if old == meant and not is_null(old) else Edit(keys, meant)
            faults.append(fault)
        raise _refused(faults[-1], one)

    def _add(self, one: Assignment, data: Mapping[str, Value], there: Sequence[Value]) -> Edit | None:
        faults: list[ValidationFault] = []
        for items in lists(one.text, one.keys):
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
    ) -> ValidationFault | None:
        """What is wrong with a value, were it there; in a list only with items from `at_least` on."""
        first = str(keys[0])
        if first.startswith("x-"):
            return None
        if first in self.workspace.fields:
            return self._own_fault(first, value)
        whole = put_in(data.get(first), keys, 1, value)
        for misfit in self._misfits({first: whole}):
            inside = misfit.keys[len(keys) : len(keys) + 1]
            is_old = bool(at_least and inside and isinstance(inside[0], int) and inside[0] < at_least)
            shorter = min(len(keys), len(misfit.keys))
            if misfit.keys[:shorter] == keys[:shorter] and not is_old:
                return misfit
        return None

    def _own_fault(self, name: str, value: Value) -> ValidationFault | None:
        try:
            read_field(value, self.workspace.fields[name])
        except PydanticCustomError as fault:
            context = fault.context or {}
            return ValidationFault(
                ("", ""), (name,), "value", f"{name}: {context['message']}", context["hint"]
            )
        return None

    def _misfits(self, data: dict[str, Any]) -> list[ValidationFault]:
        given = {"id": "x", "title": "x", **data}
        try:
            Feature.model_validate(given, context=self.workspace.vocabulary())
        except ValidationError as error:
            return misfits(error, given, Feature, tuple(self.workspace.fields))
        return []


def _refused(misfit: ValidationFault, one: Assignment) -> PmError:
    hint = misfit.hint
    if hint is None and one.text.lstrip()[:1] in ("[", "{") and in_brackets(one.text) is None:
        hint = "the brackets are not closed, or the shell took a part: put all of it in quotes"
    if hint is None and misfit.wants_map:
        hint = _map_hint(one)
    return PmError(misfit.message, hint)


def _map_hint(one: Assignment) -> str | None:
    """How to write what must be a map: with the keys that it needs, else one of its keys by itself."""
    record = record_at(Feature, one.keys)
    if record is None:
        return None
    needed = [name for name, field in record.model_fields.items() if field.is_required()]
    if needed:
        return f"write '{one.name}{one.operator}{{{', '.join(f'{name}: …' for name in needed)}}}'"
    some = [f"{one.name}.{name}=…" for name in list(record.model_fields)[:3]]
    return f"write {' '.join(some)}" if one.operator == "=" else None


def _with_all(data: Mapping[str, Value], rest: Sequence[Assignment]) -> Mapping[str, Value]:
    """The data with what is yet to be set, as far as that can be: some values make sense only together."""
    found = data
    for one in rest:
        if one.operator == "=" and not is_null(Plain(one.text.strip())) and not is_list_at(Feature, one.keys):
            with suppress(PmError):
                found = edited(found, Edit(one.keys, in_brackets(one.text) or Plain(one.text)))
    return found


def _remove(one: Assignment, there: Sequence[Value]) -> Edit | None:
    """The places of the items named.

    Raises:
        PmError: one of them is not there.
    """
    bracketed = in_brackets(one.text)
    wanted = bracketed if isinstance(bracketed, list) else next(lists(one.text, one.keys))
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
    if hint is None and items:
        hint = f"name its place: {one.name}[1]= takes the first one out"
    return PmError(f'there is no "{one.text}" in {one.name}', hint)
