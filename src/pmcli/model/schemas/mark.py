"""The schemas that stand in a workspace: their place, and the mark by which one is known to be pm's."""

from __future__ import annotations

import re
from posixpath import dirname, relpath
from typing import Final

FOLDER: Final = "schema"
"""The folder of a workspace in which its schemas stand."""
FEATURE_SCHEMA: Final = f"{FOLDER}/feature.schema.json"
"""The one that is there where any is."""
MARK: Final = "pm schema "
"""What the comment of a schema begins with; behind it stands `Own.mark`."""
_COMMENT: Final = re.compile(rf'"\$comment"\s*:\s*"{MARK}([0-9a-f]*)"')
LONGEST_HEAD: Final = 400
"""The bytes at the beginning of a schema within which its mark stands."""


def mark_in(head: str) -> str | None:
    """The mark of a schema by its beginning; None where pm has not written it."""
    found = _COMMENT.search(head)
    return found[1] if found else None


def head_line(path: str) -> str:
    """The first line of a feature file at a path of the workspace: it says where the schema is."""
    return f"# yaml-language-server: $schema={relpath(FEATURE_SCHEMA, dirname(path) or '.')}\n"
