"""Features followed back through the commits: what each said from which commit on, under which id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.review.changes.pairing import renames
from pmcli.review.pieces import Pieces, Place, Version
from pmcli.workspace.files import CommitPast
from pmcli.workspace.known import Known

Cut = Literal["shallow", "unreadable"]
"""Why there may be older versions: the clone begins later, or a file cannot be read."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The versions of a feature, the newest first; `cut` says that there may be older ones, and why."""

    versions: tuple[Version, ...]
    cut: Cut | None = None

    def at(self, index: int) -> Version | None:
        """The version as of a change; None where the feature was not there yet."""
        return next((version for version in self.versions if version.index <= index), None)


class Trails:
    """The way back through the commits for some features of a backlog, all at once."""

    def __init__(self, past: CommitPast, backlog: Backlog, features: Iterable[str], known: Known) -> None:
        self.past, self.pieces = past, Pieces(past, backlog.today, known)
        self.places = {
            name: (name, backlog.origins[name].path) for name in features if name in backlog.origins
        }
        self.found: dict[str, list[Version]] = {name: [] for name in self.places}
        self.lost: set[str] = set()
        self.away: set[str] = set()
        self.teams: dict[str, str] = {}

    def walk(self) -> dict[str, Trail]:
        """The trail of every feature; of one that no commit has it is empty."""
        self.past.fetch(blob for _, path in self.places.values() for blob in self.past.versions(path))
        self.past.fetch(self.past.versions(WORKSPACE_FILE))
        last = len(self.past.changes) - 1
        tip, self.places = self.places, {}
        self._begin(tip, last)
        for index in range(last, -1, -1):
            touched = self._touched(index)
            if touched:
                self._step(index, touched)
        return {
            name: Trail(tuple(versions), self._cut(name, versions)) for name, versions in self.found.items()
        }

    def _cut(self, name: str, versions: list[Version]) -> Cut | None:
        """Why there may be older versions that nobody can see."""
        if versions and versions[-1].index == 0 and self.past.is_shallow:
            return "shallow"
        return "unreadable" if name in self.lost else None

    # --- one change ---

    def _touched(self, index: int) -> list[str]:
        """The features that a change concerns, or what their efforts mean."""
        change = self.past.changes[index]
        if WORKSPACE_FILE in change and self.pieces.settings(index) != self.pieces.settings(index - 1):
            return list(self.places)
        return [
            name for name, (was, path) in self.places.items()
            if path in change and not self._is_same(index, was, path)
        ]  # fmt: skip

    def _is_same(self, index: int, name: str, path: str) -> bool:
        """Whether a change of a file that lists many features left this one as it was."""
        items = (
            self.pieces.items(path, self.past.blob(index, path)),
            self.pieces.items(path, self.past.blob(index - 1, path)),
        )
        new, old = (one.get(name) if one is not None else None for one in items)
        return new is not None and new == old

    def _step(self, index: int, touched: list[str]) -> None:
        """Ends the versions that a change began, and begins those before it."""
        for name in touched:
            if name not in self.away:
                self.found[name][-1] = replace(self.found[name][-1], index=index)
        before = {name: self.places.pop(name) for name in touched}
        if WORKSPACE_FILE in self.past.changes[index]:
            self._rename_teams(index)
        missing = self._begin(before, index - 1)
        if missing:
            moved = self._moved(index, missing)
            self._begin(moved, index - 1)
            self._look_further(index, {name: at for name, at in missing.items() if name not in moved})

    def _begin(self, places: Mapping[str, Place], index: int) -> dict[str, Place]:
        """Adds the versions of features as of a change, and returns those that are not there.

        Their first change is not known yet.
        """
        piece = self.pieces.piece(index, self.pieces.texts(index, places.values()))
        missing: dict[str, Place] = {}
        for name, place in places.items():
            version = piece.version(index, place) if piece is not None else None
            if version is None:
                missing[name] = place
                continue
            teams = dict(self.teams)
            efforts = {teams.get(team, team): part for team, part in version.efforts.items()}
            self.places[name] = place
            self.away.discard(name)
            self.lost.discard(name)
            self.found[name].append(replace(version, efforts=efforts, teams=teams))
        return missing

    def _look_further(self, index: int, missing: Mapping[str, Place]) -> None:
        """Goes on looking for features that may have been there before they were away for a while."""
        for name, (was, path) in missing.items():
            older = (self.past.blob(place, path) for place in self.past.touching(path) if place < index)
            contents = [self.pieces.items(path, blob) for blob in older if blob is not None]
            if any(items is None or was in items for items in contents):
                self.places[name] = (was, path)
                self.away.add(name)

    def _moved(self, index: int, missing: Mapping[str, Place]) -> dict[str, Place]:
        """Where features stood that a change brought into their files: elsewhere, or under another id."""
        old, new = (
            self.pieces.piece(side, self.pieces.changed_files(side, index)) for side in (index - 1, index)
        )
        if old is None or new is None:
            return {}
        before = {now: was for was, now in renames(old.backlog, new.backlog).items()}
        before |= {now: now for now, _ in missing.values() if now in old.backlog.features}
        moved = {
            name: (before[now], old.backlog.origins[before[now]].path)
            for name, (now, _) in missing.items()
            if now in before
        }
        if old.unreadable:
            self.lost |= {name for name in missing if name not in moved}
        return moved

    def _rename_teams(self, index: int) -> None:
        """Learns what a team was called before a change that took one name away and brought one."""
        old, new = self.pieces.piece(index - 1, {}), self.pieces.piece(index, {})
        if old is None or new is None:
            return
        before, after = old.backlog.workspace.teams, new.backlog.workspace.teams
        gone, come = [*(before.keys() - after.keys())], [*(after.keys() - before.keys())]
        if len(gone) == len(come) == 1 and before[gone[0]] == after[come[0]]:
            self.teams[gone[0]] = self.teams.get(come[0], come[0])
