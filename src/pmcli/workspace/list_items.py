"""The features of a YAML file that holds many, each as its own bytes: to look at one without reading all."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ID = rb"id *: *[\"']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})[\"']? *"
_FEATURE = rb"(?:" + _ID + rb"(?:#.*)?|\{ *" + _ID + rb"[,}].*)"
_ITEM, _KEY = re.compile(rb"- +" + _FEATURE), re.compile(_FEATURE)
_INSIDE = (b" ", b"#", b"\n", b"\r")
_MARKS = (b"--- ", b"...", b"%", b"-")
"""How lines at the margin begin that make a document something else than a map."""


def list_items(text: bytes) -> dict[str, bytes] | None:
    """The lines of every feature by its id, where each is an item of a list, or a document, that begins so.

    An item is a file of its own when read. None for any other file, and where an id stands twice.
    """
    named = [*(_documents(text) if re.search(rb"^---", text, re.MULTILINE) else _listed(text))]
    items = {name: item for name, item in named if name is not None}
    return items if items and len(items) == len(named) else None


def _listed(text: bytes) -> Iterator[tuple[str | None, bytes]]:
    """The items of a list, None for the id of what is none."""
    items: list[list[bytes]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(b"-"):
            items.append([])
        elif not line.startswith(_INSIDE):
            yield None, line
        if items:
            items[-1].append(line)
    for lines in items:
        yield _name(_ITEM, lines[0]), b"".join(lines)


def _documents(text: bytes) -> Iterator[tuple[str | None, bytes]]:
    """The documents of a file, None for the id of what is no map that begins with one."""
    for document in re.split(rb"^---[ \t]*\r?\n", text, flags=re.MULTILINE):
        lines = document.splitlines(keepends=True)
        first = next((line for line in lines if line.strip() and not line.startswith(b"#")), None)
        if first is not None:
            is_map = not any(line.startswith(_MARKS) for line in lines)
            yield _name(_KEY, first) if is_map else None, b"---\n" + document


def _name(pattern: re.Pattern[bytes], line: bytes) -> str | None:
    match = pattern.fullmatch(line.rstrip())
    return (match[1] or match[2]).decode("ascii") if match is not None else None
