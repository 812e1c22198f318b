"""Some features of a revision: only the files, or the parts of them, that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic
from pmcli.model.estimate import Estimate
from pmcli.model.special_files import is_ratings_file
from pmcli.workspace.files import CommitPast, is_special, would_read
from pmcli.workspace.known import Known
from pmcli.workspace.list_items import list_items
from pmcli.workspace.loading import feature_globs
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

    The teams are called as they are now where their new names can be told: `teams` has those by the old
    ones. `status` is None where it cannot
    be read: then nothing is known of the feature but that it may have been there. `index` is that of
    `CommitPast.changes`.
    """

    index: int
    id: str
    path: str
    status: str | None
    efforts: Efforts = field(default_factory=dict)
    unit: str = ""
    teams: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RevisionPiece:
    """Some features of a revision, and which files of them cannot be read whole."""

    backlog: Backlog
    faulty: frozenset[str]
    unreadable: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, bytes | None], day: date, known: Known) -> RevisionPiece:
        """The features in some files beside pm.yaml; None stands for a file that cannot be read."""
        there = {path: text for path, text in texts.items() if text is not None}
        backlog, faults = load_texts({WORKSPACE_FILE: _STAND_IN, **there}, clock=day, today=day, known=known)
        errors = [fault for fault in faults if fault.severity == "error"]
        lost = {fault.location.path for fault in errors if fault.is_unreadable} | texts.keys() - there.keys()
        if backlog.is_unread(("sizes",)) or backlog.is_unread(("effort_unit",)):
            lost.add(WORKSPACE_FILE)  # nobody can say what efforts mean
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


class Pieces:
    """Reads pieces of the revisions of a workspace; of the same bytes nothing is read twice."""

    def __init__(self, past: CommitPast, day: date, known: Known) -> None:
        self.past, self.day, self.known = past, day, known
        self.known_items: dict[str, dict[str, bytes] | None] = {}

    def piece(
        self, index: int, texts: Mapping[str, bytes | None], day: date | None = None
    ) -> RevisionPiece | None:  # fmt: skip
        """Some files as of a change; None where there was no workspace."""
        settings = self.past.blob(index, WORKSPACE_FILE)
        if settings is None:
            return None
        given = {WORKSPACE_FILE: self.past.text(settings), **texts}
        return RevisionPiece.of(given, day or self.day, self.known)

    def texts(self, index: int, places: Iterable[Place]) -> dict[str, bytes | None]:
        """The files of some features as of a change; of one that holds many only those."""
        by_path: dict[str, list[str]] = {}
        for name, path in places:
            by_path.setdefault(path, []).append(name)
        blobs = {path: blob for path in sorted(by_path) if (blob := self.past.blob(index, path)) is not None}
        self.past.fetch(blobs.values())
        return {path: self._part(path, blob, by_path[path]) for path, blob in blobs.items()}

    def _part(self, path: str, blob: str, names: Iterable[str]) -> bytes | None:
        items = self.items(path, blob)
        if items is None:
            return self.past.text(blob)
        return b"".join(items[name] for name in names if name in items)

    def items(self, path: str, blob: str | None) -> dict[str, bytes] | None:
        """The features of a file that holds many, each as its own bytes; None of another."""
        if path.endswith(".md"):
            return None
        if blob is not None and blob not in self.known_items:
            text = self.past.text(blob)
            self.known_items[blob] = list_items(text) if text is not None else None
        return self.known_items[blob] if blob is not None else None

    def changed_files(self, side: int, index: int) -> dict[str, bytes | None]:
        """The feature files that a change concerns, as they were on one side of it."""
        blob = self.past.blob(side, WORKSPACE_FILE)
        settings = self.past.text(blob) if blob is not None else None
        globs = feature_globs(settings, self.known) if settings is not None else ()
        blobs = {
            path: blob for path in sorted(self.past.changes[index])
            if not is_special(path) and (blob := self.past.blob(side, path)) is not None
            and would_read(globs, path)
        }  # fmt: skip
        self.past.fetch(blobs.values())
        return {path: self.past.text(blob) for path, blob in blobs.items()}

    def as_of(self, version: Version, index: int, day: date) -> RevisionPiece | None:
        """A feature of a version as a change left it, with what people rated, as of a day."""
        rated = {path: self.past.blob(index, path) for path in self.past.paths if is_ratings_file(path)}
        self.past.fetch(blob for blob in rated.values() if blob is not None)
        ratings = {path: self.past.text(blob) for path, blob in rated.items() if blob is not None}
        texts = self.texts(index, [(version.id, version.path)])
        return self.piece(index, {**ratings, **texts}, day)

    def settings(self, index: int) -> object:
        """What pm.yaml says of sizes, teams and the unit as of a change."""
        blob = self.past.blob(index, WORKSPACE_FILE)
        text = self.past.text(blob) if blob is not None else None
        if text is None:
            return blob
        documents = self.known.read(text, WORKSPACE_FILE)[0].documents
        data = documents[0].data if documents else None
        return [data.get(key) for key in _SETTINGS] if isinstance(data, dict) else blob
