"""What pm wrote between markers of a file of somebody's own: it is looked at, and never read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pmcli.importing.sources.importer import Source

_MARKER: Final = re.compile(rb"<!-- (/?)(pm:[A-Za-z0-9][\w.:-]*) -->")


def without_own_parts(source: Source) -> tuple[Source, tuple[str, ...]]:
    """The source with blank lines where pm wrote between its markers, and the names of these markers."""
    names: dict[str, None] = {}
    if source.data is not None:
        return replace(source, data=_blanked(source.data, names)), tuple(names)
    files: Mapping[str, bytes] = {path: _blanked(text, names) for path, text in source.files.items()}
    return replace(source, files=files), tuple(names)


def _blanked(text: bytes, names: dict[str, None]) -> bytes:
    """The text with as many lines as before; `names` are gathered."""
    if b"<!-- /pm:" not in text or text.lstrip()[:1] in (b"{", b"["):
        return text
    pieces, done, opened = list[bytes](), 0, dict[bytes, int]()
    for marker in _MARKER.finditer(text):
        if not marker[1]:
            opened.setdefault(marker[2], marker.end())
        elif (start := opened.get(marker[2], -1)) >= done:
            pieces += [text[done:start], b"\n" * text.count(b"\n", start, marker.start())]
            done = marker.start()
            names[marker[2].decode()] = None
            opened.clear()
    return b"".join([*pieces, text[done:]])
