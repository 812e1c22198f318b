"""Texts into a Backlog and all that is wrong with them, at once; no disk."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys, Origin, Part, Places
from pmcli.model.diagnostic import Diagnostic, Location, PmError
from pmcli.model.feature import Feature
from pmcli.model.inputs import Vocabulary
from pmcli.model.values import is_empty, read_id, stays_inside
from pmcli.model.workspace import FEATURES, Workspace, read_field
from pmcli.workspace.places import TextPlaces
from pmcli.workspace.validation_faults import BAD_VALUE, MISSING_KEY, ValidationFault, dotted, misfits, pruned
from pmcli.yaml.read import Reading, Value, read, read_front_matter

DUPLICATE_ID = ("PM106", "duplicate-id")
ID_IS_NOT_FILE = ("PM107", "id-is-not-the-file-name")
_ID_LINE = re.compile(rb"^[ \t-]*id[ \t]*:[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]{0,63})", re.MULTILINE)
_README = re.compile(r"(?:.*/)?readme\.md", re.IGNORECASE)
_FEATURE_KEYS = frozenset(Feature.model_fields)
_TRIES = 8
"""Cutting what is wrong may bring further faults to light; more rounds than this no record needs."""


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
        return _Loading(texts, list(faults), known or Known()).run(clock, today)


def feature_globs(text: bytes, known: Known | None = None) -> tuple[str, ...]:
    """Where a pm.yaml with this text says that features live; the standard place where it does not say.

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
    """Loading makes millions of objects and no garbage: looking for it again and again is quadratic."""
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
class _Raw:
    """A feature as read: a map whose id is settled."""

    id: str
    data: dict[str, Value]
    origin: Origin
    body: str = ""


class Known:
    """Readings and records of many texts: of the same bytes nothing is read twice.

    For one workspace with some texts changed, and for its many revisions: nearly all files are the same.
    """

    def __init__(self) -> None:
        self.readings: dict[tuple[str, bytes], tuple[Reading, str]] = {}
        self.features: dict[tuple[str, bytes, int, Keys, str], Feature] = {}

    def read(self, text: bytes, path: str) -> tuple[Reading, str]:
        """The YAML of a file, and the Markdown below it."""
        reading = self.readings.get((path, text))
        if reading is None:
            reading = read_front_matter(text, path) if path.endswith(".md") else (read(text, path), "")
            self.readings[path, text] = reading
        return reading


@dataclass(slots=True)
class _Loading:
    """One run of `load`: what has been gathered so far."""

    texts: Mapping[str, bytes]
    told: list[Diagnostic]
    known: Known
    words: str = ""
    broken: dict[str, str] = field(default_factory=dict)
    unread: set[tuple[str, int]] = field(default_factory=set)
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        self.places = TextPlaces(self.texts)

    def run(self, clock: date, today: date | None) -> tuple[Backlog, tuple[Diagnostic, ...]]:
        workspace, vocabulary = self._workspace()
        self.words = repr((vocabulary, sorted(workspace.fields.items())))
        raws = self._unique(
            [raw for path in sorted(self.texts) if path != WORKSPACE_FILE for raw in self._raws(path)]
        )
        features = {raw.id: self._feature(raw, workspace, vocabulary) for raw in raws}
        backlog = Backlog(
            workspace=workspace,
            features=dict(sorted(features.items())),
            today=today or workspace.calendar.first_day(clock),
            start=workspace.calendar.first_day(clock),
            origins={raw.id: raw.origin for raw in raws},
            places=self.places,
            broken=self.broken,
            files=len({raw.origin.path for raw in raws}),
        )
        return backlog, tuple(sorted(self.told, key=lambda one: one.key))

    # --- pm.yaml ---

    def _workspace(self) -> tuple[Workspace, Vocabulary]:
        reading, _ = self.known.read(self.texts[WORKSPACE_FILE], WORKSPACE_FILE)
        self._tell_unread(reading)
        data = _only_map(reading)
        if data is None or len(reading.documents) > 1:
            if not any(fault.severity == "error" for fault in reading.faults):
                misfit = ValidationFault(BAD_VALUE, (), "value", "pm.yaml must hold one map", "write pm: 1")
                self._tell_at(Origin(WORKSPACE_FILE, max(len(reading.documents) - 1, 0)), misfit)
            data = {"pm": "1", "product": "?"}
        given = data
        if not given and any(fault.severity == "error" for fault in reading.faults):
            given = {"pm": "1", "product": "?"}
        workspace = self._fit(Workspace, given, None, self._tell)
        return workspace, workspace.vocabulary(self._broken_sizes(given, workspace))

    @staticmethod
    def _broken_sizes(given: dict[str, Value], workspace: Workspace) -> frozenset[str]:
        sizes = given.get("sizes")
        return frozenset(sizes if isinstance(sizes, dict) else ()) - frozenset(workspace.sizes)

    def _fit(
        self, record: Any, given: dict[str, Value], context: Any, tell: Any, also: tuple[str, ...] = ()
    ) -> Any:
        """The record of `given`, without what does not fit it: that is told."""
        data: Any = given
        stand_ins = (
            {"pm": "1", "product": "?"} if record is Workspace else {"id": given["id"], "title": given["id"]}
        )
        cut: set[Keys] = set()
        for _ in range(_TRIES):
            try:
                return record.model_validate(data, context=context)
            except ValidationError as error:
                for misfit in misfits(error, data, record, also):
                    if not any(way[: len(misfit.keys)] == misfit.keys for way in cut):
                        tell(misfit)
                rest, ways = pruned(data, error)
                kept = rest or {}
                cut |= ways
                data = {**stand_ins, **{key: value for key, value in kept.items() if not is_empty(value)}}
        return record.model_validate(stand_ins)

    # --- features ---

    def _raws(self, path: str) -> Iterator[_Raw]:
        """The features of one file."""
        text = self.texts[path]
        if _README.fullmatch(path) and not text.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
            return
        reading, body = self.known.read(text, path)
        self._tell_unread(reading)
        stem = path.rpartition("/")[2].rpartition(".")[0]
        one = len(reading.documents) == 1 and isinstance(reading.documents[0].data, dict)
        if any(fault.severity == "error" for fault in reading.faults):
            self._break_file(path, stem, reading)
        for number, document in enumerate(reading.documents):
            for keys, data in self._maps(path, number, document.data):
                raw = self._raw(data, Origin(path, number, keys), stem if one else None)
                if raw is not None:
                    raw.body = body
                    yield raw

    def _break_file(self, path: str, stem: str, reading: Reading) -> None:
        """Remember which ids a file that cannot be read in full would have had."""
        first = next(fault for fault in reading.faults if fault.severity == "error")
        ids = [name.decode("ascii") for name in _ID_LINE.findall(self.texts[path])] or [stem]
        for name in ids:
            self.broken.setdefault(name, first.message)

    def _maps(self, path: str, document: int, data: Value) -> Iterator[tuple[Keys, dict[str, Value]]]:
        """The features of one document: itself, or each of its items."""
        items: list[tuple[Keys, Value]] = [((), data)]
        if isinstance(data, list):
            items = [((number,), item) for number, item in enumerate(data)]
        for keys, item in items:
            if isinstance(item, dict):
                yield keys, item
            elif not is_empty(item):
                where = self.places.find(Origin(path, document), keys, "value")
                message = "a feature is a map of keys, such as title: …; found text"
                self.told.append(Diagnostic(*BAD_VALUE, "error", message, where))

    def _raw(self, data: dict[str, Value], origin: Origin, stem: str | None) -> _Raw | None:
        """A feature with its id settled; None where it has none that can stand."""
        given = data.get("id")
        if is_empty(given):
            if stem is None:
                self._tell_at(
                    origin, ValidationFault(MISSING_KEY, (), "value", 'the key "id" is missing', "add id: …")
                )
                return None
            given = stem
        try:
            name = read_id(given)
        except PydanticCustomError as fault:
            self._bad_id(origin, fault, in_file="id" not in data)
            return None
        if stem is not None and name != stem:
            message = f'the id is "{name}", and the file is called "{stem}"'
            hint = "drop the id, or rename the file"
            self._tell_at(origin, ValidationFault(ID_IS_NOT_FILE, ("id",), "value", message, hint), name)
            self.broken.setdefault(name, message)
        return _Raw(name, data, origin)

    def _bad_id(self, origin: Origin, fault: PydanticCustomError, *, in_file: bool) -> None:
        context: Any = fault.context
        message, hint = context["message"], context["hint"]
        if in_file:
            message, hint = f"the file's name is no id: {message}", "rename the file, or add an id"
        self._tell_at(origin, ValidationFault(BAD_VALUE, () if in_file else ("id",), "value", message, hint))

    def _unique(self, raws: list[_Raw]) -> list[_Raw]:
        """The features with one of each id; case does not count."""
        first: dict[str, _Raw] = {}
        for raw in raws:
            before = first.setdefault(raw.id.casefold(), raw)
            if before is raw:
                continue
            where = self.places.find(before.origin, (*before.origin.keys, "id"), "value")
            same = (
                "is taken" if before.id == raw.id else f'differs from "{before.id}" only in case; that one is'
            )
            gist = f'the id "{raw.id}" {same} at {where.path}'
            message, hint = f"{gist}:{where.line}", "give one of them another id"
            misfit = ValidationFault(DUPLICATE_ID, ("id",), "value", message, hint, gist=gist)
            self._tell_at(raw.origin, misfit, raw.id)
            for name in (before.id, raw.id):
                self.broken.setdefault(name, message)
        return list(first.values())

    def _feature(self, raw: _Raw, workspace: Workspace, vocabulary: Vocabulary) -> Feature:
        """The record of a feature; one that was read before of the same text with nothing to tell."""
        origin = raw.origin
        key = (origin.path, self.texts[origin.path], origin.document, origin.keys, self.words)
        feature = self.known.features.get(key)
        if feature is None:
            told = len(self.told)
            feature = self._validated(raw, workspace, vocabulary)
            if len(self.told) == told:
                self.known.features[key] = feature
        return feature

    def _validated(self, raw: _Raw, workspace: Workspace, vocabulary: Vocabulary) -> Feature:
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
            feature = self._fit(
                Feature, given, vocabulary, lambda misfit: self._tell_feature(raw, misfit), also
            )
            self.broken.setdefault(raw.id, "something in it cannot be read")
        return feature.with_custom(custom) if custom else feature

    def _take_body(self, raw: _Raw, given: dict[str, Any]) -> None:
        if not is_empty(given.get("description")):
            message = "the description stands both here and below the front matter"
            self._tell_feature(
                raw, ValidationFault(BAD_VALUE, ("description",), "key", message, "keep one of the two")
            )
        given["description"] = raw.body.strip("\n")

    def _custom(self, raw: _Raw, keys: list[str], workspace: Workspace) -> dict[str, Any]:
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
                self._tell_feature(raw, ValidationFault(BAD_VALUE, (key,), "value", message, hint))
        return custom

    # --- telling ---

    def _tell_unread(self, reading: Reading) -> None:
        """What reading found wrong; what else is wrong in those lines only follows from it."""
        self.told += reading.faults
        errors = (fault for fault in reading.faults if fault.severity == "error")
        self.unread.update((fault.location.path, fault.location.line) for fault in errors)

    def _tell(self, misfit: ValidationFault) -> None:
        self._tell_at(Origin(WORKSPACE_FILE), misfit)

    def _tell_feature(self, raw: _Raw, misfit: ValidationFault) -> None:
        self.broken.setdefault(raw.id, misfit.message)
        self._tell_at(raw.origin, misfit, raw.id)

    def _tell_at(self, origin: Origin, misfit: ValidationFault, feature: str | None = None) -> None:
        where = self._where(origin, misfit)
        if (where.path, where.line) in self.unread:
            return  # it follows from what could not be read there
        self.told.append(
            Diagnostic(
                *misfit.rule, "error", misfit.message, where, feature, misfit.hint, None, misfit.keys,
                misfit.gist,
            )
        )  # fmt: skip

    def _where(self, origin: Origin, misfit: ValidationFault) -> Location:
        part: Part = misfit.part
        where = self.places.find(origin, (*origin.keys, *misfit.keys), part)
        if misfit.keys:
            return where
        return replace(where, end_line=where.line, end_column=max(where.column + 1, 1))
