"""The arguments of a call, read: of the right types, none unknown, and words on a command line.

An argument is text of somebody whom nobody knows. Its value stands behind the "=" of its option, or behind
"--", so that it is a value whatever it says, and never an option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.serving.assistants.tools import Kind, Parameter, Tool
from pmcli.writers.json import compact

LONGEST: Final = 50_000
"""Characters of an argument."""
_FIELD = re.compile(r"[^\W_][^=\s]*")
"""Letters first, for no field begins with a dash, and no "=": what comes after it is the value."""
_EXPECTED: dict[Kind, str] = {
    "string": "a text", "integer": "a whole number above 0", "boolean": "true or false",
    "object": 'an object such as {"effort": "3..5"}',
}  # fmt: skip


def read(tool: Tool, given: Mapping[str, object], *, several: bool = False) -> dict[str, Any]:
    """The arguments that say something, by name.

    Raises:
        PmError: one is unknown, of another type or missing.
    """
    known = {parameter.name: parameter for parameter in tool.taking(several=several)}
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or f"it takes {', '.join(known)}"
            raise PmError(f'{tool.name} takes no "{_short(name)}"', hint)
    values = {name: _value(known[name], value) for name, value in given.items() if value is not None}
    for parameter in tool.parameters[: tool.needed]:
        if parameter.name not in values:
            raise PmError(f"{tool.name} needs {parameter.name}", parameter.about or None)
    return {name: value for name, value in values.items() if value is not False}


def _value(parameter: Parameter, value: object) -> object:
    if not _is_of(parameter.kind, value):
        raise PmError(f"{parameter.name}: found {_short(value)}, expected {_EXPECTED[parameter.kind]}")
    text = value if isinstance(value, str) else compact(value)
    if "\0" in text or "\\u0000" in text:
        raise PmError(f"{parameter.name}: a text has no NUL characters")
    if len(text) > LONGEST:
        raise PmError(f"{parameter.name}: more than {LONGEST:,} characters", "put them into the file by hand")
    if parameter.words and value not in parameter.words:
        hint = did_you_mean(str(value), parameter.words) or f"write one of {', '.join(parameter.words)}"
        raise PmError(f'{parameter.name} knows no "{_short(value)}"', hint)
    return value


def _is_of(kind: Kind, value: object) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "object":
        return isinstance(value, dict)
    return isinstance(value, str)


def _short(value: object) -> str:
    """A value in a few letters, as JSON has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "an object"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


# --- words on a command line ---


def words(tool: Tool, values: Mapping[str, Any]) -> list[str]:
    """The options and words of a command that these arguments ask for.

    Raises:
        PmError: an id or a field is none, and would mean something else on a command line.
    """
    options: list[str] = []
    places: list[str] = []
    for parameter in tool.parameters:
        value = values.get(parameter.name)
        if value is None or parameter.own:
            continue
        texts = list(_assignments(parameter, value)) if isinstance(value, dict) else [value]
        if parameter.option:
            options += [parameter.option if text is True else f"{parameter.option}={text}" for text in texts]
        else:
            places += texts
    if tool.writes and any(
        not values[name] or "=" in values[name] for name in ("id", "target") if name in values
    ):
        raise PmError(f'there is no feature "{_short(values["id"])}"', "one id, as rank has it")
    return [*options, "--", *places] if places else options


def _assignments(parameter: Parameter, fields: Mapping[str, object]) -> Iterator[str]:
    """Fields and values as `pm set` takes them; null takes a field out, lists and maps are in brackets."""
    for field, value in fields.items():
        if not _FIELD.fullmatch(field):
            raise PmError(
                f'{parameter.name}: "{_short(field)}" is no field', "such as effort, rice.reach or tags+"
            )
        text = "" if value is None else value if isinstance(value, str) else compact(value)
        yield f"{field}={text}"
