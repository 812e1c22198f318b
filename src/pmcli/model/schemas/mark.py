"""The schemas that stand in a workspace: their place, and the mark by which one is known to be pm's."""

from __future__ import annotations

import re
from posixpath import dirname, relpath
from typing import Final

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.special_files import SCHEMAS

MARK: Final = "pm schema "
"""What the comment of a schema begins with; behind it stands `Own.mark`."""
_COMMENT: Final = re.compile(rf'"\$comment"\s*:\s*"{MARK}([0-9a-f]*)"')


def mark_in(head: str) -> str | None:
    """The mark of a schema by its beginning; None where pm has not written it."""
    found = _COMMENT.search(head)
    return found[1] if found else None


def head_line(path: str) -> str:
    """The first line of a file at a path of the workspace, by which editors find its schema."""
    kind = "workspace" if path == WORKSPACE_FILE else "feature"
    schema = relpath(f"{SCHEMAS}/{kind}.schema.json", dirname(path) or ".")
    return f"# yaml-language-server: $schema={schema}\n"
