"""Faults that Pydantic finds in data, in words and with their keys; and the data without them."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pmcli.model.backlog import Keys, Part
from pmcli.model.diagnostic import Guess, did_you_mean, nearest
from pmcli.model.naming import alike
from pmcli.model.record import Record
from pmcli.model.values import is_empty, shown

UNKNOWN_KEY = ("PM101", "unknown-key")
BAD_VALUE = ("PM102", "bad-value")
MISSING_KEY = ("PM103", "missing-key")
_MAPS = ("dict_type", "model_type", "model_attributes_type")
"""Pydantic's names for a value that should be a map."""
HINTED = 50
"""The faults of a feature that get a hint, the first of them; a file with more is no slip of the pen."""


class Inside(Guess):
    """A hint that the key stands inside another one: `outer` and `inner` are both."""

    outer: str
    inner: str

    @classmethod
    def of_keys(cls, outer: str, inner: str) -> Self:
        """The hint as it is written in a file."""
        hint = cls.of(f"{outer}: {{{inner}: …}}")
        hint.outer, hint.inner = outer, inner
        return hint


@dataclass(frozen=True, slots=True)
class ValidationFault:
    """A value or key in the data that does not fit its record.

    `wants_map` says that anything but a map stands where one must be. `gist` is as in a diagnostic. `meant`
    is the word that the value differs from in case or dashes alone, "" where there is none.
    """

    rule: tuple[str, str]
    keys: Keys
    part: Part
    message: str
    hint: str | None = None
    wants_map: bool = False
    gist: str | None = None
    meant: str = ""


def validation_faults(
    error: ValidationError, data: Any, record: type[Record], also: tuple[str, ...] = ()
) -> list[ValidationFault]:
    """The faults that `error` found in `data`, which did not fit `record`, in Pydantic's order.

    `also` are keys that the top of the data may have besides the record's own. What is wrong only because
    pm.yaml is wrong is left out.
    """
    details = [detail for detail in error.errors(include_url=False) if detail["type"] != "cascade"]
    return [
        _fault(detail, data, record, also, hinted=number < HINTED) for number, detail in enumerate(details)
    ]


def _fault(
    detail: ErrorDetails, data: Any, record: type[Record], also: tuple[str, ...], *, hinted: bool
) -> ValidationFault:
    keys = _keys(data, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(keys, record, also, hinted=hinted)
    if kind == "missing":
        key = str(detail["loc"][-1])
        inside = keys[:-1] if keys[-1:] == (key,) else keys
        where = f' in "{dotted(inside)}"' if inside else ""
        state = "is empty" if inside != keys else "is missing"
        return ValidationFault(
            MISSING_KEY, keys, "value", f'the key "{key}" {state}{where}', f"write {key}: …"
        )
    context = detail.get("ctx", {})
    if kind == "wrong":
        keys = (*keys, *_keys(value_at(data, keys), context["at"]))
        message, hint = context["message"], context["hint"]
        is_key = keys and isinstance(value_at(data, keys[:-1]), dict)
        if is_key and str(keys[-1]).isdigit() and is_empty(value_at(data, keys)):
            message, hint = (
                f'the comma ends the value before it, and "{keys[-1]}" is read as a key',
                _NO_COMMA,
            )
    else:
        message, hint = _words(kind, value_at(data, keys), detail)
    on_key = context.get("part") == "key" or (detail["loc"] and detail["loc"][-1] == "[key]")
    part: Part = "key" if on_key else "value"
    name = dotted(keys)
    message = f"{name}: {message}" if name else message
    word = _meant(value_at(data, keys), record, keys) if part == "value" and kind == "wrong" else ""
    return ValidationFault(BAD_VALUE, keys, part, message, hint, wants_map=kind in _MAPS, meant=word)


def _meant(value: Any, record: type[Record], keys: Keys) -> str:
    """The one word that may stand there and differs from a value in case or dashes alone; else ""."""
    from pmcli.model.canonical import words_at  # only where something is wrong

    same = alike(value, words_at(record, keys)) if isinstance(value, str) else []
    return same[0] if len(same) == 1 and same[0] != value else ""


def _words(kind: str, value: Any, detail: ErrorDetails) -> tuple[str, str | None]:
    """The message and hint for a value of the wrong shape, which Pydantic itself finds."""
    if kind in ("tuple_type", "list_type"):
        hint = f"write [{value}]" if isinstance(value, str) else None
        return f"found {shown(value)}, expected a list", hint
    if kind in _MAPS:
        return f"found {shown(value)}, expected a map", None
    return detail["msg"][:1].lower() + detail["msg"][1:], None


def _unknown_key(keys: Keys, record: type[Record], also: tuple[str, ...], *, hinted: bool) -> ValidationFault:
    key = str(keys[-1])
    if not hinted:
        return ValidationFault(UNKNOWN_KEY, keys, "key", f'unknown key "{key}"')
    known = fields_at(record, keys[:-1])
    if len(keys) == 1:
        known = (*known, *also)
    where = f' in "{dotted(keys[:-1])}"' if len(keys) > 1 else ""
    return ValidationFault(
        UNKNOWN_KEY, keys, "key", f'unknown key "{key}"{where}', _key_hint(key, keys, record, known)
    )


_NO_COMMA = "a comma inside { } or [ ] ends the value: write 1200, not 1,200"
_ELSEWHERE = {
    "name": "title", "summary": "title", "estimate": "effort", "size": "effort", "points": "effort",
    "story_points": "effort", "assignee": "owner", "due": "deadline", "due_date": "deadline",
    "labels": "tags", "epic": "parent", "state": "status",
    "depends": "depends_on", "blocked_by": "depends_on",
    "requires": "depends_on", "dependencies": "depends_on", "kind": "type", "body": "description",
    "quarter": "target", "period": "target", "score": "rice",
}  # fmt: skip


def _key_hint(key: str, keys: Keys, record: type[Record], known: tuple[str, ...]) -> str | None:
    if key.isdigit():
        return _NO_COMMA
    if (near := did_you_mean(key, known)) and (len(keys) > 1 or _ELSEWHERE.get(key) not in known):
        return near
    if len(keys) > 1:
        return None
    if key in ("blocks", "unlocks"):
        return 'write depends_on in the feature that waits; pm derives what it "unlocks"'
    if key in _ELSEWHERE and _ELSEWHERE[key] in known:
        return Guess.of(f'"{_ELSEWHERE[key]}"')
    for outer in record.model_fields:
        if (inner := nearest(key, fields_at(record, (outer,)))) is not None:
            return Inside.of_keys(outer, inner)
    return "keys of your own begin with x-, or are declared under fields: in pm.yaml"


def dotted(keys: Keys) -> str:
    """Keys as people read them, items counted from 1: `effort.web`, `decisions[1].until`."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key + 1}]"
        else:
            text += f".{key}" if text else str(key)
    return text


def value_at(data: Any, keys: Keys) -> Any:
    """The value at the end of `keys` through `data`."""
    for key in keys:
        data = data[key]
    return data


def _keys(data: Any, loc: tuple[str | int, ...]) -> Keys:
    """The keys through `data` that Pydantic's place `loc` means.

    Records that take a short form (`deadline: 2027-01-31`) have steps in their place that the data lacks:
    those are left out.
    """
    keys: list[str | int] = []
    for step in loc:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            data = data[step]
            keys.append(step)
    return tuple(keys)


def fields_at(record: type[Record], keys: Keys) -> tuple[str, ...]:
    """The keys that the record at the end of `keys` may have."""
    fields: type[Record] | None = record
    for key in keys:
        if fields is None:
            return ()
        if isinstance(key, int) or key not in fields.model_fields:
            continue
        fields = next(records_in(fields.model_fields[key].annotation), None)
    return fields.written() if fields is not None else ()


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """The records somewhere inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    elif get_origin(annotation) is not None:
        for inner in get_args(annotation):
            yield from records_in(inner)


def pruned(data: Any, error: ValidationError) -> tuple[Any, set[Keys]]:
    """A copy of `data` without what `error` found wrong, and the keys of that; None where the whole is wrong.

    A key that is missing at the top cannot be cut: the caller puts a stand-in there.
    """
    copy = deepcopy(data)
    faulty: set[Keys] = set()
    for detail in error.errors(include_url=False):
        keys = _keys(copy, detail["loc"])
        if detail["type"] in ("wrong", "cascade"):
            keys = (*keys, *_keys(value_at(copy, keys), detail["ctx"]["at"]))
        if keys or detail["type"] != "missing":
            faulty.add(keys)
    if () in faulty:
        return None, faulty
    for keys in sorted(faulty, key=lambda keys: [(isinstance(key, int), key) for key in keys], reverse=True):
        with suppress(KeyError, IndexError):  # a part of something cut already
            del value_at(copy, keys[:-1])[keys[-1]]
    return copy, faulty
