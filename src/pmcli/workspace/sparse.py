"""Whether a repository is set to leave files out of its folders; git is not asked."""

from __future__ import annotations

import os
import re
from pathlib import Path

_SPARSE = re.compile(
    r"^[ \t]*sparsecheckout[ \t\r]*(=[ \t]*(true|yes|on|1)[ \t\r]*)?$", re.IGNORECASE | re.MULTILINE
)


def is_sparse(root: Path) -> bool:
    """Whether the repository above a folder is set to leave files out of its folders."""
    real = os.path.realpath(root)
    while not os.path.lexists(own := os.path.join(real, ".git")) and real != os.path.dirname(real):
        real = os.path.dirname(real)
    if os.path.isfile(own):  # of a worktree, or a submodule
        own = os.path.join(real, _text(own).removeprefix("gitdir:").strip())
    if not os.path.exists(os.path.join(own, "info", "sparse-checkout")):
        return False
    shared = os.path.join(own, _text(os.path.join(own, "commondir")).strip(), "config")
    return any(_SPARSE.search(_text(path)) for path in (os.path.join(own, "config.worktree"), shared))


def _text(path: str) -> str:
    """The text of a small file, "" of none that can be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
