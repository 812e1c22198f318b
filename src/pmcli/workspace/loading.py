"""The backlog that texts hold, and all that is wrong with them at once; no disk."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.model.agreement import PLAN_FILE, Agreement, PlanFile
from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys, Origin
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.feature import Feature
from pmcli.model.inputs import Vocabulary
from pmcli.model.rated_backlog import with_ratings
from pmcli.model.rating import Rater, is_ratings_file
from pmcli.model.values import is_empty, stays_inside
from pmcli.model.workspace import FEATURES, Workspace, read_field
from pmcli.workspace.disk import SUFFIXES, is_special
from pmcli.workspace.faults import LoadingFaults
from pmcli.workspace.fitting import fit
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.places import TextPlaces
from pmcli.workspace.ratings import RatingsReader, report_too_wide
from pmcli.workspace.raw_features import RawFeature, is_readme, raw_features, unique
from pmcli.workspace.validation_faults import BAD_VALUE, ValidationFault, dotted
from pmcli.yaml.read import Reading, Value, read, read_front_matter

_FEATURE_KEYS = frozenset(Feature.model_fields)


def load(
    texts: Mapping[str, bytes],
    *,
    clock: date,
    today: date | None = None,
    faults: Iterable[Diagnostic] = (),
    known: Known | None = None,
) -> tuple[Backlog, tuple[Diagnostic, ...]]:
    """The backlog in `texts` (bytes by path relative to the workspace), and what reading it found wrong.

    `clock` is the day it is: where pm.yaml names no start, the current period is planned. `today`, where
    given, stands for the first day planned. `faults` are those of files that could not be opened. Nothing
    raises for a mistake in a file; the answer is the same in whatever order the files come. With `known` what
    was read before of the same text is not read again.

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
    data = _only_map((known or Known()).read(text, WORKSPACE_FILE)[0])
    named = data.get("features") if data else None
    globs = named if isinstance(named, list) else [named]
    feature_globs = tuple(
        str(glob) for glob in globs if isinstance(glob, str) and not is_empty(glob) and stays_inside(glob)
    )
    return feature_globs or FEATURES


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


class Known:
    """Readings and records of many texts: of the same bytes nothing is read twice.

    For one workspace with some texts changed, and for its many revisions: nearly all files are the same.
    """

    def __init__(self) -> None:
        self.readings: dict[tuple[str, bytes], tuple[Reading, str]] = {}
        self.features: dict[tuple[str, bytes, int, Keys, str], Feature] = {}
        self.raters: dict[tuple[str, bytes, str], Rater] = {}

    def read(self, text: bytes, path: str) -> tuple[Reading, str]:
        """The YAML of a file, and the Markdown below it."""
        reading = self.readings.get((path, text))
        if reading is None:
            reading = read_front_matter(text, path) if path.endswith(".md") else (read(text, path), "")
            self.readings[path, text] = reading
        return reading


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

    def __post_init__(self) -> None:
        """A file that could not be opened holds a feature that is there, whatever it says."""
        for fault in self.faults.diagnostics:
            path = fault.location.path
            if path.endswith(SUFFIXES) and not is_special(path):
                self.faults.broken.setdefault(path.rpartition("/")[2].rpartition(".")[0], fault.message)

    def run(self, clock: date, today: date | None) -> tuple[Backlog, tuple[Diagnostic, ...]]:
        workspace, vocabulary = self._workspace()
        self.settings = repr((vocabulary, sorted(workspace.fields.items())))
        agreement = self._agreement()
        raws = unique([*self._raws()], self.faults)
        features = {raw.id: self._feature(raw, workspace, vocabulary) for raw in raws}
        backlog = Backlog(
            workspace=workspace,
            features=dict(sorted(features.items())),
            today=today or workspace.calendar.first_day(clock),
            start=workspace.calendar.first_day(clock),
            origins={raw.id: raw.origin for raw in raws},
            places=self.faults.places,
            broken=self.faults.broken,
            files=len({raw.origin.path for raw in raws}),
            agreement=agreement,
            unread=frozenset(self.unread),
        )
        backlog = with_ratings(backlog, self._raters(workspace, vocabulary, features))
        report_too_wide(backlog, self.faults)
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
        given = self._one_map(WORKSPACE_FILE, "write pm: 1")
        if given is None or (not given and self._is_unread(WORKSPACE_FILE)):
            given = {"pm": "1", "product": "?"}
        workspace = fit(Workspace, given, None, self._add_to_workspace)
        return workspace, workspace.vocabulary(self._broken_sizes(given, workspace))

    def _add_to_workspace(self, fault: ValidationFault) -> None:
        if fault.keys:  # else a key is missing at the top, and all else was read
            self.unread.add(fault.keys)
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
        data = self._one_map(PLAN_FILE, "pm accept writes it", may_be_blank=True)
        if data is None:
            return None
        plan: PlanFile = fit(PlanFile, data, None, partial(self.faults.add, Origin(PLAN_FILE)))
        return plan.agreement(data)

    # --- ratings ---

    def _raters(
        self, workspace: Workspace, vocabulary: Vocabulary, features: Mapping[str, Feature]
    ) -> Iterator[Rater]:
        """The people who rated, by file; a second file of one person is a fault."""
        reading = RatingsReader(self.faults, workspace, vocabulary, features, frozenset(self.unread))
        for path in sorted(filter(is_ratings_file, self.texts)):
            key = (path, self.texts[path], f"{self.settings} {reading.defined}")
            if (known := self.known.raters.get(key)) is not None and reading.is_first(known.name, path):
                yield known
                continue
            before = len(self.faults.diagnostics)
            data = self._one_map(path, "write rater: …, and features: {ID: {rice: …}}", may_be_blank=True)
            for rater in reading.rater(path, data) if data is not None else ():
                if len(self.faults.diagnostics) == before:
                    self.known.raters[key] = rater
                yield rater

    # --- features ---

    def _raws(self) -> Iterator[RawFeature]:
        for path in sorted(self.texts):
            text = self.texts[path]
            if not is_special(path) and not is_readme(path, text):
                yield from raw_features(path, text, *self.known.read(text, path), self.faults)

    def _feature(self, raw: RawFeature, workspace: Workspace, vocabulary: Vocabulary) -> Feature:
        """The record of a feature; that of an earlier reading of the same text if it had no fault."""
        origin = raw.origin
        key = (origin.path, self.texts[origin.path], origin.document, origin.keys, self.settings)
        feature = self.known.features.get(key)
        if feature is None:
            before = len(self.faults.diagnostics)
            feature = self._validated(raw, workspace, vocabulary)
            if len(self.faults.diagnostics) == before:
                self.known.features[key] = feature
        return feature

    def _validated(self, raw: RawFeature, workspace: Workspace, vocabulary: Vocabulary) -> Feature:
        given: dict[str, Any] = {**raw.data, "id": raw.id}
        extra = [key for key in given if key not in _FEATURE_KEYS]
        custom = self._custom(raw, extra, workspace) if extra else {}
        for key in extra:
            if key in workspace.fields:
                del given[key]
        if raw.body.strip():
            self._take_body(raw, given)
        try:
            feature: Feature = Feature.model_validate(given, context=vocabulary)
        except ValidationError:
            also = tuple(workspace.fields)
            feature = fit(Feature, given, vocabulary, partial(self._add, raw), also)
            self.faults.broken.setdefault(raw.id, "something in it cannot be read")
        own = {key: value for key in extra if key[:2] == "x-" and not is_empty(value := raw.data.get(key))}
        return feature.with_custom(custom, own) if custom or own else feature

    def _take_body(self, raw: RawFeature, given: dict[str, Any]) -> None:
        if not is_empty(given.get("description")):
            message = "the description stands both here and below the front matter"
            self._add(
                raw, ValidationFault(BAD_VALUE, ("description",), "key", message, "keep one of the two")
            )
        given["description"] = raw.body.strip("\n")

    def _custom(self, raw: RawFeature, keys: list[str], workspace: Workspace) -> dict[str, Any]:
        """The workspace's own fields of a feature."""
        custom = {}
        for key in keys:
            value = raw.data.get(key)
            if key not in workspace.fields or is_empty(value):
                continue
            try:
                custom[key] = read_field(value, workspace.fields[key])
            except PydanticCustomError as fault:
                context: Any = fault.context
                message, hint = f"{dotted((key,))}: {context['message']}", context["hint"]
                self._add(raw, ValidationFault(BAD_VALUE, (key,), "value", message, hint))
        return custom

    def _add(self, raw: RawFeature, fault: ValidationFault) -> None:
        self.faults.add(raw.origin, fault, raw.id)
