"""The kinds of cases, each a function from a source of chance to a case.

That source is a `random.Random`: a seeded one in a campaign, or the one of Hypothesis (`strategy`), which shrinks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from hypothesis import strategies as st

from tests.fuzz.case import Case
from tests.fuzz.kinds import commands, files, imports, repositories

KINDS: Mapping[str, Callable[[Random], Case]] = {
    "files": files.case, "commands": commands.case, "imports": imports.case, "repositories": repositories.case,
}  # fmt: skip


def strategy(kind: str) -> st.SearchStrategy[Case]:
    """The cases of a kind, as Hypothesis draws and shrinks them."""
    return st.randoms(use_true_random=False).map(KINDS[kind])
