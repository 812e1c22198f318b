"""A word of the command line that is an assignment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.workspace.validation_faults import dotted

Operator: TypeAlias = Literal["=", "+=", "-="]
_WORD = re.compile(r"([^\s=+{}\"']+?)(\+=|-=|=)(.*)", re.DOTALL)
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


def _steps(name: str) -> Iterator[str | int]:
    parts = _STEP.findall(name)
    steps: Keys = tuple(int(number) - 1 if number else word for word, number in parts)
    if dotted(steps) != name or isinstance(steps[0], int):
        raise PmError(f'"{name}" names no field', "write field=value, such as rice.confidence=80%")
    if -1 in steps:
        raise PmError(f'"{name}": items are counted from 1')
    return iter(steps)
