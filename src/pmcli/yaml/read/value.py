"""Data as they are read: plain lists and maps, in which a scalar is still its source text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias, Union

from pmcli.model.diagnostic import Diagnostic


class Plain(str):
    """The source text of a plain (unquoted) scalar; what it means is for the reader's field to say.

    The empty Plain is null. Text that was quoted, or is a block scalar, is an exact `str`.
    """

    __slots__ = ()


Value: TypeAlias = Union[str, "list[Value]", "dict[str, Value]"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file: lines and columns count from 1, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One document of a YAML stream. What is aliased is one object in several places: do not change it."""

    data: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of a file that hold anything, and its faults, by place.

    A fault that hides data (a syntax error) ends the reading: the documents before it are there.
    """

    documents: tuple[YamlDocument, ...]
    faults: tuple[Diagnostic, ...]

    @property
    def error(self) -> Diagnostic | None:
        """The first fault that is an error, None where there is none."""
        return next((fault for fault in self.faults if fault.severity == "error"), None)


_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_WORDS: dict[str, object] = (
    dict.fromkeys(_NULLS)
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf"))
    | dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf"))
    | dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
)
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INT_DIGITS = 4300  # what Python reads without being asked twice; a longer one is a float


def is_null(value: object) -> bool:
    """Whether `value` says nothing: empty, `~` or `null`, unquoted."""
    return value.__class__ is Plain and value in _NULLS


def resolve(value: Value) -> object:
    """The meaning of `value` in the YAML 1.2 core schema: plain text may be None, a bool, an int or a float.

    Source: YAML 1.2.2 (2021), § 10.3.2, https://yaml.org/spec/1.2.2/#1032-tag-resolution
    """
    if isinstance(value, list):
        return [resolve(item) for item in value]
    if isinstance(value, dict):
        return {key: resolve(item) for key, item in value.items()}
    return _plain(value) if isinstance(value, Plain) else value


def _plain(text: Plain) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) <= _INT_DIGITS:
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else str(text)
