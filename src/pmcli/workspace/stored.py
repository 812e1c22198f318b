"""What takes long, such as searching for a plan, kept in the user's cache folder for the next run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pmcli.workspace import cache_folder, reads
from pmcli.workspace.code import state_of_code

if TYPE_CHECKING:
    from pathlib import Path

_KIND = "plan"
_ROOMS = ("model", "planning", "sequencing", "sequencing/engine", "sequencing/highs", "sequencing/order")
"""The folders of pm on whose code it depends which plan is found."""


class Stored:
    """The store of plans for the commands of one workspace; the folder is opened when it is first needed.

    A plan depends on its problem alone: a copy of the workspace has the same.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, key: bytes) -> bytes | None:
        """The data kept under a key by this pm; None where there are none, or no cache."""
        if self._cache is None or self._code is None:
            return None
        return self._cache.get(_KIND, self._code + key)

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps data for the next run, where there is a cache."""
        if self._cache is not None and self._code is not None:
            self._cache.put(_KIND, self._code + key, data)

    @cached_property
    def _cache(self) -> cache_folder.Cache | None:
        with reads.aside:
            return cache_folder.opened_cache(self._root)

    @cached_property
    def _code(self) -> bytes | None:
        with reads.aside:
            return state_of_code(_ROOMS)
