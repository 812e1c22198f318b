"""The features of a file that lists many, each as its own bytes: to look at one without reading all."""

from __future__ import annotations

import re

_ITEM = re.compile(rb"^- +id *: *[\"']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})[\"']? *(?:#.*)?$")
_INSIDE = (b" ", b"#", b"\n", b"\r")


def list_items(text: bytes) -> dict[str, bytes] | None:
    """The lines of every item of a list by its id, where each begins with `- id:` at the margin; else None.

    Also None where one stands twice. An item is a list of its own when read.
    """
    items: dict[str, list[bytes]] = {}
    lines: list[bytes] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(b"-"):
            match = _ITEM.match(line.rstrip())
            if match is None or (name := match[1].decode("ascii")) in items:
                return None
            lines = items[name] = []
        elif not line.startswith(_INSIDE):
            return None
        lines.append(line)
    return {name: b"".join(lines) for name, lines in items.items()} or None
