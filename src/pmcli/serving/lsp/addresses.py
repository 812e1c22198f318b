"""The addresses by which editors name files, and their paths."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname


def path_of(address: str) -> str | None:
    """The path of a file with this address; None of what is no file, such as a text without a name yet."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme != "file" or "\0" in (path := _decoded(parts.path)) or not path:
        return None
    return os.path.normpath(path)


def _decoded(path: str) -> str:
    return url2pathname(path) if os.name == "nt" else os.fsdecode(unquote_to_bytes(path))


def address_of(path: str | Path) -> str:
    """The address of a file, also of one whose name is no UTF-8."""
    return Path(path).as_uri()
