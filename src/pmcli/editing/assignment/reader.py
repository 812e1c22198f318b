"""Assignments made edits: there is such a field, and the value is of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.editing.assignment.edits import Edit, edited, found_at, lengthened, numbered, put_in
from pmcli.editing.assignment.meaning import Meaning
from pmcli.editing.assignment.ticking import Tick, state_of
from pmcli.editing.assignment.word import Assignment, candidates, in_brackets, lists
from pmcli.model.backlog import Keys
from pmcli.model.canonical import is_list_at, record_at
from pmcli.model.diagnostic import Guess, PmError, did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY, Absent
from pmcli.model.workspace import Workspace, read_field
from pmcli.workspace.validation_faults import Inside, ValidationFault, validation_faults
from pmcli.yaml.read import Plain, Value, is_null


@dataclass(frozen=True, slots=True)
class AssignmentReader:
    """The reader of assignments for the features of one workspace; `tick` says who ticks launch points."""

    workspace: Workspace
    tick: Tick | None = None

    @property
    def _meaning(self) -> Meaning:
        return Meaning(self.workspace)

    def edits(self, assignments: Sequence[Assignment], data: Mapping[str, Value]) -> list[Edit | None]:
        """The edits that the assignments, one after the other, are of a feature with this data.

        None for one that the feature agrees with already, or that takes away what is not there.

        Raises:
            PmError: there is no such field, or a value is none of its kind.
        """
        now = dict(data)
        edits: list[Edit | None] = []
        for number, typed in enumerate(assignments, 1):
            assignment = self._meaning.assignment(typed, now)
            assignment = replace(assignment, keys=numbered(assignment.keys, now))
            self._known(assignment)
            edits.append(edit := self._edit(assignment, now, _with_all(now, assignments[number:])))
            if edit is not None:
                now = edited(now, edit)
        return edits

    def _edit(
        self, assignment: Assignment, data: Mapping[str, Value], context: Mapping[str, Value]
    ) -> Edit | None:  # fmt: skip
        old = found_at(data, assignment.keys)
        if assignment.operator == "=" and is_null(Plain(assignment.text.strip())):
            return None if old is None else Edit(assignment.keys)
        if (state := state_of(assignment)) is not None and self.tick is not None:
            value = self.tick.value(old, state)
            return None if value == old else Edit(assignment.keys, value)
        if assignment.operator == "=":
            return self._put(assignment, data, context)
        if not is_list_at(Feature, assignment.keys):
            verb = "adds to" if assignment.operator == "+=" else "takes from"
            raise PmError(
                f'"{assignment.operator}" {verb} a list, and "{assignment.name}" is none',
                f"write {assignment.name}=…",
            )
        there = old if isinstance(old, list) else [] if old is None else [old]
        is_more = assignment.operator == "+="
        edit = self._add(assignment, context, there) if is_more else self._remove(assignment, there)
        return edit if edit is None or old is None or isinstance(old, list) else _as_list(edit, old)

    # --- is there such a field ---

    def _known(self, assignment: Assignment) -> None:
        first = str(assignment.keys[0])
        if first in Feature.model_fields:
            edit = BY_KEY[first].edit
            if isinstance(edit, Absent):
                raise PmError(edit.reason, edit.hint)
            return
        if first.startswith("x-"):
            return
        if first in self.workspace.fields:
            if len(assignment.keys) > 1 or assignment.operator != "=":
                raise PmError(f'"{first}" is one value', f"write {first}=…")
            return
        fault = next(iter(self._misfits({first: "x"})), None)
        hint = fault.hint if fault is not None else None
        if isinstance(hint, Inside):
            hint = Guess.of(f'"{hint.outer}.{hint.inner}"')
        raise PmError(f'there is no field "{first}"', hint)

    # --- values ---

    def _put(
        self, assignment: Assignment, data: Mapping[str, Value], context: Mapping[str, Value]
    ) -> Edit | None:  # fmt: skip
        keys, lead = lengthened(assignment.keys, data)
        faults: list[ValidationFault] = []
        for value in candidates(assignment.text, keys):
            meant = self._meaning.value({**lead, str(assignment.keys[-1]): value} if lead else value, keys)
            fault = self._fault(keys, meant, context)
            if fault is None:
                old = found_at(data, keys)
                return None if old == meant and not is_null(old) else Edit(keys, meant)
            faults.append(fault)
        raise _refused(faults[-1], assignment)

    def _add(self, assignment: Assignment, data: Mapping[str, Value], there: Sequence[Value]) -> Edit | None:
        faults: list[ValidationFault] = []
        for typed in lists(assignment.text, assignment.keys):
            items = self._items(typed, assignment.keys)
            new = [
                item
                for at, item in enumerate(items)
                if not any(_alike(item, old) for old in (*there, *items[:at]))
            ]
            fault = self._fault(assignment.keys, [*there, *new], data, at_least=len(there))
            if fault is None:
                return Edit(assignment.keys, added=tuple(new)) if new else None
            faults.append(fault)
        raise _refused(faults[-1], assignment)

    def _remove(self, assignment: Assignment, there: Sequence[Value]) -> Edit | None:
        """The edit that takes out the items named, None where none is there."""
        bracketed = in_brackets(assignment.text)
        typed = bracketed if isinstance(bracketed, list) else next(lists(assignment.text, assignment.keys))
        wanted = [*typed, *self._items(typed, assignment.keys)]
        whole = [at for at, old in enumerate(there) if _alike(Plain(assignment.text), old)]
        places = whole or [at for at, old in enumerate(there) if any(_alike(item, old) for item in wanted)]
        return Edit(assignment.keys, removed=tuple(places)) if places else None

    def _items(self, typed: list[Value], keys: Keys) -> list[Value]:
        """The items of a list with their names and words as files write them."""
        return [self._meaning.value(item, (*keys, 0)) for item in typed]

    def _fault(
        self, keys: Keys, value: Value, data: Mapping[str, Value], *, at_least: int = 0
    ) -> ValidationFault | None:
        """The fault of a value, were it there; in a list only of items from `at_least` on."""
        first = str(keys[0])
        if first.startswith("x-"):
            return None
        if first in self.workspace.fields:
            return self._own_fault(first, value)
        whole = put_in(data.get(first), keys, 1, value)
        for fault in self._misfits({first: whole}):
            inside = fault.keys[len(keys) : len(keys) + 1]
            is_old = bool(at_least and inside and isinstance(inside[0], int) and inside[0] < at_least)
            shorter = min(len(keys), len(fault.keys))
            if fault.keys[:shorter] == keys[:shorter] and not is_old:
                return fault
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
            return validation_faults(error, given, Feature, tuple(self.workspace.fields))
        return []


def _refused(fault: ValidationFault, assignment: Assignment) -> PmError:
    hint = fault.hint
    if hint is None and assignment.text.lstrip()[:1] in ("[", "{") and in_brackets(assignment.text) is None:
        hint = "the brackets are not closed, or the shell took a part: put all of it in quotes"
    if hint is None and fault.wants_map and _names(fault.keys) == _names(assignment.keys):
        hint = _map_hint(assignment)
    return PmError(fault.message, hint)


def _names(keys: Keys) -> list[str]:
    """The keys without the places of items."""
    return [key for key in keys if isinstance(key, str)]


def _map_hint(assignment: Assignment) -> str | None:
    """A hint at how to write a map: with the keys that it needs, else one of its keys by itself."""
    record = record_at(Feature, assignment.keys)
    if record is None:
        return None
    needed = [name for name, field in record.model_fields.items() if field.is_required()]
    if needed:
        return (
            f"write '{assignment.name}{assignment.operator}{{{', '.join(f'{name}: …' for name in needed)}}}'"
        )
    some = [f"{assignment.name}.{name}=…" for name in list(record.model_fields)[:3]]
    return f"write {' '.join(some)}" if assignment.operator == "=" else None


def _with_all(data: Mapping[str, Value], rest: Sequence[Assignment]) -> Mapping[str, Value]:
    """The data with what is yet to be set, as far as possible: some values are valid only together."""
    after = data
    for assignment in rest:
        text = assignment.text
        with suppress(PmError):
            keys = numbered(assignment.keys, after)
            is_value = assignment.operator == "=" and not is_null(Plain(text.strip()))
            if is_value and not is_list_at(Feature, keys):
                after = edited(after, Edit(keys, in_brackets(text) or Plain(text)))
    return after


def _as_list(edit: Edit, only: Value) -> Edit:
    """What an edit of the items of a list makes of the one that stands there without a list round it."""
    return Edit(edit.keys, [*([] if edit.removed else [only]), *edit.added] or None)


def _alike(value: Value, other: Value) -> bool:
    """Whether two items of a list are the same; one that has an id is known by that."""
    names = [item["id"] if isinstance(item, dict) and "id" in item else item for item in (value, other)]
    return names[0] == names[1]


def missing(assignment: Assignment, features: Sequence[Mapping[str, Value]]) -> PmError:
    """The error where an item is in the lists of none of some features."""
    values = [found_at(data, assignment.keys) for data in features]
    items = [item for value in values if isinstance(value, list) for item in value]
    names = [item.get("id") if isinstance(item, dict) else item for item in items]
    known = sorted({str(name) for name in names if isinstance(name, str)})
    hint = did_you_mean(assignment.text, known) or (f"there are: {', '.join(known[:12])}" if known else None)
    if hint is None and items:
        hint = f"name its place: {assignment.name}[1]= takes the first one out"
    return PmError(f'there is no "{assignment.text}" in {assignment.name}', hint)
