"""The backlog that texts hold, and all that is wrong with them at once; no disk."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys, Origin
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.inputs import Vocabulary
from pmcli.model.special_files import PLAN_FILE, RATINGS, is_ratings_file
from pmcli.model.values import is_empty, stays_inside
from pmcli.model.workspace import FEATURES, Workspace
from pmcli.workspace.disk import SUFFIXES, is_special
from pmcli.workspace.faults import LoadingFaults
from pmcli.workspace.features import FeaturesReader
from pmcli.workspace.fitting import fit
from pmcli.workspace.hidden import hidden_by
from pmcli.workspace.known import KeyMaker, Known
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.places import TextPlaces
from pmcli.workspace.validation_faults import BAD_VALUE, ValidationFault
from pmcli.yaml.read import Reading, Value

if TYPE_CHECKING:
    from pmcli.model.agreement import Agreement
    from pmcli.model.rating import Rater
    from pmcli.workspace.ratings import RatingsReader

_GLOBS, _WORKSPACE, _PLAN = KeyMaker("globs"), KeyMaker("workspace"), KeyMaker("plan")


def load(
    texts: Mapping[str, bytes],
    *,
    clock: date,
    today: date | None = None,
    faults: Iterable[Diagnostic] = (),
    known: Known | None = None,
) -> tuple[Backlog, tuple[Diagnostic, ...]]:
    """The backlog in `texts` (bytes by path relative to the workspace), and what reading it found wrong.

    Where pm.yaml names no start, the period of `today` is planned, else that of `clock`, the day it is.
    `today`, where given, stands for the first day planned. `faults` are those of files that could not be
    opened. Nothing raises for a mistake in a file; the answer is the same in whatever order the files come.
    With `known` what was read before of the same text is not read again.

    Raises:
        PmError: there is no pm.yaml.
    """
    if WORKSPACE_FILE not in texts:
        raise PmError("no pm.yaml")
    with without_garbage_collection():
        return _Loading(texts, known or Known(), LoadingFaults(TextPlaces(texts), faults)).run(clock, today)


def nothing_but(fault: Diagnostic) -> Loaded:
    """A backlog of which nothing is known but what keeps it from being read."""
    texts = {WORKSPACE_FILE: b"pm: 1\nproduct: unknown\ncalendar: {start: 2000-Q1}\n"}
    backlog, _ = load(texts, clock=date(2000, 1, 1))
    return Loaded(replace(backlog, places=TextPlaces({})), (fault,))


def feature_globs(text: bytes, known: Known | None = None) -> tuple[str, ...]:
    """The globs of feature files in a pm.yaml with this text; the standard place where it names none.

    With `known` what was read before of the same text is not read again.
    """
    known = known or Known()
    key = _GLOBS.key(WORKSPACE_FILE, text)
    globs: tuple[str, ...] | None = known.find(key)
    if globs is None:
        data = _only_map(known.read(text, WORKSPACE_FILE)[0])
        named = data.get("features") if data else None
        globs = tuple(
            str(glob) for glob in (named if isinstance(named, list) else [named])
            if isinstance(glob, str) and not is_empty(glob) and stays_inside(glob)
        )  # fmt: skip
        known.keep(key, globs)
    return globs or FEATURES


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """A context without garbage collection: loading makes many objects and no garbage, and looks in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _only_map(reading: Reading) -> dict[str, Value] | None:
    data = reading.documents[0].data if reading.documents else None
    return data if isinstance(data, dict) else None


@dataclass(slots=True)
class _Loading:
    """A run of `load`. `settings` is all of pm.yaml that a feature's record depends on.

    `unread` are the keys of what could not be read in pm.yaml.
    """

    texts: Mapping[str, bytes]
    known: Known
    faults: LoadingFaults
    settings: str = ""
    unread: set[Keys] = field(default_factory=set)
    is_part_closed: bool = False

    def __post_init__(self) -> None:
        """A file that could not be opened holds a feature that is there, and maybe others."""
        for fault in self.faults.diagnostics:
            path = fault.location.path
            if is_special(path) or f"{path}/".startswith(RATINGS):
                continue
            self.is_part_closed = True
            if path.endswith(SUFFIXES):
                self.faults.broken.setdefault(path.rpartition("/")[2].rpartition(".")[0], fault.message)

    def run(self, clock: date, today: date | None) -> tuple[Backlog, tuple[Diagnostic, ...]]:
        workspace, vocabulary = self._workspace()
        unread = frozenset(self.unread)
        self.settings = repr((vocabulary, sorted(workspace.fields.items()), sorted(map(repr, unread))))
        agreement = self._agreement()
        reader = FeaturesReader(
            self.texts, self.known, self.faults, workspace, vocabulary, self.settings, unread
        )
        features, origins = reader.features()
        start = workspace.calendar.first_day(today or clock)
        backlog = Backlog(
            workspace=workspace,
            features=dict(sorted(features.items())),
            today=today or start,
            start=start,
            origins=origins,
            places=self.faults.places,
            broken=self.faults.broken,
            is_part_closed=self.is_part_closed,
            files=len({origin.path for origin in origins.values()}),
            agreement=agreement,
            unread=unread,
            is_plan_unread=agreement is None and PLAN_FILE in self.texts and self._is_unread(PLAN_FILE),
        )
        if any(map(is_ratings_file, self.texts)):
            backlog = self._rated(backlog, vocabulary)
        return backlog, tuple(sorted(self.faults.diagnostics, key=lambda fault: fault.key))

    def _one_map(self, path: str, hint: str, *, may_be_blank: bool = False) -> dict[str, Value] | None:
        """The map that is all of a file, None where it holds anything else: that is told."""
        reading, _ = self.known.read(self.texts[path], path)
        self.faults.add_reading(reading)
        data, count = _only_map(reading), len(reading.documents)
        if data is not None and count == 1:
            return data
        is_blank = not count or is_empty(reading.documents[0].data)
        if not (may_be_blank and is_blank) and not self._is_unread(path):
            fault = ValidationFault(BAD_VALUE, (), "value", f"{path} must hold one map", hint)
            self.faults.add(Origin(path, max(count - 1, 0)), fault)
        return None

    def _is_unread(self, path: str) -> bool:
        """Whether a part of a file could not be read as YAML."""
        return any(fault.severity == "error" for fault in self.known.read(self.texts[path], path)[0].faults)

    # --- pm.yaml ---

    def _workspace(self) -> tuple[Workspace, Vocabulary]:
        key = _WORKSPACE.key(WORKSPACE_FILE, self.texts[WORKSPACE_FILE])
        result: tuple[Workspace, Vocabulary] | None = self.known.find(key)
        if result is None:
            before = len(self.faults.diagnostics)
            result = self._read_workspace()
            if len(self.faults.diagnostics) == before:
                self.known.keep(key, result)
        return result

    def _read_workspace(self) -> tuple[Workspace, Vocabulary]:
        given = self._one_map(WORKSPACE_FILE, "write pm: 1")
        if self._is_unread(WORKSPACE_FILE):
            self.unread.add(())  # nobody knows what else it says
        if given is None or (not given and self._is_unread(WORKSPACE_FILE)):
            given = {"pm": "1", "product": "?"}
        workspace = fit(Workspace, given, None, partial(self._add_to_workspace, given))
        return workspace, workspace.vocabulary(self._broken_sizes(given, workspace))

    def _add_to_workspace(self, given: dict[str, Value], fault: ValidationFault) -> None:
        self.unread.update(hidden_by(fault, given))
        self.faults.add(Origin(WORKSPACE_FILE), fault)

    @staticmethod
    def _broken_sizes(given: dict[str, Value], workspace: Workspace) -> frozenset[str]:
        sizes = given.get("sizes")
        return frozenset(sizes if isinstance(sizes, dict) else ()) - frozenset(workspace.sizes)

    # --- plan.yaml ---

    def _agreement(self) -> Agreement | None:
        """The agreed plan, None where there is none that can be read."""
        if PLAN_FILE not in self.texts:
            return None
        key, before = _PLAN.key(PLAN_FILE, self.texts[PLAN_FILE]), len(self.faults.diagnostics)
        agreement: Agreement | None = self.known.find(key)
        if agreement is None:
            agreement = self._read_agreement()
            if agreement is not None and len(self.faults.diagnostics) == before:
                self.known.keep(key, agreement)
        return agreement

    def _read_agreement(self) -> Agreement | None:
        data = self._one_map(PLAN_FILE, "pm accept writes it", may_be_blank=True)
        if data is None:
            return None
        from pmcli.model.agreement import PlanFile  # only where there is a plan

        plan: PlanFile = fit(PlanFile, data, None, partial(self.faults.add, Origin(PLAN_FILE)))
        return plan.agreement(data)

    # --- ratings ---

    def _rated(self, backlog: Backlog, vocabulary: Vocabulary) -> Backlog:
        """The backlog with what people rated."""
        from pmcli.model.rated_backlog import with_ratings  # only where people rated
        from pmcli.workspace.ratings import RatingsReader, report_too_wide

        unread, features = frozenset(self.unread), backlog.features
        reading = RatingsReader(self.faults, backlog.workspace, vocabulary, features, unread)
        backlog = with_ratings(backlog, self._raters(reading))
        report_too_wide(backlog, self.faults)
        return backlog

    def _raters(self, reading: RatingsReader) -> Iterator[Rater]:
        """The people who rated, by file; a second file of one person is a fault."""
        keys_of = KeyMaker("rater", self.settings, reading.defined)
        for path in sorted(filter(is_ratings_file, self.texts)):
            key = keys_of.key(path, self.texts[path])
            known: Rater | None = self.known.find(key)
            if known is not None and reading.is_first(known.name, path):
                yield known
                continue
            before = len(self.faults.diagnostics)
            data = self._one_map(path, "write rater: …, and features: {ID: {rice: …}}", may_be_blank=True)
            for rater in reading.rater(path, data) if data is not None else ():
                if len(self.faults.diagnostics) == before:
                    self.known.keep(key, rater)
                yield rater
