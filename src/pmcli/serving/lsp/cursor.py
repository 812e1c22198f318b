"""Where the cursor stands in a text that is being typed: the keys above it, by lines and indentation alone.

What is typed is hardly ever YAML that can be read, so nothing of it is read: a line begins with blanks, then
the dashes of lists, then perhaps a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pmcli.model.backlog import Keys

_LINE: Final = re.compile(r"(?P<blank> *)(?P<dashes>(?:-(?: +|$))*)(?P<rest>.*)")
_KEY: Final = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#:,\[\]{}][^#:,\[\]{}]*?)\s*:(?=\s|$)""")
_WORD: Final = re.compile(r"[\w.-]*")
_CODES: Final = re.compile(r"(?:^|\s)#\s*pm:\s*ignore(?:-file)?\s(?P<codes>(?:(?!because)[^#])*)$")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The keys that lead to what is being typed, what of it stands before the cursor, and where that is.

    Those of a "key" lead to its map. A "value" may still become one, that of a list's item: `may_be_key` says
    so. `beside` are the keys that the map has already. `start` and `end` are columns of the line, from 0, of
    the word that is typed. A "code" is one in a comment `# pm: ignore`.
    """

    part: Literal["key", "value", "code"]
    keys: Keys
    typed: str
    start: int
    end: int
    may_be_key: bool = False
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shape:
    """A line: the columns of its dashes, that of what follows them, and the key there, if any."""

    dashes: tuple[int, ...]
    column: int
    key: str | None
    rest: str


def cursor(lines: Sequence[str], number: int, column: int) -> Cursor | None:
    """Where the cursor stands, at a column of a line, both from 0; None where nothing can be said.

    That is in a comment, in a text of several lines, and in words that are prose.
    """
    line = lines[number] if number < len(lines) else ""
    before = line[:column]
    end = column + len(_WORD.match(line, column)[0])  # type: ignore[index]  # it always matches
    if (comment := _CODES.search(before)) is not None:
        typed = re.split(r"[\s,:]", comment["codes"])[-1]
        return Cursor("code", (), typed, column - len(typed), end)
    if re.search(r"(?:^|\s)#", before):
        return None
    shape = _shape(before)
    above = _above(lines, number, shape)
    if shape.key is None and not shape.rest.startswith(("[", "{")):
        typed = shape.rest.lstrip("\"'")
        keys = (*above, 0) if shape.dashes else above
        start = column - len(typed)
        beside = _beside(lines, number, shape)
        if " " in typed:
            return None
        part: Literal["key", "value"] = "value" if shape.dashes else "key"
        return Cursor(part, keys, typed, start, end, may_be_key=True, beside=beside)
    keys = (*above, *([0] if shape.dashes else []))
    return _behind(shape, keys, column, end)


def _behind(shape: _Shape, keys: Keys, column: int, end: int) -> Cursor:
    """Behind a key and its colon, or in a list or map in one line."""
    rest = shape.rest
    if shape.key is not None:
        keys = (*keys, shape.key)
        match = _KEY.match(rest)
        rest = rest[match.end() :] if match is not None else rest
    typed, part, keys, beside = _in_flow(rest.lstrip(), keys)
    typed = typed.lstrip("\"'")
    return Cursor(part, keys, typed, column - len(typed), end, part == "key", beside)


def _in_flow(text: str, keys: Keys) -> tuple[str, Literal["key", "value"], Keys, frozenset[str]]:
    """What is typed in a value in one line: `[a, b`, `{id: a, ki`, `a`."""
    open_: list[tuple[str, Keys, set[str]]] = []
    part: Literal["key", "value"] = "value"
    current, at = "", keys
    quote = ""
    for sign in text:
        if quote:
            current, quote = current + sign, "" if sign == quote else quote
        elif sign in "\"'" and not current.strip():
            current, quote = sign, sign
        elif sign in "[{":
            inner = (*at, 0) if sign == "[" else at
            open_.append((sign, inner, set()))
            current, at, part = "", inner, "value" if sign == "[" else "key"
        elif sign in "]}" and open_:
            open_.pop()
            current, at = "", open_[-1][1] if open_ else keys
        elif sign == "," and open_:
            current, at, part = "", open_[-1][1], "value" if open_[-1][0] == "[" else "key"
        elif sign == ":" and open_ and open_[-1][0] == "{" and part == "key":
            key = current.strip().strip("\"'")
            open_[-1][2].add(key)
            current, at, part = "", (*open_[-1][1], key), "value"
        else:
            current += sign
    beside = frozenset(open_[-1][2]) if open_ else frozenset()
    return current.lstrip(), part, at, beside


def _shape(line: str) -> _Shape:
    match = _LINE.match(line)
    if match is None:  # a line that begins with a tab: the pattern takes any other
        return _Shape((), 0, None, line)
    first = len(match["blank"])
    dashes = tuple(first + at for at, sign in enumerate(match["dashes"]) if sign == "-")
    key = _KEY.match(match["rest"])
    name = key["key"].strip("\"'") if key is not None else None
    return _Shape(dashes, match.start("rest"), name, match["rest"])


def _above(lines: Sequence[str], number: int, here: _Shape) -> Keys:
    """The keys that lead to the line: of lists to the item's list, else to the map of its key."""
    keys: list[str | int] = [0] * max(len(here.dashes) - 1, 0)
    column, is_item = (here.dashes[0], True) if here.dashes else (here.column, False)
    for line in reversed(lines[:number]):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith(("---", "...")):
            break
        shape = _shape(line)
        if is_item and column in shape.dashes:
            continue  # an item before
        is_above = shape.column <= column if is_item else shape.column < column
        if not is_item and shape.column == column and shape.dashes:  # the first key of this item
            keys += [0] * len(shape.dashes)
            column, is_item = shape.dashes[0], True
        elif is_above and shape.key is not None and (not shape.dashes or shape.dashes[0] < column):
            keys.append(shape.key)
            keys += [0] * len(shape.dashes)
            column, is_item = (shape.dashes[0], True) if shape.dashes else (shape.column, False)
        if column == 0 and not is_item:
            break
    return tuple(reversed(keys))


def _beside(lines: Sequence[str], number: int, here: _Shape) -> frozenset[str]:
    """The keys that stand in the same map as the line, above and below it."""
    found: set[str] = set()
    if not here.dashes:
        found |= _keys_of(reversed(lines[:number]), here.column, upwards=True)
    return frozenset(found | _keys_of(iter(lines[number + 1 :]), here.column, upwards=False))


def _keys_of(some: Iterable[str], column: int, *, upwards: bool) -> set[str]:
    found: set[str] = set()
    for line in some:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        shape = _shape(line)
        if line.startswith("---") or (shape.dashes and shape.column == column and not upwards):
            break
        if (shape.dashes[0] if shape.dashes else shape.column) < column and shape.column != column:
            break
        if shape.column == column and shape.key is not None:
            found.add(shape.key)
        if shape.dashes and shape.column == column:
            break
    return found
