"""Features as people like to read them: long texts as blocks, quotes only where they are needed.

Thousands are written at once, so no scalar is proven by itself; each file as a whole is, in `placing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pmcli.yaml.edit.scalars import writings
from pmcli.yaml.edit.writing import USUAL, entry_lines
from pmcli.yaml.read import Value

_PLAIN: Final = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\\]*", re.UNICODE)
_MISREAD: Final = re.compile(r":(?:\s|$)|\s#|\s$|\t")
_NULLS: Final = frozenset(("null", "Null", "NULL"))
_BLOCK: Final = re.compile(r"\S[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\t]*", re.DOTALL)


def lines_of(data: Mapping[str, Value], column: int) -> list[str]:
    """The lines of a map whose keys stand at `column`."""
    return [line for name, value in data.items() for line in _entry(name, value, column)]


def _entry(name: str, value: Value, column: int) -> list[str]:
    blanks = " " * column
    if isinstance(value, str) and value not in _NULLS:
        if _PLAIN.fullmatch(value) and not _MISREAD.search(value):
            return [f"{blanks}{name}: {value}"]
        if value.endswith("\n") and not value.endswith("\n\n") and _BLOCK.fullmatch(value):
            body = value.removesuffix("\n").split("\n")
            return [f"{blanks}{name}: |", *(f"{blanks}  {line}" if line else "" for line in body)]
        if value and "\n" not in value:
            *_, (quoted, _) = writings('"', value)
            return [f"{blanks}{name}: {quoted}"]
    return entry_lines(name, value, column, USUAL)
