"""Commits that git cannot read: what is missing in an answer is told with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from pmcli.workspace.files import Commit, UnreadableError


@dataclass(frozen=True, slots=True)
class UnreadCommits:
    """Commits that git cannot read, the newest first, of all gone through; why, and what cures it."""

    ids: tuple[str, ...]
    of_all: int
    why: str
    hint: str | None

    @classmethod
    def of(cls, commits: Iterable[Commit], faults: Mapping[str, UnreadableError]) -> Self | None:
        """Those of the commits that have a fault; None where there are none."""
        known = tuple(commit.id for commit in commits)
        ids = tuple(name for name in known if name in faults)
        return cls(ids, len(known), faults[ids[0]].why, faults[ids[0]].hint) if ids else None

    @property
    def told(self) -> str:
        """How many of them, and why."""
        return f"{len(self.ids):,} of {self.of_all:,} commits cannot be read, for {self.why}"
