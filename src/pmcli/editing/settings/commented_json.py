"""Entries put into JSON with comments, such as the settings of VS Code and Zed: nothing else is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

_SPACE: Final = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_WORD: Final = re.compile(r"[-+\w.]+")
_INDENT: Final = re.compile(r"\n([ \t]+)\S")


class UnsafeError(Exception):
    """A text that cannot be changed without a risk to what stands in it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object, and where its value stands."""

    key: str
    start: int
    end: int


def with_value(text: str, keys: Sequence[str], value: Any) -> str:
    """The text with a value at the keys that lead to it; objects on the way are made where they lack.

    A text without anything in it is an empty object. A value that says the same already stays as it is.

    Raises:
        UnsafeError: the text is no JSON, or something else than an object stands on the way.
    """
    if not text.strip().lstrip("\ufeff"):
        text = "{\n}\n"
    start = _past_space(text, len(text) - len(text.lstrip("\ufeff")))
    end = _end_of_value(text, start)
    if _past_space(text, end) != len(text):
        raise UnsafeError
    indent = found[1] if (found := _INDENT.search(text)) else "  "
    return _put(text, start, tuple(keys), value, indent, 1)


def read(text: str) -> Any:
    """The data of JSON with comments and trailing commas.

    Raises:
        UnsafeError: it is none.
    """
    plain = re.sub(
        rf"({_STRING.pattern})|//[^\n]*|/\*.*?\*/", lambda found: found[1] or " ", text, flags=re.DOTALL
    )
    plain = re.sub(rf"({_STRING.pattern})|,(?=\s*[}}\]])", lambda found: found[1] or "", plain)
    try:
        return json.loads(plain.lstrip("\ufeff"))
    except ValueError:
        raise UnsafeError from None


def _put(text: str, start: int, keys: tuple[str, ...], value: Any, indent: str, depth: int) -> str:
    if text[start : start + 1] != "{":
        raise UnsafeError
    members, close, has_comma = _members(text, start)
    same = [member for member in members if member.key == keys[0]]
    if len(same) > 1:
        raise UnsafeError
    if same and len(keys) > 1:
        return _put(text, same[0].start, keys[1:], value, indent, depth + 1)
    for key in reversed(keys[1:]):
        value = {key: value}
    written = _written(value, indent, depth)
    if same:
        if read(text[same[0].start : same[0].end]) == value:
            return text
        return text[: same[0].start] + written + text[same[0].end :]
    entry = f"{json.dumps(keys[0], ensure_ascii=False)}: {written}"
    return _added(text, (start, close), members, entry, indent * depth, has_comma=has_comma)


def _added(
    text: str, span: tuple[int, int], members: Sequence[Member], entry: str, indent: str, *, has_comma: bool
) -> str:  # fmt: skip
    """The text with another member at the end of an object, behind the comments that stand there."""
    start, close = span
    end = close
    while end - 1 > start and text[end - 1].isspace():
        end -= 1
    is_inline = bool(members) and "\n" not in text[start:close]
    last = members[-1].end if members else end
    comma = "," if members and not has_comma else ""
    lead, tail = (" ", text[end:close]) if is_inline else (f"\n{indent}", text[end:close])
    if not is_inline and "\n" not in tail:
        line = text[text.rfind("\n", 0, start) + 1 : start]
        tail = "\n" + line[: len(line) - len(line.lstrip())]
    return text[:last] + comma + text[last:end] + lead + entry + tail + text[close:]


def _written(value: Any, indent: str, depth: int) -> str:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return text.replace("\n", f"\n{indent * depth}")


def _members(text: str, start: int) -> tuple[list[Member], int, bool]:
    """The members of an object, where it closes, and whether a comma stands behind the last of them."""
    members: list[Member] = []
    has_comma = False
    at = _past_space(text, start + 1)
    while text[at : at + 1] != "}":
        key = _STRING.match(text, at)
        if key is None or (members and not has_comma):
            raise UnsafeError
        colon = _past_space(text, key.end())
        if text[colon : colon + 1] != ":":
            raise UnsafeError
        begin = _past_space(text, colon + 1)
        end = _end_of_value(text, begin)
        members.append(Member(json.loads(key[0]), begin, end))
        at = _past_space(text, end)
        has_comma = text[at : at + 1] == ","
        at = _past_space(text, at + 1) if has_comma else at
    return members, at, has_comma


def _end_of_value(text: str, start: int) -> int:
    first = text[start : start + 1]
    if first == '"':
        found = _STRING.match(text, start)
    elif first in ("{", "["):
        return _end_of_brackets(text, start)
    else:
        found = _WORD.match(text, start)
    if found is None:
        raise UnsafeError
    return found.end()


def _end_of_brackets(text: str, start: int) -> int:
    depth = 0
    for at, sign in _signs(text, start):
        depth += 1 if sign in "{[" else -1
        if depth == 0:
            return at + 1
    raise UnsafeError


def _signs(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The brackets from a place on that stand in no text and in no comment."""
    at = start
    while at < len(text):
        if text[at] == '"':
            found = _STRING.match(text, at)
            if found is None:
                raise UnsafeError
            at = found.end()
        elif text.startswith(("//", "/*"), at):
            after = _past_space(text, at)
            if after == at:
                raise UnsafeError
            at = after
        else:
            if text[at] in "{}[]":
                yield at, text[at]
            at += 1


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
