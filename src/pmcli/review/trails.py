"""Features followed back through the commits: what each said from which commit on, under which id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic
from pmcli.model.estimate import Estimate
from pmcli.review.changes.pairing import renames
from pmcli.workspace.files import Past, is_special, would_read
from pmcli.workspace.loading import Known, feature_globs
from pmcli.workspace.loading import load as load_texts

Efforts = Mapping[str, Estimate]
Place = tuple[str, str]
"""An id, and the path of the file in which the feature stands."""
_READ = frozenset({"effort", "team", "status", "started", "shipped"})
"""Keys of a feature that a trail goes by."""
_SETTINGS = ("sizes", "teams", "effort_unit")
"""Keys of pm.yaml that decide what an effort means."""
_STAND_IN = b"pm: 1\nproduct: '?'\n"
"""A pm.yaml in the place of one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a feature said from a change on: its id and file then, its status, and its own effort by team.

    The teams are called as they are now where their new names can be told. `status` is None where it cannot
    be read: then nothing is known of the feature but that it may have been there. `index` is that of
    `Past.changes`.
    """

    index: int
    id: str
    path: str
    status: str | None
    efforts: Efforts = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """The versions of a feature, the newest first.

    `cut` says that there may be older ones, and why they cannot be seen: the clone is "shallow", or a file
    is "unreadable".
    """

    versions: tuple[Version, ...]
    cut: Literal["shallow", "unreadable"] | None = None

    def at(self, index: int) -> Version | None:
        """The version as of a change; None where the feature was not there yet."""
        return next((version for version in self.versions if version.index <= index), None)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some features of a revision, and which files of them cannot be read whole."""

    backlog: Backlog
    faulty: frozenset[str]
    unreadable: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, bytes | None], day: date, known: Known) -> Piece:
        """The features in some files beside pm.yaml; None stands for a file that cannot be read."""
        there = {path: text for path, text in texts.items() if text is not None}
        backlog, faults = load_texts({WORKSPACE_FILE: _STAND_IN, **there}, clock=day, today=day, known=known)
        errors = [fault for fault in faults if fault.severity == "error"]
        lost = {fault.location.path for fault in errors if fault.is_unreadable} | (
            texts.keys() - there.keys()
        )
        faulty = {fault.feature for fault in errors if fault.feature is not None and _concerns(fault)}
        return cls(backlog, frozenset(faulty), frozenset(lost))

    def version(self, index: int, place: Place) -> Version | None:
        """What a feature says in it; None where it is not there."""
        name, path = place
        feature = self.backlog.features.get(name)
        if {path, WORKSPACE_FILE} & self.unreadable or name in self.faulty:
            return Version(index, name, path, None)
        if feature is None or self.backlog.origins[name].path != path:
            return None
        unit = self.backlog.workspace.effort_unit
        return Version(index, name, path, feature.status, self.backlog.effort(feature), unit)


def _concerns(fault: Diagnostic) -> bool:
    """Whether a fault is of what a trail goes by."""
    return not fault.keys or fault.keys[0] in _READ


class Trails:
    """The way back through the commits for some features of a backlog, all at once."""

    def __init__(self, past: Past, backlog: Backlog, features: Iterable[str], known: Known) -> None:
        self.past, self.known, self.day = past, known, backlog.today
        self.places = {
            name: (name, backlog.origins[name].path) for name in features if name in backlog.origins
        }
        self.found: dict[str, list[Version]] = {name: [] for name in self.places}
        self.cut: dict[str, Literal["shallow", "unreadable"]] = {}
        self.teams: dict[str, str] = {}
        self.pieces: dict[tuple[int, tuple[str, ...]], Piece] = {}

    def walk(self, *, is_shallow: bool) -> dict[str, Trail]:
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
        if is_shallow:
            self.cut |= dict.fromkeys((name for name, versions in self.found.items()
                                       if versions and versions[-1].index == 0), "shallow")  # fmt: skip
        return {name: Trail(tuple(versions), self.cut.get(name)) for name, versions in self.found.items()}

    # --- one change ---

    def _touched(self, index: int) -> list[str]:
        """The features whose files, or what their efforts mean, a change concerns."""
        change = self.past.changes[index]
        if WORKSPACE_FILE in change and self._settings(index) != self._settings(index - 1):
            return list(self.places)
        return [name for name, (_, path) in self.places.items() if path in change]

    def _settings(self, index: int) -> object:
        """What pm.yaml says of sizes, teams and the unit as of a change."""
        blob = self.past.blob(index, WORKSPACE_FILE)
        text = self.past.text(blob) if blob is not None else None
        if text is None:
            return blob
        documents = self.known.read(text, WORKSPACE_FILE)[0].documents
        data = documents[0].data if documents else None
        return [data.get(key) for key in _SETTINGS] if isinstance(data, dict) else blob

    def _step(self, index: int, touched: list[str]) -> None:
        """Ends the versions that a change began, and begins those before it."""
        for name in touched:
            self.found[name][-1] = replace(self.found[name][-1], index=index)
        before = {name: self.places.pop(name) for name in touched}
        paths = sorted({path for _, path in before.values()})
        if WORKSPACE_FILE in self.past.changes[index]:
            self._rename_teams(index, paths)
        piece = self._piece(index - 1, paths)
        missing = {
            name: place for name, place in before.items()
            if piece is None or piece.version(index - 1, place) is None
        }  # fmt: skip
        moved = self._moved(index, missing) if missing else {}
        self._begin({name: moved.get(name, place) for name, place in before.items()
                     if name not in missing or name in moved}, index - 1)  # fmt: skip

    def _begin(self, places: Mapping[str, Place], index: int) -> None:
        """Adds the versions of features as of a change; their first change is not known yet."""
        piece = self._piece(index, sorted({path for _, path in places.values()}))
        for name, place in places.items():
            version = piece.version(index, place) if piece is not None else None
            if version is None:
                continue
            efforts = {self.teams.get(team, team): part for team, part in version.efforts.items()}
            self.places[name] = place
            self.found[name].append(replace(version, efforts=efforts))

    def _moved(self, index: int, missing: Mapping[str, Place]) -> dict[str, Place]:
        """Where features stood that a change brought into their files: elsewhere, or under another id."""
        old, new = self._piece(index - 1, self._candidates(index - 1, index)), None
        if old is None:
            return {}
        moved = {
            name: (was, old.backlog.origins[was].path) for name, (was, _) in missing.items()
            if was in old.backlog.features
        }  # fmt: skip
        if len(moved) < len(missing):
            new = self._piece(index, self._candidates(index, index))
        if new is not None:
            before = {now: was for was, now in renames(old.backlog, new.backlog).items()}
            moved |= {
                name: (before[now], old.backlog.origins[before[now]].path)
                for name, (now, _) in missing.items()
                if name not in moved and now in before
            }
        if old.unreadable:
            self.cut |= dict.fromkeys((name for name in missing if name not in moved), "unreadable")
        return moved

    def _candidates(self, side: int, index: int) -> list[str]:
        """The feature files that a change concerns, as they were read on one side of it."""
        blob = self.past.blob(side, WORKSPACE_FILE)
        settings = self.past.text(blob) if blob is not None else None
        if settings is None:
            return []
        globs = feature_globs(settings, self.known)
        return [path for path in sorted(self.past.changes[index])
                if not is_special(path) and self.past.blob(side, path) is not None
                and would_read(globs, path)]  # fmt: skip

    def _rename_teams(self, index: int, paths: list[str]) -> None:
        """Learns what a team was called before a change that took one name away and brought one."""
        old, new = self._piece(index - 1, paths), self._piece(index, paths)
        if old is None or new is None:
            return
        before, after = old.backlog.workspace.teams, new.backlog.workspace.teams
        gone, come = [*(before.keys() - after.keys())], [*(after.keys() - before.keys())]
        if len(gone) == len(come) == 1 and before[gone[0]] == after[come[0]]:
            self.teams[gone[0]] = self.teams.get(come[0], come[0])

    # --- reading ---

    def _piece(self, index: int, paths: list[str]) -> Piece | None:
        """Some files as of a change; None where there was no workspace."""
        if self.past.blob(index, WORKSPACE_FILE) is None:
            return None
        key = (index, tuple(paths))
        if key not in self.pieces:
            self.pieces[key] = Piece.of(dict(self._texts(index, paths)), self.day, self.known)
        return self.pieces[key]

    def _texts(self, index: int, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        blobs = {path: self.past.blob(index, path) for path in (WORKSPACE_FILE, *paths)}
        self.past.fetch(blob for blob in blobs.values() if blob is not None)
        for path, blob in blobs.items():
            if blob is not None:
                yield path, self.past.text(blob)
