"""A word of the command line that is an assignment, and the values that its text may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from pmcli.model.backlog import Keys
from pmcli.model.canonical import ids_or_words_at, is_list_at
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.workspace.validation_faults import dotted
from pmcli.yaml.read import Plain, Value, read

Operator: TypeAlias = Literal["=", "+=", "-="]
_WORD = re.compile(r"([^\s=+{}\"']+?)(\+=|-=|=)(.*)", re.DOTALL)
_DIGITS = 9
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment: the keys of the value, the operator, and the text behind it."""

    keys: Keys
    operator: Operator
    text: str

    @classmethod
    def parse(cls, word: str) -> Assignment | None:
        """The assignment that a word of the command line is; None where it is none.

        Raises:
            PmError: the keys in it cannot be read.
        """
        match = _WORD.fullmatch(word)
        if match is None:
            return None
        name, operator, text = match.groups()
        return cls(tuple(_steps(name)), cast("Operator", operator), text)

    @property
    def name(self) -> str:
        """The keys as people write them, such as effort.web."""
        return dotted(self.keys)


def _shortened(step: re.Match[str]) -> str:
    """A step of keys, a long number in it cut."""
    return f"[{step[2][:_DIGITS]}…]" if step[2] and len(step[2]) > _DIGITS else step[0]


def _steps(name: str) -> Iterator[str | int]:
    parts = _STEP.findall(name)
    if any(len(number) > _DIGITS for _, number in parts):
        raise PmError(
            f'"{_STEP.sub(_shortened, name)}": no list has so many items', "items are counted from 1"
        )
    steps: Keys = tuple(int(number) - 1 if number else word for word, number in parts)
    if dotted(steps) != name or isinstance(steps[0], int):
        raise PmError(f'"{name}" names no field', "write field=value, such as rice.confidence=80%")
    if -1 in steps:
        raise PmError(f'"{name}": items are counted from 1')
    return iter(steps)


# --- the values that a text may mean ---


def candidates(text: str, keys: Keys) -> Iterator[Value]:
    """The values that a text may mean, the likeliest first."""
    bracketed = in_brackets(text)
    if bracketed is not None and str(keys[0]).startswith("x-"):
        yield bracketed
    if is_list_at(Feature, keys):
        yield from lists(text, keys)
    yield Plain(text)
    if bracketed is not None:
        yield bracketed
    elif (quoted := _in_quotes(text)) is not None:
        yield quoted


def lists(text: str, keys: Keys) -> Iterator[list[Value]]:
    """The lists of items that a text may mean, the likeliest first."""
    bracketed = in_brackets(text)
    if ids_or_words_at(Feature, keys) and bracketed is None:
        pieces = (piece.strip() for piece in text.split(","))
        yield [Plain(piece) for piece in dict.fromkeys(pieces) if piece]
    elif isinstance(bracketed, list):
        yield bracketed
    else:
        yield [Plain(text) if bracketed is None else bracketed]


def in_brackets(text: str) -> Value | None:
    """The list or the map that a text is in YAML; None where it is none."""
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in (("[", "]"), ("{", "}")):
        return None
    value = _in_yaml(stripped)
    return None if isinstance(value, str) else value


def _in_quotes(text: str) -> Value | None:
    """The text in the quotes of YAML; None where there are none."""
    stripped = text.strip()
    if len(stripped) < 2 or stripped[0] != stripped[-1] or stripped[0] not in "\"'":
        return None
    return _in_yaml(stripped)


def _in_yaml(text: str) -> Value | None:
    """The one value that a text is in YAML; None where it is not one."""
    reading = read(text.encode("utf-8", "replace"), "value")
    if reading.faults or len(reading.documents) != 1:
        return None
    return reading.documents[0].data
