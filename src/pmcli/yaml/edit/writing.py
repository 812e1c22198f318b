"""Plain data as YAML text, in the way people write it: what is short on one line, the rest below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pmcli.yaml.edit.key_path import is_flow
from pmcli.yaml.edit.scalars import writings
from pmcli.yaml.edit.source_text import CannotEdit, SourceText
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.reader import read
from pmcli.yaml.read.value import Value, is_null

WIDTH: Final = 110
"""Data that are no longer than this, in characters, stand on one line."""
LONG: Final = 40
"""A list with a text longer than this has a line for each."""
_SAFE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._%+/-]*[A-Za-z0-9%])?")
_KEY: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_WORDS: Final = frozenset(("null", "Null", "NULL", "~", ""))
_ODD_KEYS: Final = frozenset(("<<", "=", "-", "---", "..."))
"""Keys that YAML, or another reader of it, takes for something else than text."""


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a file: by how many columns lists are indented below their key."""

    list_indent: int = 2

    @classmethod
    def of(cls, source: SourceText) -> Style:
        """The style of a file; the usual one where it has no list that shows it."""
        waiting = list(source.roots)
        while waiting:
            node = waiting.pop(0)
            for pair in node.pairs or ():
                if pair.value is None or pair.value.target is not None:
                    continue
                if pair.value.items and not is_flow(source, pair.value):
                    indent = source.column(pair.value.start) - source.column(pair.key.start)
                    return cls(indent if indent in (0, 2, 4) else 2)
                waiting.append(pair.value)
            waiting += node.items or ()
        return cls()


USUAL: Final = Style()


def plain_data(data: object) -> Value:
    """The data with scalars as their source text; without what says nothing (an unquoted null)."""
    if isinstance(data, dict):
        return {str(key): plain_data(value) for key, value in data.items() if not _says_nothing(value)}
    if isinstance(data, list | tuple):
        return [plain_data(value) for value in data if not _says_nothing(value)]
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        return f"{data:.15g}"
    return str(data)


def _says_nothing(data: object) -> bool:
    return data is None or is_null(data)


def compose(data: object) -> bytes:
    """A map (or a list of maps) as the text of a new file.

    Raises:
        CannotEdit: it cannot be written so that it reads as the same.
    """
    plain = plain_data(data)
    if isinstance(plain, dict):
        lines = [line for name, value in plain.items() for line in entry_lines(name, value, 0, USUAL)]
    else:
        lines = [line for value in plain for line in item_lines(value, 0, USUAL)]
    text = "".join(f"{line}\n" for line in lines)
    try:
        written = text.encode()
    except UnicodeEncodeError:
        raise CannotEdit("the new text holds half a character") from None
    reading = read(written, "new.yaml")
    if reading.faults or [document.data for document in reading.documents] != [plain]:
        raise CannotEdit("it cannot be written in a way that reads as the same")
    return written


# --- lines ---


def entry_lines(name: str, data: Value, column: int, style: Style) -> list[str]:
    """The lines of a key with its value in a block map whose keys stand at `column`."""
    key = key_text(name)
    head, rest = value_lines(data, column, len(key) + 1, style)
    return [f"{' ' * column}{key}:{head}", *rest]


def item_lines(
    data: Value, column: int, style: Style, dash: str = "- ", *, flow: bool | None = None
) -> list[str]:
    """The lines of an item in a block list whose dashes stand at `column`; a map in brackets with `flow`."""
    inner = column + len(dash)
    if isinstance(data, dict) and data and not (fits(data, inner) if flow is None else flow):
        lines = [line for name, value in data.items() for line in entry_lines(name, value, inner, style)]
        return [" " * column + dash + lines[0][inner:], *lines[1:]]
    if isinstance(data, str):
        head, rest = _scalar_lines(data, inner - 2)
        return [" " * column + dash + head[1:], *rest]
    return [" " * column + dash + inline(data)]


def value_lines(data: Value, column: int, lead: int, style: Style) -> tuple[str, list[str]]:
    """The text behind a key at `column` in its line (`lead` characters wide), and the lines below."""
    if isinstance(data, str):
        return _scalar_lines(data, column)
    if fits(data, column + lead + 1):
        return f" {inline(data)}", []
    if isinstance(data, dict):
        inner = column + 2
        return "", [line for name, value in data.items() for line in entry_lines(name, value, inner, style)]
    return "", [line for value in data for line in item_lines(value, column + style.list_indent, style)]


def _scalar_lines(value: str, column: int) -> tuple[str, list[str]]:
    if "\n" in value:
        body = value.rstrip("\n")
        ends = len(value) - len(body)
        header = "|-" if not ends else "|" if ends == 1 else "|+"
        lines = [" " * (column + 2) + line if line else "" for line in body.split("\n")]
        lines += [""] * (ends - 1)
        shifted = "\n".join(line[column:] for line in lines)
        if body and _reads(f"k: {header}\n{shifted}" + "\n" * bool(ends), value):
            return f" {header}", lines
    return f" {scalar(value, flow=False)}", []


def fits(data: Value, column: int) -> bool:
    """Whether people would write it on one line, from `column` on."""
    if isinstance(data, list):
        short = all(isinstance(item, str) and len(item) <= LONG for item in data)
        return not data or (short and _is_narrow(data, column))
    return _is_narrow(data, column)


def _is_narrow(data: Value, column: int) -> bool:
    if _has_breaks(data):
        return False
    return column + len(inline(data)) <= WIDTH


def _has_breaks(data: Value) -> bool:
    if isinstance(data, str):
        return "\n" in data
    return any(_has_breaks(value) for value in (data.values() if isinstance(data, dict) else data))


# --- pieces ---


def inline(data: Value) -> str:
    """Data in brackets, or a scalar, on one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key_text(name)}: {inline(value)}" for name, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(inline(value) for value in data) + "]"
    return scalar(data, flow=True)


def key_text(name: str) -> str:
    """A key as it is written, within brackets too."""
    if _KEY.fullmatch(name) and name not in _WORDS:
        return name
    written = scalar(name, flow=True)
    return f'"{name}"' if written == name and name in _ODD_KEYS else written


@lru_cache(maxsize=4096)
def scalar(value: str, *, flow: bool) -> str:
    """A scalar on one line; in quotes only where it would be misread without (text that says null is)."""
    safe = _SAFE.fullmatch(value) is not None and value not in _WORDS
    if safe:
        return value
    *_, last = choices = list(writings("", value))
    for written, meant in choices:
        if is_null(meant):
            continue
        if _reads(f"[{written}]" if flow else f"- {written}\n", [meant]) and _reads(
            f"{{k: {written}}}" if flow else f"k: {written}\n", {"k": meant}
        ):
            return written
    return last[0]


def _reads(text: str, data: Value) -> bool:
    """Whether a text reads as some data, with nothing wrong in it; what is told of one key is its value."""
    try:
        reading = read(text.encode(), "a.yaml")
    except UnicodeEncodeError:
        return False
    wanted = {"k": data} if isinstance(data, str) else data
    return not reading.faults and [document.data for document in reading.documents] == [wanted]


def is_inline(source: SourceText, node: PlaceNode) -> bool:
    """Whether a list or a map is written in brackets."""
    return node.target is None and node.text is None and is_flow(source, node)
